//! The status of a call: the kind of its error, as a number.

use std::ffi::CStr;

use crate::error::{Kind, Result};

/// How a call ended. Numbers are frozen; new ones may be added, so treat a
/// number you do not know like `COMETCHAT_STATUS_INTERNAL`.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done; `*out` is the result.
    Ok = 0,
    /// An argument of the C function itself is wrong: a NULL pointer, text that
    /// is not UTF-8, an unknown log level.
    InvalidArgument = 1,
    /// The request is not JSON, or not an object.
    InvalidJson = 2,
    /// The client is closed, or was never opened.
    InvalidHandle = 3,
    /// The request breaks a rule; `details` names every broken member.
    Validation = 4,
    /// A key or token is missing, unknown or no longer valid.
    Unauthenticated = 5,
    /// The key, role or configuration does not allow the operation.
    PermissionDenied = 6,
    /// The operation needs a logged-in user, and nobody is logged in.
    NotLoggedIn = 7,
    /// There is no such user, role or token, or the user is deactivated.
    NotFound = 8,
    /// The uid or role is taken.
    AlreadyExists = 9,
    /// What is stored contradicts the request.
    Conflict = 10,
    /// A quota of the plan is used up.
    QuotaExceeded = 11,
    /// Too many requests; wait `retryAfter` seconds.
    RateLimited = 12,
    /// The call did not end within the client's `timeoutMs`.
    Timeout = 13,
    /// The service could not be reached.
    Network = 14,
    /// The service failed, or its answer makes no sense.
    Service = 15,
    /// The file cannot be used: missing folder, full, read-only, corrupt, newer.
    Storage = 16,
    /// This client or this version cannot do that.
    Unsupported = 17,
    /// A fault of this library; please report it.
    Internal = 18,
    /// `cometchat_client_cancel` ended the call; it may have been done all the same.
    Cancelled = 19,
}

/// By number.
const NAMES: [&CStr; 20] = [
    c"ok",
    c"invalid_argument",
    c"invalid_json",
    c"invalid_handle",
    c"validation",
    c"unauthenticated",
    c"permission_denied",
    c"not_logged_in",
    c"not_found",
    c"already_exists",
    c"conflict",
    c"quota_exceeded",
    c"rate_limited",
    c"timeout",
    c"network",
    c"service",
    c"storage",
    c"unsupported",
    c"internal",
    c"cancelled",
];

impl Status {
    /// The kind of a status, or "ok"; "unknown" for other numbers.
    pub(super) fn name(status: i32) -> &'static CStr {
        let name = usize::try_from(status).ok().and_then(|number| NAMES.get(number));
        name.copied().unwrap_or(c"unknown")
    }

    /// The status that a result is reported as.
    pub(super) fn of<T>(result: &Result<T>) -> Self {
        result.as_ref().map_or_else(|error| error.kind().into(), |_| Status::Ok)
    }
}

impl From<Kind> for Status {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::InvalidArgument => Status::InvalidArgument,
            Kind::InvalidJson => Status::InvalidJson,
            Kind::InvalidHandle => Status::InvalidHandle,
            Kind::Validation => Status::Validation,
            Kind::Unauthenticated => Status::Unauthenticated,
            Kind::PermissionDenied => Status::PermissionDenied,
            Kind::NotLoggedIn => Status::NotLoggedIn,
            Kind::NotFound => Status::NotFound,
            Kind::AlreadyExists => Status::AlreadyExists,
            Kind::Conflict => Status::Conflict,
            Kind::QuotaExceeded => Status::QuotaExceeded,
            Kind::RateLimited => Status::RateLimited,
            Kind::Timeout => Status::Timeout,
            Kind::Network => Status::Network,
            Kind::Service => Status::Service,
            Kind::Storage => Status::Storage,
            Kind::Unsupported => Status::Unsupported,
            Kind::Internal => Status::Internal,
            Kind::Cancelled => Status::Cancelled,
        }
    }
}
