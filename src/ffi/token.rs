use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Create a token, for `cometchat_session_login_with_token` or an official SDK's login.
///
/// A user keeps the newest 100; the oldest beyond them stop working. A token does not
/// expire. It is a secret: whoever holds it acts as the user.
///
/// `request` needs `uid`.
///
/// Result: `uid`, `authToken` (the uid, `_`, 10 digits of time and 30 hexadecimal
/// digits) and `createdAt`.
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
