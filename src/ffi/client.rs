use std::ffi::c_char;

use super::boundary::{call, guard, respond, text};
use super::{ClientHandle, Status, handle};
use crate::error::Error;
use crate::json;

/// Open a client.
///
/// `config` needs `url`, which decides where the calls go:
///
/// - "memory:": the embedded engine, in memory, gone when the client is closed
/// - "file:PATH": the embedded engine on a file, made if missing, for its owner
///   only; several threads, clients and processes may use one file
///
/// and may have:
///
/// - "appId": string; names the app in `wsChannel` and `jwt`; "local" if absent
/// - "region": string; "us" if absent
/// - "timeoutMs": integer from 1 to 3600000; how long a call may block; 30000 if absent
/// - "apiKey", "authKey": strings; the embedded engine needs no keys and ignores them
///
/// On OK `*client` is the new client, to be closed with `cometchat_client_close`, and
/// `*out` what `cometchat_client_info` answers. On any other status `*client` is 0.
///
/// Errors: VALIDATION (a member is missing, wrong or unknown), UNSUPPORTED (a URL of the
/// CometChat cloud or of a server, which this version does not reach), STORAGE (`code`
/// says which: STORAGE_READ_ONLY, STORAGE_FULL, STORAGE_CORRUPT, STORAGE_FOREIGN,
/// STORAGE_NEWER_SCHEMA, STORAGE_CANNOT_OPEN, STORAGE_FAILED); an existing file is then as
/// it was. INVALID_ARGUMENT if `client` is NULL.
///
/// Thread-safe. Blocks while the file is made ready, at most for `timeoutMs`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_client_open(
    config: *const c_char,
    client: *mut ClientHandle,
    out: *mut *mut c_char,
) -> Status {
    if !client.is_null() {
        // SAFETY: not NULL, and writable by contract.
        unsafe { *client = 0 };
    }
    let open = || {
        if client.is_null() {
            return Err(Error::InvalidArgument("the place for the client is NULL"));
        }
        // SAFETY: `config` is NULL or NUL-terminated by contract.
        let (opened, info) = json::open(unsafe { text(config) }?)?;
        // SAFETY: not NULL, as just seen, and writable by contract.
        unsafe { *client = handle::insert(opened) };
        Ok(info)
    };
    // SAFETY: `out` is NULL or writable by contract.
    unsafe { respond(out, open) }
}

/// Close a client. Its number is dead from now on.
///
/// Calls in flight finish, and the file is released with the last of them. What was
/// acknowledged is on the disk; there is nothing to flush. The logged-in user is
/// not logged out: the token stays valid.
///
/// Answers OK, or INVALID_HANDLE if the client was closed before or never opened.
///
/// Thread-safe. Blocks only while the file is closed.
#[unsafe(no_mangle)]
pub extern "C" fn cometchat_client_close(client: ClientHandle) -> Status {
    Status::of(&guard(|| handle::remove(client).map(drop)))
}

/// Describe a client.
///
/// `request`: NULL.
///
/// Result: `version` (of this library), `abiVersion`, `backend` ("memory" or "file"),
/// `appId`, `region`, `timeoutMs`, and `limits`: an object of numbers, `uidCharacters`,
/// `nameCharacters`, `urlCharacters`, `metadataBytes`, `metadataDepth`, `tags`,
/// `tagCharacters`, `bodyBytes`, `uidsPerCall`, `perPage`, `tokensPerUser`, `roles`,
/// `roleCharacters`, `roleDescriptionCharacters`.
///
/// Thread-safe. Does not block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_client_info(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::client_info) }
}
