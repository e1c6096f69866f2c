//! What is sent.

use cometchat_users::{Client, Error, Kind, json};

use crate::server::Server;

fn call(client: &Client, operation: &str, request: &str) -> Result<String, Error> {
    let (_, function) = json::OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
    function(client, request)
}

/// What takes a key with full access, and the request that the service documents for it.
const ADMINISTRATION: [(&str, &str, &str); 31] = [
    ("user_get", r#"{"uid":"ada"}"#, "GET /users/ada"),
    ("user_list", "{}", "GET /users?page=1&perPage=100"),
    (
        "user_list",
        r#"{"searchKey":"a b","searchIn":["name"],"status":"online","role":"r","tags":["x,y","z"],"withTags":true,"onlyDeactivated":true}"#,
        "GET /users?page=1&perPage=100&searchKey=a%20b&searchIn=name&status=available&roles=r&tags=x%2Cy,z&withTags=1&onlyDeactivated=1",
    ),
    ("user_delete", r#"{"uid":"ada"}"#, r#"DELETE /users/ada {"permanent":true}"#),
    ("user_deactivate", r#"{"uids":["a"]}"#, r#"DELETE /users {"uidsToDeactivate":["a"]}"#),
    ("user_reactivate", r#"{"uids":["a"]}"#, r#"PUT /users {"uidsToActivate":["a"]}"#),
    (
        "bulk_import",
        r#"{"users":[{"uid":"a","name":"A","createdAt":1}]}"#,
        r#"POST /data_import/users {"users":{"a":{"uid":"a","name":"A","createdAt":1}}}"#,
    ),
    ("token_list", r#"{"uid":"a","page":2}"#, "GET /users/a/auth_tokens?page=2&perPage=100"),
    ("token_get", r#"{"uid":"a","authToken":"a_1"}"#, "GET /users/a/auth_tokens/a_1"),
    (
        "token_update",
        r#"{"uid":"a","authToken":"a_1","platform":"ios"}"#,
        r#"PUT /users/a/auth_tokens/a_1 {"platform":"ios"}"#,
    ),
    ("token_delete", r#"{"uid":"a","authToken":"a_1"}"#, "DELETE /users/a/auth_tokens/a_1"),
    ("token_flush", r#"{"uid":"a"}"#, "DELETE /users/a/auth_tokens"),
    ("role_create", r#"{"role":"r","name":"R"}"#, r#"POST /roles {"role":"r","name":"R"}"#),
    ("role_get", r#"{"role":"r"}"#, "GET /roles/r"),
    ("role_list", "{}", "GET /roles?page=1&perPage=100"),
    ("role_update", r#"{"role":"r","name":"R"}"#, r#"PUT /roles/r {"name":"R"}"#),
    ("role_delete", r#"{"role":"r"}"#, "DELETE /roles/r"),
    ("permission_list", r#"{"role":"r"}"#, "GET /roles/r/permissions?page=1&perPage=100"),
    (
        "permission_set",
        r#"{"role":"r","permissions":{"listUsers":"deny"}}"#,
        r#"PUT /roles/r/permissions {"permissions":{"listUsers":"deny"}}"#,
    ),
    (
        "permission_unset",
        r#"{"role":"r","permission":"listUsers.mode"}"#,
        "DELETE /roles/r/permissions/listUsers.mode",
    ),
    (
        "feature_restrict",
        r#"{"role":"r","features":["u.logout"]}"#,
        r#"POST /roles/r/restrictedfeatures {"featuresToRestrict":["u.logout"]}"#,
    ),
    (
        "feature_allow",
        r#"{"role":"r","allowAll":true}"#,
        r#"DELETE /roles/r/restrictedfeatures {"allowAll":true}"#,
    ),
    (
        "block_add",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"POST /users/a/blockedusers {"blockedUids":["b"]}"#,
    ),
    (
        "block_remove",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"DELETE /users/a/blockedusers {"blockedUids":["b"]}"#,
    ),
    ("block_list", r#"{"uid":"a"}"#, "GET /users/a/blockedusers?page=1&perPage=100"),
    ("friend_add", r#"{"uid":"a","uids":["b"]}"#, r#"POST /users/a/friends {"accepted":["b"]}"#),
    (
        "friend_remove",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"DELETE /users/a/friends {"friends":["b"]}"#,
    ),
    (
        "friend_list",
        r#"{"uid":"a","searchKey":"é"}"#,
        "GET /users/a/friends?page=1&perPage=100&searchKey=%C3%A9",
    ),
    ("apikey_create", r#"{"name":"N"}"#, r#"POST /apikeys {"name":"N"}"#),
    ("apikey_list", r#"{"scope":"authOnly"}"#, "GET /apikeys?page=1&perPage=100&scope=authOnly"),
    ("apikey_delete", r#"{"apiKey":"k"}"#, "DELETE /apikeys/k"),
];

#[test]
fn an_administrators_calls_are_the_documented_requests() {
    let server = Server::answering("200 OK", r#"{"data":{}}"#);
    let client = server.client();
    for (operation, request, expected) in ADMINISTRATION {
        let _ = call(&client, operation, request);
        let seen = server.seen.recv().unwrap();
        let line = seen.line.trim_end_matches(" HTTP/1.1");
        assert_eq!(format!("{line} {}", seen.body).trim_end(), expected);
        assert!(seen.headers.contains(&"apikey: key-of-the-server".to_owned()));
        // What was to be created is read back, since the answer makes no sense.
        server.seen.try_iter().for_each(drop);
    }
    let viewed = r#"{"uid":"ada","onBehalfOf":"bob"}"#;
    let _ = call(&client, "user_get", viewed);
    assert!(server.seen.recv().unwrap().headers.contains(&"onbehalfof: bob".to_owned()));
    let error = call(&client, "user_get", r#"{"uid":"ada","onBehalfOf":"b b"}"#).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound, "a header takes no such text");
    assert!(server.seen.try_recv().is_err(), "something was sent");
}

#[test]
fn without_the_key_that_it_needs_a_call_is_refused_unsent() {
    let server = Server::answering("200 OK", "{}");
    let auth_only = server.client_with(r#""authKey":"auth""#);
    for (operation, request, _) in ADMINISTRATION {
        let error = call(&auth_only, operation, request).unwrap_err();
        assert_eq!(error.kind(), Kind::PermissionDenied, "{operation}");
        assert!(error.to_json().contains("apiKey"), "{}", error.to_json());
    }
    let nothing = server.client_with(r#""region":"eu""#);
    let create = json::user_create(&nothing, r#"{"uid":"ada","name":"Ada"}"#);
    assert_eq!(create.unwrap_err().kind(), Kind::PermissionDenied);
    assert!(server.seen.try_recv().is_err(), "something was sent");
}

#[test]
fn requests_are_as_the_service_wants_them() {
    let server = Server::answering(
        "200 OK",
        r#"{"data":{"uid":"ada","name":"Ada","role":"default","createdAt":1,"message":""}}"#,
    );
    let client = server.client_with(r#""apiKey":"admin","authKey":"auth""#);
    let next = || server.seen.recv().unwrap();

    json::user_create(&client, r#"{ "uid": "Ada", "name": "Ä", "metadata": { "n": 1.50 } }"#)
        .unwrap();
    let seen = next();
    assert_eq!(seen.line, "POST /users HTTP/1.1");
    assert_eq!(seen.body, r#"{"uid":"Ada","name":"Ä","metadata":{ "n": 1.50 }}"#);
    for header in ["apikey: admin", "appid: app", "content-type: application/json"] {
        assert!(seen.headers.iter().any(|known| known == header), "{header}: {:?}", seen.headers);
    }
    let agent = format!("user-agent: cometchat-users/{} test", env!("CARGO_PKG_VERSION"));
    assert!(seen.headers.contains(&agent), "{:?}", seen.headers);

    json::user_update(&client, r#"{"uid":"a/../b?c#d%","name":null,"authKey":"mine"}"#).unwrap();
    let seen = next();
    assert_eq!(seen.line, "PUT /users/a%2F..%2Fb%3Fc%23d%25 HTTP/1.1");
    assert_eq!(seen.body, r#"{"name":null}"#);
    assert!(seen.headers.iter().any(|header| header == "apikey: mine"), "{:?}", seen.headers);

    json::user_delete(&client, r#"{"uid":".."}"#).unwrap();
    let seen = next();
    assert_eq!(seen.line, "DELETE /users/%2E%2E HTTP/1.1");
    assert_eq!(seen.body, r#"{"permanent":true}"#);
}
