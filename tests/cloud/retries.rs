//! What is repeated.

use std::time::{Duration, Instant};

use crate::script::{
    ADA, Answer, BUSY, CREATE, Cut, DONE, Deed, KEY, LIMITED, NO_ADA, call, doing,
};

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
fn what_a_lost_deletion_deleted_is_deleted() {
    let (done, lines) = call(&doing(&[Cut, NO_ADA]), KEY, "user_delete", r#"{"uid":"ADA"}"#);
    assert_eq!(done["message"], "User with UID ada has been deleted successfully.", "{done}");
    assert_eq!(lines.len(), 2);
    let (error, _) = call(&doing(&[NO_ADA]), KEY, "user_delete", r#"{"uid":"ada"}"#);
    assert_eq!(error["kind"], "not_found", "nothing was lost: {error}");
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
