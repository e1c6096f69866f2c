//! The client of the service against servers that misbehave: every call ends in time, with an
//! error that says what happened.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use cometchat_users::{Client, Error, Kind, json};
use serde_json::Value;

const TIMEOUT_MS: u64 = 600;
/// A call ends by its deadline; a second is for the machine.
const LATEST: Duration = Duration::from_millis(TIMEOUT_MS + 1000);

/// A request as a server saw it.
struct Seen {
    line: String,
    headers: Vec<String>,
    body: String,
}

/// A server that answers every connection in one way.
struct Server {
    url: String,
    seen: Receiver<Seen>,
}

impl Server {
    fn new(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
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
    fn saying(text: impl Into<String>) -> Self {
        let text = text.into();
        Server::new(move |stream| drop(stream.write_all(text.as_bytes())))
    }

    fn answering(status: &str, body: &str) -> Self {
        Server::saying(format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            body.len()
        ))
    }

    fn client(&self) -> Client {
        self.client_with(r#""apiKey":"key-of-the-server""#)
    }

    fn client_with(&self, keys: &str) -> Client {
        open(&self.url, keys)
    }
}

fn open(url: &str, members: &str) -> Client {
    let config = format!(
        r#"{{"url":"{url}","appId":"app","timeoutMs":{TIMEOUT_MS},"userAgent":"test",{members}}}"#
    );
    json::open(&config).unwrap().0
}

fn read_request(stream: &TcpStream) -> Option<Seen> {
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
fn get(client: &Client) -> Value {
    let began = Instant::now();
    let error = json::user_get(client, r#"{"uid":"ada"}"#).unwrap_err();
    assert!(began.elapsed() < LATEST, "the call took {:?}", began.elapsed());
    serde_json::from_str(&error.to_json()).unwrap()
}

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
                thread::sleep(Duration::from_millis(100));
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

fn call(client: &Client, operation: &str, request: &str) -> Result<String, Error> {
    let (_, function) = json::OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
    function(client, request)
}

/// What takes a key with full access, and the request that the service documents for it.
const ADMINISTRATION: [(&str, &str, &str); 31] = [
    ("user_get", r#"{"uid":"ada"}"#, "GET /users/ada"),
    ("user_list", "{}", "GET /users?page=1&perPage=100"),
    (
        "user_list",
        r#"{"searchKey":"a b","searchIn":["name"],"status":"online","role":"r","tags":["x,y","z"],"withTags":true,"onlyDeactivated":true}"#,
        "GET /users?page=1&perPage=100&searchKey=a%20b&searchIn=name&status=available&roles=r&tags=x%2Cy,z&withTags=1&onlyDeactivated=1",
    ),
    ("user_delete", r#"{"uid":"ada"}"#, r#"DELETE /users/ada {"permanent":true}"#),
    ("user_deactivate", r#"{"uids":["a"]}"#, r#"DELETE /users {"uidsToDeactivate":["a"]}"#),
    ("user_reactivate", r#"{"uids":["a"]}"#, r#"PUT /users {"uidsToActivate":["a"]}"#),
    (
        "bulk_import",
        r#"{"users":[{"uid":"a","name":"A","createdAt":1}]}"#,
        r#"POST /data_import/users {"users":{"a":{"uid":"a","name":"A","createdAt":1}}}"#,
    ),
    ("token_list", r#"{"uid":"a","page":2}"#, "GET /users/a/auth_tokens?page=2&perPage=100"),
    ("token_get", r#"{"uid":"a","authToken":"a_1"}"#, "GET /users/a/auth_tokens/a_1"),
    (
        "token_update",
        r#"{"uid":"a","authToken":"a_1","platform":"ios"}"#,
        r#"PUT /users/a/auth_tokens/a_1 {"platform":"ios"}"#,
    ),
    ("token_delete", r#"{"uid":"a","authToken":"a_1"}"#, "DELETE /users/a/auth_tokens/a_1"),
    ("token_flush", r#"{"uid":"a"}"#, "DELETE /users/a/auth_tokens"),
    ("role_create", r#"{"role":"r","name":"R"}"#, r#"POST /roles {"role":"r","name":"R"}"#),
    ("role_get", r#"{"role":"r"}"#, "GET /roles/r"),
    ("role_list", "{}", "GET /roles?page=1&perPage=100"),
    ("role_update", r#"{"role":"r","name":"R"}"#, r#"PUT /roles/r {"name":"R"}"#),
    ("role_delete", r#"{"role":"r"}"#, "DELETE /roles/r"),
    ("permission_list", r#"{"role":"r"}"#, "GET /roles/r/permissions?page=1&perPage=100"),
    (
        "permission_set",
        r#"{"role":"r","permissions":{"listUsers":"deny"}}"#,
        r#"PUT /roles/r/permissions {"permissions":{"listUsers":"deny"}}"#,
    ),
    (
        "permission_unset",
        r#"{"role":"r","permission":"listUsers.mode"}"#,
        "DELETE /roles/r/permissions/listUsers.mode",
    ),
    (
        "feature_restrict",
        r#"{"role":"r","features":["u.logout"]}"#,
        r#"POST /roles/r/restrictedfeatures {"featuresToRestrict":["u.logout"]}"#,
    ),
    (
        "feature_allow",
        r#"{"role":"r","allowAll":true}"#,
        r#"DELETE /roles/r/restrictedfeatures {"allowAll":true}"#,
    ),
    (
        "block_add",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"POST /users/a/blockedusers {"blockedUids":["b"]}"#,
    ),
    (
        "block_remove",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"DELETE /users/a/blockedusers {"blockedUids":["b"]}"#,
    ),
    ("block_list", r#"{"uid":"a"}"#, "GET /users/a/blockedusers?page=1&perPage=100"),
    ("friend_add", r#"{"uid":"a","uids":["b"]}"#, r#"POST /users/a/friends {"accepted":["b"]}"#),
    (
        "friend_remove",
        r#"{"uid":"a","uids":["b"]}"#,
        r#"DELETE /users/a/friends {"friends":["b"]}"#,
    ),
    (
        "friend_list",
        r#"{"uid":"a","searchKey":"é"}"#,
        "GET /users/a/friends?page=1&perPage=100&searchKey=%C3%A9",
    ),
    ("apikey_create", r#"{"name":"N"}"#, r#"POST /apikeys {"name":"N"}"#),
    ("apikey_list", r#"{"scope":"authOnly"}"#, "GET /apikeys?page=1&perPage=100&scope=authOnly"),
    ("apikey_delete", r#"{"apiKey":"k"}"#, "DELETE /apikeys/k"),
];

#[test]
fn an_administrators_calls_are_the_documented_requests() {
    let server = Server::answering("200 OK", r#"{"data":{}}"#);
    let client = server.client();
    for (operation, request, expected) in ADMINISTRATION {
        let _ = call(&client, operation, request);
        let seen = server.seen.recv().unwrap();
        let line = seen.line.trim_end_matches(" HTTP/1.1");
        assert_eq!(format!("{line} {}", seen.body).trim_end(), expected);
        assert!(seen.headers.contains(&"apikey: key-of-the-server".to_owned()));
    }
    let viewed = r#"{"uid":"ada","onBehalfOf":"bob"}"#;
    let _ = call(&client, "user_get", viewed);
    assert!(server.seen.recv().unwrap().headers.contains(&"onbehalfof: bob".to_owned()));
    let error = call(&client, "user_get", r#"{"uid":"ada","onBehalfOf":"b b"}"#).unwrap_err();
    assert_eq!(error.kind(), Kind::NotFound, "a header takes no such text");
    assert!(server.seen.try_recv().is_err(), "something was sent");
}

#[test]
fn without_the_key_that_it_needs_a_call_is_refused_unsent() {
    let server = Server::answering("200 OK", "{}");
    let auth_only = server.client_with(r#""authKey":"auth""#);
    for (operation, request, _) in ADMINISTRATION {
        let error = call(&auth_only, operation, request).unwrap_err();
        assert_eq!(error.kind(), Kind::PermissionDenied, "{operation}");
        assert!(error.to_json().contains("apiKey"), "{}", error.to_json());
    }
    let nothing = server.client_with(r#""region":"eu""#);
    let create = json::user_create(&nothing, r#"{"uid":"ada","name":"Ada"}"#);
    assert_eq!(create.unwrap_err().kind(), Kind::PermissionDenied);
    assert!(server.seen.try_recv().is_err(), "something was sent");
}

#[test]
fn requests_are_as_the_service_wants_them() {
    let server = Server::answering(
        "200 OK",
        r#"{"data":{"uid":"ada","name":"Ada","role":"default","createdAt":1,"message":""}}"#,
    );
    let client = server.client_with(r#""apiKey":"admin","authKey":"auth""#);
    let next = || server.seen.recv().unwrap();

    json::user_create(&client, r#"{ "uid": "Ada", "name": "Ä", "metadata": { "n": 1.50 } }"#)
        .unwrap();
    let seen = next();
    assert_eq!(seen.line, "POST /users HTTP/1.1");
    assert_eq!(seen.body, r#"{"uid":"Ada","name":"Ä","metadata":{ "n": 1.50 }}"#);
    for header in ["apikey: admin", "appid: app", "content-type: application/json"] {
        assert!(seen.headers.iter().any(|known| known == header), "{header}: {:?}", seen.headers);
    }
    let agent = format!("user-agent: cometchat-users/{} test", env!("CARGO_PKG_VERSION"));
    assert!(seen.headers.contains(&agent), "{:?}", seen.headers);

    json::user_update(&client, r#"{"uid":"a/../b?c#d%","name":null,"authKey":"mine"}"#).unwrap();
    let seen = next();
    assert_eq!(seen.line, "PUT /users/a%2F..%2Fb%3Fc%23d%25 HTTP/1.1");
    assert_eq!(seen.body, r#"{"name":null}"#);
    assert!(seen.headers.iter().any(|header| header == "apikey: mine"), "{:?}", seen.headers);

    json::user_delete(&client, r#"{"uid":".."}"#).unwrap();
    let seen = next();
    assert_eq!(seen.line, "DELETE /users/%2E%2E HTTP/1.1");
    assert_eq!(seen.body, r#"{"permanent":true}"#);
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
