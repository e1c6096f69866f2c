//! What can go wrong, in the caller's terms, and the document that says so.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::model::limits;

/// What every fallible function here returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error. [`Error::kind`] is what programs branch on.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument of the C function itself is wrong.
    #[error("{0}")]
    InvalidArgument(&'static str),
    /// Not JSON, or not an object.
    #[error("the request cannot be read as a JSON object: {0}")]
    InvalidJson(String),
    /// A client that is closed or was never opened.
    #[error("the client is closed, or was never opened")]
    InvalidHandle,
    /// The request breaks rules; all of them are named.
    #[error("Failed to validate the data sent with the request.")]
    Validation(Details),
    /// No such user, or it is deactivated.
    #[error("The UID {0} does not exist, please make sure you have created a user with UID {0}.")]
    UserNotFound(Quoted),
    /// The uid is taken.
    #[error(
        "The uid {0} already exists. Please use another uid or try after permanently deleting \
         the user."
    )]
    UserExists(Quoted),
    /// No such role.
    #[error("The role {0} does not exist. Please use correct role or use create role API.")]
    RoleNotFound(Quoted),
    /// The role is taken.
    #[error(
        "The role {0} already exists. Please use another role or try after permanently deleting \
         the role."
    )]
    RoleExists(Quoted),
    /// The built-in role stays.
    #[error("The role {0} cannot be deleted.")]
    RoleDeleteDenied(Quoted),
    /// The token is not, or no longer, one of an active user. The service quotes
    /// the token here; a secret does not belong into a message.
    #[error(
        "The auth token does not exist. Please make sure you are logged in and have a valid auth \
         token or try login again."
    )]
    TokenNotFound,
    /// The operation needs a logged-in user.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// The call did not end in time.
    #[error("{0}")]
    Timeout(String),
    /// The file cannot be used.
    #[error("{message}")]
    Storage {
        /// Which trouble it is.
        fault: StorageFault,
        /// The trouble with this file.
        message: String,
    },
    /// This version cannot do that.
    #[error("{0}")]
    Unsupported(String),
    /// The client has no key that the operation needs.
    #[error("{0}")]
    KeyNeeded(&'static str),
    /// The service could not be reached.
    #[error("{0}")]
    Network(String),
    /// The service's answer makes no sense.
    #[error("{message}")]
    Service {
        /// What it is instead.
        message: String,
        /// The status of the answer, if there was one.
        http_status: Option<u16>,
        /// Seconds to wait, if it said so.
        retry_after: Option<u64>,
    },
    /// The service refused.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// A fault of this library.
    #[error("internal error; please report it")]
    Internal,
}

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
    fn of_http(status: u16) -> Self {
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
    fn retryable(self) -> bool {
        matches!(self, Kind::RateLimited | Kind::Timeout | Kind::Network | Kind::Service)
    }
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// It cannot be opened: a directory, a missing folder, no permission.
    CannotOpen,
    /// It, its folder or its disk cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// It is damaged, or no database at all.
    Corrupt,
    /// It is a database of another program.
    Foreign,
    /// A newer version of this library made it.
    NewerSchema,
    /// Reading or writing failed otherwise.
    Failed,
}

/// What the service says when it refuses.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The service's own code.
    pub code: String,
    /// The service's text, without secrets.
    pub message: String,
    /// JSON, as the service sent it.
    pub details: Option<Box<RawValue>>,
    /// The status of the answer.
    pub http_status: u16,
    /// Seconds to wait, if it said so.
    pub retry_after: Option<u64>,
}

/// What each code means and what to do. The one table from which the C status, the Python
/// exception and the Swift case follow, wherever an error comes from.
const CODES: [(&str, Kind, Option<&str>); 42] = {
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

impl Error {
    /// What programs branch on.
    pub fn kind(&self) -> Kind {
        match (self.known(), self) {
            (Some((_, kind, _)), _) => *kind,
            (None, Error::Refused(refusal)) => Kind::of_http(refusal.http_status),
            (None, _) => Kind::Internal,
        }
    }

    /// CometChat's own code where it has one.
    pub fn code(&self) -> &str {
        match self {
            Error::InvalidArgument(_) => "INVALID_ARGUMENT",
            Error::InvalidJson(_) => "INVALID_JSON",
            Error::InvalidHandle => "INVALID_HANDLE",
            Error::Validation(_) => "ERR_BAD_REQUEST",
            Error::UserNotFound(_) => "ERR_UID_NOT_FOUND",
            Error::UserExists(_) => "ERR_UID_ALREADY_EXISTS",
            Error::RoleNotFound(_) => "ERR_ROLE_NOT_FOUND",
            Error::RoleExists(_) => "ERR_ROLE_ALREADY_EXISTS",
            Error::RoleDeleteDenied(_) => "ERR_ROLE_DELETE_DENIED",
            Error::TokenNotFound => "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
            Error::NotLoggedIn => "USER_NOT_LOGGED_IN",
            Error::KeyNeeded(_) => "KEY_NEEDED",
            Error::Timeout(_) => "TIMEOUT",
            Error::Network(_) => "NETWORK",
            Error::Service { .. } => "SERVICE",
            Error::Refused(refusal) => &refusal.code,
            Error::Storage { fault, .. } => match fault {
                StorageFault::CannotOpen => "STORAGE_CANNOT_OPEN",
                StorageFault::ReadOnly => "STORAGE_READ_ONLY",
                StorageFault::Full => "STORAGE_FULL",
                StorageFault::Corrupt => "STORAGE_CORRUPT",
                StorageFault::Foreign => "STORAGE_FOREIGN",
                StorageFault::NewerSchema => "STORAGE_NEWER_SCHEMA",
                StorageFault::Failed => "STORAGE_FAILED",
            },
            Error::Unsupported(_) => "UNSUPPORTED",
            Error::Internal => "INTERNAL",
        }
    }

    /// What the caller can do, where that is not plain from the message.
    pub fn remedy(&self) -> Option<&'static str> {
        const UNKNOWN_ROLE: &str = "The selected role is invalid.";
        let unknown_role = match self {
            Error::Validation(details) => {
                details.get("role").is_some_and(|texts| texts.iter().any(|t| t == UNKNOWN_ROLE))
            }
            Error::Refused(refusal) => {
                refusal.details.as_ref().is_some_and(|json| json.get().contains(UNKNOWN_ROLE))
            }
            _ => false,
        };
        if unknown_role {
            return Some("Create the role first, or leave it out.");
        }
        self.known().and_then(|(_, _, remedy)| *remedy)
    }

    fn known(&self) -> Option<&'static (&'static str, Kind, Option<&'static str>)> {
        let code = self.code();
        CODES.iter().find(|(known, _, _)| *known == code)
    }

    /// The error document.
    pub fn to_json(&self) -> String {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'a> {
            code: &'a str,
            kind: &'a str,
            message: String,
            retryable: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            details: Option<&'a RawValue>,
            #[serde(skip_serializing_if = "Option::is_none")]
            remedy: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            http_status: Option<u16>,
            #[serde(skip_serializing_if = "Option::is_none")]
            retry_after: Option<u64>,
        }
        let (details, http_status, retry_after) = match self {
            Error::Validation(details) => {
                let details = serde_json::value::to_raw_value(details);
                (Some(details.expect("texts can be printed")), None, None)
            }
            Error::Refused(refusal) => {
                (refusal.details.clone(), Some(refusal.http_status), refusal.retry_after)
            }
            Error::Service { http_status, retry_after, .. } => (None, *http_status, *retry_after),
            _ => (None, None, None),
        };
        let kind = self.kind();
        let document = Document {
            code: self.code(),
            kind: kind.name(),
            message: self.to_string(),
            retryable: kind.retryable(),
            details: details.as_deref(),
            remedy: self.remedy(),
            http_status,
            retry_after,
        };
        serde_json::to_string(&document).expect("texts and numbers can be printed")
    }
}

/// Members that an error document names: more than a request has that is not hostile.
const MOST_MEMBERS: usize = 100;

/// Broken rules by member, in the order of the request's table; `tags.0` for an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    texts: Vec<(String, Vec<String>)>,
}

impl Details {
    /// One broken rule.
    pub fn of(member: &str, text: impl Into<String>) -> Self {
        let mut details = Details::default();
        details.add(member, text);
        details
    }

    /// Note that `member` breaks a rule. A hostile request may break thousands; those after
    /// the first 100 are only hinted at.
    pub fn add(&mut self, member: &str, text: impl Into<String>) {
        if self.texts.len() > MOST_MEMBERS {
            return;
        }
        if self.texts.len() == MOST_MEMBERS {
            self.texts.push(("…".to_owned(), vec!["There are more.".to_owned()]));
            return;
        }
        match self.texts.iter_mut().find(|(known, _)| known == member) {
            Some((_, texts)) => texts.push(text.into()),
            None => self.texts.push((member.to_owned(), vec![text.into()])),
        }
    }

    /// These and those, a text once.
    pub fn and(mut self, more: Details) -> Self {
        for (member, texts) in more.texts {
            for text in texts {
                if !self.get(&member).is_some_and(|known| known.contains(&text)) {
                    self.add(&member, text);
                }
            }
        }
        self
    }

    /// All texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str))
    }

    /// The texts of a member.
    pub fn get(&self, member: &str) -> Option<&[String]> {
        self.texts.iter().find(|(known, _)| known == member).map(|(_, texts)| &texts[..])
    }

    /// `value` if no rule is broken.
    pub fn or<T>(self, value: impl FnOnce() -> T) -> Result<T> {
        if self.texts.is_empty() { Ok(value()) } else { Err(Error::Validation(self)) }
    }
}

impl Serialize for Details {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.texts.len()))?;
        for (member, texts) in &self.texts {
            map.serialize_entry(member, texts)?;
        }
        map.end()
    }
}

/// An identifier from outside, cut to the length of the longest valid one, so that a
/// hostile request does not come back whole in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(String);

impl From<&str> for Quoted {
    fn from(text: &str) -> Self {
        Quoted(match text.char_indices().nth(limits::UID_CHARACTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        })
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
