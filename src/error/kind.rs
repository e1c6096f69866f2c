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
    /// The caller cancelled the call.
    Cancelled,
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
            Kind::Cancelled => "cancelled",
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
    pub fn retryable(self) -> bool {
        matches!(self, Kind::RateLimited | Kind::Timeout | Kind::Network | Kind::Service)
    }
}

/// What is known of a code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// CometChat's own where it has one.
    pub code: &'static str,
    /// What programs branch on.
    pub kind: Kind,
    /// One sentence.
    pub meaning: &'static str,
    /// What the caller can do, where that is not plain.
    pub remedy: Option<&'static str>,
}

/// Every code that is known.
pub fn codes() -> impl Iterator<Item = Code> {
    CODES.iter().map(|&(code, kind, meaning, remedy)| Code { code, kind, meaning, remedy })
}

pub(super) type Row = (&'static str, Kind, &'static str, Option<&'static str>);

/// Code, kind, what it means and what to do. The one table from which the C status, the Python
/// exception and the Swift case follow, wherever an error comes from.
pub(super) const CODES: [Row; 52] = {
    use Kind::*;
    [
        (
            "INVALID_ARGUMENT",
            InvalidArgument,
            "An argument of the function itself is wrong, such as a NULL pointer.",
            None,
        ),
        ("INVALID_JSON", InvalidJson, "The request is not JSON, or not an object.", None),
        (
            "INVALID_HANDLE",
            InvalidHandle,
            "The client is closed, or was never opened.",
            Some("Open a client and use its handle."),
        ),
        (
            "ERR_BAD_REQUEST",
            Validation,
            "Members of the request break rules; the details name each of them.",
            None,
        ),
        ("ERR_INVALID_UID", Validation, "The uid holds characters that a uid must not have.", None),
        ("ERR_CANNOT_BLOCK_SELF", Validation, "A user cannot block itself.", None),
        ("ERR_CANNOT_FORM_SELF_RELATION", Validation, "A user cannot be its own friend.", None),
        (
            "ERR_IMPORT_INVALID_USER_FORMAT",
            Validation,
            "A user of an import is no object that can be read.",
            None,
        ),
        (
            "AUTH_ERR_EMPTY_APPID",
            Unauthenticated,
            "The request did not say which app it is for.",
            Some("Give the client an appId."),
        ),
        (
            "AUTH_ERR_INVALID_APPID",
            Unauthenticated,
            "No app has this id, or it lives in another region.",
            Some("Check the appId, and that the region is the app's."),
        ),
        (
            "AUTH_ERR_EMPTY_APIKEY",
            Unauthenticated,
            "The request came without a key.",
            Some("Open the client with an apiKey."),
        ),
        (
            "AUTH_ERR_APIKEY_NOT_FOUND",
            Unauthenticated,
            "The app has no such key.",
            Some("Check the key; it must belong to this app."),
        ),
        (
            "AUTH_ERR_EMPTY_AUTH_TOKEN",
            Unauthenticated,
            "The request came without the token of a user.",
            Some("Log in first."),
        ),
        (
            "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
            Unauthenticated,
            "The token was never one of an active user, or no longer is.",
            Some("Log in again, or create a new token."),
        ),
        (
            "AUTH_ERR_NO_ACCESS",
            PermissionDenied,
            "The key is known, but its scope does not reach so far.",
            Some("Use an apiKey with the scope fullAccess, on a server only."),
        ),
        (
            "ERR_PERMISSION_DENIED",
            PermissionDenied,
            "The role of the logged-in user does not allow it.",
            Some("Change the permissions of the user's role, or do it with an apiKey."),
        ),
        (
            "KEY_NEEDED",
            PermissionDenied,
            "The operation needs a key that the client was opened without; nothing was sent.",
            Some("Open the client with an apiKey (scope fullAccess), on a server only."),
        ),
        ("ERR_ROLE_DELETE_DENIED", PermissionDenied, "The built-in role cannot be deleted.", None),
        (
            "ERR_APIKEY_NO_SELF_ACTION",
            PermissionDenied,
            "A key cannot change or delete itself.",
            Some("Use another apiKey for that."),
        ),
        (
            "ERR_AUTHTOKEN_UNAVAILABLE",
            PermissionDenied,
            "The service hands out no token for this user.",
            None,
        ),
        (
            "ERR_AUTHTOKEN_NOT_ACCESSIBLE",
            PermissionDenied,
            "The token belongs to a user that the caller may not look at.",
            None,
        ),
        (
            "ERR_BLOCKED_SENDER",
            PermissionDenied,
            "The user has blocked the one who is asked for.",
            None,
        ),
        (
            "ERR_BLOCKED_RECEIVER",
            PermissionDenied,
            "The one who is asked for has blocked the user.",
            None,
        ),
        (
            "ERR_PLAN_RESTRICTION",
            PermissionDenied,
            "The plan of the app does not include this feature.",
            Some("Choose a plan with this feature."),
        ),
        (
            "USER_NOT_LOGGED_IN",
            NotLoggedIn,
            "The operation is one of the logged-in user, and nobody is logged in.",
            Some("Log in first."),
        ),
        (
            "ERR_UID_NOT_FOUND",
            NotFound,
            "No active user has this uid.",
            Some("Create the user first, or reactivate it if it was deactivated."),
        ),
        ("ERR_ROLE_NOT_FOUND", NotFound, "No role has this id.", Some("Create the role first.")),
        ("ERR_AUTH_TOKEN_NOT_FOUND", NotFound, "The user has no such token.", None),
        ("ERR_NOT_A_FRIEND", NotFound, "None of the users is a friend of this one.", None),
        (
            "ERR_APIKEY_NOT_FOUND",
            NotFound,
            "The app has no such key to look at, change or delete.",
            None,
        ),
        (
            "ERR_UID_ALREADY_EXISTS",
            AlreadyExists,
            "A user has this uid already, perhaps a deactivated one.",
            Some("Update the user instead, or skip creation and log in."),
        ),
        ("ERR_ALREADY_FRIEND", AlreadyExists, "The users are friends already.", None),
        (
            "CREATED_OTHERWISE",
            Conflict,
            "The answer to a creation was lost, and what is there now differs from what was asked.",
            Some("Read what is there; then update it, or leave it."),
        ),
        (
            "USER_DEACTIVATED",
            Conflict,
            "The user exists, but is deactivated.",
            Some("Reactivate the user, or ask for that with \"reactivate\": true."),
        ),
        (
            "ERR_ROLE_ALREADY_EXISTS",
            AlreadyExists,
            "A role has this id already.",
            Some("Update the role instead."),
        ),
        (
            "ERR_PLAN_QUOTA_RESTRICTION",
            QuotaExceeded,
            "The app has as many users as its plan allows.",
            Some("Delete users, or upgrade the plan."),
        ),
        (
            "ERR_SUBSCRIPTION_EXPIRED",
            QuotaExceeded,
            "The subscription of the app has ended.",
            Some("Renew the subscription."),
        ),
        (
            "ERR_TOO_MANY_REQUESTS",
            RateLimited,
            "More requests came in a short time than the service takes.",
            Some("Wait retryAfter seconds, then try again."),
        ),
        (
            "TIMEOUT",
            Timeout,
            "The call did not end in time; whether it was done is unknown.",
            Some("Try again, or raise timeoutMs."),
        ),
        (
            "NETWORK",
            Network,
            "The place could not be reached, or the connection broke.",
            Some("Check the url, the network and the proxy, then try again."),
        ),
        (
            "SERVICE",
            Service,
            "The service failed, or answered what makes no sense.",
            Some("Check that the url is CometChat's; else try again later."),
        ),
        (
            "STORAGE_CANNOT_OPEN",
            Storage,
            "The file cannot be opened.",
            Some("Name a file in a folder that this process may use."),
        ),
        (
            "STORAGE_READ_ONLY",
            Storage,
            "The file, its folder or its disk cannot be written.",
            Some("Make the file and its folder writable for this process."),
        ),
        (
            "STORAGE_FULL",
            Storage,
            "The disk is full.",
            Some("Free space on the disk, then try again."),
        ),
        (
            "STORAGE_CORRUPT",
            Storage,
            "The file is damaged, or no database at all.",
            Some("Restore the file from a backup; it was left as it is."),
        ),
        (
            "STORAGE_FOREIGN",
            Storage,
            "The file is a database of another program.",
            Some("Name another file; this one belongs to another program."),
        ),
        (
            "STORAGE_NEWER_SCHEMA",
            Storage,
            "A newer version of this library made the file.",
            Some("Use the version of this library that made the file, or a newer one."),
        ),
        (
            "STORAGE_FAILED",
            Storage,
            "Reading or writing the file failed.",
            Some("Check the disk, then try again."),
        ),
        ("UNSUPPORTED", Unsupported, "This version or this place cannot do that.", None),
        (
            "ERR_API_NOT_FOUND",
            Unsupported,
            "The place does not know the operation.",
            Some("Check the url; the place lacks this operation."),
        ),
        ("INTERNAL", Internal, "A fault of this library; please report it.", None),
        (
            "CANCELLED",
            Cancelled,
            "The call was cancelled by its caller; it may have been done all the same.",
            None,
        ),
    ]
};
