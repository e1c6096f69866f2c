//! What a service answers, to each operation. An input is a line for each answer, of which the
//! last is repeated: a byte for the status, then the body. Before them comes a byte that names
//! the operation. The service is in this process; the network is the loopback device.

#![no_main]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};

use cometchat_users::{Client, json};
use cometchat_users_fuzz::{error, object, operation, quotes};
use libfuzzer_sys::fuzz_target;

const API_KEY: &str = "api+key/0123456789abcdef";
const AUTH_KEY: &str = "auth+key/0123456789abcdef";
const TOKEN: &str = "ada+17/0123456789abcdef";
const SESSION: &str = "ada_170123456789abcdef";

/// One for all operations: they leave aside what they do not know.
const REQUEST: &str = r#"{"uid":"ada","name":"Ada","role":"staff","description":"","scope":"authOnly",
    "authToken":"ada+17/0123456789abcdef","apiKey":"api+key/0123456789abcdef","version":1,
    "uids":["ada","Bob"],"features":["calls"],"permission":"users:list","withAuthToken":true,
    "permissions":{"users:list":true},"reactivate":true,"metadata":{"a":1},"tags":["x"],
    "users":{"ada":{"name":"Ada"},"bob":{"name":"Bob"}}}"#;

const STATUSES: [u16; 16] =
    [200, 201, 204, 299, 302, 400, 401, 402, 403, 404, 409, 429, 500, 502, 503, 599];

const USER: &str = r#"a{"data":{"uid":"ada","name":"Ada","role":"default","createdAt":1}}"#;

/// What is answered next; the last one stays.
static ANSWERS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn set_answers<'a>(answers: impl DoubleEndedIterator<Item = &'a [u8]>) {
    *ANSWERS.lock().unwrap() = answers.rev().map(<[u8]>::to_vec).collect();
}

fn next_answer() -> Vec<u8> {
    let mut answers = ANSWERS.lock().unwrap();
    let answer = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() };
    let answer = answer.unwrap_or_default();
    let (status, body) = answer.split_first().unwrap_or((&b'a', b""));
    let status = STATUSES[usize::from(status.wrapping_sub(b'a')) % STATUSES.len()];
    // By HTTP's rules, this one has none.
    let body = if status == 204 { b"" } else { body };
    let length = match status {
        204 => String::new(),
        _ => format!("content-length: {}\r\n", body.len()),
    };
    [format!("HTTP/1.1 {status} It is\r\n{length}\r\n").as_bytes(), body].concat()
}

/// Answer on a connection until it is closed.
fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let (mut line, mut length) = (String::new(), 0);
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let header = line.trim_end().to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().unwrap_or(0);
            }
            if header.is_empty() {
                break;
            }
        }
        reader.read_exact(&mut vec![0; length])?;
        stream.write_all(&next_answer())?;
    }
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(|| serve(stream));
            }
        });
        let config = format!(
            r#"{{"url":"http://{address}","appId":"app","apiKey":"{API_KEY}",
                 "authKey":"{AUTH_KEY}","maxRetries":0}}"#
        );
        json::open(&config).unwrap().0
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((byte, answers)) = data.split_first() else { return };
    let (name, call) = operation(*byte);
    // This one asks the host that the answer names, which could be anybody's.
    if name == "presence_count" {
        return;
    }
    let client = client();
    set_answers([USER.as_bytes()].into_iter());
    let session = format!(r#"{{"authToken":"{SESSION}"}}"#);
    json::session_login_with_token(client, &session).unwrap();
    set_answers(answers.split(|byte| *byte == b'\n'));
    match json::documented(|| call(client, REQUEST)) {
        Ok(document) => drop(object(&document)),
        Err((kind, document)) => {
            let said = error(&document);
            assert_eq!(said["kind"], kind.name());
            for secret in [API_KEY, AUTH_KEY, TOKEN, SESSION] {
                assert!(!quotes(&said, secret), "{name}: {document}");
            }
        }
    }
});
