//! SQLite's errors in the caller's terms.

use rusqlite::ErrorCode;

use crate::error::{Error, StorageFault};

/// Which trouble an error of SQLite is. Its texts name tables and columns, never values.
pub fn fault(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(cause, _) = &error else {
        return storage(StorageFault::Failed, format!("the storage failed: {error}"));
    };
    match cause.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Error::Timeout("another process kept the file locked for the whole call".to_owned())
        }
        ErrorCode::DiskFull => storage(StorageFault::Full, "the disk is full"),
        ErrorCode::ReadOnly => storage(StorageFault::ReadOnly, "the file cannot be written"),
        ErrorCode::DatabaseCorrupt => storage(StorageFault::Corrupt, "the file is damaged"),
        ErrorCode::NotADatabase => storage(StorageFault::Corrupt, "the file is not a database"),
        ErrorCode::CannotOpen => storage(
            StorageFault::CannotOpen,
            "the file, or one that belongs beside it, cannot be opened",
        ),
        _ => storage(StorageFault::Failed, format!("the storage failed: {error}")),
    }
}

pub fn storage(fault: StorageFault, message: impl Into<String>) -> Error {
    Error::Storage { fault, message: message.into() }
}
