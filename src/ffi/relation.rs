use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Block users. A block goes one way; each of the two sees it in the other's user
/// document, as `blockedByMe` or `hasBlockedMe`.
///
/// `request` needs `uids`, an array of 1 to 25 users to block, and may have `uid`, who
/// blocks them; without it, it is the logged-in user, as far as its role allows that.
///
/// Result: `outcomes`, an object of uid as sent -> {"success", "message"}. Who is blocked
/// already is a success; oneself, and who is not there, is not.
///
/// Errors: VALIDATION, NOT_FOUND (who blocks), NOT_LOGGED_IN, UNAUTHENTICATED,
/// PERMISSION_DENIED (the role).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_block_add(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::block_add) }
}

/// Unblock users.
///
/// `request` and the result are as for `cometchat_block_add`. Who is not blocked is a
/// success.
///
/// Errors: as for `cometchat_block_add`.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_block_remove(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::block_remove) }
}

/// List the users with whom somebody has a block.
///
/// `request` may have `uid`: then it is those whom that user has blocked. Without it, it is
/// those of the logged-in user, and `request` may have
///
/// - "direction": "blockedByMe", "hasBlockedMe" or "both"; "both" if absent
/// - "searchKey": a part of the name or uid
///
/// and in either case `page` and `perPage`.
///
/// Result: `users`, an array of users as that user sees them, who is connected first, with
/// `blockedByMe` and `blockedByMeAt`, `hasBlockedMe` and `hasBlockedMeAt`, `blockedAt` and
/// `conversationId`; and `pagination`, whose `total` is 0: the service does not count them.
///
/// Errors: VALIDATION, NOT_FOUND, NOT_LOGGED_IN, UNAUTHENTICATED, PERMISSION_DENIED (the
/// role).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_block_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::block_list) }
}

/// Make friends. A friendship goes both ways.
///
/// `request` needs `uid`, and `uids`, an array of 1 to 25 users to make friends with.
///
/// Result: `outcomes`, an object of uid as sent -> {"success", "message"}. Who is a friend
/// already is a success; oneself, who is not there, and a 1001st friend is not.
///
/// Errors: VALIDATION, NOT_FOUND (`uid`).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_friend_add(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::friend_add) }
}

/// End friendships.
///
/// `request` needs `uid`, and `uids`, an array of 1 to 25 users. Who is no friend is skipped.
///
/// Result: `success` (true) and `message`.
///
/// Errors: VALIDATION, NOT_FOUND (`uid`, or none of `uids` is a friend).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_friend_remove(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::friend_remove) }
}

/// List a user's friends.
///
/// `request` needs `uid`, and may have `searchKey` (a part of the name or uid), `page` and
/// `perPage`.
///
/// Result: `users`, an array of users as that user sees them, with `conversationId`, who is
/// connected first; and `pagination`, whose `total` is 0: the service does not count them.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_friend_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::friend_list) }
}
