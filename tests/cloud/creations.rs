//! What is created exactly once, whatever happens to the answer.

use std::time::SystemTime;

use crate::script::{ADA, Answer, BUSY, CREATE, Cut, Deed, KEY, NO_ADA, TAKEN, call, doing};

#[test]
fn a_creation_whose_answer_was_lost_is_read_back_and_not_done_twice() {
    let (user, lines) = call(&doing(&[Cut, ADA]), KEY, "user_create", CREATE);
    assert_eq!(user["uid"], "ada", "{user}");
    assert_eq!(lines, ["POST /users", "GET /users/Ada"]);
}

#[test]
fn a_creation_that_did_not_land_is_done_again() {
    for lost in [Cut, BUSY] {
        let deeds: &'static [Deed] = match lost {
            Cut => &[Cut, NO_ADA, ADA],
            Answer(..) => &[BUSY, NO_ADA, ADA],
        };
        let (user, lines) = call(&doing(deeds), KEY, "user_create", CREATE);
        assert_eq!(user["uid"], "ada", "{user}");
        assert_eq!(lines, ["POST /users", "GET /users/Ada", "POST /users"]);
    }
}

#[test]
fn a_creation_that_lands_late_is_read_back_again() {
    let (user, lines) = call(&doing(&[Cut, NO_ADA, TAKEN, ADA]), KEY, "user_create", CREATE);
    assert_eq!(user["uid"], "ada", "{user}");
    assert_eq!(lines, ["POST /users", "GET /users/Ada", "POST /users", "GET /users/Ada"]);
}

#[test]
fn who_is_there_otherwise_is_a_conflict_that_names_the_members() {
    let request = r#"{"uid":"ada","name":"Ada L.","tags":["x"],"role":"editor"}"#;
    let (error, _) = call(&doing(&[Cut, ADA]), KEY, "user_create", request);
    assert_eq!((&error["kind"], &error["code"]), (&"conflict".into(), &"CREATED_OTHERWISE".into()));
    assert!(error["message"].as_str().unwrap().contains("name, role, tags"), "{error}");
}

#[test]
fn who_was_there_long_before_is_taken() {
    const OLD: Deed = Answer(
        "200 OK",
        "",
        r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":1700000000}}"#,
    );
    let (error, _) = call(&doing(&[Cut, OLD]), KEY, "user_create", CREATE);
    assert_eq!(error["kind"], "already_exists", "{error}");
}

#[test]
fn a_creation_that_cannot_be_read_back_stays_unknown() {
    let (error, lines) = call(&doing(&[Cut]), r#""authKey":"key""#, "user_create", CREATE);
    assert_eq!(error["kind"], "network", "{error}");
    assert_eq!(lines, ["POST /users"]);
    let key = r#""authKey":"key""#;
    let (error, lines) = call(&doing(&[Cut]), key, "token_create", r#"{"uid":"ada"}"#);
    assert_eq!(error["kind"], "network", "{error}");
    assert_eq!(lines, ["POST /users/ada/auth_tokens"]);
}

#[test]
fn a_refused_creation_is_not_repeated() {
    let (error, lines) = call(&doing(&[TAKEN]), KEY, "user_create", CREATE);
    assert_eq!((&error["kind"], lines.len()), (&"already_exists".into(), 1));
}

#[test]
fn a_role_is_created_once_as_well() {
    const EDITOR: Deed =
        Answer("200 OK", "", r#"{"data":{"role":"editor","name":"Editor","createdAt":1}}"#);
    let request = r#"{"role":"editor","name":"Editor"}"#;
    let (role, lines) = call(&doing(&[Cut, EDITOR]), KEY, "role_create", request);
    assert_eq!(role["name"], "Editor", "{role}");
    assert_eq!(lines, ["POST /roles", "GET /roles/editor"]);
    let request = r#"{"role":"editor","name":"Editor","settings":{"listUsers":"all"}}"#;
    let (error, _) = call(&doing(&[Cut, EDITOR]), KEY, "role_create", request);
    assert!(error["message"].as_str().unwrap().contains("another settings"), "{error}");
}

/// A list as the service answers with it.
fn list(items: &str) -> Deed {
    let page = r#"{"total":1,"count":1,"per_page":25,"current_page":1,"total_pages":1}"#;
    let body = format!(r#"{{"data":[{items}],"meta":{{"pagination":{page}}}}}"#);
    Answer("200 OK", "", Box::leak(body.into_boxed_str()))
}

fn deeds(deeds: &[Deed]) -> &'static [Deed] {
    Box::leak(deeds.into())
}

const LATER: &str = "9999999999";
const TOKEN: Deed =
    Answer("200 OK", "", r#"{"data":{"uid":"ada","authToken":"ada_9","createdAt":9999999999}}"#);

fn token(number: u8, created_at: &str, device: &str) -> String {
    format!(r#"{{"uid":"ada","authToken":"ada_{number}","createdAt":{created_at}{device}}}"#)
}

#[test]
fn the_token_of_a_user_that_was_read_back_is_handed_out() {
    let tokens = list(&token(1, LATER, ""));
    let request = r#"{"uid":"ada","name":"Ada","withAuthToken":true}"#;
    let (user, lines) = call(&doing(deeds(&[Cut, ADA, tokens])), KEY, "user_create", request);
    assert_eq!(user["authToken"], "ada_1", "{user}");
    assert_eq!(lines[2], "GET /users/ada/auth_tokens?page=1&perPage=25");
}

#[test]
fn a_token_whose_answer_was_lost_is_not_left_behind_unused() {
    let request = r#"{"uid":"ada","platform":"ios"}"#;
    let ios = r#","platform":"ios""#;
    let old = token(1, "1700000000", ios);
    for (found, expected, requests) in [
        // Older ones, and those of other devices, are not it.
        (list(&[token(2, LATER, ios), token(3, LATER, ""), old.clone()].join(",")), "ada_2", 2),
        (list(&old), "ada_9", 3),
        // Another call made one as well: it cannot be told, and taking its token is worse.
        (list(&[token(2, LATER, ios), token(3, LATER, ios)].join(",")), "ada_9", 3),
    ] {
        let server = doing(deeds(&[Cut, found, TOKEN]));
        let (token, lines) = call(&server, KEY, "token_create", request);
        assert_eq!(token["authToken"], expected, "{token}");
        assert_eq!(lines.len(), requests, "{lines:?}");
    }
}

#[test]
fn a_login_uses_the_token_that_was_made_for_it() {
    const ME: Deed = Answer(
        "200 OK",
        "",
        r#"{"data":{"uid":"ada","name":"Ada","status":"available","role":"default","createdAt":1,"authToken":"ada_1","jwt":"a.b.c","settings":{}}}"#,
    );
    let server = doing(deeds(&[Cut, list(&token(1, LATER, "")), ME]));
    let (session, lines) = call(&server, KEY, "session_login", r#"{"uid":"ada"}"#);
    assert_eq!(session["authToken"], "ada_1", "{session}");
    assert_eq!(lines.last().unwrap(), "PUT /me");
}

#[test]
fn the_services_clock_decides_what_is_old() {
    // A server that is an hour behind, and says so; another whose token is 30 s old.
    let hour_ago = SystemTime::now() - std::time::Duration::from_secs(3600);
    let date = format!("date: {}\r\n", httpdate::fmt_http_date(hour_ago));
    let now = hour_ago.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    for (created_at, expected) in [(now, "ada_1"), (now - 30, "ada_9")] {
        let Answer(status, _, body) = list(&token(1, &created_at.to_string(), "")) else {
            panic!()
        };
        let dated = Answer(status, Box::leak(date.clone().into_boxed_str()), body);
        let server = doing(deeds(&[Cut, dated, TOKEN]));
        let (token, _) = call(&server, KEY, "token_create", r#"{"uid":"ada"}"#);
        assert_eq!(token["authToken"], expected, "{token}");
    }
}

#[test]
fn a_key_is_created_once_as_well() {
    let key = |name: &str, at: &str| {
        format!(r#"{{"apiKey":"k-{name}","name":"{name}","scope":"authOnly","createdAt":{at}}}"#)
    };
    let keys = list(&[key("Other", LATER), key("Web", LATER), key("Web", "1700000000")].join(","));
    let server = doing(deeds(&[Cut, keys]));
    let (made, lines) = call(&server, KEY, "apikey_create", r#"{"name":"Web"}"#);
    assert_eq!(made["apiKey"], "k-Web", "{made}");
    assert_eq!(lines, ["POST /apikeys", "GET /apikeys?page=1&perPage=25"]);
}

#[test]
fn users_of_an_import_whose_answer_was_lost_are_not_refused_as_taken() {
    const IMPORTED: Deed = Answer(
        "200 OK",
        "",
        r#"{"data":{"ada":{"success":false,"error":{"code":"ERR_UID_ALREADY_EXISTS","message":"taken"}},"bob":{"success":true,"data":{"uid":"bob","name":"Bob","status":"offline","role":"default","createdAt":1}}}}"#,
    );
    let request = r#"{"users":[{"uid":"ada","name":"NAME"},{"uid":"bob","name":"Bob"}]}"#;
    let import = |name: &str, first: Deed| {
        let server = doing(deeds(&[first, IMPORTED, ADA]));
        let first = matches!(first, Cut);
        let server = if first { server } else { doing(&[IMPORTED, ADA]) };
        call(&server, KEY, "bulk_import", &request.replace("NAME", name))
    };
    let (done, lines) = import("Ada", Cut);
    assert_eq!(done["outcomes"]["ada"]["user"]["name"], "Ada", "{done}");
    assert_eq!(lines, ["POST /data_import/users", "POST /data_import/users", "GET /users/ada"]);
    let (done, _) = import("Ada L.", Cut);
    assert_eq!(done["outcomes"]["ada"]["error"]["code"], "CREATED_OTHERWISE", "{done}");
    let (done, lines) = import("Ada", IMPORTED);
    let error = &done["outcomes"]["ada"]["error"];
    assert_eq!(error["code"], "ERR_UID_ALREADY_EXISTS", "nothing was lost: {done}");
    assert_eq!(lines.len(), 1);
}
