use std::ffi::{CStr, c_char};

use super::{Status, boundary};

/// The version of this ABI. It grows by one when functions, statuses or documented
/// members are added; nothing is ever taken away.
pub const ABI_VERSION: u32 = 1;

/// Release a document that this library handed out, once. NULL is allowed.
///
/// Thread-safe; any thread may release what another was given. Does not block.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_string_free(document: *mut c_char) {
    // SAFETY: the caller's contract is the one of `free`.
    unsafe { boundary::free(document) }
}

/// The version of this library, e.g. "0.1.0". Static: never release it.
#[unsafe(no_mangle)]
pub extern "C" fn cometchat_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => panic!("a version has no NUL"),
        };
    VERSION.as_ptr()
}

/// The version of this ABI, to compare with COMETCHAT_ABI_VERSION of the header that a
/// program was compiled with: the library's must be the same or greater.
#[unsafe(no_mangle)]
pub extern "C" fn cometchat_abi_version() -> u32 {
    ABI_VERSION
}

/// The name of a status: its kind, e.g. "not_found"; "ok" for COMETCHAT_STATUS_OK and
/// "unknown" for a number that is no status. Static: never release it.
#[unsafe(no_mangle)]
pub extern "C" fn cometchat_status_name(status: i32) -> *const c_char {
    Status::name(status).as_ptr()
}
