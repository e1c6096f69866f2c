//! What is repeated, and what is read back instead.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cometchat_users::json;
use serde_json::Value;

use crate::server::Server;

/// What a server does with a request.
#[derive(Clone, Copy)]
enum Deed {
    /// Nothing: it closes the connection.
    Cut,
    /// A status line, headers and a body.
    Answer(&'static str, &'static str, &'static str),
}
use Deed::{Answer, Cut};

const ADA: Deed = Answer(
    "200 OK",
    "",
    r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":9999999999}}"#,
);
const DONE: Deed = Answer("200 OK", "", r#"{"data":{"success":true,"message":"done"}}"#);
const NO_ADA: Deed =
    Answer("404 Not Found", "", r#"{"error":{"code":"ERR_UID_NOT_FOUND","message":"no ada"}}"#);
const TAKEN: Deed = Answer(
    "400 Bad Request",
    "",
    r#"{"error":{"code":"ERR_UID_ALREADY_EXISTS","message":"taken"}}"#,
);
const LIMITED: Deed = Answer(
    "429 Too Many Requests",
    "retry-after: 1\r\n",
    r#"{"error":{"code":"ERR_TOO_MANY_REQUESTS","message":"slow"}}"#,
);
const BUSY: Deed = Answer(
    "503 Service Unavailable",
    "",
    r#"{"error":{"code":"ERR_OPERATION_FAILED","message":"busy"}}"#,
);

/// A server that does one thing after the other, the last for ever.
fn doing(deeds: &'static [Deed]) -> Server {
    let count = AtomicUsize::new(0);
    Server::new(move |stream| {
        let turn = count.fetch_add(1, Ordering::Relaxed).min(deeds.len() - 1);
        if let Answer(status, headers, body) = deeds[turn] {
            answer(stream, status, headers, body);
        }
    })
}

fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = stream.write_all(
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
            .as_bytes(),
    );
}

/// A call's document, and the methods and paths that it took.
fn call(server: &Server, keys: &str, operation: &str, request: &str) -> (Value, Vec<String>) {
    let config = format!(r#"{{"url":"{}","appId":"app","timeoutMs":5000,{keys}}}"#, server.url);
    let (client, _) = json::open(&config).unwrap();
    let (_, function) = json::OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
    let document = json::documented(|| function(&client, request));
    let document = document.unwrap_or_else(|(_, document)| document);
    let lines =
        server.seen.try_iter().map(|seen| seen.line.trim_end_matches(" HTTP/1.1").to_owned());
    (serde_json::from_str(&document).unwrap(), lines.collect())
}

const KEY: &str = r#""apiKey":"key""#;
const CREATE: &str = r#"{"uid":"Ada","name":"Ada"}"#;

#[test]
fn what_is_as_well_done_twice_is_repeated_after_a_lost_answer() {
    for (operation, request, line) in [
        ("user_get", r#"{"uid":"ada"}"#, "GET /users/ada"),
        ("user_update", r#"{"uid":"ada","name":"Ada"}"#, "PUT /users/ada"),
    ] {
        let (user, lines) = call(&doing(&[Cut, BUSY, ADA]), KEY, operation, request);
        assert_eq!(user["name"], "Ada", "{user}");
        assert_eq!(user["attempts"], 3);
        assert_eq!(lines, [line; 3]);
    }
}

#[test]
fn repetition_ends_and_the_error_says_after_how_many_attempts() {
    let (error, lines) = call(&doing(&[Cut]), KEY, "user_get", r#"{"uid":"ada"}"#);
    assert_eq!((&error["kind"], &error["attempts"]), (&"network".into(), &4.into()), "{error}");
    assert_eq!(lines.len(), 4);
    let once = r#""apiKey":"key","maxRetries":0"#;
    let (error, lines) = call(&doing(&[BUSY, ADA]), once, "user_get", r#"{"uid":"ada"}"#);
    assert_eq!((error["attempts"].as_u64(), lines.len()), (None, 1), "{error}");
}

#[test]
fn the_service_says_how_long_to_wait() {
    let began = Instant::now();
    let (user, lines) = call(&doing(&[LIMITED, ADA]), KEY, "user_create", CREATE);
    assert_eq!(user["attempts"], 2, "{user}");
    assert_eq!(lines, ["POST /users", "POST /users"]);
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_wait_beyond_the_deadline_is_not_begun() {
    const LATER: Deed = Answer(
        "429 Too Many Requests",
        "retry-after: 60\r\n",
        r#"{"error":{"code":"ERR_TOO_MANY_REQUESTS","message":"slow"}}"#,
    );
    let began = Instant::now();
    let (error, _) = call(&doing(&[LATER]), KEY, "user_get", r#"{"uid":"ada"}"#);
    assert_eq!((&error["kind"], &error["retryAfter"]), (&"rate_limited".into(), &60.into()));
    assert!(began.elapsed() < Duration::from_secs(1));
}

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
    assert!(error["message"].as_str().unwrap().contains("name, tags, role"), "{error}");
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
    let (error, lines) = call(&doing(&[Cut]), KEY, "token_create", r#"{"uid":"ada"}"#);
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

#[test]
fn what_a_lost_deletion_deleted_is_deleted() {
    let (done, lines) = call(&doing(&[Cut, NO_ADA]), KEY, "user_delete", r#"{"uid":"ADA"}"#);
    assert_eq!(done["message"], "User with UID ada has been deleted successfully.", "{done}");
    assert_eq!(lines.len(), 2);
    let (error, _) = call(&doing(&[NO_ADA]), KEY, "user_delete", r#"{"uid":"ada"}"#);
    assert_eq!(error["kind"], "not_found", "nothing was lost: {error}");
}

#[test]
fn the_token_of_a_creation_that_was_read_back_is_handed_out() {
    const TOKENS: Deed = Answer(
        "200 OK",
        "",
        r#"{"data":[{"uid":"ada","authToken":"ada_1","createdAt":1}],"meta":{"pagination":{"total":1,"count":1,"per_page":1,"current_page":1,"total_pages":1}}}"#,
    );
    let request = r#"{"uid":"ada","name":"Ada","withAuthToken":true}"#;
    let (user, lines) = call(&doing(&[Cut, ADA, TOKENS]), KEY, "user_create", request);
    assert_eq!(user["authToken"], "ada_1", "{user}");
    assert_eq!(lines[2], "GET /users/ada/auth_tokens?page=1&perPage=1");
}

#[test]
fn blocks_and_friendships_are_repeated() {
    const BLOCKED: Deed =
        Answer("200 OK", "", r#"{"data":{"bob":{"success":true,"message":"blocked"}}}"#);
    let request = r#"{"uid":"ada","uids":["bob"]}"#;
    let (done, lines) = call(&doing(&[Cut, BLOCKED]), KEY, "block_add", request);
    assert_eq!(done["outcomes"]["bob"]["success"], true, "{done}");
    assert_eq!(lines.len(), 2);
    let (_, lines) = call(&doing(&[Cut, DONE]), KEY, "friend_remove", request);
    assert_eq!(lines.len(), 2);
}
