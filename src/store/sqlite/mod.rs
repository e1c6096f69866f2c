//! The store on SQLite: one writer with group commit, a pool of readers on a file, and one
//! connection for everything in memory.

mod commits;
#[cfg(feature = "server")]
mod copy;
mod facets;
mod fault;
mod grams;
mod id_set;
mod lists;
mod open;
mod orders;
mod rows;
mod schema;
mod tables;
mod texts;
mod users;

#[cfg(feature = "server")]
pub use self::copy::Copy;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

use self::commits::Commits;
use self::fault::fault;
use self::tables::SqliteTables;
use super::{Store, Tables};
use crate::error::Result;

/// Readers kept for the next read; more may be at work at the same time.
const IDLE_READERS: usize = 16;

/// A database in memory or in a file.
pub struct Sqlite {
    writer: Commits,
    readers: Option<Readers>,
}

struct Readers {
    path: PathBuf,
    timeout: Duration,
    idle: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// An empty database in memory.
    pub fn in_memory() -> Result<Self> {
        let connection = open::memory()?;
        Ok(Sqlite { writer: Commits::new(connection, Duration::ZERO)?, readers: None })
    }

    /// The database in a file, made if missing. `timeout` is how long to wait for another
    /// process that writes.
    pub fn in_file(path: &Path, timeout: Duration) -> Result<Self> {
        let connection = open::file(path, timeout)?;
        let readers = Readers { path: path.to_owned(), timeout, idle: Mutex::default() };
        Ok(Sqlite { writer: Commits::new(connection, timeout)?, readers: Some(readers) })
    }
}

impl Store for Sqlite {
    fn read<T>(&self, job: impl FnOnce(&dyn Tables) -> Result<T>) -> Result<T> {
        let Some(readers) = &self.readers else {
            return job(&SqliteTables(&self.writer.connection()));
        };
        let connection = readers.take()?;
        let result = job(&SqliteTables(&connection));
        readers.put_back(connection);
        result
    }

    fn snapshot<T>(&self, job: impl FnOnce(&dyn Tables) -> Result<T>) -> Result<T> {
        let Some(readers) = &self.readers else {
            return job(&SqliteTables(&self.writer.connection()));
        };
        let connection = readers.take()?;
        let transaction = connection.unchecked_transaction().map_err(fault)?;
        let result = job(&SqliteTables(&transaction));
        drop(transaction);
        readers.put_back(connection);
        result
    }

    fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Tables) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.run(job)
    }

    fn name(&self) -> &'static str {
        if self.readers.is_some() { "file" } else { "memory" }
    }
}

impl Readers {
    fn take(&self) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open::reader(&self.path, self.timeout), Ok)
    }

    fn put_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
    }
}
