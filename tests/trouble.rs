//! The server when the disk, another process or the system does not do its part: an answer of
//! the contract or a clean stop; never a wrong success, and nothing lost that was acknowledged.
#![cfg(target_os = "linux")]

mod child;
#[path = "server/program.rs"]
#[allow(dead_code, reason = "the tests of the server use the rest")]
mod program;

use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use program::{API_KEY, APP, Answer, Program};

const KEYS: [&str; 4] = ["--app-id", APP, "--api-key", API_KEY];

fn serve_file(path: &Path) -> Program {
    let store = format!("file:{}", path.display());
    program::start(program::command(&[&KEYS[..], &["--store", &store]].concat()))
}

fn post(server: &Program, uid: &str, status_message: &str) -> Answer {
    let user = json!({"uid": uid, "name": "U", "statusMessage": status_message});
    server.admin("POST", "/users", user)
}

fn get(server: &Program, uid: &str) -> u16 {
    server.admin("GET", &format!("/users/{uid}"), Value::Null).status
}

const FAILED: (u16, &str) = (500, "ERR_OPERATION_FAILED");

#[test]
fn a_full_disk_refuses_writes_and_goes_on_reading() {
    const TEST: &str = "a_full_disk_refuses_writes_and_goes_on_reading";
    let Some(arguments) = child::arguments() else {
        return child::on_small_disk(TEST, "");
    };
    let folder = Path::new(&arguments[0]);
    let server = serve_file(&folder.join("users.db"));
    let mut written = 0;
    let refusal = loop {
        let answer = post(&server, &format!("u{written}"), &"s".repeat(9000));
        match answer.status {
            200 => written += 1,
            _ => break answer,
        }
    };
    let (status, code) = refusal.refused();
    assert_eq!((status, &*code), FAILED);
    assert!(written > 3, "the disk was full after {written} users");
    let holds_what_was_told = |server: &Program| {
        (0..written).for_each(|number| assert_eq!(get(server, &format!("u{number}")), 200));
        assert_eq!(get(server, &format!("u{written}")), 404, "what was refused is not there");
    };
    holds_what_was_told(&server);
    assert_eq!(server.admin("DELETE", "/users/u0", json!({"permanent": true})).status / 100, 5);
    assert_eq!(get(&server, "u0"), 200);
    // With room again the same server goes on.
    let remount = Command::new("mount").args(["-o", "remount,size=4m"]).arg(folder).status();
    assert!(remount.unwrap().success());
    assert_eq!(post(&server, &format!("u{written}"), "").status, 200);
    drop(server);
    let server = serve_file(&folder.join("users.db"));
    (0..=written).for_each(|number| assert_eq!(get(&server, &format!("u{number}")), 200));
}

#[test]
fn a_store_that_cannot_be_written_is_refused_at_the_start() {
    const TEST: &str = "a_store_that_cannot_be_written_is_refused_at_the_start";
    let Some(arguments) = child::arguments() else {
        return child::on_small_disk(TEST, "");
    };
    let folder = Path::new(&arguments[0]);
    let path = folder.join("users.db");
    drop(serve_file(&path));
    let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(folder).status();
    assert!(remount.unwrap().success());
    let store = format!("file:{}", path.display());
    let output = program::command(&["--listen", "127.0.0.1:0", "--store", &store])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(26), "{said}");
    assert!(said.contains("cannot be written") && said.contains("users.db"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn another_process_that_writes_makes_writers_wait_and_readers_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let server = serve_file(&path);
    assert_eq!(post(&server, "ada", "").status, 200);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::scope(|threads| {
        let writers: Vec<_> = (0..20)
            .map(|number| {
                let server = &server;
                threads.spawn(move || post(server, &format!("u{number}"), "").status)
            })
            .collect();
        let began = Instant::now();
        for _ in 0..50 {
            assert_eq!(get(&server, "ada"), 200);
        }
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        std::thread::sleep(Duration::from_millis(200));
        assert!(writers.iter().all(|writer| !writer.is_finished()));
        other.execute_batch("COMMIT").unwrap();
        for writer in writers {
            assert_eq!(writer.join().unwrap(), 200);
        }
    });
}

#[test]
fn without_descriptors_to_give_connections_are_refused_and_the_others_served() {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 192 && exec \"$@\"", "sh"]);
    let folder = tempfile::tempdir().unwrap();
    let store = format!("file:{}", folder.path().join("users.db").display());
    let serve = program::command(&[&KEYS[..], &["--store", &store]].concat());
    limited.arg(serve.get_program()).args(serve.get_args());
    limited.env_remove("COMETCHAT_AUTH_KEY").env_remove("COMETCHAT_API_KEY").stdin(Stdio::null());
    let server = program::start(limited);

    let request = program::request("GET", "/users/ada", &[("apikey", API_KEY)], "");
    let mut kept: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let served = kept.iter_mut().filter_map(|stream| {
        use std::io::Write;
        stream.write_all(request.as_bytes()).ok()?;
        let answer = Answer::read(&mut BufReader::new(stream))?;
        assert_eq!(answer.refused().0, 404, "an answer is a right one");
        Some(())
    });
    let served = served.count();
    assert!((16..192).contains(&served), "{served} of 300 were served");
    drop(kept);
    let created = program::eventually("a place", || {
        use std::io::Write;
        let mut stream = server.connect();
        let body = json!({"uid": "ada", "name": "Ada"}).to_string();
        let create = program::request("POST", "/users", &[("apikey", API_KEY)], &body);
        stream.write_all(create.as_bytes()).ok()?;
        Answer::read(&mut BufReader::new(stream))
    });
    assert_eq!(created.status, 200, "{created:?}");
    assert!(server.log().contains("a connection was closed"), "{}", server.log());
}
