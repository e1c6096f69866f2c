use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Create a token, for `cometchat_session_login_with_token` or an official SDK's login.
///
/// A user keeps the newest 100; the oldest beyond them stop working. A token does not
/// expire. It is a secret: whoever holds it acts as the user.
///
/// `request` needs `uid`, and may have
///
/// - "platform": the kind of device, at most 100 characters
/// - "userAgent", "deviceId": what the device calls itself, at most 1000 characters each;
///   `deviceId` is kept but not shown
/// - "appInfo": an object about the application, at most 10240 bytes
/// - "force": true or false; a new token is made either way
/// - "intent": a name of this creation, kept as the member `intent` of `appInfo`; a token of
///   the same intent that is there is then the result. Over a network it takes a key that
///   may list tokens
///
/// Result: the token.
///
/// Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_create(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_create) }
}

/// List a user's tokens, newest first.
///
/// `request` needs `uid`, and may have `page` (from 1; 1 if absent) and `perPage` (1 to
/// 1000; 100 if absent).
///
/// Result: `tokens`, an array of tokens, and `pagination`. It is a secret.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_list) }
}

/// Get a token of a user.
///
/// `request` needs `uid` and `authToken`.
///
/// Result: the token.
///
/// Errors: VALIDATION, NOT_FOUND (no such user, or no such token of that user).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_get(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_get) }
}

/// Change what a token tells about its device.
///
/// `request` needs `uid` and `authToken`, and may have `platform`, `userAgent` and `appInfo`
/// as for `cometchat_token_create`. A member that is absent stays as it is; null clears it.
///
/// Result: the token as it is now.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_update(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_update) }
}

/// Delete a token of a user: it stops working.
///
/// `request` needs `uid` and `authToken`.
///
/// Result: `success` (true) and `message`, which quotes the dead token.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_delete(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_delete) }
}

/// Delete all tokens of a user: it is logged out everywhere.
///
/// `request` needs `uid`.
///
/// Result: `success` (true) and `message`. No tokens are no error.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_token_flush(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::token_flush) }
}
