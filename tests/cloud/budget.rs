//! How many requests a minute are sent.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use cometchat_users::{Client, Kind, json};
use serde_json::Value;

use crate::server::Server;

const USER: &str =
    r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":1}}"#;

fn answering(headers: &'static str) -> Server {
    Server::new(move |stream| {
        let length = USER.len();
        let _ = stream.write_all(
            format!("HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{USER}")
                .as_bytes(),
        );
    })
}

fn open(server: &Server, members: &str) -> Client {
    let config = format!(
        r#"{{"url":"{}","appId":"app","apiKey":"key","timeoutMs":5000{members}}}"#,
        server.url
    );
    json::open(&config).unwrap().0
}

fn get(client: &Client) -> Result<String, cometchat_users::Error> {
    json::user_get(client, r#"{"uid":"ada"}"#)
}

#[test]
fn the_threads_of_a_client_share_what_it_may_send() {
    let client = open(&answering(""), r#","maxRequestsPerMinute":600"#);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| get(&client).unwrap());
        }
    });
    assert!(began.elapsed() >= Duration::from_millis(500), "{:?}", began.elapsed());
}

#[test]
fn a_turn_beyond_the_deadline_is_refused_unsent() {
    let server = answering("");
    let client = open(&server, r#","maxRequestsPerMinute":1"#);
    get(&client).unwrap();
    let began = Instant::now();
    let error = get(&client).unwrap_err();
    assert_eq!(error.kind(), Kind::RateLimited);
    assert!(error.to_json().contains(r#""retryAfter":60"#), "{}", error.to_json());
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(server.seen.try_iter().count(), 1);
}

#[test]
fn the_client_tells_what_the_service_told_of_its_limits() {
    for headers in [
        "X-RateLimit-Limit: 20000\r\nX-RateLimit-Remaining: 19990\r\n",
        "X-Rate-Limit: 20000\r\nX-Rate-Limit-Remaining: 19990\r\n",
    ] {
        let client = open(&answering(headers), "");
        let limits = || {
            let info = json::client_info(&client, "{}").unwrap();
            serde_json::from_str::<Value>(&info).unwrap()["rateLimits"].clone()
        };
        assert_eq!(limits(), serde_json::json!([]));
        get(&client).unwrap();
        let standard = serde_json::json!({"class": "standard", "limit": 20000, "remaining": 19990});
        assert_eq!(limits(), serde_json::json!([standard]));
    }
}

#[test]
fn requests_are_spaced_when_the_budget_runs_low() {
    let server = answering("X-RateLimit-Limit: 600\r\nX-RateLimit-Remaining: 59\r\n");
    let client = open(&server, "");
    get(&client).unwrap();
    let began = Instant::now();
    for _ in 0..4 {
        get(&client).unwrap();
    }
    assert!(began.elapsed() >= Duration::from_millis(300), "{:?}", began.elapsed());
}

#[test]
fn all_threads_wait_when_the_service_says_so() {
    let server = Server::new(|stream| {
        let _ = stream.write_all(
            b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        );
    });
    let client = open(&server, r#","maxRetries":0"#);
    assert_eq!(get(&client).unwrap_err().kind(), Kind::Service, "its body is no error document");
    let began = Instant::now();
    let _ = get(&client);
    assert!(began.elapsed() >= Duration::from_millis(900), "{:?}", began.elapsed());
}
