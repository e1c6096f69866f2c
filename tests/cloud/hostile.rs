//! Servers that misbehave: every call ends in time, with an error that says what happened.

use std::io::Write;
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use cometchat_users::{Kind, json};
use serde_json::Value;

use crate::server::{Server, get, open, read_request};

#[test]
fn a_server_that_stays_silent_ends_in_a_timeout() {
    let server = Server::new(|_| thread::sleep(Duration::from_secs(20)));
    assert_eq!(get(&server.client())["kind"], "timeout");
}

#[test]
fn a_server_that_sends_a_byte_at_a_time_ends_in_a_timeout() {
    let server = Server::new(|stream| {
        let text = "HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n{";
        if stream.write_all(text.as_bytes()).is_ok() {
            while stream.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(20));
            }
        }
    });
    assert_eq!(get(&server.client())["kind"], "timeout");
}

#[test]
fn headers_that_never_end_are_refused_or_timed_out() {
    let slow = Server::new(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x-a: b\r\n").is_ok() {
            thread::sleep(Duration::from_millis(50));
        }
    });
    assert_eq!(get(&slow.client())["kind"], "timeout");
    let fast = Server::new(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x-a: b\r\n").is_ok() {}
    });
    assert_eq!(get(&fast.client())["kind"], "service");
}

#[test]
fn a_body_without_end_is_cut_at_16_mib_or_timed_out() {
    let server = Server::new(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        let junk = [b' '; 65536];
        while stream.write_all(&junk).is_ok() {}
    });
    let document = get(&server.client());
    assert!(["service", "timeout"].contains(&document["kind"].as_str().unwrap()), "{document}");
}

#[test]
fn answers_that_make_no_sense_are_the_services_fault() {
    for (status, body, says) in [
        ("200 OK", "<html><body>Hello</body></html>", "it is HTML"),
        ("200 OK", "", "it is empty"),
        ("200 OK", r#"{"data":"#, "it is not as"),
        ("200 OK", r#"{"data":null}"#, "it is not as"),
        ("200 OK", r#"{"data":{"name":"no uid"}}"#, "it is not as"),
        ("200 OK", r#"{"error":{"code":"ERR_UID_NOT_FOUND"}}"#, "it is not as"),
        ("302 Found", "", "it redirects"),
        ("404 Not Found", "<html>nginx</html>", "it is HTML"),
        ("500 Internal Server Error", "oops", "it is not as"),
        ("503 Service Unavailable", "", "it is empty"),
    ] {
        let document = get(&Server::answering(status, body).client());
        assert_eq!(document["kind"], "service", "{status} {body}");
        assert_eq!(document["httpStatus"], status[..3].parse::<u16>().unwrap());
        let message = document["message"].as_str().unwrap();
        assert!(message.contains(says), "{document}");
        assert!(message.ends_with(body), "{document} quotes what came");
    }
}

#[test]
fn what_an_error_quotes_is_short_and_without_the_key() {
    let body = format!("<p>key-of-the-server{}", " x".repeat(100_000));
    let document = get(&Server::answering("502 Bad Gateway", &body).client()).to_string();
    assert!(document.contains("<p>***") && document.len() < 700, "{document}");
}

#[test]
fn a_truncated_answer_is_the_services_fault() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"data\":{\"uid\":";
    let document = get(&Server::saying(text).client());
    assert_eq!((&document["kind"], &document["httpStatus"]), (&"service".into(), &200.into()));
}

#[test]
fn an_answer_that_is_no_http_is_not_taken_for_one() {
    let document = get(&Server::saying("220 mail.example ESMTP\r\n").client());
    assert_eq!(document["kind"], "service", "{document}");
}

#[test]
fn a_redirect_is_not_followed() {
    let target = Server::answering("200 OK", r#"{"data":{"uid":"ada","name":"Ada"}}"#);
    let redirect = Server::saying(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/\r\ncontent-length: 0\r\n\r\n",
        target.url
    ));
    assert_eq!(get(&redirect.client())["kind"], "service");
    assert!(target.seen.try_recv().is_err(), "the key went to another place");
}

#[test]
fn a_place_that_cannot_be_reached_is_named_with_the_reason() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = get(&open(&format!("http://{unused}"), r#""apiKey":"k""#));
    assert_eq!(refused["kind"], "network");
    assert!(refused["message"].as_str().unwrap().contains(&unused.to_string()), "{refused}");
    assert!(refused["message"].as_str().unwrap().contains("refused"), "{refused}");
    let nowhere = get(&open("http://no-such-host.invalid", r#""apiKey":"k""#));
    assert_eq!(nowhere["kind"], "network", "{nowhere}");
    let reset = Server::new(|stream| {
        // Closing with unread data resets.
        let _ = stream.shutdown(std::net::Shutdown::Both);
    });
    assert_eq!(get(&reset.client())["kind"], "network");
}

#[test]
fn a_server_that_does_not_speak_tls_is_a_network_error() {
    let server = Server::answering("200 OK", "{}");
    let url = server.url.replace("http://", "https://");
    let document = get(&open(&url, r#""apiKey":"k""#));
    assert_eq!(document["kind"], "network", "{document}");
}

#[test]
fn errors_of_the_service_keep_what_it_said() {
    let body = r#"{"error":{"code":"ERR_NEW","message":"Not today.","devMessage":"-","details":{"uid":["Bad."],"n":1}}}"#;
    let text = format!(
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 17\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let document = get(&Server::saying(text).client());
    assert_eq!(
        document,
        serde_json::json!({
            "code": "ERR_NEW", "kind": "rate_limited", "message": "Not today.", "retryable": true,
            "details": {"uid": ["Bad."], "n": 1}, "httpStatus": 429, "retryAfter": 17,
        })
    );
}

#[test]
fn the_kind_of_an_unknown_code_follows_from_the_status() {
    for (status, kind) in [
        ("400 Bad Request", "validation"),
        ("401 Unauthorized", "unauthenticated"),
        ("402 Payment Required", "quota_exceeded"),
        ("403 Forbidden", "permission_denied"),
        ("404 Not Found", "not_found"),
        ("409 Conflict", "conflict"),
        ("500 Internal Server Error", "service"),
    ] {
        let body = r#"{"error":{"code":"ERR_NEW","message":"m"}}"#;
        assert_eq!(get(&Server::answering(status, body).client())["kind"], kind);
    }
}

#[test]
fn secrets_that_the_service_quotes_are_hidden() {
    let body = r#"{"error":{"code":"AUTH_ERR_APIKEY_NOT_FOUND","message":"The key key-of-the-server does not exist.","details":{"k":["key-of-the-server"]}}}"#;
    let client = Server::answering("401 Unauthorized", body).client();
    let document = get(&client).to_string();
    assert!(document.contains("The key *** does not exist."), "{document}");
    assert!(!document.contains("key-of-the-server"), "{document}");
    assert!(!format!("{:?}", client.config()).contains("key-of-the-server"));
}

#[test]
fn a_kept_connection_is_used_again() {
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counter = connections.clone();
    let server = Server::new(move |stream| {
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = r#"{"data":{"uid":"ada","name":"Ada","role":"default","createdAt":1}}"#;
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        loop {
            if stream.write_all(text.as_bytes()).is_err() || read_request(stream).is_none() {
                break;
            }
        }
    });
    let client = server.client();
    for _ in 0..20 {
        json::user_get(&client, r#"{"uid":"ada"}"#).unwrap();
    }
    assert_eq!(connections.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[test]
fn what_is_sent_beyond_an_answer_is_not_taken_for_the_next_one() {
    for at_once in [true, false] {
        // It answers each request twice, the second time for somebody else.
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", server.local_addr().unwrap());
        let (written, all_written) = mpsc::channel();
        thread::spawn(move || {
            for stream in server.incoming() {
                let (mut stream, written) = (stream.unwrap(), written.clone());
                thread::spawn(move || {
                    while let Some(request) = read_request(&stream) {
                        let uid = request.line.split(['/', ' ']).nth(3).unwrap().to_owned();
                        let [first, second] = [uid.as_str(), "eve"].map(|uid| {
                            let body = format!(
                                r#"{{"data":{{"uid":"{uid}","name":"U","role":"default","createdAt":1}}}}"#
                            );
                            let length = body.len();
                            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
                        });
                        if at_once {
                            stream.write_all((first + &second).as_bytes()).unwrap();
                        } else {
                            stream.write_all(first.as_bytes()).unwrap();
                            thread::sleep(Duration::from_millis(20));
                            let _ = stream.write_all(second.as_bytes());
                        }
                        let _ = written.send(());
                    }
                });
            }
        });
        let client = open(&url, r#""apiKey":"key","maxRetries":0"#);
        for uid in ["ada", "bob", "cleo"] {
            let request = format!(r#"{{"uid":"{uid}"}}"#);
            let document = json::user_get(&client, &request).unwrap();
            assert!(document.contains(&format!(r#""uid":"{uid}""#)), "{document}");
            // What comes only after the next request could not be told from its answer.
            all_written.recv().unwrap();
        }
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_refused_before_anything_is_sent() {
    for (config, member) in [
        (r#"{"url":"cometchat://app@mars"}"#, "url"),
        (r#"{"url":"cometchat://a.b@us"}"#, "url"),
        (r#"{"url":"http://user:password@host"}"#, "url"),
        (r#"{"url":"https://host/v3?x=1"}"#, "url"),
        (r#"{"url":"ftp://host"}"#, "url"),
        (r#"{"url":"cometchat://app@us","appId":"other"}"#, "appId"),
        (r#"{"url":"https://host","apiKey":"with space"}"#, "apiKey"),
        (r#"{"url":"https://host","caFile":"/no/such/file"}"#, "caFile"),
        (r#"{"url":"https://host","proxy":"::"}"#, "proxy"),
        (r#"{"url":"https://host","userAgent":"a\r\nb: c"}"#, "userAgent"),
    ] {
        let error = json::open(config).err().expect(config);
        assert_eq!(error.kind(), Kind::Validation, "{config}");
        let document: Value = serde_json::from_str(&error.to_json()).unwrap();
        assert!(document["details"][member].is_array(), "{config}: {document}");
        assert!(!document.to_string().contains("password"), "{document}");
    }
}
