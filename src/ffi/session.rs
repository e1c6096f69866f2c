use std::ffi::c_char;

use super::boundary::call;
use super::{ClientHandle, Status};
use crate::json;

/// Log a user in. A client has one session at most: the user who was logged in before,
/// if any, is replaced, and that user's token stays valid.
///
/// `request` needs `uid`, and may have `authKey`, a key to use for this call instead of the
/// client's; the embedded engine needs none.
///
/// Result: the session, with a new token.
///
/// Errors: VALIDATION, NOT_FOUND (no such user, or it is deactivated; the session of
/// before stays).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_login(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_login) }
}

/// Log a user in with a token from `cometchat_token_create`, or from
/// `cometchat_user_create` with `withAuthToken`. Replaces the session of before, if any.
///
/// `request` needs `authToken`.
///
/// Result: the session, with that very token.
///
/// Errors: VALIDATION, UNAUTHENTICATED (the token was never issued, has been logged out,
/// or its user is deleted or deactivated; the session of before stays).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_login_with_token(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_login_with_token) }
}

/// Log the user out: the token stops working, the user's other tokens do not.
///
/// `request`: NULL.
///
/// Result: `success` (true) and `message`. The client has no session afterwards, whatever
/// the status; on an error other than NOT_LOGGED_IN the token may still be valid.
///
/// Errors: NOT_LOGGED_IN.
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_logout(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_logout) }
}

/// Who is logged in: the session as it is now, read afresh.
///
/// `request`: NULL.
///
/// Result: the session.
///
/// Errors: NOT_LOGGED_IN, UNAUTHENTICATED (the token has died meanwhile: logged out
/// elsewhere, or the user is deleted or deactivated; the client has no session
/// afterwards).
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_current(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_current) }
}

/// Update the logged-in user's own details.
///
/// `request` is as for `cometchat_user_update`, with two differences: it is always the
/// logged-in user who is updated, whatever `uid` says or if it is absent; and `role` is
/// ignored, as the service does, with a warning to the logger: a role is changed with
/// `cometchat_user_update`.
///
/// Result: the session, with the user as it is now.
///
/// Errors: VALIDATION, NOT_LOGGED_IN, UNAUTHENTICATED (as for
/// `cometchat_session_current`).
///
/// Thread-safe. Blocks for one durable write on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_update_user(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_update_user) }
}

/// The whole way to a logged-in user, in one call: with a token that works already, else by
/// logging in, creating the user first if there is none. Then the user is made to have the
/// members that `request` gives.
///
/// `request` is as for `cometchat_user_ensure`, and may have `authToken`, a token of that
/// user that was kept, e.g. by `cometchat_session_export`. `authKey`, or a key of the client,
/// is needed where the token is missing or dead; without a key the user can still be updated,
/// but for its `role`.
///
/// Result: the session, and `steps`, an array of what was done, in order: "resumed" (the
/// client was logged in as that user, or the given token works), "tokenDead" (a token was
/// refused), "created", "updated", "reactivated", "loggedIn" (with a new token).
///
/// Errors: VALIDATION, CONFLICT (the user is deactivated, and `reactivate` is not true),
/// UNAUTHENTICATED (the token is dead, and there is no key). The session of before stays, if
/// its token is not dead.
///
/// Thread-safe. Blocks for a few reads and durable writes on a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_ensure(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_ensure) }
}

/// The session as a document that a host keeps in a secure store of its own, for
/// `cometchat_session_restore` in a later process.
///
/// `request`: NULL.
///
/// Result: `version` (1), `appId` where the client knows it, `uid` and `authToken`. It is a
/// secret.
///
/// Errors: NOT_LOGGED_IN.
///
/// Thread-safe. Does not block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_export(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_export) }
}

/// Go on with a session that was exported.
///
/// `request` is the document of `cometchat_session_export`.
///
/// Result: the session.
///
/// Errors: VALIDATION (another app's is one), UNAUTHENTICATED (the token is dead: log in
/// again, or see `cometchat_session_ensure`). The session of before stays.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_session_restore(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::session_restore) }
}

/// How many users are connected.
///
/// `request`: NULL. It needs a logged-in user, as the service does.
///
/// Result: `onlineUsersCount`.
///
/// Errors: NOT_LOGGED_IN, UNAUTHENTICATED.
///
/// Thread-safe. Blocks for one read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_presence_count(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
) -> Status {
    // SAFETY: the caller's contract is the one of `call`.
    unsafe { call(client, request, out, json::presence_count) }
}
