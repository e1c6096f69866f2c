//! What a call through the C ABI costs around the rows: text in, parse, rules, print, text out.
//!
//! On `memory:` nothing waits for a disk, so this is all processor time, measured on one
//! thread. A call is split in three by what can be called from outside:
//!
//!     C ABI   cometchat_user_get and cometchat_user_create, and releasing the result
//!     Rust    the same through `Client`: without text in, handle, parse and text out
//!     rows    the same row read or written through `Store`: SQLite and little else
//!
//! The main figure is C ABI less rows, against what no JSON interface gets around: bare
//! serde_json that parses the same request into borrowed members, and prints the same document
//! into a reused buffer, from which it is copied out once. On top of that ours reads C text,
//! looks the client up, checks every member against the service's rules, guards against panics
//! and, on create, prints what is stored as well as what is answered. Most of that is metadata:
//! the bare rival only looks for its end, ours drops blanks and refuses what other readers choke
//! on. A second rival looks inside as well, and has it as a `Value`.
//!
//! The databases hold 1000 users more. What create adds is deleted between the timed parts.

#![allow(unsafe_code, reason = "the C ABI is what is measured")]

mod measure;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char};
use std::hint::black_box;
use std::ptr::null_mut;
use std::time::Duration;

use cometchat_users::ffi::{
    ClientHandle, Status, cometchat_client_close, cometchat_client_open, cometchat_string_free,
    cometchat_user_create, cometchat_user_delete, cometchat_user_get,
};
use cometchat_users::model::UserPayload;
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::store::{Store, UserRow};
use cometchat_users::{Client, Config};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use measure::users::{NAME, Sample, TAGS, sample};
use measure::{Samples, figure, in_turns, ratio, time, timed, title, wanted};

const OTHERS: usize = 1000;
const BATCH: usize = 100;
const ROUNDS: usize = 400;

fn main() {
    if !wanted() {
        return;
    }
    println!("Boundary: time per call, medians of {ROUNDS} batches of {BATCH} calls, in turns");
    for (label, bytes) in [("400 bytes", 400), ("5 KB", 5000)] {
        let users: Vec<Sample> = (0..BATCH).map(|number| sample(number, bytes)).collect();
        get(label, &users);
        create(label, &users);
    }
}

fn get(label: &str, users: &[Sample]) {
    let places = Places::new(users[0].request.len());
    for user in users {
        places.add(user);
    }
    let requests: Vec<CString> = users.iter().map(uid_request).collect();
    let texts: Vec<&str> = requests.iter().map(|text| text.to_str().expect("UTF-8")).collect();
    let document = places.client.get_user(&users[0].uid).expect("it is there");
    let document: Document<'_> = serde_json::from_str(document.as_json()).expect("a document");
    let answer = print(&mut Vec::new(), &document);
    let buffer = RefCell::new(Vec::new());

    let size = format!("{} bytes in, {} out", requests[0].count_bytes(), answer.len());
    title(&format!("get, {label} ({size})"));
    let [abi, rust, rows, bare, floor] = in_turns(
        ROUNDS,
        BATCH,
        [
            ("C ABI", Box::new(|| c_calls(cometchat_user_get, places.handle, &requests))),
            (
                "Rust",
                Box::new(|| {
                    timed(|| {
                        for user in users {
                            black_box(places.client.get_user(black_box(&user.uid)).is_ok());
                        }
                    })
                }),
            ),
            (
                "rows",
                Box::new(|| {
                    timed(|| {
                        for user in users {
                            let row = places.rows.read(|tables| tables.user(black_box(&user.uid)));
                            black_box(row.is_ok());
                        }
                    })
                }),
            ),
            (
                "bare serde_json",
                Box::new(|| {
                    timed(|| {
                        for request in &texts {
                            let parsed: UidOnly<'_> =
                                serde_json::from_str(black_box(request)).expect("valid");
                            black_box(parsed.uid);
                            black_box(print(&mut buffer.borrow_mut(), black_box(&document)));
                        }
                    })
                }),
            ),
            ("floor: strlen, UTF-8 check, malloc, copy", Box::new(|| floor(&requests, &answer))),
        ],
    );
    conclude(&abi, &rust, &rows, &bare, &floor);
}

fn create(label: &str, users: &[Sample]) {
    let places = Places::new(users[0].request.len());
    let requests: Vec<CString> = users.iter().map(create_request).collect();
    let uids: Vec<CString> = users.iter().map(uid_request).collect();
    let answer =
        places.client.create_user(payload(&users[0])).expect("it is new").into_json().into_bytes();
    places.client.delete_user(&users[0].uid).expect("it is there");
    let buffer = RefCell::new(Vec::new());

    let size = format!("{} bytes in, {} out", requests[0].count_bytes(), answer.len());
    title(&format!("create, {label} ({size})"));
    let [abi, rust, rows, bare, deep, floor] = in_turns(
        ROUNDS,
        BATCH,
        [
            (
                "C ABI",
                Box::new(|| {
                    let spent = c_calls(cometchat_user_create, places.handle, &requests);
                    c_calls(cometchat_user_delete, places.handle, &uids);
                    spent
                }),
            ),
            (
                "Rust",
                Box::new(|| {
                    let payloads: Vec<_> = users.iter().map(payload).collect();
                    let spent = timed(|| {
                        for payload in payloads {
                            black_box(places.client.create_user(payload).is_ok());
                        }
                    });
                    for user in users {
                        places.client.delete_user(&user.uid).expect("it is there");
                    }
                    spent
                }),
            ),
            (
                "rows",
                Box::new(|| {
                    let new: Vec<_> = users.iter().map(row).collect();
                    let spent = timed(|| {
                        for (uid, row) in new {
                            places.add_row(uid, row);
                        }
                    });
                    for Sample { uid, .. } in users {
                        let uid = uid.clone();
                        let deleted = places.rows.write(move |tables| tables.delete_user(&uid));
                        assert!(matches!(deleted, Ok(true)));
                    }
                    spent
                }),
            ),
            (
                "bare serde_json",
                Box::new(|| {
                    timed(|| {
                        for user in users {
                            let user: Document<'_> =
                                serde_json::from_str(black_box(&user.request)).expect("valid");
                            black_box(print(&mut buffer.borrow_mut(), &user));
                        }
                    })
                }),
            ),
            (
                "serde_json that looks into the metadata",
                Box::new(|| {
                    timed(|| {
                        for user in users {
                            let user: Document<'_, Value> =
                                serde_json::from_str(black_box(&user.request)).expect("valid");
                            black_box(print(&mut buffer.borrow_mut(), &user));
                        }
                    })
                }),
            ),
            ("floor: strlen, UTF-8 check, malloc, copy", Box::new(|| floor(&requests, &answer))),
        ],
    );
    conclude(&abi, &rust, &rows, &bare, &floor);
    let around = abi.without(&rows);
    ratio("around the rows / serde_json that looks into the metadata", around.ratio(&deep), "");
}

fn conclude(abi: &Samples, rust: &Samples, rows: &Samples, bare: &Samples, floor: &Samples) {
    let around = abi.without(rows);
    let boundary = abi.without(rust);
    figure("around the rows (C ABI - rows)", time(around.median()), "");
    figure("boundary alone (C ABI - Rust)", time(boundary.median()), "");
    ratio("around the rows / bare serde_json", around.ratio(bare), "aim <= 1.3");
    ratio("boundary alone / bare serde_json", boundary.ratio(bare), "");
    ratio("boundary alone / floor", boundary.ratio(floor), "");
}

/// The three places, with the same users in them.
struct Places {
    handle: ClientHandle,
    client: Client,
    rows: Sqlite,
}

impl Places {
    fn new(bytes: usize) -> Self {
        let mut handle = 0;
        let config = cr#"{"url":"memory:"}"#;
        // SAFETY: a C string, a number to write to, and no result wanted.
        let status = unsafe { cometchat_client_open(config.as_ptr(), &mut handle, null_mut()) };
        assert_eq!(status, Status::Ok);
        let config = Config::new("memory:").expect("a valid URL");
        let places = Places {
            handle,
            client: Client::open(&config).expect("memory"),
            rows: Sqlite::in_memory().expect("memory"),
        };
        for number in 0..OTHERS {
            places.add(&sample(500_000 + number, bytes));
        }
        places
    }

    fn add(&self, user: &Sample) {
        c_calls(cometchat_user_create, self.handle, &[create_request(user)]);
        self.client.create_user(payload(user)).expect("it is new");
        let (uid, row) = row(user);
        self.add_row(uid, row);
    }

    fn add_row(&self, uid: String, row: UserRow) {
        let added = self.rows.write(move |tables| tables.insert_user(&uid, NAME, &row));
        assert!(matches!(added, Ok(true)));
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        cometchat_client_close(self.handle);
    }
}

type Operation = unsafe extern "C" fn(ClientHandle, *const c_char, *mut *mut c_char) -> Status;

fn c_calls(operation: Operation, client: ClientHandle, requests: &[CString]) -> Duration {
    // A C program cannot see into the function either.
    let operation = black_box(operation);
    timed(|| {
        for request in requests {
            let mut out = null_mut();
            // SAFETY: a C string and a place for the result, which is released once.
            let status = unsafe { operation(client, request.as_ptr(), &mut out) };
            assert_eq!(status, Status::Ok);
            // SAFETY: as above.
            unsafe { cometchat_string_free(black_box(out)) };
        }
    })
}

fn floor(requests: &[CString], answer: &[u8]) -> Duration {
    timed(|| {
        for request in requests {
            // SAFETY: a C string that lives on.
            let text = unsafe { CStr::from_ptr(black_box(request.as_ptr())) };
            black_box(text.to_str().expect("UTF-8"));
            black_box(black_box(answer).to_vec());
        }
    })
}

fn uid_request(user: &Sample) -> CString {
    CString::new(format!(r#"{{"uid":"{}"}}"#, user.uid)).expect("no NUL")
}

fn create_request(user: &Sample) -> CString {
    CString::new(user.request.as_str()).expect("no NUL")
}

fn payload(user: &Sample) -> UserPayload<'_> {
    serde_json::from_str(&user.request).expect("valid")
}

fn row(user: &Sample) -> (String, UserRow) {
    let row = UserRow {
        profile: user.profile.clone(),
        tags: Some(TAGS.to_owned()),
        role: "default".to_owned(),
        created_at: 1_700_000_000,
        ..UserRow::default()
    };
    (user.uid.clone(), row)
}

/// A text that serde borrows where it can: inside of an `Option` it does not by itself.
#[derive(Deserialize, Serialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct UidOnly<'a> {
    #[serde(borrow)]
    uid: Cow<'a, str>,
}

/// A user document; as a request it lacks what the service adds.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "M: Deserialize<'de>"))]
struct Document<'a, M = &'a RawValue> {
    #[serde(borrow)]
    uid: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    avatar: Option<Text<'a>>,
    #[serde(borrow)]
    link: Option<Text<'a>>,
    #[serde(borrow)]
    status_message: Option<Text<'a>>,
    metadata: Option<M>,
    #[serde(borrow)]
    tags: Vec<Text<'a>>,
    #[serde(borrow, default = "default_role")]
    role: Cow<'a, str>,
    #[serde(borrow, default = "offline")]
    status: Cow<'a, str>,
    #[serde(default)]
    has_blocked_me: bool,
    #[serde(default)]
    blocked_by_me: bool,
    #[serde(default)]
    deactivated_at: u64,
    #[serde(default = "now")]
    created_at: u64,
}

fn default_role() -> Cow<'static, str> {
    "default".into()
}

fn offline() -> Cow<'static, str> {
    "offline".into()
}

fn now() -> u64 {
    1_700_000_000
}

fn print(buffer: &mut Vec<u8>, document: &impl Serialize) -> Vec<u8> {
    buffer.clear();
    serde_json::to_writer(&mut *buffer, document).expect("it can be printed");
    buffer.clone()
}
