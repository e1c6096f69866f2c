//! A call that waits, for whatever it is, ends when it is cancelled from another thread.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use cometchat_users::{CancelScope, Client, Error, json};
use serde_json::Value;

use crate::server::Server;

/// A client whose calls would wait for longer than a test does.
fn patient(url: &str) -> Client {
    json::open(&format!(r#"{{"url":"{url}","apiKey":"key","appId":"app","timeoutMs":60000}}"#))
        .unwrap()
        .0
}

/// Make a call, cancel it once it waits, and see that it ends at once.
#[track_caller]
fn cancelled(client: &Client, operation: json::Operation, request: &str) -> Error {
    let scope = CancelScope::default();
    let (ended, error) = thread::scope(|threads| {
        let call = threads.spawn(|| {
            let result = scope.run(|| operation(client, request));
            (Instant::now(), result.unwrap_err())
        });
        thread::sleep(Duration::from_millis(300));
        assert!(!call.is_finished(), "it should wait: {:?}", call.join().unwrap().1);
        let asked = Instant::now();
        scope.cancel();
        let (ended, error) = call.join().unwrap();
        (ended - asked, error)
    });
    assert!(ended < Duration::from_millis(500), "it took {ended:?} to end");
    assert!(matches!(error, Error::Cancelled), "{error:?}");
    let document: Value = serde_json::from_str(&error.to_json()).unwrap();
    assert_eq!((&document["kind"], &document["code"]), (&"cancelled".into(), &"CANCELLED".into()));
    assert_eq!(document["retryable"], false);
    error
}

#[test]
fn a_call_that_waits_for_an_answer() {
    let server = Server::new(|_| thread::sleep(Duration::from_secs(60)));
    cancelled(&patient(&server.url), json::user_get, r#"{"uid":"ada"}"#);
}

#[test]
fn a_call_whose_answer_is_on_its_way() {
    let server = Server::new(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n{");
        while stream.write_all(b" ").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    cancelled(&patient(&server.url), json::user_get, r#"{"uid":"ada"}"#);
}

#[test]
fn a_creation_that_would_be_read_back_or_repeated() {
    let server = Server::new(|_| thread::sleep(Duration::from_secs(60)));
    cancelled(&patient(&server.url), json::user_create, r#"{"uid":"ada","name":"Ada"}"#);
}

#[test]
fn a_call_that_waits_for_a_handshake() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    cancelled(&patient(&url), json::user_get, r#"{"uid":"ada"}"#);
}

#[cfg(target_os = "linux")]
#[test]
fn a_call_that_waits_for_a_connection() {
    // Once nobody accepts, the kernel answers no more connections than it has room for.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 10_000, "the backlog has no end");
    }
    cancelled(&patient(&format!("http://{address}")), json::user_get, r#"{"uid":"ada"}"#);
}

#[test]
fn a_call_that_waits_to_be_repeated() {
    let busy = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 30\r\ncontent-length: 0\r\n\
                connection: close\r\n\r\n";
    let server = Server::saying(busy);
    cancelled(&patient(&server.url), json::user_get, r#"{"uid":"ada"}"#);
}

#[test]
fn a_call_that_waits_for_its_turn() {
    let server = Server::answering("404 Not Found", r#"{"error":{"code":"X","message":"x"}}"#);
    let config = format!(
        r#"{{"url":"{}","apiKey":"key","timeoutMs":3600000,"maxRequestsPerMinute":1}}"#,
        server.url
    );
    let client = json::open(&config).unwrap().0;
    json::user_get(&client, r#"{"uid":"ada"}"#).unwrap_err();
    cancelled(&client, json::user_get, r#"{"uid":"ada"}"#);
}

#[test]
fn a_call_that_waits_for_another_process_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let client = patient(&format!("file:{}", path.display()));
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    cancelled(&client, json::user_create, r#"{"uid":"ada","name":"Ada"}"#);
    other.execute_batch("ROLLBACK").unwrap();
    json::user_create(&client, r#"{"uid":"ada","name":"Ada"}"#).unwrap();
}

#[test]
fn calls_of_other_scopes_and_later_ones_go_on() {
    let server = Server::new(|stream| {
        thread::sleep(Duration::from_millis(600));
        let body = r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":1}}"#;
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    });
    let client = patient(&server.url);
    let (one, other) = (CancelScope::default(), CancelScope::default());
    let get = |scope: &CancelScope| scope.run(|| json::user_get(&client, r#"{"uid":"ada"}"#));
    thread::scope(|threads| {
        let ended = threads.spawn(|| get(&one));
        let kept = threads.spawn(|| get(&other));
        thread::sleep(Duration::from_millis(200));
        one.cancel();
        assert!(matches!(ended.join().unwrap(), Err(Error::Cancelled)));
        kept.join().unwrap().unwrap();
    });
    get(&one).unwrap();
}

#[test]
fn a_connection_that_was_cut_short_is_not_used_again() {
    let server = keeping_server();
    let client = patient(&server);
    let scope = CancelScope::default();
    thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..200 {
                    match scope.run(|| json::user_get(&client, r#"{"uid":"ada"}"#)) {
                        Ok(_) | Err(Error::Cancelled) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            });
        }
        for _ in 0..100 {
            thread::sleep(Duration::from_micros(500));
            scope.cancel();
        }
    });
    json::user_get(&client, r#"{"uid":"ada"}"#).unwrap();
}

/// A server that keeps its connections, and answers each request with a user.
fn keeping_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let body = r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":1}}"#;
                while crate::server::read_request(&stream).is_some() {
                    let answer =
                        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    if stream.write_all(answer.as_bytes()).is_err() {
                        break;
                    }
                }
            });
        }
    });
    url
}
