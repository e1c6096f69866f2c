//! Tokens, keys, imports, friends: what a key's holder does beside users and roles.

use serde_json::{Value, json};

use super::program::{API_KEY, AUTH_KEY, Answer, Program, serve};

fn uids(list: &Value) -> Vec<&str> {
    let users = list["data"].as_array().unwrap().iter();
    users.map(|user| user["uid"].as_str().unwrap()).collect()
}

fn details(answer: &Answer) -> Value {
    assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
    answer.json()["error"]["details"].clone()
}

#[test]
fn tokens_are_listed_described_and_deleted_one_by_one_or_all_at_once() {
    let program = serve(&[]);
    program.create("ada");
    program.create("bob");
    let make = |body| {
        let made = program.admin("POST", "/users/ADA/auth_tokens", body).ok();
        assert_eq!(made["data"]["uid"], "ada");
        made["data"]["authToken"].as_str().unwrap().to_owned()
    };
    let first = make(Value::Null);
    let second = make(json!({"force": true, "platform": "web", "appInfo": {"version": "1"}}));
    let path = |token: &str| format!("/users/ada/auth_tokens/{token}");

    let list = program.admin("GET", "/users/ada/auth_tokens", Value::Null).ok();
    let tokens = list["data"].as_array().unwrap();
    let listed: Vec<_> = tokens.iter().map(|token| &token["authToken"]).collect();
    assert_eq!(listed, [&second, &first]);
    assert_eq!(tokens[0]["appInfo"], json!({"version": "1"}));
    assert_eq!(list["meta"]["pagination"]["total"], 2);
    assert!(list["meta"].get("cursor").is_none());

    let unchanged = program.admin("PUT", &path(&first), json!({})).ok();
    assert!(unchanged["data"].get("platform").is_none());
    let told = json!({"platform": "ios", "userAgent": "x", "appInfo": {"a": 1}});
    program.admin("PUT", &path(&first), told).ok();
    let got = &program.admin("GET", &path(&first), Value::Null).ok()["data"];
    assert_eq!((&got["platform"], &got["appInfo"]), (&json!("ios"), &json!({"a": 1})));

    let other = program.admin("GET", &format!("/users/bob/auth_tokens/{first}"), Value::Null);
    assert_eq!(other.refused(), (404, "ERR_AUTH_TOKEN_NOT_FOUND".to_owned()));
    let nobody = program.admin("GET", "/users/zed/auth_tokens", Value::Null);
    assert_eq!(nobody.refused(), (404, "ERR_UID_NOT_FOUND".to_owned()));

    let gone = &program.admin("DELETE", &path(&first), Value::Null).ok()["data"];
    assert_eq!(gone["message"], format!("The Auth Token {first} has been deleted successfully."));
    let again = program.admin("DELETE", &path(&first), Value::Null);
    assert_eq!(again.refused(), (404, "ERR_AUTH_TOKEN_NOT_FOUND".to_owned()));
    assert_eq!(program.user(&first, "GET", "/me", Value::Null).status, 401);
    program.user(&second, "GET", "/me", Value::Null).ok();
    for _ in 0..2 {
        let flushed = program.admin("DELETE", "/users/ada/auth_tokens", Value::Null).ok();
        let message = "Cleared Auth Tokens successfully for uid ada.";
        assert_eq!(flushed, json!({"data": {"success": true, "message": message}}));
    }
    assert_eq!(program.user(&second, "GET", "/me", Value::Null).status, 401);
}

#[test]
fn of_a_users_tokens_the_newest_hundred_stay_valid() {
    let program = serve(&[]);
    program.create("ada");
    let make = || {
        let made = program.admin("POST", "/users/ada/auth_tokens", Value::Null).ok();
        made["data"]["authToken"].as_str().unwrap().to_owned()
    };
    let (first, second) = (make(), make());
    for _ in 0..99 {
        make();
    }
    assert_eq!(program.user(&first, "GET", "/me", Value::Null).status, 401);
    program.user(&second, "GET", "/me", Value::Null).ok();
    let list = program.admin("GET", "/users/ada/auth_tokens?perPage=7", Value::Null).ok();
    assert_eq!(list["meta"]["pagination"]["total"], 100);
}

#[test]
fn a_key_does_what_its_scope_allows_until_it_is_deleted() {
    let program = serve(&[]);
    let make = |body| program.admin("POST", "/apikeys", body).ok()["data"].clone();
    let full = make(json!({"name": "Build", "scope": "fullAccess"}));
    let weak = make(json!({"name": "App"}));
    assert_eq!((&full["scope"], &weak["scope"]), (&json!("fullAccess"), &json!("authOnly")));
    let text = |key: &Value| key["apiKey"].as_str().unwrap().to_owned();
    let (full, weak) = (text(&full), text(&weak));
    assert!(full.len() == 40 && full.bytes().all(|byte| byte.is_ascii_hexdigit()));

    let list = |key: &str| program.call("GET", "/users", &[("apikey", key)], "");
    list(&full).ok();
    assert_eq!(list(&weak).refused(), (403, "AUTH_ERR_NO_ACCESS".to_owned()));
    let user = json!({"uid": "ada", "name": "Ada"}).to_string();
    program.call("POST", "/users", &[("apikey", &weak)], &user).ok();

    let path = |key: &str| format!("/apikeys/{key}");
    let more = program.admin("PUT", &path(&weak), json!({"scope": "fullAccess"})).ok();
    assert_eq!(
        (&more["data"]["scope"], &more["data"]["name"]),
        (&json!("fullAccess"), &json!("App"))
    );
    list(&weak).ok();
    let wrong = program.admin("PUT", &path(&weak), json!({"scope": "all", "name": ""}));
    let said = details(&wrong);
    assert_eq!(said["scope"][0], "The selected scope is invalid.");
    assert_eq!(said["name"][0], "The name field must have a value.");

    let found = program.admin("GET", "/apikeys?searchKey=UIL&scope=fullAccess", Value::Null).ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
    assert_eq!((&found["data"][0]["apiKey"], found["meta"].get("cursor")), (&json!(full), None));

    let gone = &program.admin("DELETE", &path(&weak), Value::Null).ok()["data"];
    assert_eq!(gone["message"], format!("The Api Key {weak} has been deleted successfully."));
    assert_eq!(list(&weak).refused(), (401, "AUTH_ERR_APIKEY_NOT_FOUND".to_owned()));
    for method in ["GET", "PUT", "DELETE"] {
        let missing = program.admin(method, &path(&weak), Value::Null).refused();
        assert_eq!(missing, (404, "ERR_APIKEY_NOT_FOUND".to_owned()), "{method}");
    }
}

#[test]
fn a_key_changes_and_deletes_others_but_not_itself() {
    let program = serve(&[]);
    let own = format!("/apikeys/{API_KEY}");
    for (method, body) in [("PUT", json!({"name": "x"})), ("DELETE", Value::Null)] {
        let refused = program.admin(method, &own, body).refused();
        assert_eq!(refused, (403, "ERR_APIKEY_NO_SELF_ACTION".to_owned()), "{method}");
    }
    let got = program.admin("GET", &own, Value::Null).ok();
    assert_eq!(
        (&got["data"]["apiKey"], &got["data"]["name"]),
        (&json!(API_KEY), &json!("Rest API Key"))
    );
    program.admin("DELETE", &format!("/apikeys/{AUTH_KEY}"), Value::Null).ok();
    let dead = program.call("POST", "/users", &[("apikey", AUTH_KEY)], "{}");
    assert_eq!(dead.refused(), (401, "AUTH_ERR_APIKEY_NOT_FOUND".to_owned()));
}

#[test]
fn an_app_has_at_most_twenty_five_keys() {
    let program = serve(&[]);
    // Two are there.
    for number in 3..=25 {
        program.admin("POST", "/apikeys", json!({"name": format!("{number}")})).ok();
    }
    details(&program.admin("POST", "/apikeys", json!({"name": "one more"})));
    let list = program.admin("GET", "/apikeys", Value::Null).ok();
    assert_eq!(list["meta"]["pagination"]["total"], 25);
    assert_eq!(list["data"][0]["name"], "25");
}

#[test]
fn friendship_is_mutual() {
    let program = serve(&[]);
    for uid in ["ada", "bob", "cid"] {
        program.create(uid);
    }
    let add = |uids: Value| program.admin("POST", "/users/ada/friends", json!({"accepted": uids}));
    let added = add(json!(["Bob", "cid", "ada", "zed"])).ok()["data"]["accepted"].clone();
    let made = json!({"success": true, "message": "Created relationship with status accepted."});
    assert_eq!((&added["Bob"], &added["cid"]), (&made, &made));
    let own = json!({"success": false, "message": "Self friend relationship cannot be formed."});
    assert_eq!(added["ada"], own);
    let unknown =
        "The uid zed does not exist, please make sure you have created a uid with uid zed.";
    assert_eq!(added["zed"], json!({"success": false, "message": unknown}));
    let again = &add(json!(["bob"])).ok()["data"]["accepted"]["bob"];
    let updated = "Updated relationship with status accepted.";
    assert_eq!(*again, json!({"success": true, "message": updated}));

    let friends = |uid: &str, query: &str| {
        let list = program.admin("GET", &format!("/users/{uid}/friends{query}"), Value::Null).ok();
        assert_eq!(list["meta"]["pagination"]["total"], 0);
        assert_eq!(list["meta"]["cursor"]["affix"], "prepend");
        list
    };
    assert_eq!(uids(&friends("ada", "")), ["bob", "cid"]);
    assert_eq!(uids(&friends("ada", "?searchKey=CI")), ["cid"]);
    let page = friends("ada", "?perPage=1");
    assert_eq!((uids(&page), &page["meta"]["pagination"]["total_pages"]), (vec!["bob"], &json!(2)));
    let of_bob = friends("BOB", "");
    assert_eq!(uids(&of_bob), ["ada"]);
    assert_eq!(of_bob["data"][0]["conversationId"], "ada_user_bob");

    program.admin("DELETE", "/users/cid", Value::Null).ok();
    assert_eq!(uids(&friends("ada", "")), ["bob"]);
    program.admin("PUT", "/users", json!({"uidsToActivate": ["cid"]})).ok();
    assert_eq!(uids(&friends("ada", "")), ["bob", "cid"]);

    let remove = |uids| program.admin("DELETE", "/users/bob/friends", json!({"friends": uids}));
    // The spelling is the service's.
    let message = "Deleted the friend relations succussfully";
    assert_eq!(remove(["ADA", "cid"]).ok()["data"], json!({"success": true, "message": message}));
    assert_eq!(uids(&friends("ada", "")), ["cid"]);
    assert_eq!(remove(["ada", "cid"]).refused(), (400, "ERR_NOT_A_FRIEND".to_owned()));
}

#[test]
fn twenty_five_friends_are_added_at_once_and_no_more() {
    let program = serve(&[]);
    program.create("ada");
    let names = |count| (0..count).map(|number| format!("u{number}")).collect::<Vec<_>>();
    let add = |body| program.admin("POST", "/users/ada/friends", body);
    let most = add(json!({"accepted": names(25)})).ok();
    assert_eq!(most["data"]["accepted"].as_object().unwrap().len(), 25);
    for (body, text) in [
        (json!({"accepted": names(26)}), "The accepted must not have more than 25 items."),
        (json!({"accepted": []}), "The accepted field is required."),
        (json!({}), "The accepted field is required."),
    ] {
        assert_eq!(details(&add(body))["accepted"][0], text);
    }
    let nobody = program.admin("POST", "/users/zed/friends", json!({}));
    assert_eq!(nobody.refused(), (404, "ERR_UID_NOT_FOUND".to_owned()));
}

#[test]
fn each_user_of_an_import_has_an_outcome_of_its_own() {
    let program = serve(&[]);
    program.create("old");
    let import = |users: Value| {
        let answer = program.admin("POST", "/data_import/users", json!({"users": users})).ok();
        answer["data"].clone()
    };
    let done = import(json!({
        "Ada": {"uid": "ada", "name": "Ada", "tags": ["x"], "createdAt": "1500000000",
                "lastActiveAt": 1600000000},
        "old": {"uid": "old", "name": "Old"},
        "one": {"uid": "two", "name": "One"},
        "bad": {"uid": "bad", "avatar": "x"},
        "off": {"uid": "off", "name": "Off", "deactivatedAt": 1600000000},
    }));
    assert_eq!(done["Ada"]["success"], true);
    let ada = &done["Ada"]["data"];
    assert_eq!((&ada["uid"], &ada["createdAt"]), (&json!("ada"), &json!(1_500_000_000)));
    assert_eq!((&ada["lastActiveAt"], &ada["status"]), (&json!(1_600_000_000), &json!("offline")));
    for (uid, code) in
        [("old", "ERR_UID_ALREADY_EXISTS"), ("one", "ERR_BAD_REQUEST"), ("bad", "ERR_BAD_REQUEST")]
    {
        let item = &done[uid];
        assert_eq!((&item["success"], &item["error"]["code"]), (&json!(false), &json!(code)));
        assert!(!item["error"]["message"].as_str().unwrap().is_empty());
    }
    let said = &done["bad"]["error"]["details"];
    assert_eq!(said["name"][0], "The name field is required.");
    assert_eq!(said["avatar"][0], "The avatar must be a valid URL.");
    assert_eq!(done["off"]["success"], true);
    assert_eq!(program.admin("GET", "/users/off", Value::Null).status, 404);
    let off = program.admin("GET", "/users?onlyDeactivated=true", Value::Null).ok();
    assert_eq!(
        (uids(&off), &off["data"][0]["deactivatedAt"]),
        (vec!["off"], &json!(1_600_000_000))
    );
}

#[test]
fn fifty_users_are_imported_at_once_and_no_more() {
    let program = serve(&[]);
    let users = |range: std::ops::Range<usize>| {
        let users = range.map(|number| format!("u{number}"));
        users.map(|uid| (uid.clone(), json!({"uid": uid, "name": "User"}))).collect::<Value>()
    };
    let import = |users| program.admin("POST", "/data_import/users", json!({"users": users}));
    let some = import(users(0..50)).ok();
    assert!(some["data"].as_object().unwrap().values().all(|item| item["success"] == true));
    details(&import(users(50..101)));
    let list = program.admin("GET", "/users", Value::Null).ok();
    assert_eq!(list["meta"]["pagination"]["total"], 50);
    for wrong in [Value::Null, json!([]), json!("x")] {
        let refused = import(wrong).refused();
        assert_eq!(refused, (400, "ERR_IMPORT_INVALID_USER_FORMAT".to_owned()));
    }
}

#[test]
fn lists_of_users_are_filtered() {
    let program = serve(&[]);
    program.admin("POST", "/roles", json!({"role": "vip", "name": "VIP"})).ok();
    for user in [
        json!({"uid": "ada", "name": "Countess", "role": "vip", "tags": ["a,b", "c"]}),
        json!({"uid": "bob", "name": "Adam", "tags": ["d"]}),
        json!({"uid": "cid", "name": "Cid"}),
    ] {
        program.admin("POST", "/users", user).ok();
    }
    program.admin("DELETE", "/users/cid", Value::Null).ok();
    for (query, expected) in [
        ("", &["bob", "ada"][..]),
        ("searchKey=AD", &["bob", "ada"]),
        ("searchKey=ad&searchIn=name", &["bob"]),
        ("searchKey=ad&searchIn[]=uid", &["ada"]),
        ("searchKey=ad&searchIn=uid,name", &["bob", "ada"]),
        ("searchKey=%25", &[]),
        ("role=VIP", &["ada"]),
        ("roles=vip&roles=default", &["bob", "ada"]),
        ("roles=nobody", &[]),
        ("tags=a%2Cb,x", &["ada"]),
        ("tags=c,d", &["bob", "ada"]),
        ("tags=a", &[]),
        ("tags=c,d&role=vip", &["ada"]),
        ("status=available", &[]),
        ("status=offline", &["bob", "ada"]),
        ("withDeactivated=1", &["cid", "bob", "ada"]),
        ("onlyDeactivated=true", &["cid"]),
        ("count=true", &["bob", "ada"]),
    ] {
        let list = program.admin("GET", &format!("/users?{query}"), Value::Null).ok();
        assert_eq!(uids(&list), expected, "{query}");
        assert_eq!(list["meta"]["pagination"]["total"], expected.len(), "{query}");
        assert!(list["data"].as_array().unwrap().iter().all(|user| user.get("tags").is_none()));
    }
    let tagged = program.admin("GET", "/users?withTags=true&role=vip", Value::Null).ok();
    assert_eq!(tagged["data"][0]["tags"], json!(["a,b", "c"]));
}

/// Headers and path: what `viewer` would see, asked for with a key.
fn behalf(program: &Program, viewer: &str, path: &str) -> Answer {
    program.call("GET", path, &[("apikey", API_KEY), ("onBehalfOf", viewer)], "")
}

#[test]
fn a_key_sees_on_behalf_of_a_user_what_that_user_sees() {
    let program = serve(&[]);
    for uid in ["ada", "bob", "cid"] {
        program.create(uid);
    }
    let private = json!({"metadata": {"a": 1, "@private": {"email": "b@example.com"}}});
    program.admin("PUT", "/users/bob", private).ok();
    program.admin("POST", "/users/ada/blockedusers", json!({"blockedUids": ["bob"]})).ok();
    let list = behalf(&program, "ADA", "/users").ok();
    assert_eq!(uids(&list), ["bob", "cid"]);
    assert_eq!(list["meta"]["pagination"]["total"], 0);
    let got = behalf(&program, "ada", "/users/bob").ok();
    for bob in [&list["data"][0], &got["data"]] {
        assert_eq!((&bob["blockedByMe"], &bob["metadata"]), (&json!(true), &json!({"a": 1})));
        assert_eq!(bob["conversationId"], "ada_user_bob");
    }
    let ada = &behalf(&program, "bob", "/users/ada").ok()["data"];
    assert_eq!((&ada["hasBlockedMe"], ada.get("blockedByMe")), (&json!(true), None));
    for path in ["/users", "/users/bob", "/users?page=x"] {
        let nobody = behalf(&program, "zed", path).refused();
        assert_eq!(nobody, (404, "ERR_UID_NOT_FOUND".to_owned()), "{path}");
    }
}
