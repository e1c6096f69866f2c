//! Files and standard input.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::value::RawValue;

use super::failure::Failure;
use crate::error::{Error, StorageFault};

/// A text from a file; `-` is standard input.
pub fn read(path: &Path) -> Result<String, String> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if path != Path::new("-") {
        return fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    }
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err("standard input can be read once only".to_owned());
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
    Ok(text)
}

/// The JSON of an argument: itself, `@FILE`, or `-` for standard input.
pub fn json(argument: &str) -> Result<Box<RawValue>, String> {
    let text = match argument.strip_prefix('@') {
        Some(path) => read(Path::new(path))?,
        None if argument == "-" => read(Path::new("-"))?,
        None => argument.to_owned(),
    };
    serde_json::from_str(text.trim()).map_err(|error| format!("it is no JSON: {error}"))
}

/// Write a file for its owner only: whole or not at all.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let unfinished = path.with_file_name(name);
    // Of a process of the same number that died here.
    let _ = fs::remove_file(&unfinished);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    let written = file.write_all(bytes).and_then(|()| fs::rename(&unfinished, path));
    written.inspect_err(|_| drop(fs::remove_file(&unfinished)))
}

/// Whether users other than the owner may read a file.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    return fs::metadata(path).is_ok_and(|data| {
        std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o077 != 0
    });
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// A file that cannot be used.
pub fn trouble(path: &Path, error: impl std::fmt::Display) -> Failure {
    let message = format!("{}: {error}", path.display());
    Error::Storage { fault: StorageFault::CannotOpen, message }.into()
}
