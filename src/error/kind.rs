//! Kinds, and what each code means.

/// The closed vocabulary behind the C status, the Python exception and the Swift case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An argument of the C function itself is wrong.
    InvalidArgument,
    /// The request is not a JSON object.
    InvalidJson,
    /// The client is closed, or was never opened.
    InvalidHandle,
    /// The request breaks a rule.
    Validation,
    /// A key or token is missing, unknown or no longer valid.
    Unauthenticated,
    /// The key, role or configuration does not allow the operation.
    PermissionDenied,
    /// The operation needs a logged-in user.
    NotLoggedIn,
    /// There is no such thing.
    NotFound,
    /// The identifier is taken.
    AlreadyExists,
    /// What is stored contradicts the request.
    Conflict,
    /// A quota of the plan is used up.
    QuotaExceeded,
    /// Too many requests.
    RateLimited,
    /// The call did not end in time.
    Timeout,
    /// The service could not be reached.
    Network,
    /// The service failed, or its answer makes no sense.
    Service,
    /// The file cannot be used.
    Storage,
    /// This client or version cannot do that.
    Unsupported,
    /// A fault of this library.
    Internal,
}

impl Kind {
    /// As documents spell it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::InvalidArgument => "invalid_argument",
            Kind::InvalidJson => "invalid_json",
            Kind::InvalidHandle => "invalid_handle",
            Kind::Validation => "validation",
            Kind::Unauthenticated => "unauthenticated",
            Kind::PermissionDenied => "permission_denied",
            Kind::NotLoggedIn => "not_logged_in",
            Kind::NotFound => "not_found",
            Kind::AlreadyExists => "already_exists",
            Kind::Conflict => "conflict",
            Kind::QuotaExceeded => "quota_exceeded",
            Kind::RateLimited => "rate_limited",
            Kind::Timeout => "timeout",
            Kind::Network => "network",
            Kind::Service => "service",
            Kind::Storage => "storage",
            Kind::Unsupported => "unsupported",
            Kind::Internal => "internal",
        }
    }

    /// What a refusal with an unknown code is.
    pub(super) fn of_http(status: u16) -> Self {
        match status {
            401 => Kind::Unauthenticated,
            402 => Kind::QuotaExceeded,
            403 => Kind::PermissionDenied,
            404 => Kind::NotFound,
            409 => Kind::Conflict,
            429 => Kind::RateLimited,
            400..=499 => Kind::Validation,
            _ => Kind::Service,
        }
    }

    /// Whether the same call may succeed later, with nothing changed by the caller.
    pub(super) fn retryable(self) -> bool {
        matches!(self, Kind::RateLimited | Kind::Timeout | Kind::Network | Kind::Service)
    }
}

/// What each code means and what to do. The one table from which the C status, the Python
/// exception and the Swift case follow, wherever an error comes from.
pub(super) const CODES: [(&str, Kind, Option<&str>); 42] = {
    use Kind::*;
    [
        ("INVALID_ARGUMENT", InvalidArgument, None),
        ("INVALID_JSON", InvalidJson, None),
        ("INVALID_HANDLE", InvalidHandle, Some("Open a client and use its handle.")),
        ("ERR_BAD_REQUEST", Validation, None),
        ("ERR_INVALID_UID", Validation, None),
        ("AUTH_ERR_EMPTY_APPID", Unauthenticated, Some("Give the client an appId.")),
        (
            "AUTH_ERR_INVALID_APPID",
            Unauthenticated,
            Some("Check the appId, and that the region is the app's."),
        ),
        ("AUTH_ERR_EMPTY_APIKEY", Unauthenticated, Some("Open the client with an apiKey.")),
        (
            "AUTH_ERR_APIKEY_NOT_FOUND",
            Unauthenticated,
            Some("Check the key; it must belong to this app."),
        ),
        ("AUTH_ERR_EMPTY_AUTH_TOKEN", Unauthenticated, Some("Log in first.")),
        (
            "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
            Unauthenticated,
            Some("Log in again, or create a new token."),
        ),
        (
            "AUTH_ERR_NO_ACCESS",
            PermissionDenied,
            Some("Use an apiKey with the scope fullAccess, on a server only."),
        ),
        ("ERR_PERMISSION_DENIED", PermissionDenied, None),
        (
            "KEY_NEEDED",
            PermissionDenied,
            Some("Open the client with an apiKey (scope fullAccess), on a server only."),
        ),
        ("ERR_ROLE_DELETE_DENIED", PermissionDenied, None),
        ("ERR_APIKEY_NO_SELF_ACTION", PermissionDenied, None),
        ("ERR_BLOCKED_SENDER", PermissionDenied, None),
        ("ERR_BLOCKED_RECEIVER", PermissionDenied, None),
        ("ERR_PLAN_RESTRICTION", PermissionDenied, Some("Choose a plan with this feature.")),
        ("USER_NOT_LOGGED_IN", NotLoggedIn, Some("Log in first.")),
        (
            "ERR_UID_NOT_FOUND",
            NotFound,
            Some("Create the user first, or reactivate it if it was deactivated."),
        ),
        ("ERR_ROLE_NOT_FOUND", NotFound, Some("Create the role first.")),
        ("ERR_AUTH_TOKEN_NOT_FOUND", NotFound, None),
        ("ERR_APIKEY_NOT_FOUND", NotFound, None),
        (
            "ERR_UID_ALREADY_EXISTS",
            AlreadyExists,
            Some("Update the user instead, or skip creation and log in."),
        ),
        ("ERR_ROLE_ALREADY_EXISTS", AlreadyExists, Some("Update the role instead.")),
        ("ERR_PLAN_QUOTA_RESTRICTION", QuotaExceeded, Some("Delete users, or upgrade the plan.")),
        ("ERR_SUBSCRIPTION_EXPIRED", QuotaExceeded, Some("Renew the subscription.")),
        ("ERR_TOO_MANY_REQUESTS", RateLimited, Some("Wait retryAfter seconds, then try again.")),
        ("TIMEOUT", Timeout, Some("Try again, or raise timeoutMs.")),
        ("NETWORK", Network, Some("Check the url, the network and the proxy, then try again.")),
        ("SERVICE", Service, Some("Check that the url is CometChat's; else try again later.")),
        (
            "STORAGE_CANNOT_OPEN",
            Storage,
            Some("Name a file in a folder that this process may use."),
        ),
        (
            "STORAGE_READ_ONLY",
            Storage,
            Some("Make the file and its folder writable for this process."),
        ),
        ("STORAGE_FULL", Storage, Some("Free space on the disk, then try again.")),
        ("STORAGE_CORRUPT", Storage, Some("Restore the file from a backup; it was left as it is.")),
        (
            "STORAGE_FOREIGN",
            Storage,
            Some("Name another file; this one belongs to another program."),
        ),
        (
            "STORAGE_NEWER_SCHEMA",
            Storage,
            Some("Use the version of this library that made the file, or a newer one."),
        ),
        ("STORAGE_FAILED", Storage, Some("Check the disk, then try again.")),
        ("UNSUPPORTED", Unsupported, None),
        ("ERR_API_NOT_FOUND", Unsupported, Some("Check the url; the place lacks this operation.")),
        ("INTERNAL", Internal, None),
    ]
};
