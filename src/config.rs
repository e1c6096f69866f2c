use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};
use crate::model::{Checker, Member, read_object};
use crate::secret::Secret;

const TIMEOUT_MS: u64 = 30_000;
const LONGEST_TIMEOUT_MS: u64 = 3_600_000;
const RETRIES: u64 = 3;
const MOST_RETRIES: u64 = 10;
const MOST_REQUESTS_PER_MINUTE: u64 = 1_000_000;
const REGIONS: [&str; 3] = ["us", "eu", "in"];

/// How a client is opened.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) place: Place,
    pub(crate) app_id: Option<String>,
    pub(crate) region: String,
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_requests_per_minute: Option<u32>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) auth_key: Option<Secret>,
    pub(crate) ca_file: Option<PathBuf>,
    /// A URL that may hold a password.
    pub(crate) proxy: Option<Secret>,
    pub(crate) user_agent: Option<String>,
}

/// Where the calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
    Remote(Remote),
}

/// A service, by the URLs that paths are put behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remote {
    /// What `cometchat_client_info` calls it.
    pub name: &'static str,
    /// For calls with a key.
    pub admin: String,
    /// For calls with the token of the logged-in user.
    pub client: String,
}

impl Config {
    /// The defaults, for a URL.
    pub fn new(url: &str) -> Result<Self> {
        Self::check(Payload { url: url.into(), ..Payload::default() }, Checker::default())
    }

    /// A JSON object; the members are in the header, with `cometchat_client_open`. A member
    /// that this version does not know is refused, because it could not be obeyed.
    pub fn from_json(json: &str) -> Result<Self> {
        let payload: Payload<'_> = read_object(json)?;
        let members: BTreeMap<String, IgnoredAny> = read_object(json)?;
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
        let mut app_id = check.text("appId", payload.app_id, 100).map(Cow::into_owned);
        let mut region = check.text("region", payload.region, 100).map(Cow::into_owned);
        let place = if url.is_empty() { None } else { place(&url, &mut check)? };
        if let Some(Named { app_id: named, region: at }) = named(&url) {
            for (member, given, named) in
                [("appId", &mut app_id, named), ("region", &mut region, at)]
            {
                if given.get_or_insert_with(|| named.to_owned()) != named {
                    check.refuse(member, format!("The {member} is not the one of the url."));
                }
            }
        }
        if app_id.is_none() && !matches!(place, Some(Place::Remote(_))) {
            app_id = Some("local".to_owned());
        }
        let timeout =
            check.number("timeoutMs", payload.timeout_ms, TIMEOUT_MS, 1..=LONGEST_TIMEOUT_MS);
        let connect_timeout =
            check.number("connectTimeoutMs", payload.connect_timeout_ms, 0, 1..=LONGEST_TIMEOUT_MS);
        let max_retries =
            check.number("maxRetries", payload.max_retries, RETRIES, 0..=MOST_RETRIES);
        let per_minute = check.number(
            "maxRequestsPerMinute",
            payload.max_requests_per_minute,
            0,
            1..=MOST_REQUESTS_PER_MINUTE,
        );
        let api_key = check.secret("apiKey", payload.api_key);
        let auth_key = check.secret("authKey", payload.auth_key);
        let ca_file = check.text("caFile", payload.ca_file, 4096);
        let proxy = check.secret("proxy", payload.proxy);
        let user_agent = check.text("userAgent", payload.user_agent, 200);
        if user_agent.as_ref().is_some_and(|text| !text.chars().all(|c| matches!(c, ' '..='~'))) {
            check.refuse("userAgent", "The userAgent must only contain printable ASCII.");
        }
        check.finish(|| Config {
            place: place.expect("a URL without a place was noted"),
            app_id,
            region: region.unwrap_or_else(|| "us".to_owned()),
            timeout: Duration::from_millis(timeout),
            max_retries: u32::try_from(max_retries).unwrap_or(0),
            max_requests_per_minute: u32::try_from(per_minute).ok().filter(|most| *most > 0),
            connect_timeout: (connect_timeout > 0).then(|| Duration::from_millis(connect_timeout)),
            api_key,
            auth_key,
            ca_file: ca_file.map(|path| PathBuf::from(&*path)),
            proxy,
            user_agent: user_agent.map(Cow::into_owned),
        })
    }
}

fn place(url: &str, check: &mut Checker) -> Result<Option<Place>> {
    Ok(match url.split_once(':') {
        Some(("memory", "")) => Some(Place::Memory),
        Some(("file", path)) if !path.is_empty() && !path.contains('\0') => {
            Some(Place::File(path.into()))
        }
        Some(("cometchat", _)) => {
            let Some(Named { app_id, region }) = named(url) else {
                check.refuse(
                    "url",
                    format!("The url must be cometchat://APPID@REGION, of {}.", REGIONS.join(", ")),
                );
                return Ok(None);
            };
            let host = |api| format!("https://{app_id}.{api}-{region}.cometchat.io");
            Some(Place::Remote(Remote {
                name: "cloud",
                admin: host("api") + "/v3",
                client: host("apiclient") + "/v3.0",
            }))
        }
        Some(("http" | "https", _)) if is_base(url) => {
            let base = url.trim_end_matches('/').to_owned();
            Some(Place::Remote(Remote { name: "server", admin: base.clone(), client: base }))
        }
        Some(("postgres", _)) => {
            return Err(Error::Unsupported("this version has no store on PostgreSQL".to_owned()));
        }
        _ => {
            check.refuse(
                "url",
                "The url must be memory:, file:PATH, http(s)://HOST[:PORT][/PREFIX] or \
                 cometchat://APPID@REGION.",
            );
            None
        }
    })
}

/// What a URL of the cloud names.
struct Named<'a> {
    app_id: &'a str,
    region: &'a str,
}

fn named(url: &str) -> Option<Named<'_>> {
    let (app_id, region) = url.strip_prefix("cometchat://")?.split_once('@')?;
    let plain = !app_id.is_empty() && app_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && REGIONS.contains(&region)).then_some(Named { app_id, region })
}

/// Whether paths can be put behind a URL, and no secret is in it.
fn is_base(url: &str) -> bool {
    fluent_uri::Uri::parse(url).is_ok_and(|url| {
        let authority = url.authority();
        authority.is_some_and(|it| !it.host().is_empty() && it.userinfo().is_none())
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

const MEMBERS: [&str; 12] = [
    "url",
    "appId",
    "region",
    "timeoutMs",
    "connectTimeoutMs",
    "maxRetries",
    "maxRequestsPerMinute",
    "apiKey",
    "authKey",
    "caFile",
    "proxy",
    "userAgent",
];

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
    connect_timeout_ms: Member<i64>,
    max_retries: Member<i64>,
    max_requests_per_minute: Member<i64>,
    api_key: Member<Secret>,
    auth_key: Member<Secret>,
    #[serde(borrow)]
    ca_file: Member<Cow<'a, str>>,
    proxy: Member<Secret>,
    #[serde(borrow)]
    user_agent: Member<Cow<'a, str>>,
}
