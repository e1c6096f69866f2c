//! How a command ends when it does not end well: what is said, and with which exit code.

use std::io;
use std::process::ExitCode;

use console::style;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::log::say;
use super::table::clean;
use crate::error::{Error, Kind};
use crate::ffi::Status;
use crate::server::StartError;

/// What a command comes to.
pub type Done = Result<(), Failure>;

/// Why a command did not do all that was asked.
#[derive(Debug)]
pub enum Failure {
    /// The arguments do not fit together.
    Usage(String),
    /// The server does not start.
    Start(String),
    /// A call failed.
    Call(Error),
    /// Done in part, or found in disorder; what is missing was said with the result.
    Incomplete,
    /// Nobody reads the result any more.
    Unread,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Call(error)
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Store(error) => Failure::Call(error),
            other => Failure::Start(other.to_string()),
        }
    }
}

impl From<io::Error> for Failure {
    /// Of writing the result.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::Call(Error::Storage {
                fault: crate::error::StorageFault::Failed,
                message: format!("standard output: {error}"),
            }),
        }
    }
}

/// The exit code of a kind of error: 10 more than the status in C.
pub fn exit_code(kind: Kind) -> u8 {
    10 + Status::from(kind) as u8
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Unread => 0,
            Failure::Incomplete | Failure::Start(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Call(error) => exit_code(error.kind()),
        })
    }

    /// Say it on stderr, for people or as the error document.
    pub fn report(&self, as_json: bool) {
        let document = match self {
            Failure::Incomplete | Failure::Unread => return,
            Failure::Call(error) => error.to_json(),
            Failure::Usage(message) | Failure::Start(message) => json!({
                "code": if matches!(self, Failure::Start(_)) { "START" } else { "USAGE" },
                "kind": "invalid_argument", "message": message, "retryable": false
            })
            .to_string(),
        };
        if as_json {
            say(&document);
            return;
        }
        say(&self::text(&document));
    }
}

/// An error document for people.
fn text(document: &str) -> String {
    #[derive(Deserialize)]
    struct Known {
        code: String,
        message: String,
        remedy: Option<String>,
        #[serde(default)]
        details: Map<String, Value>,
    }
    let Ok(known) = serde_json::from_str::<Known>(document) else {
        return clean(document);
    };
    let mut lines =
        format!("{} {}", style("error:").red().bold().for_stderr(), clean(&known.message));
    if !matches!(&*known.code, "USAGE" | "START") {
        lines += &format!(" ({})", clean(&known.code));
    }
    for (member, texts) in &known.details {
        let texts: Vec<&str> = match texts {
            Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        for text in texts {
            lines += &format!("\n  {}: {}", clean(member), clean(text));
        }
    }
    if let Some(remedy) = remedy(&known.code).or(known.remedy.as_deref()) {
        lines += &format!("\n{} {}", style("hint:").cyan().for_stderr(), clean(remedy));
    }
    lines
}

/// The remedy in the words of this program, where the library's are for programmers.
pub fn remedy(code: &str) -> Option<&'static str> {
    Some(match code {
        "USER_NOT_LOGGED_IN" => {
            "Log in first: cometchat-users session login UID (or let `block` say who: --uid UID)"
        }
        "AUTH_ERR_AUTH_TOKEN_NOT_FOUND" => "Log in again: cometchat-users session login UID",
        "KEY_NEEDED" | "AUTH_ERR_EMPTY_APIKEY" => {
            "Set COMETCHAT_API_KEY, or name a file with a key by --config."
        }
        "AUTH_ERR_EMPTY_APPID" => "Name the app by --app-id or COMETCHAT_APP_ID.",
        "TIMEOUT" => "Try again, or give it longer with --timeout-ms.",
        "USER_DEACTIVATED" => "Reactivate the user: cometchat-users user reactivate UID",
        _ => return None,
    })
}
