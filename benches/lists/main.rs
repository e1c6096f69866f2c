//! Lists of a million users in a file, against SQL on tables as one would lay them out by hand:
//! the same columns, an index for each order and filter, a row for each tag, and the trigram
//! index of FTS5 where SQLite has it (`make bench-lists`).
//!
//! *Warm* is the median of calls on an open client. *Cold* is the median of first calls: a new
//! client each, its file dropped from the system's cache before the call (`dd iflag=nocache`,
//! Linux; elsewhere it is only the client that is new). The page that is read has 100 users.
//!
//! `LISTS_USERS` is another number of users, `LISTS_FOLDER` a folder to keep the files in. Users
//! come in the order of their creation, more or less; with `LISTS_UNORDERED` in none, so that
//! those of a page are in as many places of the file.

#[path = "../measure/mod.rs"]
mod measure;
mod people;
mod rival;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cometchat_users::model::UserPayload;
use cometchat_users::store::Store;
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::{Client, Config, json};
use serde_json::Value;

use measure::{figure, ratio, time, timed, title, wanted};
use people::{Person, person};
use rival::Rival;

/// Users of one commit while the files are made.
const COMMIT: usize = 20_000;

/// Requests, and the same in SQL: joins, conditions and order.
const LISTS: [(&str, &str, &str, &str); 25] = [
    ("all", "{}", "deactivated_at = 0", rival::NEWEST),
    ("all, page 2,500", r#"{"page":2500}"#, "deactivated_at = 0", rival::NEWEST),
    ("all, page 5,000", r#"{"page":5000}"#, "deactivated_at = 0", rival::NEWEST),
    ("all, last page", r#"{"page":9701}"#, "deactivated_at = 0", rival::NEWEST),
    (
        "role of 1 in 100",
        r#"{"role":"guest"}"#,
        "deactivated_at = 0 AND role = 'guest'",
        rival::NEWEST,
    ),
    (
        "role of 9 in 10, page 4,000",
        r#"{"role":"default","page":4000}"#,
        "deactivated_at = 0 AND role = 'default'",
        rival::NEWEST,
    ),
    ("online", r#"{"status":"online"}"#, "deactivated_at = 0 AND online = 1", rival::NEWEST),
    ("deactivated", r#"{"onlyDeactivated":true}"#, "deactivated_at <> 0", rival::NEWEST),
    (
        "tag of 1 in 100",
        r#"{"tags":["vip"]}"#,
        "deactivated_at = 0 AND {tags:'vip'}",
        rival::NEWEST,
    ),
    (
        "any of 3 tags, page 2,500",
        r#"{"tags":["europe","beta","vip"],"page":2500}"#,
        "deactivated_at = 0 AND {tags:'europe','beta','vip'}",
        rival::NEWEST,
    ),
    (
        "tags, roles, status, page 500",
        r#"{"tags":["europe","beta"],"roles":["default","staff"],"status":"offline","page":500}"#,
        "deactivated_at = 0 AND {tags:'europe','beta'} AND role IN ('default','staff') AND online = 0",
        rival::NEWEST,
    ),
    (
        "search zebulon (rare)",
        r#"{"searchKey":"ZEBULON"}"#,
        "deactivated_at = 0 AND {has:zebulon}",
        rival::NEWEST,
    ),
    (
        "search nobody",
        r#"{"searchKey":"qqqq"}"#,
        "deactivated_at = 0 AND {has:qqqq}",
        rival::NEWEST,
    ),
    (
        "search élodie (1 in 50)",
        r#"{"searchKey":"ÉLODIE"}"#,
        "deactivated_at = 0 AND {has:élodie}",
        rival::NEWEST,
    ),
    (
        "search 99123 (in uids)",
        r#"{"searchKey":"99123"}"#,
        "deactivated_at = 0 AND {has:99123}",
        rival::NEWEST,
    ),
    (
        "search user-0 (6 in 10)",
        r#"{"searchKey":"user-0"}"#,
        "deactivated_at = 0 AND {has:user-0}",
        rival::NEWEST,
    ),
    (
        "search user-0, page 2,400",
        r#"{"searchKey":"user-0","page":2400}"#,
        "deactivated_at = 0 AND {has:user-0}",
        rival::NEWEST,
    ),
    (
        "search -a (2 letters)",
        r#"{"searchKey":"-a"}"#,
        "deactivated_at = 0 AND {has:-a}",
        rival::NEWEST,
    ),
    (
        "search e (1 letter)",
        r#"{"searchKey":"e"}"#,
        "deactivated_at = 0 AND {has:e}",
        rival::NEWEST,
    ),
    (
        "search e, page 4,000",
        r#"{"searchKey":"e","page":4000}"#,
        "deactivated_at = 0 AND {has:e}",
        rival::NEWEST,
    ),
    (
        "search an, tag, role, status",
        r#"{"searchKey":"an","tags":["europe"],"role":"staff","status":"offline"}"#,
        "deactivated_at = 0 AND {has:an} AND {tags:'europe'} AND role = 'staff' AND online = 0",
        rival::NEWEST,
    ),
    (
        "search ell (middle), page 100",
        r#"{"searchKey":"ell","page":100}"#,
        "deactivated_at = 0 AND {has:ell}",
        rival::NEWEST,
    ),
    (
        "as another user, by status",
        r#"{"onBehalfOf":"user-0000500"}"#,
        "deactivated_at = 0",
        rival::BY_STATUS,
    ),
    (
        "as another user, page 4,800",
        r#"{"onBehalfOf":"user-0000500","page":4800}"#,
        "deactivated_at = 0",
        rival::BY_STATUS,
    ),
    (
        "as another, search o, page 1,500",
        r#"{"onBehalfOf":"user-0000500","searchKey":"o","page":1500}"#,
        "deactivated_at = 0 AND {has:o}",
        rival::BY_STATUS,
    ),
];

fn main() {
    if !wanted() {
        return;
    }
    let number = |name| std::env::var(name).ok().map(|text| text.parse().expect("a number"));
    let users = number("LISTS_USERS").unwrap_or(1_000_000);
    let temporary = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let kept = std::env::var_os("LISTS_FOLDER").map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
    println!("Lists of {users} users in a file");
    let ours = folder.join("ours.db");
    let rival = Rival::new(&folder.join("theirs.db"));
    if !ours.exists() {
        import(&ours, &rival, users);
    }
    lists(&ours, &rival);
    pause(&temporary.path().join("few.db"));
    figure("memory at its peak, both files", peak(), "");
}

fn import(ours: &Path, rival: &Rival, users: usize) {
    title(&format!("import, {COMMIT} users a commit"));
    let store = Sqlite::in_file(ours, Duration::from_secs(5)).expect("a new file");
    let (mut engine, mut bare, mut slowest) = <(Duration, Duration, Duration)>::default();
    for first in (0..users).step_by(COMMIT) {
        let people: Vec<Person> = (first..users.min(first + COMMIT)).map(person).collect();
        bare += timed(|| rival.insert(&people));
        let began = Instant::now();
        let write = store.write(move |tables| {
            for person in &people {
                assert!(tables.insert_user(&person.uid, &person.name, &person.row)?);
                if person.row.online {
                    tables.set_online(&person.uid, true, 1)?;
                }
            }
            Ok(())
        });
        write.expect("it is written");
        engine += began.elapsed();
        slowest = slowest.max(began.elapsed());
    }
    let per_user = |spent: Duration| spent.as_nanos() as f64 / users as f64;
    println!("  {:<62} {:>10}", "store", time(per_user(engine)));
    println!("  {:<62} {:>10}", "SQL by hand", time(per_user(bare)));
    println!("  {:<62} {:>10}", "slowest commit of the store", time(slowest.as_nanos() as f64));
    ratio("rate of the store / rate of SQL", per_user(bare) / per_user(engine), "");
    let megabytes = |path: &Path| {
        let bytes = std::fs::metadata(path).expect("it is there").len();
        format!("{:.0} MB", bytes as f64 / 1e6)
    };
    drop(store);
    figure("file of the store", megabytes(ours), "");
    figure("file of SQL by hand", megabytes(&rival.path), "");
}

fn lists(ours: &Path, rival: &Rival) {
    title("lists: warm, cold, SQL warm, how many times as long SQL takes, users found");
    let client = open(ours);
    for (name, request, conditions, order) in LISTS {
        let call = |client: &Client| json::user_list(client, request).expect("valid");
        let document: Value = serde_json::from_str(&call(&client)).expect("JSON");
        let page = document["pagination"]["current_page"].as_u64().expect("a number");
        let total = document["pagination"]["total"].as_u64().expect("a number");
        let warm = median((0..11).map(|_| timed(|| drop(call(&client)))));
        let cold = median((0..5).map(|_| {
            let client = open(ours);
            forget(ours);
            timed(|| drop(call(&client)))
        }));
        let query = rival.query(conditions, order);
        let counted = order == rival::NEWEST;
        let run = || rival.list(&query, (page - 1) * 100, counted);
        let (uids, rival_total) = run();
        let same = document["users"].as_array().expect("users").iter().map(|user| &user["uid"]);
        // The viewer is not in its own list.
        if counted {
            assert!(same.eq(&uids), "{name}: the rival has other users");
            assert_eq!(total, rival_total, "{name}");
        }
        let theirs = median((0..3).map(|_| timed(|| drop(run()))));
        println!(
            "  {name:<34} {:>9} {:>9} {:>9} {:>7.1} x {total:>7}",
            time(warm),
            time(cold),
            time(theirs),
            theirs / warm
        );
    }
}

/// Each create is a commit; one in 16,384 indexes the texts of as many users.
fn pause(path: &Path) {
    const CREATES: usize = 16_500;
    title("create, one by one");
    let client = open(path);
    let mut spent: Vec<_> = (0..CREATES)
        .map(|number| {
            let Person { uid, name, .. } = person(number);
            timed(|| drop(client.create_user(UserPayload::new(&uid, &name)).expect("it is new")))
        })
        .collect();
    spent.sort();
    let at = |place: usize| time(spent[place].as_nanos() as f64);
    figure("median", at(CREATES / 2), "");
    figure("99 of 100", at(CREATES * 99 / 100), "");
    figure("slowest", at(CREATES - 1), "");
}

fn open(path: &Path) -> Client {
    let config = Config::new(&format!("file:{}", path.display())).expect("a valid URL");
    Client::open(&config).expect("the file is there")
}

fn forget(path: &Path) {
    let file = format!("if={}", path.display());
    let mut dd = Command::new("dd");
    dd.args([&file, "iflag=nocache", "count=0"]).stderr(Stdio::null()).status().ok();
}

fn median(spent: impl Iterator<Item = Duration>) -> f64 {
    let mut spent: Vec<_> = spent.collect();
    spent.sort();
    spent[spent.len() / 2].as_nanos() as f64
}

/// The most memory that this process ever had (Linux).
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}
