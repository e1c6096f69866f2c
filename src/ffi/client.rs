use std::ffi::c_char;
use std::sync::Arc;

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
/// - "cometchat://APPID@REGION": the CometChat cloud, over HTTPS; REGION is "us", "eu"
///   or "in"
/// - `"http://HOST[:PORT][/PREFIX]"`, or https: a server that speaks CometChat's
///   protocol: a local one, or a dedicated deployment
///
/// and may have:
///
/// - "appId": string; names the app in `wsChannel` and `jwt`, "local" if absent; sent
///   to a server if given; of a cloud's URL it is a part
/// - "region": string; "us" if absent
/// - "timeoutMs": integer from 1 to 3600000; how long a call may block; 30000 if absent
///
/// and for the cloud and servers, ignored by the embedded engine:
///
/// - "apiKey": string; a key with the scope fullAccess: for servers only, never part of
///   an app
/// - "authKey": string; a key with the scope authOnly: it creates and updates users, and
///   logs them in; calls that need more are refused with PERMISSION_DENIED, unsent
/// - "connectTimeoutMs": integer from 1 to 3600000; how long connecting may take, within
///   `timeoutMs`
/// - "maxRetries": integer from 0 to 10; how often a request is repeated if that may help
///   and can do no harm; 3 if absent
/// - "maxRequestsPerMinute": integer from 1 to 1000000; calls wait for their turn, to leave
///   room for others; without it they only wait when the service's budget runs low
/// - "caFile": string; a file of certificates in PEM form to trust instead of those that
///   the system trusts
/// - "proxy": string; the URL of a proxy; if absent, the environment is asked
///   (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY)
/// - "userAgent": string; goes behind the library's own name
///
/// On OK `*client` is the new client, to be closed with `cometchat_client_close`, and
/// `*out` what `cometchat_client_info` answers. On any other status `*client` is 0. To
/// open a client of the cloud or a server sends nothing.
///
/// Errors: VALIDATION (a member is missing, wrong or unknown), UNSUPPORTED (a URL of
/// PostgreSQL, which this version does not have), STORAGE (`code` says which:
/// STORAGE_READ_ONLY, STORAGE_FULL, STORAGE_CORRUPT, STORAGE_FOREIGN,
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
        unsafe { *client = handle::insert(Arc::new(opened)) };
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

/// Give a client another number, in `*shared`.
///
/// It is the same client: the same connections, session and store, until all of its numbers
/// are closed. Closing or cancelling one number ends nothing of the others. So a host
/// can cancel a single call: it makes the call with a number of its own. This costs less
/// than a microsecond.
///
/// Answers OK; INVALID_HANDLE if the client is closed, and INVALID_ARGUMENT if `shared` is
/// NULL; `*shared` is then 0.
///
/// Thread-safe. Does not block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_client_share(
    client: ClientHandle,
    shared: *mut ClientHandle,
) -> Status {
    if shared.is_null() {
        return Status::InvalidArgument;
    }
    let number = guard(|| handle::get(client).map(|open| handle::insert(open.client)));
    // SAFETY: not NULL, and writable by contract.
    unsafe { *shared = *number.as_ref().unwrap_or(&0) };
    Status::of(&number)
}

/// End the calls in flight that were made with this number of a client.
///
/// Each of them answers CANCELLED as soon as it can, which is at once where it waits for the
/// network, for its turn or for another process; on memory and files calls end by themselves
/// in moments. What a cancelled call has asked for may have been done all the same. Calls made
/// later are not affected.
///
/// Answers OK, also if there is nothing to end, or INVALID_HANDLE.
///
/// Thread-safe. Does not block: the calls may still be on their way back when it returns.
#[unsafe(no_mangle)]
pub extern "C" fn cometchat_client_cancel(client: ClientHandle) -> Status {
    Status::of(&guard(|| handle::get(client).map(|open| open.calls.cancel())))
}

/// Describe a client.
///
/// `request`: NULL.
///
/// Result: `version` (of this library), `abiVersion`, `backend` ("memory", "file",
/// "server" or "cloud"), `appId` (of a server if it was given), `region`, `timeoutMs`, and
/// `limits`: an object of numbers, `uidCharacters`, `nameCharacters`, `urlCharacters`,
/// `metadataBytes`, `metadataDepth`, `tags`, `tagCharacters`, `bodyBytes`, `uidsPerCall`,
/// `usersPerImport`, `friends`, `apiKeys`, `perPage`, `tokensPerUser`, `roles`,
/// `roleCharacters`, `roleDescriptionCharacters`. For the cloud and servers also `rateLimits`:
/// an array of objects with `class` ("core", "standard" or "import"), `limit` (requests a
/// minute) and `remaining`, as the last answers told, and `clockSkew`, the seconds by which
/// the service's clock is ahead of this machine's, once an answer has told its time.
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
