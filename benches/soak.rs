//! Mixed load at 64 connections for a long time: memory stays flat, no descriptor is left open,
//! and nothing fails. `make soak`; SOAK_SECONDS says how long, 600 if it does not.
//!
//! Unlike a benchmark it judges at its end, by what must not grow.

#[path = "measure/mod.rs"]
mod measure;
#[path = "http/program.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest")]
mod program;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cometchat_users::{Client, Config, Error, json};
use serde_json::{Value, json};

use measure::{figure, time, title};
use program::Program;

const CONNECTIONS: u64 = 64;
/// Users of each connection, who come and go.
const USERS: u64 = 8;
/// The share of the time after which memory is compared with memory at the end.
const WARM: f64 = 0.2;

fn main() {
    if !measure::wanted() {
        return;
    }
    let seconds = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok());
    let whole = Duration::from_secs(seconds.unwrap_or(600));
    let folder = program::folder();
    let store = format!("file:{}", folder.path().join("users.db").display());
    let program = Program::start(&["--store", &store]);
    let server = program.id();
    let ours = std::process::id();
    let config = json!({"url": program.url(), "apiKey": program.text("apiKey")}).to_string();
    let client = Client::open(&Config::from_json(&config).expect("ours")).expect("ours");

    title(&format!("{CONNECTIONS} connections for {} s", whole.as_secs()));
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let times = Mutex::new(Vec::new());
    let began = Instant::now();
    let (warm, end) = thread::scope(|threads| {
        for number in 0..CONNECTIONS {
            let (client, stop, done, times) = (&client, &stop, &done, &times);
            threads.spawn(move || {
                let mut own = Vec::new();
                for round in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    cycle(client, number, round, &mut own);
                    done.store(done.load(Ordering::Relaxed).max(round), Ordering::Relaxed);
                }
                times.lock().expect("no panic").append(&mut own);
            });
        }
        let mut warm = None;
        while began.elapsed() < whole {
            thread::sleep(Duration::from_secs(5).min(whole / 10));
            let now = [Size::of(server), Size::of(ours)];
            if began.elapsed() > whole.mul_f64(WARM) {
                warm.get_or_insert(now);
            }
            println!(
                "  {:>4} s   server {:>7} kB {:>4} fds   client {:>7} kB {:>4} fds",
                began.elapsed().as_secs(),
                now[0].memory,
                now[0].descriptors,
                now[1].memory,
                now[1].descriptors
            );
        }
        let end = [Size::of(server), Size::of(ours)];
        stop.store(true, Ordering::Relaxed);
        (warm.unwrap_or(end), end)
    });

    let mut times = times.into_inner().expect("no panic");
    times.sort_unstable();
    let count = times.len();
    figure("calls", count.to_string(), "");
    figure("a second", format!("{:.0}", count as f64 / began.elapsed().as_secs_f64()), "");
    for (name, part) in [("median", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("longest", 1.0)] {
        let at = ((count as f64 * part) as usize).min(count - 1);
        figure(name, time(times[at] as f64), "");
    }
    for (name, warm, end) in [("server", warm[0], end[0]), ("client", warm[1], end[1])] {
        // The client keeps the times of its calls, at most 8 bytes each while a list grows.
        let kept = if name == "client" { count as u64 * 8 / 1024 } else { 0 };
        let most = warm.memory + warm.memory / 5 + 4096 + kept;
        assert!(
            end.memory <= most,
            "memory of the {name}: {} kB, then {}",
            warm.memory,
            end.memory
        );
        let most = warm.descriptors + 8;
        assert!(end.descriptors <= most, "descriptors of the {name}: {warm:?}, then {end:?}");
    }
    println!("  memory is flat, and no descriptor was left open");
}

/// What users do all day. Who was created is deleted some rounds later.
fn cycle(client: &Client, number: u64, round: u64, times: &mut Vec<u32>) {
    let uid = format!("user-{number}-{}", round % USERS);
    let peer = format!("user-{number}-{}", (round + 1) % USERS);
    let mut call = |operation: json::Operation, request: Value, expected: &[&str]| {
        let request = request.to_string();
        let began = Instant::now();
        let result = operation(client, &request);
        times.push(u32::try_from(began.elapsed().as_nanos()).unwrap_or(u32::MAX));
        match result {
            Ok(_) => {}
            Err(Error::Refused(refusal)) if expected.contains(&refusal.code.as_str()) => {}
            Err(error) => panic!("{request}: {error}"),
        }
    };
    const MISSING: &[&str] = &["ERR_UID_NOT_FOUND", "ERR_NOT_A_FRIEND"];
    call(json::user_delete, json!({"uid": uid}), MISSING);
    let user = json!({"uid": uid, "name": "Zoë", "tags": ["a", "b"], "metadata": {"round": round}});
    call(json::user_create, user, &[]);
    call(json::user_update, json!({"uid": uid, "statusMessage": format!("{round}")}), &[]);
    for _ in 0..4 {
        call(json::user_get, json!({"uid": uid}), &[]);
    }
    call(json::token_create, json!({"uid": uid}), &[]);
    call(json::token_list, json!({"uid": uid}), &[]);
    call(json::block_add, json!({"uid": uid, "uids": [peer]}), &[]);
    call(json::block_list, json!({"uid": uid}), &[]);
    call(json::friend_add, json!({"uid": uid, "uids": [peer]}), &[]);
    call(json::friend_list, json!({"uid": uid}), &[]);
    call(json::user_list, json!({"searchKey": format!("user-{number}-"), "perPage": 20}), &[]);
    call(json::user_deactivate, json!({"uids": [uid]}), &[]);
    call(json::user_reactivate, json!({"uids": [uid]}), &[]);
    call(json::token_flush, json!({"uid": uid}), &[]);
}

/// Of a process.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Resident, in kB.
    memory: u64,
    descriptors: u64,
}

impl Size {
    fn of(process: u32) -> Self {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        let open = std::fs::read_dir(format!("/proc/{process}/fd"));
        Size { memory: memory.unwrap_or(0), descriptors: open.map_or(0, |fds| fds.count() as u64) }
    }
}
