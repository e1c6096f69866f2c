//! The service's answers: `{"data": …}` with `meta` for lists, or `{"error": …}`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::http::Answer;
use crate::error::{Error, Refusal, Result};
use crate::model::Pagination;
use crate::secret::Secret;

/// Characters of an answer that an error quotes.
const EXCERPT: usize = 200;

/// What a call was answered with.
#[derive(Deserialize)]
pub struct Success<'a> {
    #[serde(borrow)]
    pub data: &'a RawValue,
    #[serde(default)]
    meta: Meta,
}

#[derive(Default, Deserialize)]
struct Meta {
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Failure<'a> {
    #[serde(borrow)]
    error: Fault<'a>,
}

#[derive(Deserialize)]
struct Fault<'a> {
    code: Code,
    #[serde(default)]
    message: String,
    #[serde(borrow, default)]
    details: Option<&'a RawValue>,
}

/// Codes are texts; proxies and old servers send numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Code {
    Text(String),
    Number(i64),
}

impl Answer {
    /// The data, or why there is none. `secrets` are what a text of the service may quote.
    pub fn read(&self, secrets: &[&Secret]) -> Result<Success<'_>> {
        if (200..300).contains(&self.status) {
            return match serde_json::from_slice::<Success<'_>>(&self.body) {
                Ok(success) if success.data.get() != "null" => Ok(success),
                _ => Err(self.nonsense(secrets)),
            };
        }
        let Ok(Failure { error }) = serde_json::from_slice(&self.body) else {
            return Err(self.nonsense(secrets));
        };
        let code = match error.code {
            Code::Text(code) => code,
            Code::Number(code) => code.to_string(),
        };
        let details = error.details.map(|json| hide(json.get(), secrets));
        Err(Error::Refused(Box::new(Refusal {
            code,
            message: hide(&error.message, secrets),
            details: details.and_then(|json| RawValue::from_string(json).ok()),
            http_status: Some(self.status),
            retry_after: self.retry_after,
        })))
    }

    /// An error for an answer that is not what was agreed, with its beginning.
    pub fn nonsense(&self, secrets: &[&Secret]) -> Error {
        let what = match self.status {
            300..=399 => "it redirects",
            _ if self.body.is_empty() => "it is empty",
            _ if self.body.trim_ascii_start().starts_with(b"<") => "it is HTML",
            _ => "it is not as the service documents it",
        };
        let mut message =
            format!("the answer, with status {}, makes no sense: {what}", self.status);
        if !self.body.is_empty() {
            // Hidden first: a cut could leave a part of a secret that is not found any more.
            let body = hide(&String::from_utf8_lossy(&self.body), secrets);
            let start: String = body.split_whitespace().collect::<Vec<_>>().join(" ");
            message.push_str(": ");
            message.extend(start.chars().filter(|c| !c.is_control()).take(EXCERPT));
        }
        Error::Service { message, http_status: Some(self.status), retry_after: self.retry_after }
    }
}

impl<'a> Success<'a> {
    /// The items of a list, and where the page stands.
    pub fn page(&self) -> Option<(Vec<&'a RawValue>, Pagination)> {
        Some((serde_json::from_str(self.data.get()).ok()?, self.meta.pagination?))
    }

    /// The data as a type.
    pub fn of<T: Deserialize<'a>>(&self) -> Option<T> {
        serde_json::from_str(self.data.get()).ok()
    }
}

/// A text without the secrets that it quotes.
fn hide(text: &str, secrets: &[&Secret]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose(), "***"))
}
