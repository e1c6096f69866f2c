//! The engine on a file, against SQLite used by hand on a file of the same making.
//!
//! The library lays out both files, so schema and indexes are the same, and the rivals set the
//! same PRAGMAs: WAL, synchronous=FULL, foreign keys. Every write is on the disk before it
//! counts. Users take about 400 bytes; the 2000 that reads work on fit SQLite's cache, and the
//! first rounds, which are not counted, warm it.
//!
//! The files are under Cargo's target folder: a folder in memory would measure no disk.

#[path = "../measure/mod.rs"]
mod measure;
mod rivals;

use std::cell::Cell;
use std::hint::black_box;
use std::path::Path;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use cometchat_users::model::UserPayload;
use cometchat_users::{Client, Config};

use measure::users::{Sample, sample};
use measure::{Samples, figure, in_turns, ratio, timed, title, wanted};
use rivals::{CApi, Disk, connection, insert, select, update};

const USERS: usize = 2000;
const BYTES: usize = 400;

fn main() {
    if !wanted() {
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    println!("Engine: time per call on a file, medians of batches, in turns");
    let place = Place::new(folder.path());
    get(&place);
    write(&place, folder.path());
    threads(&place);
}

fn get(place: &Place) {
    const BATCH: usize = 500;
    title("get, one thread, warm cache");
    let picks = Cell::new(0);
    let rusqlite = connection(&place.ours);
    let mut c_api = CApi::new(connection(&place.ours));
    let next = || {
        // Far apart, and every user once before any comes again.
        picks.set((picks.get() + 797) % USERS);
        place.users[picks.get()].uid.as_str()
    };
    let [engine, c_api, bare] = in_turns(
        300,
        BATCH,
        [
            (
                "engine",
                Box::new(|| {
                    timed(|| {
                        for _ in 0..BATCH {
                            black_box(place.client.get_user(next()).expect("it is there"));
                        }
                    })
                }),
            ),
            (
                "SQLite C API, prepared once, columns read in place",
                Box::new(|| {
                    timed(|| {
                        for _ in 0..BATCH {
                            assert!(c_api.get(next()) > 0);
                        }
                    })
                }),
            ),
            (
                "rusqlite, prepare_cached, columns owned",
                Box::new(|| {
                    timed(|| {
                        for _ in 0..BATCH {
                            black_box(select(&rusqlite, next()));
                        }
                    })
                }),
            ),
        ],
    );
    ratio("rate of the engine / rate of the C API", c_api.ratio(&engine), "aim >= 0.9");
    ratio("rate of the engine / rate of rusqlite", bare.ratio(&engine), "");
}

fn write(place: &Place, folder: &Path) {
    const BATCH: usize = 10;
    const ROUNDS: usize = 100;
    let rusqlite = connection(&place.theirs);
    let bytes = place.bytes_per_commit();
    let disk = Disk::new(&folder.join("disk"), bytes);

    title(&format!("create, one thread, durable ({} bytes a commit)", bytes));
    let [engine, bare, disk] = in_turns(
        ROUNDS,
        BATCH,
        [
            ("engine", Box::new(|| place.create(BATCH))),
            (
                "rusqlite, prepare_cached",
                Box::new(|| {
                    let new = place.new_users(BATCH);
                    timed(|| new.iter().for_each(|user| insert(&rusqlite, user)))
                }),
            ),
            (
                "pwrite and fdatasync of as many bytes",
                Box::new(|| timed(|| (0..BATCH).for_each(|_| disk.write()))),
            ),
        ],
    );
    ratio("rate of the engine / rate of rusqlite", bare.ratio(&engine), "aim >= 0.85");
    ratio("rate of the engine / rate of the disk", disk.ratio(&engine), "aim >= 0.25");

    title("update of one member, one thread, durable");
    let numbers = Cell::new(0);
    let next = || {
        numbers.set(numbers.get() + 1);
        (&place.users[numbers.get() * 797 % USERS], format!("Away {:06}", numbers.get()))
    };
    let [engine, bare] = in_turns(
        ROUNDS,
        BATCH,
        [
            (
                "engine",
                Box::new(|| {
                    timed(|| {
                        for _ in 0..BATCH {
                            let (user, message) = next();
                            let payload = UserPayload {
                                status_message: message.as_str().into(),
                                ..UserPayload::default()
                            };
                            place.client.update_user(&user.uid, payload).expect("it is there");
                        }
                    })
                }),
            ),
            (
                "rusqlite: begin, select, update, commit",
                Box::new(|| {
                    timed(|| {
                        for _ in 0..BATCH {
                            let (user, message) = next();
                            let profile = user.profile.replace("Back after lunch", &message);
                            update(&rusqlite, &user.uid, &profile);
                        }
                    })
                }),
            ),
        ],
    );
    ratio("rate of the engine / rate of rusqlite", bare.ratio(&engine), "aim >= 0.85");
}

fn threads(place: &Place) {
    const BATCH: usize = 1280;
    title("create, many threads on one client, durable: time per user over all threads");
    let run = |threads: usize| -> Box<dyn FnMut() -> Duration + '_> {
        Box::new(move || place.create_on(threads, BATCH))
    };
    let names = ["1 thread", "4 threads", "16 threads", "64 threads"];
    let [one, four, sixteen, many] = in_turns(
        12,
        BATCH,
        [(names[0], run(1)), (names[1], run(4)), (names[2], run(16)), (names[3], run(64))],
    );
    let rate = |samples: &Samples| format!("{:.0}/s", 1e9 / samples.median());
    figure("rate of 1 thread", rate(&one), "");
    ratio("rate of 4 threads / rate of 1", one.ratio(&four), "");
    ratio("rate of 16 threads / rate of 1", one.ratio(&sixteen), "");
    ratio("rate of 64 threads / rate of 1", one.ratio(&many), "aim >= 2.5");
}

/// The library's file, open, and one for the rivals, with the same users.
struct Place {
    ours: std::path::PathBuf,
    theirs: std::path::PathBuf,
    client: Client,
    users: Vec<Sample>,
    made: AtomicUsize,
}

impl Place {
    fn new(folder: &Path) -> Self {
        let (ours, theirs) = (folder.join("ours.db"), folder.join("theirs.db"));
        drop(open(&theirs));
        let place = Place {
            client: open(&ours),
            ours,
            theirs,
            users: (0..USERS).map(|number| sample(number, BYTES)).collect(),
            made: AtomicUsize::new(USERS),
        };
        for file in [&place.ours, &place.theirs] {
            let connection = connection(file);
            connection.execute_batch("BEGIN IMMEDIATE").expect("free");
            place.users.iter().for_each(|user| insert(&connection, user));
            connection.execute_batch("COMMIT").expect("written");
        }
        place
    }

    /// Users that no file holds yet.
    fn new_users(&self, count: usize) -> Vec<Sample> {
        let first = self.made.fetch_add(count, Ordering::Relaxed);
        (first..first + count).map(|number| sample(number, BYTES)).collect()
    }

    fn create(&self, count: usize) -> Duration {
        let new = self.new_users(count);
        let new: Vec<_> = new.iter().map(payload).collect();
        timed(|| {
            for payload in new {
                self.client.create_user(payload).expect("it is new");
            }
        })
    }

    fn create_on(&self, threads: usize, count: usize) -> Duration {
        let new = self.new_users(count);
        let ready = &Barrier::new(threads + 1);
        thread::scope(|scope| {
            let workers: Vec<_> = new
                .chunks(count / threads)
                .map(|share| {
                    scope.spawn(move || {
                        ready.wait();
                        for user in share {
                            self.client.create_user(payload(user)).expect("it is new");
                        }
                    })
                })
                .collect();
            timed(|| {
                ready.wait();
                workers.into_iter().for_each(|worker| worker.join().expect("no panic"));
            })
        })
    }

    /// What a create adds to the log before it can be synchronised.
    fn bytes_per_commit(&self) -> usize {
        const COUNT: usize = 50;
        let emptied: (i64, i64, i64) = connection(&self.ours)
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .expect("nobody reads");
        assert_eq!(emptied, (0, 0, 0));
        self.create(COUNT);
        let log = std::fs::metadata(self.ours.with_extension("db-wal")).expect("it is there");
        usize::try_from(log.len()).expect("small") / COUNT
    }
}

fn open(path: &Path) -> Client {
    let config = Config::new(&format!("file:{}", path.display())).expect("a valid URL");
    Client::open(&config).expect("a new file")
}

fn payload(user: &Sample) -> UserPayload<'_> {
    serde_json::from_str(&user.request).expect("valid")
}
