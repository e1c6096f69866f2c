//! What the server tells a receiver of webhooks.

use std::io::{BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program::{API_KEY, APP, AUTH_KEY, Program, command, serve, start};
use super::sockets::enter;

/// One attempt to deliver.
struct Delivery {
    came: Instant,
    authorization: Option<String>,
    event: Value,
}

/// A receiver that answers with these statuses, and then with 200: its URL, what it gets.
fn receiver(statuses: &'static [u16]) -> (String, Receiver<Delivery>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, deliveries) = channel();
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        while let Ok((stream, _)) = listener.accept() {
            let mut stream = BufReader::new(stream);
            while let Some(delivery) = read(&mut stream) {
                let status = statuses.next().unwrap_or(&200);
                let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
                let sent = stream.get_mut().write_all(answer.as_bytes());
                if sent.is_err() || sender.send(delivery).is_err() {
                    return;
                }
            }
        }
    });
    (url, deliveries)
}

/// `None` at the end of the connection.
fn read(stream: &mut BufReader<std::net::TcpStream>) -> Option<Delivery> {
    use std::io::BufRead;
    let (mut length, mut authorization, mut first) = (0, None, String::new());
    stream.read_line(&mut first).ok().filter(|read| *read > 0)?;
    assert_eq!(first.trim_end(), "POST /hook HTTP/1.1");
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match &*name.to_lowercase() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => authorization = Some(value.to_owned()),
            "content-type" => assert_eq!(value, "application/json"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let event = serde_json::from_slice(&body).unwrap();
    Some(Delivery { came: Instant::now(), authorization, event })
}

fn next(deliveries: &Receiver<Delivery>) -> Delivery {
    deliveries.recv_timeout(Duration::from_secs(30)).expect("an event")
}

fn block(program: &Program, method: &str, uids: Value) {
    let body = json!({"blockedUids": uids});
    program.admin(method, "/users/ada/blockedusers", body).ok();
}

#[test]
fn a_receiver_hears_who_blocks_and_unblocks_whom() {
    let (url, deliveries) = receiver(&[]);
    let program = serve(&["--webhook", &url]);
    let (ada, _) = program.log_in("ada");
    for uid in ["bob", "cid"] {
        program.create(uid);
    }
    block(&program, "POST", json!(["bob", "cid", "zed", "ada"]));
    let Delivery { event, authorization, .. } = next(&deliveries);
    assert_eq!(authorization, None);
    assert_eq!((&event["trigger"], &event["appId"]), (&json!("user_blocked"), &json!(APP)));
    assert!(event["region"].is_string() && event["webhook"].is_string());
    let users = event["data"]["users"].as_object().unwrap();
    assert_eq!(users.keys().collect::<Vec<_>>(), ["bob", "cid"]);
    assert_eq!(users["bob"]["conversationId"], "ada_user_bob");
    assert_eq!(
        (&users["bob"]["role"], &users["bob"]["status"]),
        (&json!("default"), &json!("offline"))
    );
    assert_eq!(event["data"]["by"]["uid"], "ada");

    // Nobody was blocked, nobody hears.
    block(&program, "POST", json!(["zed"]));
    let freed = json!({"blockedUids": ["bob"]});
    program.user(&ada, "DELETE", "/blockedusers", freed).ok();
    let event = next(&deliveries).event;
    assert_eq!(event["trigger"], "user_unblocked");
    assert_eq!(event["data"]["users"].as_object().unwrap().keys().collect::<Vec<_>>(), ["bob"]);
}

#[test]
fn a_receiver_hears_of_each_connection_and_whether_the_user_came_or_went() {
    let (url, deliveries) = receiver(&[]);
    let program = serve(&["--webhook", &url]);
    let (_, me) = program.log_in("ada");
    let heard = |action: &str, status: &str, changed: bool| {
        let event = next(&deliveries).event;
        assert_eq!(event["trigger"], "user_connection_status_changed");
        let data = &event["data"];
        assert_eq!(data["user"]["uid"], "ada");
        assert_eq!(
            (&data["status"], &data["userPresenceChanged"]),
            (&json!(status), &json!(changed))
        );
        assert!(data["timestamp"].as_u64().unwrap() > 1_700_000_000_000);
        let connection = &data["currentConnection"];
        assert_eq!(connection["action"], action);
        assert!(connection["connectedAt"].as_u64().unwrap() > 1_700_000_000_000);
        assert_eq!(connection["platform"], "javascript");
        assert!(!event.to_string().contains(me["jwt"].as_str().unwrap()));
    };
    let first = enter(&program, "ada", &me["jwt"], json!({}));
    heard("connected", "online", true);
    let second = enter(&program, "ada", &me["jwt"], json!({}));
    heard("connected", "online", false);
    drop(first);
    heard("disconnected", "online", false);
    drop(second);
    heard("disconnected", "offline", true);
}

#[test]
fn credentials_are_sent_and_a_redirect_is_not_followed() {
    let (url, deliveries) = receiver(&[302]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("auth");
    std::fs::write(&file, "me:secret-word\n").unwrap();
    let program = serve(&["--webhook", &url, "--webhook-auth-file", file.to_str().unwrap()]);
    program.create("ada");
    program.create("bob");
    block(&program, "POST", json!(["bob"]));
    let refused = next(&deliveries);
    assert_eq!(refused.event["trigger"], "user_blocked");
    assert_eq!(refused.authorization.as_deref(), Some("Basic bWU6c2VjcmV0LXdvcmQ="));
    // It is not sent again without `--webhook-retry`.
    block(&program, "DELETE", json!(["bob"]));
    assert_eq!(next(&deliveries).event["trigger"], "user_unblocked");
    let log = program.log();
    assert!(
        log.contains("the webhook did not take an event: it answered with status 302"),
        "{log}"
    );
    assert!(!log.contains("secret-word") && !log.contains("bWU6"), "{log}");
}

#[test]
fn what_a_receiver_does_not_take_comes_again_in_order_and_no_call_waits_for_it() {
    let (url, deliveries) = receiver(&[500]);
    let mut command = command(&["--webhook", &url, "--webhook-retry"]);
    command.args(["--app-id", APP, "--auth-key", AUTH_KEY, "--api-key", API_KEY]);
    command.env("COMETCHAT_WEBHOOK_AUTH", "a:b");
    let program = start(command);
    program.create("ada");
    program.create("bob");
    let began = Instant::now();
    block(&program, "POST", json!(["bob"]));
    block(&program, "DELETE", json!(["bob"]));
    assert!(began.elapsed() < Duration::from_secs(5));
    let first = next(&deliveries);
    assert_eq!(first.authorization.as_deref(), Some("Basic YTpi"));
    let again = next(&deliveries);
    assert_eq!(first.event, again.event);
    let pause = again.came - first.came;
    assert!(pause >= Duration::from_secs(9) && pause < Duration::from_secs(20), "{pause:?}");
    assert_eq!(next(&deliveries).event["trigger"], "user_unblocked");
}
