//! Clients that mean harm, or are broken. Whatever they do, others are served.

use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program::{API_KEY, Answer, Program, request, serve};

#[track_caller]
fn still_serves(program: &Program) {
    let started = Instant::now();
    program.admin("GET", "/users", Value::Null).ok();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_head_that_never_ends_is_given_up() {
    let program = serve(&[]);
    let started = Instant::now();
    let mut slow: Vec<TcpStream> = (0..50).map(|_| program.connect()).collect();
    let mut open = true;
    while open && started.elapsed() < Duration::from_secs(45) {
        slow.retain_mut(|stream| stream.write_all(b"x").is_ok());
        open = !slow.is_empty();
        std::thread::sleep(Duration::from_millis(500));
    }
    still_serves(&program);
    assert!(!open, "some are open after {:?}", started.elapsed());
    assert!(started.elapsed() > Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_body_that_never_ends_is_given_up() {
    let program = serve(&[]);
    let mut slow = program.connect();
    let head = format!("POST /users HTTP/1.1\r\napikey: {API_KEY}\r\ncontent-length: 5000\r\n\r\n");
    slow.write_all(head.as_bytes()).unwrap();
    let started = Instant::now();
    let writer = {
        let mut slow = slow.try_clone().unwrap();
        std::thread::spawn(move || {
            while slow.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(250));
            }
        })
    };
    still_serves(&program);
    let answer = Answer::read(&mut BufReader::new(&slow)).unwrap();
    assert_eq!(answer.refused(), (408, "ERR_BAD_REQUEST".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
    slow.shutdown(Shutdown::Both).unwrap();
    writer.join().unwrap();
}

#[test]
fn a_body_that_is_too_large_is_refused_and_the_connection_goes_on() {
    let program = serve(&[]);
    let body = json!({"uid": "a", "name": "x".repeat(100_000)}).to_string();
    let key = [("apikey", API_KEY)];
    let stream = program.connect();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    for _ in 0..3 {
        (&stream).write_all(request("POST", "/users", &key, &body).as_bytes()).unwrap();
        let answer = Answer::read(&mut reader).unwrap();
        assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
        assert!(answer.json()["error"]["details"]["body"].is_array(), "{}", answer.body);
    }
    // One of 11 KB comes through to the engine, which has the service's limit.
    let body = json!({"uid": "a", "name": "a", "statusMessage": "x".repeat(11_000)}).to_string();
    (&stream).write_all(request("POST", "/users", &key, &body).as_bytes()).unwrap();
    let answer = Answer::read(&mut reader).unwrap();
    assert!(answer.json()["error"]["details"]["body"].is_array(), "{}", answer.body);
    // The order of the checks is the same for those.
    (&stream).write_all(request("POST", "/users", &[], &"x".repeat(50_000)).as_bytes()).unwrap();
    assert_eq!(Answer::read(&mut reader).unwrap().refused().1, "AUTH_ERR_EMPTY_APIKEY");
}

#[test]
fn an_endless_body_is_cut_off() {
    let program = serve(&[]);
    let mut stream = program.connect();
    let head = "POST /users HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let mut sent = 0_u64;
    while stream.write_all(chunk.as_bytes()).is_ok() {
        sent += 0x10000;
        assert!(sent < 1 << 30, "{sent} bytes were taken");
    }
    still_serves(&program);
}

#[test]
fn bytes_that_are_no_request_end_their_connection_only() {
    let program = serve(&[]);
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(5000));
    let junk: [&[u8]; 8] = [
        b"\0\0\0\0\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /users HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /users HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for junk in junk {
        let mut stream = program.connect();
        let _ = stream.write_all(junk);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        // A reset is as good as an answer.
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{answer:?}");
        still_serves(&program);
    }
}

#[test]
fn junk_behind_a_request_does_not_spoil_its_answer() {
    let program = serve(&[]);
    program.create("ada");
    let mut stream = program.connect();
    let get = request("GET", "/users/ada", &[("apikey", API_KEY)], "");
    stream.write_all(format!("{get}{get}\x01\x02 junk\r\n\r\n").as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    for _ in 0..2 {
        assert_eq!(Answer::read(&mut reader).unwrap().ok()["data"]["uid"], "ada");
    }
    assert!(Answer::read(&mut reader).is_none_or(|answer| answer.status == 400));
}

#[test]
fn pipelined_requests_are_answered_in_their_order() {
    let program = serve(&[]);
    let mut stream = program.connect();
    let mut requests = String::new();
    for number in 0..100 {
        let body = json!({"uid": format!("u{number}"), "name": "x"}).to_string();
        requests += &request("POST", "/users", &[("apikey", API_KEY)], &body);
    }
    stream.write_all(requests.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    for number in 0..100 {
        let made = Answer::read(&mut reader).unwrap().ok();
        assert_eq!(made["data"]["uid"], format!("u{number}"));
    }
}

#[test]
fn bad_utf_8_and_bad_json_get_an_error_document() {
    let program = serve(&[]);
    program.create("ada");
    let deep = format!("{{\"uid\":\"x\",\"name\":\"x\",\"metadata\":{}", "[".repeat(20_000));
    let bodies: [&[u8]; 6] = [
        b"{\"uid\": \"\xff\xfe\", \"name\": \"x\"}",
        b"{\"uid\": \"a\", \"name\": \"\\ud800\"}",
        b"{\"uid\": 7, \"name\": [1]}",
        b"{\"uid\"",
        b"\0",
        deep.as_bytes(),
    ];
    for body in bodies {
        let length = body.len();
        let head = format!(
            "POST /users HTTP/1.1\r\nhost: x\r\napikey: {API_KEY}\r\ncontent-length: {length}\r\n\r\n"
        );
        let answer = program.raw(&[head.as_bytes(), body].concat());
        assert_eq!(answer.refused(), (400, "ERR_BAD_REQUEST".to_owned()));
    }
    for path in ["/users/%ff%fe", "/users/%00", "/users/%2e%2e%2fada", "/users/ada%0d%0ax"] {
        let answer = program.admin("GET", path, Value::Null);
        assert_eq!(answer.refused(), (404, "ERR_UID_NOT_FOUND".to_owned()), "{path}");
    }
    for query in ["page=%ff", "%=%&&==", "perPage[]=x", "page=1&page=%zz"] {
        assert_eq!(
            program.admin("GET", &format!("/users?{query}"), Value::Null).status / 100,
            if query.starts_with('%') { 2 } else { 4 },
            "{query}"
        );
    }
    let head = b"GET /me HTTP/1.1\r\nhost: \xff\r\nauthToken: \xff\xfe\r\nappId: \r\n\r\n";
    assert_eq!(program.raw(head).refused().0, 401);
}

/// As many as this process may open; the server has its own limit.
#[test]
#[cfg(target_os = "linux")]
fn idle_connections_by_the_thousand_leave_room_for_others() {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let files: usize = files.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX);
    let many = files.saturating_sub(400).min(10_000);
    let program = serve(&[]);
    let idle: Vec<_> = (0..many).map(|_| program.connect()).collect();
    still_serves(&program);
    program.create("ada");
    drop(idle);
    still_serves(&program);
}

/// A client that asks and does not read its answers stops only itself.
#[test]
fn a_client_that_does_not_read_holds_up_nobody() {
    let program = serve(&[]);
    for number in 0..100 {
        let user = json!({"uid": format!("u{number}"), "name": "x".repeat(100),
            "metadata": {"text": "x".repeat(4000)}});
        program.admin("POST", "/users", user).ok();
    }
    let get = request("GET", "/users", &[("apikey", API_KEY)], "").repeat(100);
    let greedy: Vec<_> = (0..100)
        .map(|_| {
            let mut stream = program.connect();
            stream.write_all(get.as_bytes()).unwrap();
            stream
        })
        .collect();
    still_serves(&program);
    still_serves(&program);
    drop(greedy);
}
