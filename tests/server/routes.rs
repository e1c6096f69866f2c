//! Paths, credentials, the order of checks, headers.

use serde_json::{Value, json};

use super::program::{API_KEY, APP, AUTH_KEY, serve};

#[test]
fn a_path_works_with_and_without_its_version() {
    let program = serve(&[]);
    program.create("ada");
    for prefix in ["", "/v3", "/v3.0"] {
        let user = program.admin("GET", &format!("{prefix}/users/ADA"), Value::Null).ok();
        assert_eq!(user["data"]["uid"], "ada");
    }
    let other = program.admin("GET", "/v2/users/ada", Value::Null);
    assert_eq!(other.refused(), (404, "ERR_INVALID_API_VERSION".to_owned()));
}

#[test]
fn what_does_not_exist_is_refused_before_anything_else() {
    let program = serve(&[]);
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("PATCH", "/users"),
        ("POST", "/users/ada"),
        ("GET", "/users/"),
        ("PUT", "/users/ada/friends"),
        ("PUT", "/users/ada/auth_tokens"),
        ("PUT", "/apikeys"),
        ("DELETE", "/settings"),
        ("POST", "/api/online-members"),
    ] {
        // Neither key nor app are right.
        let answer = program.call(method, path, &[("appId", "other"), ("apikey", "wrong")], "");
        assert_eq!(answer.refused(), (404, "ERR_API_NOT_FOUND".to_owned()), "{method} {path}");
    }
}

/// Route, app, key, scope, resource, body: the first that fails is what is said.
#[test]
fn checks_come_in_the_order_of_the_contract() {
    let program = serve(&[]);
    let bad = r#"{"name": ""}"#;
    let put =
        |headers: &[(&str, &str)], path: &str| program.call("PUT", path, headers, bad).refused();
    let app = ("appId", APP);
    let expect = |answer: (u16, String), status: u16, code: &str| {
        assert_eq!(answer, (status, code.to_owned()));
    };
    expect(
        put(&[("appId", "other"), ("apikey", "wrong")], "/users/x"),
        401,
        "AUTH_ERR_INVALID_APPID",
    );
    expect(put(&[app], "/users/x"), 401, "AUTH_ERR_EMPTY_APIKEY");
    expect(put(&[app, ("apikey", " ")], "/users/x"), 401, "AUTH_ERR_EMPTY_APIKEY");
    expect(put(&[app, ("apikey", "wrong")], "/users/x"), 401, "AUTH_ERR_APIKEY_NOT_FOUND");
    expect(put(&[app, ("apikey", AUTH_KEY)], "/roles/x"), 403, "AUTH_ERR_NO_ACCESS");
    expect(put(&[app, ("apikey", AUTH_KEY)], "/users/x"), 404, "ERR_UID_NOT_FOUND");
    expect(put(&[app, ("apikey", API_KEY)], "/roles/x"), 404, "ERR_ROLE_NOT_FOUND");
    program.create("x");
    expect(put(&[app, ("apikey", AUTH_KEY)], "/users/x"), 400, "ERR_BAD_REQUEST");

    expect(put(&[("appId", "other")], "/me"), 401, "AUTH_ERR_INVALID_APPID");
    expect(put(&[app], "/me"), 401, "AUTH_ERR_EMPTY_AUTH_TOKEN");
    expect(put(&[app, ("authToken", "x_1")], "/me"), 401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    let (token, _) = program.log_in("me");
    expect(put(&[app, ("authToken", &token)], "/me"), 400, "ERR_BAD_REQUEST");
}

/// The SDKs drop their session on this code, and hang on some others.
#[test]
fn every_operation_of_a_user_names_a_bad_token_the_same_way() {
    let program = serve(&[]);
    for (method, path) in [
        ("GET", "/me"),
        ("PUT", "/me"),
        ("DELETE", "/me"),
        ("POST", "/me/jwt"),
        ("GET", "/settings"),
        ("GET", "/users"),
        ("GET", "/users?per_page=x"),
        ("GET", "/users?status=offline"),
        ("GET", "/users/ada"),
        ("GET", "/blockedusers"),
        ("GET", "/blockedusers?direction=x"),
        ("POST", "/blockedusers"),
        ("DELETE", "/blockedusers"),
        ("POST", "/user_sessions"),
    ] {
        let answer = program.user("ada_1", method, path, Value::Null);
        let expected = (401, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND".to_owned());
        assert_eq!(answer.refused(), expected, "{method} {path}");
        assert!(!answer.body.contains("ada_1"));
    }
}

#[test]
fn the_auth_key_creates_and_updates_users_and_logs_them_in_and_nothing_else() {
    let program = serve(&[]);
    let call = |method, path, body: &str| program.call(method, path, &[("apikey", AUTH_KEY)], body);
    call("POST", "/users", r#"{"uid": "ada", "name": "Ada"}"#).ok();
    call("PUT", "/users/ada", r#"{"name": "Ada L"}"#).ok();
    call("POST", "/users/ada/auth_tokens", "").ok();
    for (method, path) in [
        ("GET", "/users"),
        ("GET", "/users/ada"),
        ("DELETE", "/users/ada"),
        ("DELETE", "/users"),
        ("PUT", "/users"),
        ("POST", "/roles"),
        ("GET", "/roles"),
        ("DELETE", "/roles/x"),
    ] {
        let answer = call(method, path, "");
        assert_eq!(answer.refused(), (403, "AUTH_ERR_NO_ACCESS".to_owned()), "{method} {path}");
        // Masked, as the service does.
        assert!(answer.body.contains("The key auth-*****56789 cannot"), "{}", answer.body);
    }
}

#[test]
fn browsers_may_ask_everything() {
    let program = serve(&[]);
    for path in ["/users", "/v3.0/me", "/nothing", "*"] {
        let answer = program.call("OPTIONS", path, &[("origin", "https://app.example")], "");
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, Some("*")));
        for method in ["PUT", "DELETE", "PATCH"] {
            assert!(answer.header("access-control-allow-methods").unwrap().contains(method));
        }
        let allowed = answer.header("access-control-allow-headers").unwrap().to_lowercase();
        for header in ["appid", "apikey", "authtoken", "content-type", "resource", "sdk"] {
            assert!(allowed.split(", ").any(|name| name == header), "{header}");
        }
    }
    let refused = program.call("GET", "/me", &[], "");
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn answers_carry_the_headers_of_the_service() {
    let program = serve(&[]);
    let first = program.admin("POST", "/users", json!({"uid": "a", "name": "A"}));
    let second = program.admin("GET", "/users/a", Value::Null);
    assert_eq!(first.header("content-type"), Some("application/json"));
    assert_eq!(first.header("cache-control"), Some("must-revalidate, no-cache, private"));
    for (answer, limit, remaining) in [(&first, "10000", "9999"), (&second, "20000", "19999")] {
        assert_eq!(answer.header("x-ratelimit-limit"), Some(limit));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(remaining));
    }
    assert_eq!(second.header("x-ratelimit-limit-for-app"), Some("100000"));
    assert_eq!(second.header("x-ratelimit-remaining-for-app"), Some("99998"));
}

#[test]
fn a_filter_with_a_wrong_value_is_named_and_not_ignored() {
    let program = serve(&[]);
    let (token, _) = program.log_in("ada");
    for query in ["status=x", "searchIn=mail", "withTags=x", "page=x"] {
        let name = query.split('=').next().unwrap();
        let path = format!("/users?{query}");
        for answer in [
            program.admin("GET", &path, Value::Null),
            program.user(&token, "GET", &path, Value::Null),
        ] {
            assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()), "{query}");
            let details = &answer.json()["error"]["details"];
            let named = details.as_object().unwrap().keys().any(|key| key.starts_with(name));
            assert!(named, "{query}: {details}");
        }
    }
}

#[test]
fn the_log_has_a_line_for_each_request_and_no_secret() {
    let program = serve(&[]);
    let (token, me) = program.log_in("ada");
    program.admin("GET", &format!("/users/ada/auth_tokens/{token}"), Value::Null);
    program.user(&token, "GET", &format!("/users/{token}?authToken={token}"), Value::Null);
    let log = super::program::eventually("the last line", || {
        Some(program.log()).filter(|log| log.contains("GET /users/*** 404"))
    });
    assert!(log.contains("info POST /users 200 "), "{log}");
    assert!(log.contains("info GET /users/ada/auth_tokens/*** 200 "), "{log}");
    for secret in [&*token, me["jwt"].as_str().unwrap(), API_KEY, AUTH_KEY] {
        assert!(!log.contains(secret), "{log}");
    }
}
