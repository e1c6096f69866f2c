use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Create a key for this app. It is a secret.
///
/// `request` needs `name`, 1 to 100 characters, and may have `scope`: "fullAccess" may do
/// everything; "authOnly", which it is if absent, creates and updates users and their
/// tokens; and `intent`, a name of this creation: the newest key of the same name and scope,
/// if there is one, is then the result. An app has 25 keys at most.
///
/// Result: the key.
///
/// Errors: VALIDATION (a 26th key is one).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_apikey_create(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::apikey_create) }
}

/// List the keys of this app, newest first. Every app begins with one of each scope.
///
/// `request` may have `scope`, `searchKey` (a part of the name), `page` and `perPage`.
///
/// Result: `apiKeys`, an array of keys, and `pagination`. It is a secret.
///
/// Errors: VALIDATION.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_apikey_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::apikey_list) }
}

/// Get a key.
///
/// `request` needs `apiKey`.
///
/// Result: the key.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_apikey_get(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::apikey_get) }
}

/// Update a key.
///
/// `request` needs `apiKey`, and may have `name` and `scope`; what is absent stays.
///
/// Result: the key as it is now.
///
/// Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (it is the client's own key).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_apikey_update(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::apikey_update) }
}

/// Delete a key: it stops working.
///
/// `request` needs `apiKey`.
///
/// Result: `success` (true) and `message`, which quotes the dead key.
///
/// Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (it is the client's own key).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_apikey_delete(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::apikey_delete) }
}
