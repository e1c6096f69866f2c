//! Copies of a whole database, by SQLite's backup interface: consistent, page by page.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::Sqlite;
use super::fault::fault;
use crate::error::{Error, Result};

/// How long to wait for another process that writes to the same file.
const TIME: Duration = Duration::from_secs(30);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// A database as it was at one commit, in memory.
pub struct Copy(Mutex<Connection>);

impl Sqlite {
    /// Copy everything that is committed.
    pub fn copy(&self) -> Result<Copy> {
        let mut copy = Connection::open_in_memory().map_err(fault)?;
        pages(&self.writer.connection(), &mut copy)?;
        Ok(Copy(Mutex::new(copy)))
    }

    /// Have what a copy has, and nothing else: in one commit.
    pub fn replace(&self, copy: &Copy) -> Result<()> {
        let copy = copy.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages(&copy, &mut self.writer.connection())
    }
}

fn pages(from: &Connection, to: &mut Connection) -> Result<()> {
    let backup = Backup::new(from, to).map_err(fault)?;
    let deadline = Instant::now() + TIME;
    loop {
        // All at once: a backup in steps starts over when somebody writes.
        match backup.step(-1).map_err(fault)? {
            StepResult::Done => return Ok(()),
            _ if Instant::now() < deadline => thread::sleep(PAUSE),
            _ => return Err(Error::Timeout("another process is writing to the file".into())),
        }
    }
}
