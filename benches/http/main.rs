//! The cloud client and the local server, over loopback on connections that are kept alive.
//!
//! Client, server, and what measures them share the machine's cores.

#![allow(unsafe_code, reason = "the C ABI and libcurl are what is measured")]

mod client;
mod libcurl;
#[path = "../measure/mod.rs"]
mod measure;
mod program;
mod wrk;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::store::{Store, UserRow};

use measure::users::{NAME, TAGS, sample};
use measure::{figure, in_turns, time, title, wanted};
use program::Program;

fn main() {
    if !wanted() {
        return;
    }
    println!("HTTP: time per request, medians of batches, in turns");
    client::run();
    wrk::run();
    start();
}

/// From the start of the process to the first answer, so later than the first connection.
fn start() {
    const USERS: usize = 100_000;
    title(&format!("start on a file of {USERS} users, cached by the system"));
    let folder = program::folder();
    let path = folder.path().join("users.db");
    let store = Sqlite::in_file(&path, Duration::from_secs(1)).expect("a new file");
    let filled = store.write(|tables| {
        for number in 0..USERS {
            let user = sample(number, 400);
            let row = UserRow {
                profile: user.profile,
                tags: Some(TAGS.to_owned()),
                role: "default".to_owned(),
                created_at: 1_700_000_000,
                ..UserRow::default()
            };
            tables.insert_user(&user.uid, NAME, &row)?;
        }
        Ok(())
    });
    filled.expect("it has room");
    drop(store);
    let [start] = in_turns(
        5,
        1,
        [(
            "serve, to the first answer",
            Box::new(|| {
                let begin = Instant::now();
                let program = Program::start(&["--store", &format!("file:{}", path.display())]);
                let address = program.url().strip_prefix("http://").expect("plain").to_owned();
                let mut stream = TcpStream::connect(address).expect("it accepts");
                stream.write_all(b"OPTIONS /users HTTP/1.1\r\nhost: x\r\n\r\n").expect("open");
                stream.read_exact(&mut [0]).expect("an answer");
                begin.elapsed()
            }),
        )],
    );
    figure("start", time(start.median()), "aim <= 100 ms");
}
