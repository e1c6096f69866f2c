use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Create a user.
///
/// `request` is the user: it needs
///
/// - "uid": 1 to 100 of A-Z a-z 0-9 _ -; kept in lower case, never changed
/// - "name": 1 to 100 characters
///
/// and may have
///
/// - "avatar", "link": an absolute URL of at most 3000 characters
/// - "role": an existing role; "default" if absent
/// - "statusMessage": any text
/// - "metadata": an object of at most 5120 bytes as JSON without blanks (escapes count
///   as they are written), nested at most 100 deep; or a string that
///   holds such JSON (another string s is kept as {"rawMetadata": s})
/// - "tags": an array of at most 25 strings of 1 to 100 characters
/// - "withAuthToken": true to get a new token with the answer, in `authToken`
/// - "authKey": a key to use for this call instead of the client's; the embedded engine
///   needs none
/// - "intent": a name of this creation; who is there and has just these members is then the
///   result, with a token of the same intent if one is asked for
///
/// and all of it at most 10240 bytes as compact JSON. Everything else is ignored,
/// read-only members such as `status` or `createdAt` among it.
///
/// Result: the user as stored.
///
/// Errors: VALIDATION (an unknown role is one), ALREADY_EXISTS (the uid is taken; a
/// deactivated user still holds it, a deleted one does not), CONFLICT (who is there differs,
/// in the members that `message` names).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_create(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_create) }
}

/// Get a user.
///
/// `request` needs `uid`, in upper or lower case, and may have `onBehalfOf`, the uid of
/// a user in whose eyes it is seen: with `blockedByMe`, `hasBlockedMe` and
/// `conversationId`, and without the member "@private" of `metadata`.
///
/// Result: the user, with its tags.
///
/// Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated; the same for
/// `onBehalfOf`).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_get(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_get) }
}

/// List users, newest first.
///
/// `request` may have
///
/// - "page" (from 1; 1 if absent), "perPage" (1 to 1000; 100 if absent)
/// - "searchKey": a part of the name or uid, in any case
/// - "searchIn": an array of "name" and "uid", where to search; both if absent
/// - "status": "online" or "offline"
/// - "role", an id, and "roles", an array of ids: users who have any of them
/// - "tags": an array: users who have any of them
/// - "withTags": true to have each user's `tags`; false if absent
/// - "withDeactivated": true for deactivated users as well; "onlyDeactivated": true for
///   no others
/// - "onBehalfOf": the uid of a user in whose eyes the list is seen
///
/// and, to list as the logged-in user, as its role allows,
///
/// - "uids": an array of at most 25: no others than these
/// - "friendsOnly": true for friends only
/// - "hideBlockedUsers": true to leave out those with whom there is a block
/// - "sortBy": "status" (who is connected first; then by name) or "name"; "sortOrder":
///   "asc" or "desc"
///
/// All of them have to be met. A client without a key lists as the logged-in user. As a
/// user sees it, a list lacks that user, tells of blocks, has who is connected first and
/// is not counted: the `total` of its pagination is 0.
///
/// Pages are numbered, so a user moves to another page when others come or go. To walk
/// through all, use an iterator of a wrapper, which takes care of that.
///
/// Result: `users`, an array of users, and `pagination`.
///
/// Errors: VALIDATION, NOT_FOUND (`onBehalfOf`), NOT_LOGGED_IN and UNAUTHENTICATED (for what
/// needs a logged-in user), PERMISSION_DENIED (the role).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_list(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_list) }
}

/// Update a user, as an administrator.
///
/// `request` needs `uid`, the user to update, and may have any other member of
/// `cometchat_user_create` but `withAuthToken`, with the same limits. A member that is
/// absent stays as it is. null, a blank text or [] clears `avatar`, `link`,
/// `statusMessage`, `metadata` and `tags`; `name` and `role` cannot be cleared.
/// `metadata` and `tags` are replaced as a whole, not merged. `unset`, an array of
/// "avatar", "link" and "metadata", clears these as well.
///
/// Result: the whole user as it is now. A request that names no member to change
/// changes nothing, `updatedAt` included.
///
/// Errors: VALIDATION (an unknown role is one), NOT_FOUND (no such user, or it is
/// deactivated).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_update(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_update) }
}

/// Delete a user for good, active or deactivated, with its tokens. This cannot be undone;
/// the uid is free again. To keep the user, see `cometchat_user_deactivate`.
///
/// `request` needs `uid`.
///
/// Result: `success` (true) and `message`.
///
/// Errors: VALIDATION, NOT_FOUND.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_delete(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_delete) }
}

/// Deactivate users: they are not found, listed or logged in any more, and their tokens
/// do not work, until they are reactivated. Their uids stay taken.
///
/// `request` needs `uids`, an array of 1 to 25 uids.
///
/// Result: `outcomes`, an object with an entry for every uid as it was sent:
/// "deactivated", "alreadyDeactivated" or "notFound". The status is OK whatever they are.
///
/// Errors: VALIDATION.
///
/// Thread-safe. Blocks for one durable write on a file, all users together.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_deactivate(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_deactivate) }
}

/// Reactivate users. Everything is as before, and tokens from before work again.
///
/// `request` needs `uids`, an array of 1 to 25 uids.
///
/// Result: `outcomes`, an object with an entry for every uid as it was sent:
/// "reactivated", "nonDeactivated" (it was active) or "notFound". The status is OK
/// whatever they are.
///
/// Errors: VALIDATION.
///
/// Thread-safe. Blocks for one durable write on a file, all users together.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_reactivate(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_reactivate) }
}

/// Make a user be as `request` says, whatever was there before: create it, update what
/// differs, or leave it.
///
/// `request` is as for `cometchat_user_create` (`withAuthToken` is ignored), or for
/// `cometchat_user_update`; `name` is needed only if the user has to be created. It may have
/// `reactivate`: true to reactivate a user who is deactivated.
///
/// Result: `outcome` ("created", "updated", "reactivated" or "unchanged"), `changed` (an array
/// of the members that an update was sent with) and `user`. With an authKey only, users cannot
/// be read, so one that is there is updated with all that is given.
///
/// Errors: VALIDATION, CONFLICT (the user is deactivated, and `reactivate` is not true).
///
/// Thread-safe. Blocks for a few reads and durable writes on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_user_ensure(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::user_ensure) }
}

/// Create users that come with a past, for a move from another system: up to 50 in a call.
///
/// `request` needs `users`, an array of users as for `cometchat_user_create`, each with a uid
/// of its own; each may also have `createdAt`, `lastActiveAt` and `deactivatedAt`, times as
/// numbers or digits. A user document of another place can be sent as it is. The service
/// takes 60 such calls a minute.
///
/// Result: `outcomes`, an object of uid as sent -> {"success": true, "user"} or
/// {"success": false, "error"}, an error document; a user who is there already is left as it
/// is. All that succeed are created together.
///
/// Errors: VALIDATION (not an array, too many, a uid that is missing or twice there: nothing
/// is done).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_bulk_import(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::bulk_import) }
}
