//! What goes back: the service's envelope, and the one table from errors to HTTP.

use std::borrow::Cow;
use std::fmt::Display;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::rates::{Class, Counted};
use crate::clock::{Clock, SystemClock};
use crate::error::{Details, Error};
use crate::model::{List, ObjectWriter, Pagination};

/// An answer, whole in memory.
pub type Answer = Response<Full<Bytes>>;

/// The body of a success: a finished JSON object with `data`.
pub struct Success(String);

impl Success {
    /// `data` alone; it is JSON.
    pub fn data(json: &str) -> Self {
        Success(ObjectWriter::with_capacity(json.len() + 10).json("data", json).finish())
    }

    /// The body.
    pub fn into_text(self) -> String {
        self.0
    }

    /// What was done, in words.
    pub fn done(message: &str) -> Self {
        let mut data = ObjectWriter::with_capacity(message.len() + 40);
        Self::data(&data.json("success", "true").text("message", message).finish())
    }

    /// A page of a list that does not say when its newest change was.
    pub fn list<T: AsRef<str>>(list: &List<T>) -> Self {
        Self::page(list.items.iter(), &list.pagination, None)
    }

    /// A page of a list. Lists of users say when the newest change of all was.
    pub fn page(
        items: impl Iterator<Item = impl AsRef<str>>,
        pagination: &Pagination,
        newest_change: Option<u64>,
    ) -> Self {
        let mut list = String::from("[");
        for item in items {
            if list.len() > 1 {
                list.push(',');
            }
            list.push_str(item.as_ref());
        }
        list.push(']');
        let mut meta = ObjectWriter::with_capacity(160);
        meta.json("pagination", &print(pagination));
        if let Some(at) = newest_change {
            let mut cursor = ObjectWriter::with_capacity(60);
            cursor.number("updatedAt", at).text("affix", "prepend");
            meta.json("cursor", &cursor.finish());
        }
        let mut body = ObjectWriter::with_capacity(list.len() + 180);
        Success(body.json("data", &list).json("meta", &meta.finish()).finish())
    }
}

/// JSON text of numbers and texts.
pub fn print(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers can be printed")
}

/// Why a request is refused.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    /// Where the service words it otherwise for developers.
    dev_message: Option<String>,
    details: Option<Details>,
    /// Seconds, where it is a matter of time.
    retry_after: Option<u64>,
}

impl Failure {
    /// A refusal of the server's own.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let (code, message) = (code.into(), message.into());
        Failure { status, code, message, dev_message: None, details: None, retry_after: None }
    }

    /// Too many calls in this minute, which ends so many seconds from now.
    pub fn too_many(limit: u64, class: Class, seconds: u64) -> Self {
        let api = match class {
            Class::Core => "core API",
            Class::Standard => "standard API",
            Class::Import => "data import API",
        };
        let message = format!(
            "Too many requests for {api}. {limit} per minute is the maximum request allowed. \
             Please retry for seconds after {seconds}."
        );
        let status = StatusCode::TOO_MANY_REQUESTS;
        let failure = Failure::new(status, "ERR_TOO_MANY_REQUESTS", message);
        Failure { retry_after: Some(seconds), ..failure }
    }

    /// What developers are told instead of the message.
    pub fn for_developers(mut self, message: String) -> Self {
        self.dev_message = Some(message);
        self
    }

    /// No such endpoint, or not with this method.
    pub fn no_endpoint() -> Self {
        let message = "The API endpoint is invalid. Please verify the API call.";
        Failure::new(StatusCode::NOT_FOUND, "ERR_API_NOT_FOUND", message)
    }

    /// A member of the request breaks a rule.
    pub fn invalid(member: &str, text: impl Into<String>) -> Self {
        Error::Validation(Details::of(member, text)).into()
    }

    /// The error in the envelope's words, without the envelope.
    pub fn document(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'a> {
            message: &'a str,
            dev_message: &'a str,
            source: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            details: Option<&'a Details>,
            code: &'a str,
        }
        let error = Document {
            message: &self.message,
            dev_message: self.dev_message.as_deref().unwrap_or(&self.message),
            source: "chat-api",
            details: self.details.as_ref(),
            code: &self.code,
        };
        print(&error)
    }

    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The error in the envelope.
    pub fn body(&self) -> String {
        ObjectWriter::with_capacity(400).json("error", &self.document()).finish()
    }
}

/// The table: status, code and texts of every error that the engine can answer with.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let failure = |status, code| Failure::new(status, code, message.clone());
        match error {
            Error::Validation(details) => Failure {
                details: Some(details),
                ..failure(StatusCode::BAD_REQUEST, "ERR_BAD_REQUEST")
            },
            Error::UserNotFound(uid) => failure(StatusCode::NOT_FOUND, "ERR_UID_NOT_FOUND")
                .for_developers(format!(
                    "The UID {uid} does not exist, so please make sure you have created a user \
                     with UID {uid}."
                )),
            Error::UserExists(uid) => failure(StatusCode::BAD_REQUEST, "ERR_UID_ALREADY_EXISTS")
                .for_developers(format!(
                    "The uid {uid} already exists. Please use another uid or try recreating after \
                     permanently deleting the user."
                )),
            Error::RoleNotFound(_) => failure(StatusCode::NOT_FOUND, "ERR_ROLE_NOT_FOUND"),
            Error::RoleExists(_) => failure(StatusCode::BAD_REQUEST, "ERR_ROLE_ALREADY_EXISTS"),
            Error::RoleDeleteDenied(_) => failure(StatusCode::FORBIDDEN, "ERR_ROLE_DELETE_DENIED"),
            Error::TokenNotFound => {
                failure(StatusCode::UNAUTHORIZED, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND")
            }
            Error::AuthTokenUnknown => failure(StatusCode::NOT_FOUND, "ERR_AUTH_TOKEN_NOT_FOUND"),
            Error::ApiKeyNotFound => failure(StatusCode::NOT_FOUND, "ERR_APIKEY_NOT_FOUND"),
            Error::ApiKeySelfAction => failure(StatusCode::FORBIDDEN, "ERR_APIKEY_NO_SELF_ACTION"),
            Error::PermissionDenied => failure(StatusCode::FORBIDDEN, "ERR_PERMISSION_DENIED"),
            Error::NotAFriend => failure(StatusCode::BAD_REQUEST, "ERR_NOT_A_FRIEND"),
            Error::Storage { .. } | Error::Timeout(_) => {
                log::error!("{message}");
                let text = "An error occured while performing this operation. Please try again.";
                Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "ERR_OPERATION_FAILED", text)
            }
            _ => {
                log::error!("{message}");
                let text = "An unexpected error occured.";
                Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "ERR_EXCEPTION", text)
            }
        }
    }
}

const FIXED: [(&str, &str); 5] = [
    ("cache-control", "must-revalidate, no-cache, private"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-methods", "OPTIONS, HEAD, GET, POST, PUT, PATCH, DELETE"),
    (
        "access-control-allow-headers",
        "Content-Type, Accept, Cache-Control, Authorization, X-Requested-With, appId, apiKey, \
         authToken, onBehalfOf, resource, Accept-Encoding, group, region, sdk, guid, uid, \
         clientEnvironment, extensionId, username, password, callToken, onBehalfOfUser, \
         settingsHash, settingsHashReceivedAt",
    ),
    // Measurements of a local server are nobody's secret, and pages may want them.
    ("access-control-expose-headers", "*"),
];

/// The answer to a request that was counted.
pub fn answer(result: Result<Success, Failure>, counted: &Counted) -> Answer {
    let (mut answer, retry_after) = match result {
        Ok(Success(body)) => (open(StatusCode::OK, body.into()), None),
        Err(failure) => (open(failure.status, failure.body().into()), failure.retry_after),
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        ("x-ratelimit-limit", counted.limit),
        ("x-ratelimit-remaining", counted.remaining),
        ("x-ratelimit-limit-for-app", counted.app_limit),
        ("x-ratelimit-remaining-for-app", counted.app_remaining),
    ] {
        set(headers, name, value);
    }
    if let Some(seconds) = retry_after {
        retry_later(headers, seconds);
    }
    answer
}

/// An answer that every page may read.
pub fn open(status: StatusCode, body: Bytes) -> Answer {
    let mut answer = bare(status, body);
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answer
}

/// An answer that no page of another origin may read.
pub fn bare(status: StatusCode, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.reserve(FIXED.len() + 7);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// Say when to come back.
pub fn retry_later(headers: &mut HeaderMap, seconds: u64) {
    set(headers, "retry-after", seconds);
    set(headers, "x-rate-limit-reset", SystemClock.now() + seconds);
}

fn set(headers: &mut HeaderMap, name: &'static str, value: impl Display) {
    let value = HeaderValue::try_from(value.to_string()).expect("a number is a header's value");
    headers.insert(HeaderName::from_static(name), value);
}
