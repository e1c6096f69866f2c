//! What can go wrong, in the caller's terms, and the document that says so.

mod details;
mod kind;

use std::collections::BTreeMap;

use serde_json::value::RawValue;

pub use self::details::{Details, Quoted};
use self::kind::{CODES, Row};
pub use self::kind::{Code, Kind, codes};

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
    /// No such token of that user.
    #[error("Auth token does not exist.")]
    AuthTokenUnknown,
    /// No such key. The service quotes it here; a secret does not belong into a message.
    #[error("The Api Key does not exist.")]
    ApiKeyNotFound,
    /// A key cannot change or delete itself.
    #[error("The Api Key cannot be updated or deleted by itself.")]
    ApiKeySelfAction,
    /// The role of the logged-in user does not allow it.
    #[error("You do not have permission to perform this operation.")]
    PermissionDenied,
    /// None of them is a friend.
    #[error("The users are not friends.")]
    NotAFriend,
    /// The user is there, but deactivated.
    #[error("The user with UID {0} is deactivated.")]
    UserDeactivated(Quoted),
    /// The answer to a creation was lost, and what is there now differs in some members.
    #[error(
        "{id} is there, but with another {}; whether this call created it is not known",
        .members.join(", ")
    )]
    CreatedOtherwise {
        /// Its identifier.
        id: Quoted,
        /// What differs.
        members: Vec<&'static str>,
    },
    /// The operation needs a logged-in user.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// The call did not end in time.
    #[error("{0}")]
    Timeout(String),
    /// The call was cancelled by its caller.
    #[error("the call was cancelled")]
    Cancelled,
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
    /// The client may not send so many requests a minute.
    #[error("the client has sent all that it may for now; its next turn is in {retry_after} s")]
    Paced {
        /// Seconds to wait.
        retry_after: u64,
    },
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
    /// The status of the answer; none for one item of a call on several.
    pub http_status: Option<u16>,
    /// Seconds to wait, if it said so.
    pub retry_after: Option<u64>,
}

impl Refusal {
    /// The members that break rules, and the service's texts about each.
    fn members(&self) -> BTreeMap<String, Box<RawValue>> {
        let details = self.details.as_deref().map(RawValue::get);
        details.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }
}

impl Error {
    /// What is there is what was to be created, unless it differs in `members`.
    pub(crate) fn unless_same(id: &str, members: Vec<&'static str>) -> Result<()> {
        match members.is_empty() {
            true => Ok(()),
            false => Err(Error::CreatedOtherwise { id: id.into(), members }),
        }
    }

    /// What programs branch on.
    pub fn kind(&self) -> Kind {
        match (self.known(), self) {
            (Some((_, kind, ..)), _) => *kind,
            (None, Error::Refused(refusal)) => {
                refusal.http_status.map_or(Kind::Validation, Kind::of_http)
            }
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
            Error::AuthTokenUnknown => "ERR_AUTH_TOKEN_NOT_FOUND",
            Error::ApiKeyNotFound => "ERR_APIKEY_NOT_FOUND",
            Error::ApiKeySelfAction => "ERR_APIKEY_NO_SELF_ACTION",
            Error::PermissionDenied => "ERR_PERMISSION_DENIED",
            Error::NotAFriend => "ERR_NOT_A_FRIEND",
            Error::UserDeactivated(_) => "USER_DEACTIVATED",
            Error::CreatedOtherwise { .. } => "CREATED_OTHERWISE",
            Error::NotLoggedIn => "USER_NOT_LOGGED_IN",
            Error::KeyNeeded(_) => "KEY_NEEDED",
            Error::Timeout(_) => "TIMEOUT",
            Error::Cancelled => "CANCELLED",
            Error::Network(_) => "NETWORK",
            Error::Paced { .. } => "ERR_TOO_MANY_REQUESTS",
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

    /// Whether it says that `member` breaks a rule.
    pub(crate) fn names(&self, member: &str) -> bool {
        match self {
            Error::Validation(details) => details.get(member).is_some(),
            Error::Refused(refusal) => refusal.members().contains_key(member),
            _ => false,
        }
    }

    /// The rules that others than `member` break, if there are some.
    pub(crate) fn without(self, member: &str) -> Option<Self> {
        match self {
            Error::Validation(details) => {
                let others = details.without(member);
                (!others.is_empty()).then_some(Error::Validation(others))
            }
            Error::Refused(mut refusal) => {
                let mut others = refusal.members();
                others.remove(member);
                if others.is_empty() {
                    return None;
                }
                refusal.details = serde_json::value::to_raw_value(&others).ok();
                Some(Error::Refused(refusal))
            }
            other => Some(other),
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
        self.known().and_then(|(.., remedy)| *remedy)
    }

    fn known(&self) -> Option<&'static Row> {
        let code = self.code();
        CODES.iter().find(|(known, ..)| *known == code)
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
                (refusal.details.clone(), refusal.http_status, refusal.retry_after)
            }
            Error::Service { http_status, retry_after, .. } => (None, *http_status, *retry_after),
            Error::Paced { retry_after } => (None, None, Some(*retry_after)),
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
