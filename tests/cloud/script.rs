//! Servers that do one thing after the other.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use cometchat_users::json;
use serde_json::Value;

use crate::server::Server;

/// What a server does with a request.
#[derive(Clone, Copy)]
pub enum Deed {
    /// Nothing: it closes the connection.
    Cut,
    /// A status line, headers and a body.
    Answer(&'static str, &'static str, &'static str),
}
pub use Deed::{Answer, Cut};

pub const ADA: Deed = Answer(
    "200 OK",
    "",
    r#"{"data":{"uid":"ada","name":"Ada","status":"offline","role":"default","createdAt":9999999999}}"#,
);
pub const DONE: Deed = Answer("200 OK", "", r#"{"data":{"success":true,"message":"done"}}"#);
pub const NO_ADA: Deed =
    Answer("404 Not Found", "", r#"{"error":{"code":"ERR_UID_NOT_FOUND","message":"no ada"}}"#);
pub const TAKEN: Deed = Answer(
    "400 Bad Request",
    "",
    r#"{"error":{"code":"ERR_UID_ALREADY_EXISTS","message":"taken"}}"#,
);
pub const LIMITED: Deed = Answer(
    "429 Too Many Requests",
    "retry-after: 1\r\n",
    r#"{"error":{"code":"ERR_TOO_MANY_REQUESTS","message":"slow"}}"#,
);
pub const BUSY: Deed = Answer(
    "503 Service Unavailable",
    "",
    r#"{"error":{"code":"ERR_OPERATION_FAILED","message":"busy"}}"#,
);

/// A server that does one thing after the other, the last for ever.
pub fn doing(deeds: &'static [Deed]) -> Server {
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
pub fn call(server: &Server, keys: &str, operation: &str, request: &str) -> (Value, Vec<String>) {
    let config = format!(r#"{{"url":"{}","appId":"app","timeoutMs":5000,{keys}}}"#, server.url);
    let (client, _) = json::open(&config).unwrap();
    let (_, function) = json::OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
    let document = json::documented(|| function(&client, request));
    let document = document.unwrap_or_else(|(_, document)| document);
    let lines =
        server.seen.try_iter().map(|seen| seen.line.trim_end_matches(" HTTP/1.1").to_owned());
    (serde_json::from_str(&document).unwrap(), lines.collect())
}

pub const KEY: &str = r#""apiKey":"key""#;
pub const CREATE: &str = r#"{"uid":"Ada","name":"Ada"}"#;
