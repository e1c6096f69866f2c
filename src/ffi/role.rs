use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Create a role, which users can then have.
///
/// `request` needs
///
/// - "role": the id: 1 to 100 of A-Z a-z 0-9 _ -; kept in lower case, never changed
/// - "name": 1 to 100 characters
///
/// and may have
///
/// - "description": at most 255 characters
/// - "metadata": an object, nested at most 100 deep
/// - "settings": an object: "listUsers" and "sendMessagesTo", each "all" or
///   "friendsOnly"
/// - "intent": a name of this creation; a role that is there and has just these members is
///   then the result
///
/// and all of it at most 10240 bytes as compact JSON. An app has 25 roles at most.
///
/// Result: the role as stored.
///
/// Errors: VALIDATION (a 26th role is one), ALREADY_EXISTS, CONFLICT (the one that is there
/// differs, in the members that `message` names).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_role_create(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::role_create) }
}

/// Get a role.
///
/// `request` needs `role`, the id, in upper or lower case.
///
/// Result: the role.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_role_get(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::role_get) }
}

/// List the roles, newest first; the built-in "default" comes last.
///
/// `request` may have `page` (from 1; 1 if absent) and `perPage` (1 to 1000; 100 if
/// absent).
///
/// Result: `roles`, an array of roles, and `pagination`.
///
/// Errors: VALIDATION.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_role_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::role_list) }
}

/// Update a role.
///
/// `request` needs `role`, the id, and may have any other member of
/// `cometchat_role_create`, with the same limits. A member that is absent stays as it is;
/// null clears `description`, `metadata` and `settings`, but not `name`. Objects are
/// replaced as a whole. `unset`, an array of "description", "metadata" and "settings",
/// clears these as well.
///
/// Result: the whole role as it is now.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_role_update(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::role_update) }
}

/// Delete a role. Users who had it have "default" from now on.
///
/// `request` needs `role`, the id.
///
/// Result: `success` (true) and `message`.
///
/// Errors: VALIDATION, NOT_FOUND, PERMISSION_DENIED (the role is "default").
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_role_delete(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::role_delete) }
}
