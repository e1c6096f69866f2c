//! What is acknowledged is there after SIGKILL at any moment, and nothing is half there.
#![cfg(unix)]

mod child;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use cometchat_users::model::{Member, UserListRequest, UserPayload};
use cometchat_users::{Client, Config, Secret};

const KILLS: u32 = 50;
const WRITERS: usize = 4;

fn open(path: &str) -> Client {
    Client::open(&Config::new(&format!("file:{path}")).unwrap()).unwrap()
}

/// The process that is killed: writes from several threads, so that commits are shared, and
/// says what was acknowledged.
fn write_until_killed(path: &str, round: &str) {
    let client = open(path);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let client = &client;
            scope.spawn(move || {
                for number in 0.. {
                    let uid = format!("u-{round}-{writer}-{number}");
                    let mut user = UserPayload::new(&uid, "Before");
                    user.with_auth_token = Member::Given(true);
                    let user = client.create_user(user).unwrap();
                    let document: serde_json::Value = serde_json::from_str(user.as_json()).unwrap();
                    let token = document["authToken"].as_str().unwrap();
                    acknowledge(&format!("{uid} Before {token}"));
                    let patch = UserPayload { name: "After".into(), ..UserPayload::default() };
                    client.update_user(&uid, patch).unwrap();
                    acknowledge(&format!("{uid} After {token}"));
                }
            });
        }
    });
}

fn acknowledge(line: &str) {
    // One write for a line: a line that came through was acknowledged as a whole.
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}

#[test]
fn every_acknowledged_write_survives_sigkill_and_none_is_half_there() {
    if let Some(arguments) = child::arguments() {
        return write_until_killed(&arguments[0], &arguments[1]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db").to_str().unwrap().to_owned();
    let mut acknowledged: BTreeMap<String, (String, String)> = BTreeMap::new();
    for round in 0..KILLS {
        let mut child = child::again(
            "every_acknowledged_write_survives_sigkill_and_none_is_half_there",
            &[&path, &round.to_string()],
        )
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        // The test harness of the child prints lines of its own first.
        while !line.starts_with("u-") {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the child ended early");
        }
        std::thread::sleep(Duration::from_micros(u64::from(round) * 397 % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
        loop {
            let mut words = line.split_whitespace();
            if let (Some(uid), Some(name), Some(token), true) =
                (words.next(), words.next(), words.next(), line.ends_with('\n'))
            {
                acknowledged.insert(uid.to_owned(), (name.to_owned(), token.to_owned()));
            }
            line.clear();
            if lines.read_line(&mut line).unwrap() == 0 {
                break;
            }
        }
        check(&path, &acknowledged);
    }
    assert!(acknowledged.len() > KILLS as usize, "too little was written to mean anything");
}

fn check(path: &str, acknowledged: &BTreeMap<String, (String, String)>) {
    let client = open(path);
    for (uid, (name, token)) in acknowledged {
        let user = client.get_user(uid).unwrap_or_else(|error| panic!("{uid} is lost: {error}"));
        let found = user.fields().name;
        // The update may have been committed without the time to say so.
        assert!(found == *name || found == "After", "{uid} is {found}, acknowledged was {name}");
        client.login_with_token(&Secret::new(token.as_str())).expect("the token is there as well");
    }
    let mut request =
        UserListRequest { per_page: Member::Given(1000), ..UserListRequest::default() };
    for number in 1.. {
        request.page = Member::Given(number);
        let page = client.list_users(request.clone()).unwrap();
        for user in &page.items {
            assert!(["Before", "After"].contains(&user.fields().name.as_str()));
        }
        if page.items.len() < 1000 {
            break;
        }
    }
    let database = rusqlite::Connection::open(path).unwrap();
    let verdict: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let users_without_token: i64 = database
        .query_row(
            "SELECT count(*) FROM users WHERE id NOT IN (SELECT user FROM tokens)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(users_without_token, 0, "a user was committed without its token");
}
