//! A server whose answers are scripted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use cometchat_users::{Client, json};
use serde_json::Value;

pub const TIMEOUT_MS: u64 = 600;
/// A call ends by its deadline; a second is for the machine.
pub const LATEST: Duration = Duration::from_millis(TIMEOUT_MS + 1000);

/// A request as a server saw it.
pub struct Seen {
    pub line: String,
    pub headers: Vec<String>,
    pub body: String,
}

/// A server that answers every connection in one way.
pub struct Server {
    pub url: String,
    pub seen: Receiver<Seen>,
}

impl Server {
    pub fn new(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (send, seen) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if let Some(request) = read_request(&stream) {
                    let _ = send.send(request);
                    answer(&mut stream);
                }
            }
        });
        Server { url, seen }
    }

    /// Answers with these bytes, then closes.
    pub fn saying(text: impl Into<String>) -> Self {
        let text = text.into();
        Server::new(move |stream| drop(stream.write_all(text.as_bytes())))
    }

    pub fn answering(status: &str, body: &str) -> Self {
        Server::saying(format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    pub fn client(&self) -> Client {
        self.client_with(r#""apiKey":"key-of-the-server""#)
    }

    pub fn client_with(&self, keys: &str) -> Client {
        open(&self.url, keys)
    }
}

pub fn open(url: &str, members: &str) -> Client {
    let config = format!(
        r#"{{"url":"{url}","appId":"app","timeoutMs":{TIMEOUT_MS},"userAgent":"test",{members}}}"#
    );
    json::open(&config).unwrap().0
}

pub fn read_request(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim_end().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
        headers.push(header);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { line: line.trim_end().to_owned(), headers, body: String::from_utf8(body).unwrap() })
}

/// Get a user; the error document, if it came in time.
pub fn get(client: &Client) -> Value {
    let began = Instant::now();
    let error = json::user_get(client, r#"{"uid":"ada"}"#).unwrap_err();
    assert!(began.elapsed() < LATEST, "the call took {:?}", began.elapsed());
    serde_json::from_str(&error.to_json()).unwrap()
}
