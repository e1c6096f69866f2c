//! What can go wrong, in the caller's terms, and the document that says so.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

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

impl Error {
    /// The one table from which the C status, the exception and the case follow.
    pub fn kind(&self) -> Kind {
        self.classify().0
    }

    /// CometChat's own code where it has one.
    pub fn code(&self) -> &'static str {
        self.classify().1
    }

    /// What the caller can do, where that is not plain from the message.
    pub fn remedy(&self) -> Option<&'static str> {
        self.classify().2
    }

    fn classify(&self) -> (Kind, &'static str, Option<&'static str>) {
        use StorageFault as Fault;
        match self {
            Error::InvalidArgument(_) => (Kind::InvalidArgument, "INVALID_ARGUMENT", None),
            Error::InvalidJson(_) => (Kind::InvalidJson, "INVALID_JSON", None),
            Error::InvalidHandle => {
                (Kind::InvalidHandle, "INVALID_HANDLE", Some("Open a client and use its handle."))
            }
            Error::Validation(details) => (Kind::Validation, "ERR_BAD_REQUEST", details.remedy),
            Error::UserNotFound(_) => (
                Kind::NotFound,
                "ERR_UID_NOT_FOUND",
                Some("Create the user first, or reactivate it if it was deactivated."),
            ),
            Error::UserExists(_) => (
                Kind::AlreadyExists,
                "ERR_UID_ALREADY_EXISTS",
                Some("Update the user instead, or skip creation and log in."),
            ),
            Error::RoleNotFound(_) => {
                (Kind::NotFound, "ERR_ROLE_NOT_FOUND", Some("Create the role first."))
            }
            Error::RoleExists(_) => {
                (Kind::AlreadyExists, "ERR_ROLE_ALREADY_EXISTS", Some("Update the role instead."))
            }
            Error::RoleDeleteDenied(_) => (Kind::PermissionDenied, "ERR_ROLE_DELETE_DENIED", None),
            Error::TokenNotFound => (
                Kind::Unauthenticated,
                "AUTH_ERR_AUTH_TOKEN_NOT_FOUND",
                Some("Log in again, or create a new token."),
            ),
            Error::NotLoggedIn => (Kind::NotLoggedIn, "USER_NOT_LOGGED_IN", Some("Log in first.")),
            Error::Timeout(_) => (Kind::Timeout, "TIMEOUT", Some("Try again, or raise timeoutMs.")),
            Error::Storage { fault, .. } => {
                let (code, remedy) = match fault {
                    Fault::CannotOpen => (
                        "STORAGE_CANNOT_OPEN",
                        "Name a file in a folder that exists and that this process may use.",
                    ),
                    Fault::ReadOnly => (
                        "STORAGE_READ_ONLY",
                        "Make the file and its folder writable for this process.",
                    ),
                    Fault::Full => ("STORAGE_FULL", "Free space on the disk, then try again."),
                    Fault::Corrupt => {
                        ("STORAGE_CORRUPT", "Restore the file from a backup; it was left as it is.")
                    }
                    Fault::Foreign => (
                        "STORAGE_FOREIGN",
                        "Name another file; this one belongs to another program.",
                    ),
                    Fault::NewerSchema => (
                        "STORAGE_NEWER_SCHEMA",
                        "Use the version of this library that made the file, or a newer one.",
                    ),
                    Fault::Failed => ("STORAGE_FAILED", "Check the disk, then try again."),
                };
                (Kind::Storage, code, Some(remedy))
            }
            Error::Unsupported(_) => (Kind::Unsupported, "UNSUPPORTED", None),
            Error::Internal => (Kind::Internal, "INTERNAL", None),
        }
    }

    /// The error document.
    pub fn to_json(&self) -> String {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            code: &'a str,
            kind: &'a str,
            message: String,
            retryable: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            details: Option<&'a Details>,
            #[serde(skip_serializing_if = "Option::is_none")]
            remedy: Option<&'a str>,
        }
        let (kind, code, remedy) = self.classify();
        let details = match self {
            Error::Validation(details) => Some(details),
            _ => None,
        };
        let document = Document {
            code,
            kind: kind.name(),
            message: self.to_string(),
            retryable: kind.retryable(),
            details,
            remedy,
        };
        serde_json::to_string(&document).expect("texts and booleans can be printed")
    }
}

/// Members that an error document names: more than a request has that is not hostile.
const MOST_MEMBERS: usize = 100;

/// Broken rules by member, in the order of the request's table; `tags.0` for an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    texts: Vec<(String, Vec<String>)>,
    remedy: Option<&'static str>,
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

    /// Say what to do about it.
    pub fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = Some(remedy);
        self
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
        self.remedy = self.remedy.or(more.remedy);
        self
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
