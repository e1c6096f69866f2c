//! Operations over HTTP: the wire's forms and the service's quirks.

use serde_json::{Value, json};

use super::program::{API_KEY, APP, serve};

#[test]
fn a_user_on_the_wire_has_no_member_without_a_value() {
    let program = serve(&[]);
    let made = program.admin(
        "POST",
        "/users",
        json!({"uid": "Ada", "name": " Ada ", "status": "available", "deactivatedAt": 0,
               "hasBlockedMe": false, "avatar": "", "withAuthToken": true}),
    );
    let user = &made.ok()["data"];
    let mut members: Vec<_> = user.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["authToken", "createdAt", "name", "role", "status", "uid"]);
    assert_eq!((&user["uid"], &user["name"]), (&json!("ada"), &json!("Ada")));
    assert_eq!((&user["role"], &user["status"]), (&json!("default"), &json!("offline")));
    let read = program.admin("GET", "/users/ada", Value::Null).ok();
    assert!(read["data"].get("authToken").is_none());
}

#[test]
fn a_taken_uid_and_a_missing_user_are_said_in_the_words_of_the_service() {
    let program = serve(&[]);
    program.create("ada");
    let taken = program.admin("POST", "/users", json!({"uid": "ADA", "name": "x"}));
    assert_eq!(taken.refused(), (400, "ERR_UID_ALREADY_EXISTS".to_owned()));
    assert_eq!(
        taken.json()["error"]["devMessage"],
        "The uid ada already exists. Please use another uid or try recreating after permanently \
         deleting the user."
    );
    let missing = program.admin("GET", "/users/NoBody", Value::Null);
    assert_eq!(missing.refused(), (404, "ERR_UID_NOT_FOUND".to_owned()));
    let error = &missing.json()["error"];
    let rest = "make sure you have created a user with UID nobody.";
    assert_eq!(error["message"], format!("The UID nobody does not exist, please {rest}"));
    assert_eq!(error["devMessage"], format!("The UID nobody does not exist, so please {rest}"));
    let blank = program.admin("GET", "/users/%20", Value::Null);
    assert!(blank.json()["error"]["message"].as_str().unwrap().starts_with("The UID %20 does"));
}

#[test]
fn what_is_no_json_object_counts_as_an_empty_one() {
    let program = serve(&[]);
    for body in ["", "[]", "null", "7", "{\"uid\": \"a\",", "\u{feff}{}", "[{\"uid\": \"a\"}]"] {
        let answer = program.call("POST", "/users", &[("apikey", API_KEY)], body);
        assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
        let details = answer.json()["error"]["details"].clone();
        assert_eq!(
            details,
            json!({"uid": ["The uid field is required."], "name": ["The name field is required."]})
        );
    }
    // A body on GET is ignored.
    program.create("a");
    program.admin("GET", "/users/a", json!({"uid": "b"})).ok();
}

#[test]
fn pages_know_both_spellings_and_numbers_are_checked() {
    let program = serve(&[]);
    for uid in ["a", "b", "c"] {
        program.create(uid);
    }
    for query in ["perPage=2&page=2", "per_page=2&page=2"] {
        let page = program.admin("GET", &format!("/users?{query}"), Value::Null).ok();
        assert_eq!(page["data"].as_array().unwrap().len(), 1);
        assert_eq!(
            page["meta"]["pagination"],
            json!({"total": 3, "count": 1, "per_page": 2, "current_page": 2, "total_pages": 2})
        );
        assert_eq!(page["meta"]["cursor"]["affix"], "prepend");
        assert!(page["meta"]["cursor"]["updatedAt"].as_u64().unwrap() > 1_700_000_000);
    }
    let past = program.admin("GET", "/users?page=99", Value::Null).ok();
    assert_eq!((&past["data"], &past["meta"]["pagination"]["count"]), (&json!([]), &json!(0)));
    for (query, text) in [
        ("page=0", "The page must be at least 1."),
        ("page=two", "The page must be an integer."),
        ("page=1.5", "The page must be an integer."),
        ("perPage=1001", "The perPage must not be greater than 1000."),
        ("per_page=99999999999999999999", "The perPage must not be greater than 1000."),
        ("perPage=-99999999999999999999", "The perPage must be at least 1."),
        ("withTags=maybe", "The withTags field must be true or false."),
    ] {
        let answer = program.admin("GET", &format!("/users?{query}"), Value::Null);
        assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
        let details = answer.json()["error"]["details"].clone();
        assert_eq!(details.as_object().unwrap().values().next().unwrap()[0], text);
    }
}

#[test]
fn deleting_deactivates_unless_it_is_said_to_be_permanent() {
    let program = serve(&[]);
    program.create("ada");
    let (token, _) = program.log_in("bob");
    let delete = |body| program.admin("DELETE", "/users/ADA", body);
    assert_eq!(delete(json!({"permanent": "yes"})).refused(), (400, "ERR_BAD_REQUEST".to_owned()));
    assert_eq!(delete(Value::Null).ok(), json!({"data": {"deactivatedUids": ["ada"]}}));
    assert_eq!(delete(json!({})).ok(), json!({"data": {"alreadyDeactivatedUids": ["ada"]}}));
    let gone = delete(json!({"permanent": true})).ok();
    let message = "User with UID ada has been deleted successfully.";
    assert_eq!(gone, json!({"data": {"success": true, "message": message}}));
    assert_eq!(delete(json!({"permanent": true})).refused().1, "ERR_UID_NOT_FOUND");
    assert_eq!(delete(Value::Null).refused().1, "ERR_UID_NOT_FOUND");

    let bulk = json!({"uidsToDeactivate": ["bob", "Nobody"]});
    let answer = program.admin("DELETE", "/users", bulk.clone()).ok();
    assert_eq!(answer, json!({"data": {"deactivatedUids": ["bob"], "notFound": ["Nobody"]}}));
    assert_eq!(program.user(&token, "GET", "/me", Value::Null).status, 401);
    let bulk = json!({"uidsToActivate": ["BOB"]});
    let answer = program.admin("PUT", "/users", bulk.clone()).ok();
    assert_eq!(answer, json!({"data": {"reactivatedUids": ["BOB"]}}));
    let answer = program.admin("PUT", "/users", bulk).ok();
    assert_eq!(answer, json!({"data": {"nonDeactivatedUids": ["BOB"]}}));
    program.user(&token, "GET", "/me", Value::Null).ok();
    let none = program.admin("DELETE", "/users", json!({"uidsToDeactivate": []}));
    let details = none.json()["error"]["details"].clone();
    let text = "The uidsToDeactivate field is required.";
    assert_eq!(details, json!({"uidsToDeactivate": [text]}));
}

#[test]
fn roles_come_and_go() {
    let program = serve(&[]);
    let role = json!({"role": "Editor", "name": "Editor", "settings": {"listUsers": "all"}});
    let made = program.admin("POST", "/roles", role.clone()).ok();
    assert_eq!(made["data"]["role"], "editor");
    let again = program.admin("POST", "/roles", role).refused();
    assert_eq!(again, (400, "ERR_ROLE_ALREADY_EXISTS".to_owned()));
    let renamed = program.admin("PUT", "/roles/EDITOR", json!({"name": "Ed"})).ok();
    assert_eq!(renamed["data"]["name"], "Ed");
    let list = program.admin("GET", "/roles", Value::Null).ok();
    let ids: Vec<_> = list["data"].as_array().unwrap().iter().map(|role| &role["role"]).collect();
    assert_eq!(ids, ["editor", "default"]);
    assert!(list["meta"].get("cursor").is_none());
    let deleted = program.admin("DELETE", "/roles/editor", Value::Null).ok();
    assert_eq!(deleted["data"]["message"], "Role editor has been deleted successfully.");
    let denied = program.admin("DELETE", "/roles/default", Value::Null);
    assert_eq!(denied.refused(), (403, "ERR_ROLE_DELETE_DENIED".to_owned()));
    let missing = program.admin("GET", "/roles/editor", Value::Null);
    assert_eq!(missing.refused(), (404, "ERR_ROLE_NOT_FOUND".to_owned()));
}

#[test]
fn a_session_carries_what_the_sdk_needs() {
    let program = serve(&[]);
    let (token, me) = program.log_in("ada");
    assert_eq!((&me["authToken"], &me["status"]), (&json!(token), &json!("available")));
    assert_eq!(me["wsChannel"]["identity"], format!("[{APP}]ada"));
    let settings = &me["settings"];
    // The host is the one that the request named.
    for (name, value) in [
        ("ADMIN_API_HOST", "localhost"),
        ("CLIENT_API_HOST", "localhost"),
        ("CHAT_HOST", "localhost/chat"),
        ("CHAT_API_VERSION", "v3.0"),
    ] {
        assert_eq!(settings[name], value);
    }
    // What could not stand in a URL is not taken over.
    let named = format!("GET /settings HTTP/1.1\r\nhost: a@b\r\nauthToken: {token}\r\n\r\n");
    assert_eq!(program.raw(named.as_bytes()).ok()["data"]["CLIENT_API_HOST"], program.address());
    let updated = program.user(
        &token,
        "PUT",
        "/me",
        json!({"name": "Ada L", "role": "admin", "uid": "bob", "platform": "WEB"}),
    );
    let updated = &updated.ok()["data"];
    assert_eq!((&updated["name"], &updated["role"]), (&json!("Ada L"), &json!("default")));
    assert_eq!((&updated["uid"], &updated["authToken"]), (&json!("ada"), &json!(token)));
    let jwt = program.user(&token, "POST", "/me/jwt", Value::Null).ok();
    assert!(jwt["data"]["jwt"].as_str().unwrap().split('.').count() == 3);
    let report = json!({"sessionId": "abc", "data": {}});
    let report = program.user(&token, "POST", "/user_sessions", report).ok();
    assert_eq!(report["data"], json!({"sessionId": "abc"}));
    program.user(&token, "DELETE", "/me", Value::Null).ok();
    assert_eq!(program.user(&token, "DELETE", "/me", Value::Null).status, 401);
}

#[test]
fn registering_a_session_changes_nothing_but_when_the_user_was_last_there() {
    let program = serve(&[]);
    program.create("ada");
    let token = program.admin("POST", "/users/ada/auth_tokens", Value::Null).ok();
    let token = token["data"]["authToken"].as_str().unwrap();
    let body = json!({"platform": "WEB", "deviceId": "d", "appInfo": {"version": "4"}});
    let me = program.user(token, "PUT", "/me", body).ok();
    assert!(me["data"]["lastActiveAt"].is_u64());
    assert!(me["data"].get("updatedAt").is_none());
    let cleared = program.user(token, "PUT", "/me", json!({"deviceId": "d", "link": null})).ok();
    assert!(cleared["data"]["updatedAt"].is_u64());
}

#[test]
fn a_user_sees_others_with_blocks_and_without_what_is_private() {
    let program = serve(&[]);
    let (ada, _) = program.log_in("ada");
    let (bob, _) = program.log_in("bob");
    let private = json!({"metadata": {"a": 1, "@private": {"email": "b@example.com"}}});
    program.user(&bob, "PUT", "/me", private).ok();
    let block = json!({"blockedUids": ["Bob", "ada", "zed", "bob"]});
    let answer = program.user(&ada, "POST", "/blockedusers", block).ok();
    assert_eq!(answer["data"]["Bob"]["success"], true);
    assert_eq!(answer["data"]["ada"]["message"], "The UID ada cannot block UID ada.");
    assert_eq!(answer["data"]["zed"]["success"], false);
    let seen = &program.user(&ada, "GET", "/users/bob", Value::Null).ok()["data"];
    assert_eq!((&seen["blockedByMe"], &seen["metadata"]), (&json!(true), &json!({"a": 1})));
    assert_eq!(seen["conversationId"], "ada_user_bob");
    let by = |token: &str, direction: &str| {
        let path = format!("/blockedusers?per_page=5&direction={direction}");
        let list = program.user(token, "GET", &path, Value::Null).ok();
        assert_eq!(list["meta"]["pagination"]["total"], 0);
        list["data"].as_array().unwrap().len()
    };
    assert_eq!((by(&ada, "blockedByMe"), by(&ada, "hasBlockedMe"), by(&ada, "both")), (1, 0, 1));
    assert_eq!((by(&bob, "blockedByMe"), by(&bob, "hasBlockedMe"), by(&bob, "both")), (0, 1, 1));
    for (body, member) in [
        (json!({}), "blockedUids"),
        (json!({"blockedUids": []}), "blockedUids"),
        (json!({"blockedUids": "bob"}), "blockedUids"),
        (json!({"blockedUids": [" "]}), "blockedUids.0"),
    ] {
        let answer = program.user(&ada, "DELETE", "/blockedusers", body);
        assert!(answer.json()["error"]["details"][member].is_array(), "{}", answer.body);
    }
    let unblock = json!({"blockedUids": ["bob"]});
    program.user(&ada, "DELETE", "/blockedusers", unblock).ok();
    assert_eq!(by(&ada, "both"), 0);
}

#[test]
fn a_list_of_uids_is_paged_in_the_order_of_other_lists() {
    let program = serve(&[]);
    let (ada, _) = program.log_in("ada");
    for uid in ["zoe", "bob", "cid"] {
        program.create(uid);
    }
    let uids = |query: &str| {
        let list = program.user(&ada, "GET", &format!("/users?{query}"), Value::Null).ok();
        assert!(list["meta"]["pagination"].is_object());
        let users = list["data"].as_array().unwrap().clone();
        users.into_iter().map(|user| user["uid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(uids("per_page=2&uids=zoe,Bob,nobody,ada,bob,cid"), ["bob", "cid"]);
    assert_eq!(uids("per_page=2&page=2&uids=zoe,bob,cid"), ["zoe"]);
    assert!(uids("per_page=2&page=3&uids=zoe,bob,cid").is_empty());
    assert_eq!(uids("per_page=30&page=1"), ["bob", "cid", "zoe"]);
}
