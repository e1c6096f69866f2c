use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};
use crate::model::{Checker, Member};

const TIMEOUT_MS: u64 = 30_000;
const LONGEST_TIMEOUT_MS: u64 = 3_600_000;

/// How a client is opened.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) place: Place,
    pub(crate) app_id: String,
    pub(crate) region: String,
    pub(crate) timeout: Duration,
}

/// Where the calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
}

impl Config {
    /// The defaults, for a URL.
    pub fn new(url: &str) -> Result<Self> {
        Self::check(Payload { url: url.into(), ..Payload::default() }, Checker::default())
    }

    /// A JSON object; the members are in the header, with `cometchat_client_open`. A member
    /// that this version does not know is refused, because it could not be obeyed.
    pub fn from_json(json: &str) -> Result<Self> {
        let invalid = |error: serde_json::Error| Error::InvalidJson(error.to_string());
        let payload: Payload<'_> = serde_json::from_str(json).map_err(invalid)?;
        let members: std::collections::BTreeMap<String, IgnoredAny> =
            serde_json::from_str(json).map_err(invalid)?;
        let mut check = Checker::default();
        for member in members.keys().filter(|member| !MEMBERS.contains(&member.as_str())) {
            let known = MEMBERS.join(", ");
            let member: String = member.chars().take(100).collect();
            check.refuse(&member, format!("The {member} is not known; known are {known}."));
        }
        Self::check(payload, check)
    }

    fn check(payload: Payload<'_>, mut check: Checker) -> Result<Self> {
        let url = check.required_text("url", payload.url, 4096);
        let place = match url.split_once(':') {
            _ if url.is_empty() => None,
            Some(("memory", "")) => Some(Place::Memory),
            Some(("file", path)) if !path.is_empty() && !path.contains('\0') => {
                Some(Place::File(path.into()))
            }
            Some(("cometchat" | "http" | "https" | "postgres", _)) => {
                return Err(Error::Unsupported(
                    "this version opens `memory:` and `file:PATH` only".to_owned(),
                ));
            }
            _ => {
                check.refuse("url", "The url must be `memory:` or `file:PATH`.");
                None
            }
        };
        let app_id = check.text("appId", payload.app_id, 100);
        let region = check.text("region", payload.region, 100);
        let timeout = check.number("timeoutMs", payload.timeout_ms, TIMEOUT_MS, LONGEST_TIMEOUT_MS);
        // The embedded engine needs no keys, but a script that only changes its URL has them.
        check.text("apiKey", payload.api_key, 1000);
        check.text("authKey", payload.auth_key, 1000);
        check.finish(|| Config {
            place: place.expect("a URL without a place was noted"),
            app_id: app_id.map_or_else(|| "local".to_owned(), Cow::into_owned),
            region: region.map_or_else(|| "us".to_owned(), Cow::into_owned),
            timeout: Duration::from_millis(timeout),
        })
    }
}

const MEMBERS: [&str; 6] = ["url", "appId", "region", "timeoutMs", "apiKey", "authKey"];

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Payload<'a> {
    #[serde(borrow)]
    url: Member<Cow<'a, str>>,
    #[serde(borrow)]
    app_id: Member<Cow<'a, str>>,
    #[serde(borrow)]
    region: Member<Cow<'a, str>>,
    timeout_ms: Member<i64>,
    #[serde(borrow)]
    api_key: Member<Cow<'a, str>>,
    #[serde(borrow)]
    auth_key: Member<Cow<'a, str>>,
}
