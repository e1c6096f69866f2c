//! Pointers to text, results to pointers, panics to a status.

use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{ClientHandle, Status, handle};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::json;

/// Run one operation: the whole way of every `cometchat_<noun>_<verb>`.
///
/// # Safety
///
/// `request` is NULL or NUL-terminated; `out` is NULL or writable.
pub(super) unsafe fn call(
    client: ClientHandle,
    request: *const c_char,
    out: *mut *mut c_char,
    operation: fn(&Client, &str) -> Result<String>,
) -> Status {
    let work = || {
        let open = handle::get(client)?;
        // SAFETY: NULL or NUL-terminated, as the caller promises.
        let request = unsafe { text(request) }?;
        open.calls.run(|| operation(&open.client, request))
    };
    // SAFETY: NULL or writable, as the caller promises.
    unsafe { respond(out, work) }
}

/// Answer with what `work` returns. No panic and no half-written result gets past here.
///
/// # Safety
///
/// `out` is NULL or writable.
pub(super) unsafe fn respond(
    out: *mut *mut c_char,
    work: impl FnOnce() -> Result<String>,
) -> Status {
    let result = json::documented(|| guard(work));
    let status = result.as_ref().map_or_else(|(kind, _)| (*kind).into(), |_| Status::Ok);
    if !out.is_null() {
        let document = result.unwrap_or_else(|(_, document)| document);
        // SAFETY: not NULL, and writable by contract.
        unsafe { *out = into_c(document) };
    }
    status
}

/// Turn a panic into an error: unwinding into C is undefined.
pub(super) fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Error::Internal))
}

/// Read the caller's text; NULL means an empty object.
///
/// # Safety
///
/// `request` is NULL, or NUL-terminated and unchanged for `'a`.
pub(super) unsafe fn text<'a>(request: *const c_char) -> Result<&'a str> {
    if request.is_null() {
        return Ok("{}");
    }
    // SAFETY: not NULL, and NUL-terminated by contract.
    let bytes = unsafe { CStr::from_ptr(request) };
    bytes.to_str().map_err(|_| Error::InvalidArgument("the request is not UTF-8"))
}

/// Hand a document out; `free` takes it back.
pub(super) fn into_c(document: String) -> *mut c_char {
    // JSON text has no NUL byte: a NUL inside a string is written as \u0000.
    debug_assert!(!document.as_bytes().contains(&0));
    // SAFETY: no NUL byte inside, as said.
    unsafe { CString::from_vec_unchecked(document.into_bytes()) }.into_raw()
}

/// Release what `into_c` handed out.
///
/// # Safety
///
/// `document` is NULL or came from `into_c` and was not released before.
pub(super) unsafe fn free(document: *mut c_char) {
    if !document.is_null() {
        // SAFETY: it is a `CString` of ours, by contract.
        drop(unsafe { CString::from_raw(document) });
    }
}
