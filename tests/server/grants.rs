//! What roles grant to users, and what blocks show to both of them.

use serde_json::{Value, json};

use super::program::{Program, serve};

/// A user of a role that is made with it, and its token.
fn member(program: &Program, uid: &str, role: &str) -> String {
    let (token, _) = program.log_in(uid);
    if role != "default" {
        program.admin("POST", "/roles", json!({"role": role, "name": role}));
        program.admin("PUT", &format!("/users/{uid}"), json!({"role": role})).ok();
    }
    token
}

fn permit(program: &Program, role: &str, permissions: Value) -> Value {
    let body = json!({"permissions": permissions});
    program.admin("PUT", &format!("/roles/{role}/permissions"), body).ok()["data"].clone()
}

fn sees(program: &Program, token: &str) -> Vec<String> {
    let list = program.user(token, "GET", "/users", Value::Null).ok();
    let users = list["data"].as_array().unwrap().iter();
    users.map(|user| user["uid"].as_str().unwrap().to_owned()).collect()
}

fn denied() -> (u16, String) {
    (403, "ERR_PERMISSION_DENIED".to_owned())
}

#[test]
fn permissions_are_defined_set_and_unset() {
    let program = serve(&[]);
    member(&program, "ada", "editor");
    let list = program.admin("GET", "/roles/editor/permissions", Value::Null).ok();
    let definitions = list["data"].as_array().unwrap();
    let mode = definitions.iter().find(|one| one["id"] == "listUsers.mode").unwrap();
    assert_eq!((&mode["type"], &mode["defaultValue"]), (&json!("role"), &json!("all")));
    assert_eq!(mode["availableValues"], json!(["all", "friends"]));

    let wanted = json!({"listUsers.mode": "friends", "listUsers": "deny", "nothing": "x",
        "blockUser": "maybe"});
    let set = permit(&program, "EDITOR", wanted);
    let message = "Permission with id listUsers.mode have been mapped successfully to role editor.";
    assert_eq!(set["listUsers.mode"], json!({"success": true, "message": message}));
    assert_eq!(set["listUsers"]["success"], true);
    assert_eq!(
        (&set["nothing"]["success"], &set["blockUser"]["success"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(set["permissions"], json!({"listUsers": "deny", "listUsers.mode": "friends"}));
    let path = "/roles/editor/permissions/listUsers.mode";
    let left = program.admin("DELETE", path, Value::Null).ok();
    assert_eq!(left, json!({"data": {"permissions": {"listUsers": "deny"}}}));
    let missing = program.admin("PUT", "/roles/editor/permissions", json!({}));
    assert_eq!(missing.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
    let unknown = program.admin("PUT", "/roles/x/permissions", json!({}));
    assert_eq!(unknown.refused(), (404, "ERR_ROLE_NOT_FOUND".to_owned()));
}

#[test]
fn a_user_is_denied_what_the_role_denies_and_others_are_not() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "editor");
    let bob = member(&program, "bob", "default");
    let block = json!({"blockedUids": ["bob"]});
    for (permission, method, path, body) in [
        ("listUsers", "GET", "/users", Value::Null),
        ("getUserDetails", "GET", "/users/bob", Value::Null),
        ("blockUser", "POST", "/blockedusers", block.clone()),
        ("listBlockedUser", "GET", "/blockedusers", Value::Null),
        ("unblockedUser", "DELETE", "/blockedusers", block),
        ("editProfile", "PUT", "/me", json!({"name": "New"})),
    ] {
        let call = |token| program.user(token, method, path, body.clone());
        permit(&program, "editor", json!({permission: "deny"}));
        assert_eq!(call(&ada).refused(), denied(), "{permission}");
        call(&bob).ok();
        program.user(&ada, "GET", "/me", Value::Null).ok();
        permit(&program, "editor", json!({permission: "allow"}));
        call(&ada).ok();
    }
    permit(&program, "editor", json!({"editProfile": "deny"}));
    program.admin("PUT", "/users/ada", json!({"name": "By the key"})).ok();
    // A session may still be registered.
    program.user(&ada, "PUT", "/me", json!({"platform": "WEB"})).ok();
}

#[test]
fn a_role_may_see_friends_only() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "editor");
    for uid in ["bob", "cid"] {
        program.create(uid);
    }
    program.admin("POST", "/users/ada/friends", json!({"accepted": ["cid"]})).ok();
    assert_eq!(sees(&program, &ada), ["bob", "cid"]);
    permit(&program, "editor", json!({"listUsers.mode": "friends"}));
    assert_eq!(sees(&program, &ada), ["cid"]);
    program.user(&ada, "GET", "/users/bob", Value::Null).ok();
    permit(&program, "editor", json!({"getUserDetails.mode": "friends"}));
    assert_eq!(program.user(&ada, "GET", "/users/bob", Value::Null).refused(), denied());
    program.user(&ada, "GET", "/users/cid", Value::Null).ok();
    program.user(&ada, "GET", "/users/ada", Value::Null).ok();
}

#[test]
fn the_settings_of_a_role_hold_as_well() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "editor");
    program.create("bob");
    assert_eq!(sees(&program, &ada), ["bob"]);
    let settings = json!({"settings": {"listUsers": "friendsOnly"}});
    program.admin("PUT", "/roles/editor", settings).ok();
    assert!(sees(&program, &ada).is_empty());
}

#[test]
fn a_role_may_deal_with_some_roles_only() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "editor");
    member(&program, "bob", "vip");
    member(&program, "cid", "default");
    let vips = json!(["VIP"]);
    for permission in ["listUsers", "getUserDetails", "blockUser"] {
        permit(&program, "editor", json!({format!("{permission}.allowedRoles"): vips}));
    }
    assert_eq!(sees(&program, &ada), ["bob"]);
    program.user(&ada, "GET", "/users/bob", Value::Null).ok();
    assert_eq!(program.user(&ada, "GET", "/users/cid", Value::Null).refused(), denied());
    let block = json!({"blockedUids": ["bob", "cid"]});
    let blocked = program.user(&ada, "POST", "/blockedusers", block).ok();
    assert_eq!(blocked["data"]["bob"]["success"], true);
    assert_eq!(blocked["data"]["cid"]["success"], false);
}

#[test]
fn restricted_features_are_denied_under_both_of_their_spellings() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "editor");
    program.create("bob");
    let path = "/roles/editor/restrictedfeatures";
    let wanted = json!({"featuresToRestrict": ["listUsers", "u.getUser", "own"]});
    let set = &program.admin("POST", path, wanted).ok()["data"];
    assert_eq!(
        (&set["listUsers"]["success"], &set["u.getUser"]["success"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(program.user(&ada, "GET", "/users", Value::Null).refused(), denied());
    assert_eq!(program.user(&ada, "GET", "/users/bob", Value::Null).refused(), denied());
    let list = program.admin("GET", path, Value::Null).ok();
    let keys: Vec<_> = list["data"].as_array().unwrap().iter().map(|one| &one["key"]).collect();
    assert_eq!(keys, ["own", "u.getUser", "u.listUsers"]);
    assert_eq!(list["meta"]["pagination"]["total"], 3);
    assert!(list["data"][2]["createdAt"].is_u64() && list["data"][2]["title"].is_string());

    let allow = |body| program.admin("DELETE", path, body);
    assert_eq!(allow(json!({"featuresToAllow": ["u.listUsers"]})).ok()["data"]["success"], true);
    assert_eq!(sees(&program, &ada), ["bob"]);
    assert_eq!(allow(json!({})).refused(), (400, "ERR_BAD_REQUEST".to_owned()));
    allow(json!({"allowAll": true})).ok();
    program.user(&ada, "GET", "/users/bob", Value::Null).ok();
    assert_eq!(program.admin("GET", path, Value::Null).ok()["data"], json!([]));
}

#[test]
fn both_parties_see_a_block_with_its_time() {
    let program = serve(&[]);
    let ada = member(&program, "ada", "default");
    let bob = member(&program, "bob", "default");
    let of_ada = "/users/ada/blockedusers";
    let change = |method, uids: Value| {
        program.admin(method, of_ada, json!({"blockedUids": uids})).ok()["data"].clone()
    };
    let done = |message: &str| json!({"success": true, "message": message});
    let pair = "The user with UID ada has";
    let blocked = change("POST", json!(["bob"]));
    assert_eq!(blocked["bob"], done(&format!("{pair} blocked user with UID bob successfully.")));
    let again = change("POST", json!(["bob"]));
    assert_eq!(again["bob"], done(&format!("{pair} already blocked user with UID bob.")));

    let see = |token: &str, path: &str| {
        program.user(token, "GET", path, Value::Null).ok()["data"].clone()
    };
    let by_ada = see(&ada, "/users/bob");
    assert_eq!((&by_ada["blockedByMe"], by_ada.get("hasBlockedMe")), (&json!(true), None));
    let time = by_ada["blockedByMeAt"].as_u64().unwrap();
    assert!(time > 1_700_000_000);
    let by_bob = see(&bob, "/users/ada");
    assert_eq!((&by_bob["hasBlockedMe"], by_bob.get("blockedByMe")), (&json!(true), None));
    assert_eq!(by_bob["hasBlockedMeAt"], time);

    let list = program.admin("GET", of_ada, Value::Null).ok();
    for listed in [&list["data"][0], &see(&ada, "/blockedusers")[0]] {
        assert_eq!((&listed["uid"], &listed["blockedByMe"]), (&json!("bob"), &json!(true)));
        assert_eq!((&listed["blockedAt"], &listed["blockedByMeAt"]), (&json!(time), &json!(time)));
        assert_eq!(listed["conversationId"], "ada_user_bob");
    }
    let pagination =
        json!({"total": 0, "count": 1, "per_page": 100, "current_page": 1, "total_pages": 1});
    assert_eq!(list["meta"]["pagination"], pagination);
    assert!(list["meta"]["cursor"]["updatedAt"].is_u64());
    let heard = see(&bob, "/blockedusers");
    assert_eq!((&heard[0]["uid"], &heard[0]["hasBlockedMeAt"]), (&json!("ada"), &json!(time)));
    let of_bob = program.admin("GET", "/users/bob/blockedusers", Value::Null).ok();
    assert_eq!(of_bob["data"], json!([]));

    let freed = change("DELETE", json!(["bob"]));
    assert_eq!(freed["bob"], done(&format!("{pair} unblocked user with UID bob successfully.")));
    let again = change("DELETE", json!(["bob"]));
    assert_eq!(again["bob"], done(&format!("{pair} not blocked the user with UID bob.")));
    assert!(see(&bob, "/users/ada").get("hasBlockedMe").is_none());
}
