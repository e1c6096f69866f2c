//! Opening a database: refusing what is not ours before anything is written to it.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::fault::{fault, storage};
use super::schema::{APPLICATION_ID, SCHEMA, VERSION};
use crate::error::{Error, Result, StorageFault};

/// Statements that a connection keeps prepared: more than there are.
const STATEMENTS: usize = 96;

/// KiB of pages that the connection which writes keeps at most. An import changes pages all over
/// the file; each that does not stay until the commit is written and read again.
const WRITER_CACHE: i32 = 16 * 1024;

/// Between two tries to open a file that others are opening.
const PAUSE: Duration = Duration::from_millis(2);

pub fn memory() -> Result<Connection> {
    let mut connection = Connection::open_in_memory().map_err(fault)?;
    set_up(&connection, Duration::ZERO).map_err(fault)?;
    lay_out(&mut connection)?;
    Ok(connection)
}

pub fn file(path: &Path, timeout: Duration) -> Result<Connection> {
    make_file(path).and_then(|()| open_file(path, timeout)).map_err(|error| match error {
        Error::Storage { fault, message } => {
            storage(fault, format!("{}: {message}", path.display()))
        }
        other => other,
    })
}

fn open_file(path: &Path, timeout: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    set_up(&connection, timeout).map_err(fault)?;
    if connection.is_readonly("main").map_err(fault)? {
        return Err(storage(StorageFault::ReadOnly, "the file cannot be written"));
    }
    // SQLite does not wait for others who open a new file at the same time, so we do.
    let deadline = Instant::now() + timeout;
    loop {
        match make_ready(&mut connection) {
            Err(Error::Timeout(_)) if Instant::now() < deadline => thread::sleep(PAUSE),
            ready => return ready.map(|()| connection),
        }
    }
}

fn make_ready(connection: &mut Connection) -> Result<()> {
    // On one commit: another process may be laying it out.
    let known = is_laid_out(&connection.transaction().map_err(fault)?)?;
    // WAL: readers and the writer do not wait for each other. FULL: a commit is on the disk
    // before it is acknowledged; on Apple's systems that takes F_FULLFSYNC.
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))
        .map_err(fault)?;
    if mode != "wal" {
        return Err(storage(StorageFault::Failed, "the file system does not let processes share"));
    }
    connection.pragma_update(None, "synchronous", "full").map_err(fault)?;
    connection.pragma_update(None, "fullfsync", true).map_err(fault)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE).map_err(fault)?;
    if known { Ok(()) } else { lay_out(connection) }
}

pub fn reader(path: &Path, timeout: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    set_up(&connection, timeout).map_err(fault)?;
    connection.pragma_update(None, "query_only", true).map_err(fault)?;
    Ok(connection)
}

/// The file holds tokens, so a new one is for its owner only.
fn make_file(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(storage(StorageFault::CannotOpen, "this is a directory"));
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            ErrorKind::AlreadyExists => Ok(()),
            ErrorKind::ReadOnlyFilesystem => {
                Err(storage(StorageFault::ReadOnly, "the file system is read-only"))
            }
            ErrorKind::StorageFull => Err(storage(StorageFault::Full, "the disk is full")),
            _ => Err(storage(StorageFault::CannotOpen, error.to_string())),
        },
    }
}

fn set_up(connection: &Connection, timeout: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans stay as they were made. Else SQLite may prepare a statement anew for each value that
    // is bound to it, which then takes longer than to run it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

/// Whether the tables are there; an error if the file is not for us.
fn is_laid_out(connection: &Transaction<'_>) -> Result<bool> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let application = number("application_id").map_err(fault)?;
    let version = number("user_version").map_err(fault)?;
    if application == APPLICATION_ID {
        return match version {
            VERSION => Ok(true),
            ..VERSION => Err(storage(StorageFault::Corrupt, "the version of the file is damaged")),
            _ => Err(storage(
                StorageFault::NewerSchema,
                format!("the file has schema {version}; this version knows {VERSION}"),
            )),
        };
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(fault)?;
    if application != 0 || version != 0 || tables != 0 {
        return Err(storage(StorageFault::Foreign, "this is another program's database"));
    }
    Ok(false)
}

fn lay_out(connection: &mut Connection) -> Result<()> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    // Another process may have been faster.
    if !is_laid_out(&transaction)? {
        transaction.execute_batch(SCHEMA).map_err(fault)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(fault)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(fault)?;
    }
    transaction.commit().map_err(fault)
}
