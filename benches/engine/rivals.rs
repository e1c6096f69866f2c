//! The same rows by hand: rusqlite, SQLite's C API, and the disk alone.

#![allow(unsafe_code, reason = "the SQLite C API is a rival")]

use std::cell::Cell;
use std::ffi::c_int;
use std::fs::File;
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::ptr::null_mut;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, Row, ffi, params};

use super::measure::users::{NAME, Sample, TAGS};

const SELECT: &str = "SELECT profile, tags, role, created_at, updated_at, deactivated_at, \
                      last_active_at, online FROM users WHERE uid = ?1";
const INSERT: &str = "INSERT INTO users (uid, name, role, profile, tags, created_at, \
                      deactivated_at) VALUES (?1, ?2, 'default', ?3, ?4, ?5, 0)";
const UPDATE: &str = "UPDATE users SET profile = ?2, updated_at = ?3 WHERE uid = ?1";

/// A connection like the library's.
pub fn connection(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("it is there");
    let pragmas = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; \
                   PRAGMA trusted_schema = OFF";
    connection.execute_batch(pragmas).expect("known");
    let mode: String =
        connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).expect("known");
    assert_eq!(mode, "wal");
    connection
}

/// The columns of a user, owned, as the library reads them.
type Columns = (String, Option<String>, String, u64, Option<u64>, u64, Option<u64>, bool);

pub fn select(connection: &Connection, uid: &str) -> Columns {
    let read = |row: &Row<'_>| {
        let texts = (row.get(0)?, row.get(1)?, row.get(2)?);
        let times = (row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?);
        Ok((texts.0, texts.1, texts.2, times.0, times.1, times.2, times.3, row.get(7)?))
    };
    let mut statement = connection.prepare_cached(SELECT).expect("valid");
    statement.query_row([uid], read).expect("it is there")
}

pub fn insert(connection: &Connection, user: &Sample) {
    let mut statement = connection.prepare_cached(INSERT).expect("valid");
    let row = params![user.uid, NAME, user.profile, TAGS, 1_700_000_000];
    statement.execute(row).expect("it is new");
}

pub fn update(connection: &Connection, uid: &str, profile: &str) {
    let run = |sql| connection.prepare_cached(sql).and_then(|mut sql| sql.execute([]));
    run("BEGIN IMMEDIATE").expect("free");
    black_box(select(connection, uid));
    let mut statement = connection.prepare_cached(UPDATE).expect("valid");
    // The time is in an index, which is part of the work.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    statement.execute(params![uid, profile, now]).expect("it is there");
    run("COMMIT").expect("written");
}

/// The same look-up through SQLite's own functions.
pub struct CApi {
    statement: *mut ffi::sqlite3_stmt,
    _connection: Connection,
}

impl CApi {
    pub fn new(connection: Connection) -> Self {
        let mut statement = null_mut();
        let length = c_int::try_from(SELECT.len()).expect("short");
        // SAFETY: the connection is open and outlives the statement; the text is that long.
        let status = unsafe {
            let flags = ffi::SQLITE_PREPARE_PERSISTENT;
            let text = SELECT.as_ptr().cast();
            let out = &mut statement;
            ffi::sqlite3_prepare_v3(connection.handle(), text, length, flags, out, null_mut())
        };
        assert_eq!(status, ffi::SQLITE_OK);
        CApi { statement, _connection: connection }
    }

    /// Read a user; how many bytes of text.
    pub fn get(&mut self, uid: &str) -> c_int {
        let length = c_int::try_from(uid.len()).expect("short");
        // SAFETY: the statement is valid, the uid outlives the step, and the columns are read
        // before the reset.
        unsafe {
            let keep = ffi::SQLITE_STATIC();
            ffi::sqlite3_bind_text(self.statement, 1, uid.as_ptr().cast(), length, keep);
            assert_eq!(ffi::sqlite3_step(self.statement), ffi::SQLITE_ROW);
            let mut bytes = 0;
            for column in 0..3 {
                black_box(ffi::sqlite3_column_text(self.statement, column));
                bytes += ffi::sqlite3_column_bytes(self.statement, column);
            }
            for column in 3..8 {
                black_box(ffi::sqlite3_column_type(self.statement, column));
                black_box(ffi::sqlite3_column_int64(self.statement, column));
            }
            ffi::sqlite3_reset(self.statement);
            bytes
        }
    }
}

impl Drop for CApi {
    fn drop(&mut self) {
        // SAFETY: finalized once, while the connection is still open.
        unsafe { ffi::sqlite3_finalize(self.statement) };
    }
}

/// A file that is written over and over, as SQLite writes its log.
pub struct Disk {
    file: File,
    block: Vec<u8>,
    written: Cell<u64>,
}

impl Disk {
    const BLOCKS: u64 = 300;

    pub fn new(path: &Path, bytes: usize) -> Self {
        let disk = Disk {
            file: File::create(path).expect("a new file"),
            block: vec![0xA5; bytes],
            written: Cell::new(0),
        };
        (0..Self::BLOCKS).for_each(|_| disk.put());
        disk.file.sync_all().expect("written");
        disk
    }

    fn put(&self) {
        let at = self.written.get() % Self::BLOCKS * self.block.len() as u64;
        self.file.write_all_at(&self.block, at).expect("written");
        self.written.set(self.written.get() + 1);
    }

    pub fn write(&self) {
        self.put();
        self.file.sync_data().expect("synchronised");
    }
}
