//! The socket of the SDKs: who gets in, pings, presence.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::program::{APP, Program, eventually, serve};

pub type Socket = WebSocket<TcpStream>;

fn connect(program: &Program, path: &str) -> Socket {
    let stream = program.connect();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let url = format!("ws://{}{path}", program.address());
    tungstenite::client(url, stream).unwrap().0
}

fn send(socket: &mut Socket, frame: &Value) {
    socket.send(Message::text(frame.to_string())).unwrap();
}

/// The next text frame; `None` if the server closes.
fn receive(socket: &mut Socket) -> Option<Value> {
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn auth(jwt: &Value, uid: &str, body: Value) -> Value {
    let mut frame = json!({"appId": APP, "deviceId": format!("WEB-{uid}"), "type": "auth",
        "sender": uid, "body": {"auth": jwt, "params": {"platform": "javascript"}}});
    frame["body"].as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    frame
}

/// A socket that is in.
pub fn enter(program: &Program, uid: &str, jwt: &Value, body: Value) -> Socket {
    let mut socket = connect(program, "/");
    send(&mut socket, &auth(jwt, uid, body));
    let answer = receive(&mut socket).unwrap();
    assert_eq!(
        answer,
        json!({"type": "auth", "appId": APP, "deviceId": format!("WEB-{uid}"), "sender": uid,
               "body": {"status": "OK", "code": "200"}})
    );
    socket
}

fn status(program: &Program, uid: &str) -> String {
    let user = program.admin("GET", &format!("/users/{uid}"), Value::Null).ok();
    user["data"]["status"].as_str().unwrap().to_owned()
}

fn becomes(program: &Program, uid: &str, expected: &str) {
    eventually(expected, || (status(program, uid) == expected).then_some(()));
}

#[test]
fn a_socket_is_accepted_on_any_path_and_answers_pings() {
    let program = serve(&[]);
    let (_, me) = program.log_in("ada");
    for path in ["/", "/chat:443", "/v3.0/x?y=z"] {
        let mut socket = connect(&program, path);
        send(&mut socket, &auth(&me["jwt"], "ADA", json!({})));
        assert_eq!(receive(&mut socket).unwrap()["body"]["status"], "OK");
        for _ in 0..3 {
            send(&mut socket, &json!({"action": "ping", "ack": "true"}));
            assert_eq!(receive(&mut socket).unwrap()["action"], "pong");
        }
        // What it does not know, it does not mind.
        socket.send(Message::text("{not json")).unwrap();
        socket.send(Message::binary(vec![0, 159, 146])).unwrap();
        send(&mut socket, &json!([1, 2]));
        send(&mut socket, &json!({"type": 7, "action": "ping", "body": 3}));
        send(&mut socket, &json!({"action": "ping"}));
        assert_eq!(receive(&mut socket).unwrap()["action"], "pong");
    }
}

#[test]
fn who_does_not_show_a_valid_jwt_gets_no_ok() {
    let program = serve(&[]);
    let (token, ada) = program.log_in("ada");
    let (_, bob) = program.log_in("bob");
    program.admin("DELETE", "/users/bob", json!({"permanent": true})).ok();
    let jwt = &ada["jwt"];
    let text = jwt.as_str().unwrap();
    // The first character of the signature, of which every bit counts.
    let (signed, signature) = text.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{signed}.{other}{}", &signature[1..]);
    let mut other_app = auth(jwt, "ada", json!({}));
    other_app["appId"] = json!("other");
    let mut no_body = auth(jwt, "ada", json!({}));
    no_body.as_object_mut().unwrap().remove("body");
    for frame in [
        auth(&json!(token), "ada", json!({})),
        auth(&json!(forged), "ada", json!({})),
        auth(&Value::Null, "ada", json!({})),
        auth(jwt, "bob", json!({})),
        auth(&bob["jwt"], "bob", json!({})),
        other_app,
        no_body,
    ] {
        let mut socket = connect(&program, "/");
        send(&mut socket, &frame);
        while let Some(answer) = receive(&mut socket) {
            assert_ne!(answer["body"]["status"], "OK", "{frame}");
        }
    }
    assert_eq!(status(&program, "ada"), "offline");
}

#[test]
fn a_user_is_online_while_one_of_its_sockets_is_open() {
    let program = serve(&[]);
    let (token, me) = program.log_in("ada");
    assert_eq!(status(&program, "ada"), "offline");
    let first = enter(&program, "ada", &me["jwt"], json!({}));
    assert_eq!(status(&program, "ada"), "available");
    let mut second = enter(&program, "ada", &me["jwt"], json!({}));
    let count = || {
        let jwt = me["jwt"].as_str().unwrap();
        let headers = [("appId", APP), ("Authorization", jwt)];
        let count = program.call("POST", "/chat/api/v1/online-members", &headers, "").ok();
        count["data"]["onlineUsersCount"].as_u64().unwrap()
    };
    assert_eq!(count(), 1);
    // Without a good-bye.
    drop(first);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(status(&program, "ada"), "available");
    second.close(None).unwrap();
    becomes(&program, "ada", "offline");
    assert_eq!(count(), 0);
    let me = program.user(&token, "GET", "/me", Value::Null).ok();
    assert!(me["data"]["lastActiveAt"].is_u64());
}

#[test]
fn subscribers_hear_who_comes_and_goes() {
    let program = serve(&[]);
    program.admin("POST", "/roles", json!({"role": "vip", "name": "VIP"})).ok();
    let (bob_token, bob) = program.log_in("bob");
    let private = json!({"metadata": {"x": 1, "@private": {"email": "b@example.com"}}});
    program.user(&bob_token, "PUT", "/me", private).ok();
    program.admin("PUT", "/users/bob", json!({"role": "vip"})).ok();
    let (_, cid) = program.log_in("cid");
    let listen = |uid: &str, body: Value| {
        let (_, me) = program.log_in(uid);
        enter(&program, uid, &me["jwt"], body)
    };
    let mut nobody = listen("n", json!({}));
    let mut friends = listen("f", json!({"presenceSubscription": "FRIENDS"}));
    let mut vips = listen("v", json!({"presenceSubscription": "ROLES", "roles": ["VIP", 7]}));
    let mut all = listen("a", json!({"presenceSubscription": "ALL_USERS"}));

    let bobs = enter(&program, "bob", &bob["jwt"], json!({"presenceSubscription": "ALL_USERS"}));
    let cids = enter(&program, "cid", &cid["jwt"], json!({}));
    drop(bobs);
    becomes(&program, "bob", "offline");
    drop(cids);
    becomes(&program, "cid", "offline");

    let heard = |socket: &mut Socket| {
        send(socket, &json!({"action": "ping"}));
        let mut heard = Vec::new();
        loop {
            let frame = receive(socket).unwrap();
            if frame["action"] == "pong" {
                return heard;
            }
            assert_eq!(frame["type"], "presence");
            assert!(frame["body"]["timestamp"].as_u64().unwrap() > 1_700_000_000);
            let user = &frame["body"]["user"];
            assert_eq!(user["uid"], frame["sender"]);
            assert!(user["name"].is_string());
            assert!(!frame.to_string().contains("@private"), "{frame}");
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            assert_eq!(frame["deviceId"], format!("WEB-{}", text(&frame["sender"])));
            heard.push(format!("{} {}", text(&frame["sender"]), text(&frame["body"]["action"])));
        }
    };
    assert!(heard(&mut nobody).is_empty());
    assert!(heard(&mut friends).is_empty());
    assert_eq!(heard(&mut vips), ["bob online", "bob offline"]);
    assert_eq!(heard(&mut all), ["bob online", "cid online", "bob offline", "cid offline"]);
}

#[test]
fn a_user_who_is_deactivated_or_deleted_is_disconnected() {
    let program = serve(&[]);
    let (_, watcher) = program.log_in("watcher");
    let all = json!({"presenceSubscription": "ALL_USERS"});
    let mut watcher = enter(&program, "watcher", &watcher["jwt"], all);
    for (uid, body) in [("ada", json!({})), ("bob", json!({"permanent": true}))] {
        let (_, me) = program.log_in(uid);
        let mut socket = enter(&program, uid, &me["jwt"], json!({}));
        assert_eq!(receive(&mut watcher).unwrap()["body"]["action"], "online");
        program.admin("DELETE", &format!("/users/{uid}"), body).ok();
        assert_eq!(receive(&mut socket), None);
        let gone = receive(&mut watcher).unwrap();
        assert_eq!((&gone["sender"], &gone["body"]["action"]), (&json!(uid), &json!("offline")));
    }
    program.admin("PUT", "/users", json!({"uidsToActivate": ["ada"]})).ok();
    assert_eq!(status(&program, "ada"), "offline");
}

/// The watcher does not read. Everybody else must not notice.
#[test]
fn a_subscriber_that_does_not_read_holds_up_nobody() {
    let program = serve(&[]);
    let (_, watcher) = program.log_in("watcher");
    let all = json!({"presenceSubscription": "ALL_USERS"});
    let _silent = enter(&program, "watcher", &watcher["jwt"], all);
    let big = json!({"metadata": {"text": "x".repeat(5000)}});
    let (token, me) = program.log_in("ada");
    program.user(&token, "PUT", "/me", big).ok();
    let started = Instant::now();
    for _ in 0..400 {
        drop(enter(&program, "ada", &me["jwt"], json!({})));
    }
    becomes(&program, "ada", "offline");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_broken_handshake_or_frame_ends_only_its_own_connection() {
    let program = serve(&[]);
    let upgrade = [("upgrade", "websocket"), ("connection", "keep-alive, Upgrade")];
    let version = ("sec-websocket-version", "13");
    let key = ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    for headers in [vec![version], vec![key], vec![key, ("sec-websocket-version", "8")]] {
        let headers: Vec<_> = upgrade.iter().chain(&headers).copied().collect();
        assert_eq!(program.call("GET", "/", &headers, "").refused().0, 400);
    }
    let (_, me) = program.log_in("ada");
    let mut good = enter(&program, "ada", &me["jwt"], json!({}));
    for junk in
        [&b"\xff\xff\xff\xff\xff\xff"[..], b"\x81\xfe\xff\xff", b"\x01\x80\0\0\0\0", b"\x81\x02hi"]
    {
        use std::io::{Read, Write};
        let mut socket = connect(&program, "/");
        socket.get_mut().write_all(junk).unwrap();
        socket.get_mut().shutdown(std::net::Shutdown::Write).unwrap();
        let mut rest = Vec::new();
        let _ = socket.get_mut().read_to_end(&mut rest);
    }
    // Larger than a frame may be.
    let mut socket = connect(&program, "/");
    let _ = socket.send(Message::text("x".repeat(1 << 20)));
    assert_eq!(receive(&mut socket), None);
    send(&mut good, &json!({"action": "ping"}));
    assert_eq!(receive(&mut good).unwrap()["action"], "pong");
}
