use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// List the permissions that a role can have.
///
/// `request` needs `role`, the id, and may have `page` and `perPage`.
///
/// Result: `permissions`, an array of definitions, and `pagination`. A definition has `id`,
/// `type` ("role"), `title`, `dataType` ("string" or "rolesStringArray"), `availableValues`
/// and `defaultValue`. The embedded engine knows those of the user area, and enforces them
/// for what logged-in users do:
///
/// - "listUsers", "getUserDetails", "blockUser", "listBlockedUser", "unblockedUser",
///   "editProfile": "allow" or "deny"
/// - "listUsers.mode", "getUserDetails.mode": "all" or "friends"
/// - the first five with ".allowedRoles": an array of the role ids that it may concern
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_permission_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::permission_list) }
}

/// Set permissions of a role; others stay as they are.
///
/// `request` needs `role`, the id, and `permissions`, an object of values by the ids of
/// `cometchat_permission_list`.
///
/// Result: `outcomes`, an object of id -> {"success", "message"}, and `permissions`, an
/// object of all that are set now. An unknown id or value is an outcome without success.
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_permission_set(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::permission_set) }
}

/// Unset a permission of a role: its default applies again.
///
/// `request` needs `role` and `permission`, its id.
///
/// Result: `permissions`, an object of all that stay set.
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_permission_unset(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::permission_unset) }
}

/// Restrict features for the users of a role. The service had this before permissions,
/// and still takes it.
///
/// `request` needs `role` and `features`, an array of 1 to 100 keys. Those of the user area
/// are "u.getMyDetails", "u.updateAuthToken", "u.logout", "u.listUsers", "u.getUser",
/// "u.blockUser", "u.unblockUser" and "u.getBlockedUsers", also without "u."; others are
/// kept and have no effect on it.
///
/// Result: `outcomes`, an object of key -> {"success", "message"}.
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_feature_restrict(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::feature_restrict) }
}

/// List the restricted features of a role.
///
/// `request` needs `role`, and may have `page` and `perPage`.
///
/// Result: `features`, an array of objects with `key`, `title`, `description`, `path` and
/// `createdAt`, and `pagination`.
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_feature_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::feature_list) }
}

/// Allow features of a role again.
///
/// `request` needs `role`, and `features`, an array of keys, or `allowAll`: true.
///
/// Result: `success` (true) and `message`.
///
/// Errors: VALIDATION, NOT_FOUND (the role).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_feature_allow(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::feature_allow) }
}
