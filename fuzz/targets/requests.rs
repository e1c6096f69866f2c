//! What a client sends to the server: bytes, which may be any number of requests. The server is
//! in this process, on memory, and so is the connection. `KEY` is its key.

#![no_main]

use std::cell::OnceCell;
use std::time::Duration;

use cometchat_users::Secret;
use cometchat_users::engine::App;
use cometchat_users::server::{FaultRules, Limit, Options, Server};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex, split};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

const KEY: &str = "KEY";
/// Beyond this it hangs.
const MOST: Duration = Duration::from_secs(10);
const RESET: &[u8] =
    b"POST /_local/reset HTTP/1.1\r\nhost: x\r\napikey: KEY\r\ncontent-length: 0\r\n\r\n\
    POST /users HTTP/1.1\r\nhost: x\r\napikey: KEY\r\ncontent-type: application/json\r\n\
    content-length: 27\r\n\r\n{\"uid\":\"ada\",\"name\":\"Ada\"} ";

thread_local! {
    static SERVER: OnceCell<(Runtime, Server)> = const { OnceCell::new() };
}

fn start() -> (Runtime, Server) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let options = Options {
        listen: "127.0.0.1:0".to_owned(),
        store: None,
        app: App { id: "local".to_owned(), region: "us".to_owned() },
        api_key: Some(Secret::new(KEY)),
        auth_key: None,
        webhook: None,
        seed: None,
        faults: FaultRules::none(),
        rate_limit: Limit::Off,
        tls: None,
    };
    let server = runtime.block_on(Server::start(options)).unwrap();
    (runtime, server)
}

/// All that the server says to all that a client says.
async fn talk(server: &Server, said: &[u8]) -> Vec<u8> {
    let (ours, theirs) = duplex(1 << 16);
    let (mut from, mut to) = split(ours);
    let say = async {
        // The server may close the connection before.
        let _ = to.write_all(said).await;
        let _ = to.shutdown().await;
    };
    let mut heard = Vec::new();
    let hear = async {
        let _ = from.read_to_end(&mut heard).await;
    };
    let all = async { tokio::join!(server.serve_connection(theirs), say, hear) };
    timeout(MOST, all).await.expect("the connection ends when its client is done");
    heard
}

/// Status and body of each answer, as far as there is HTTP.
fn answers(mut heard: &[u8]) -> Vec<(u16, &[u8])> {
    let mut answers = Vec::new();
    while !heard.is_empty() {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let parsed = head.parse(heard).expect("answers are HTTP");
        let httparse::Status::Complete(length) = parsed else { panic!("an answer is cut short") };
        let status = head.code.expect("a complete head has one");
        heard = &heard[length..];
        if status == 101 {
            break;
        }
        let declared = head.headers.iter().find(|h| h.name.eq_ignore_ascii_case("content-length"));
        let declared = declared.map_or(0, |header| {
            std::str::from_utf8(header.value).unwrap().parse().expect("a number")
        });
        // The answer to HEAD has none, whatever it declares.
        let has_body = !heard.is_empty() && !heard.starts_with(b"HTTP/1.1 ");
        let (body, rest) = heard.split_at(if has_body { declared } else { 0 });
        answers.push((status, body));
        heard = rest;
    }
    answers
}

fuzz_target!(|data: &[u8]| {
    // Fault rules damage and delay answers, as they are meant to.
    if data.windows(7).any(|window| window == b"/faults") {
        return;
    }
    SERVER.with(|server| {
        let (runtime, server) = server.get_or_init(start);
        runtime.block_on(async {
            let heard = talk(server, data).await;
            for (status, body) in answers(&heard) {
                let said = String::from_utf8_lossy(body);
                assert!(status < 500 || status == 501, "{status}: {said}");
                if !body.is_empty() {
                    let document: Value = serde_json::from_slice(body).expect("JSON");
                    let failed = document.get("error").is_some();
                    assert_eq!(failed, status >= 400, "{status}: {said}");
                }
            }
            let heard = talk(server, RESET).await;
            let statuses: Vec<u16> = answers(&heard).iter().map(|(status, _)| *status).collect();
            assert_eq!(statuses, [200, 200], "{}", String::from_utf8_lossy(&heard));
        });
    });
});
