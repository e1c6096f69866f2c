//! One request, one answer: bounded in time and size, with every failure named.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ureq::http::{HeaderMap, Method};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

use super::agents::Agents;
use super::budget::{Budget, Class};
use super::resolver::CachingResolver;
use super::retry::{Backoff, Repeat};
use super::urls;
use crate::call;
use crate::config::Config;
use crate::error::{Details, Error, Kind, Result};
use crate::model::ObjectWriter;
use crate::secret::Secret;

/// The largest answer: more than any page of users.
const ANSWER_BYTES: u64 = 16 * 1024 * 1024;

/// No clock is off by so much.
const UNKNOWN: i64 = i64::MIN;
/// Seconds by which the service's clock may be behind ours, as long as it is not known.
const SKEW: u64 = 300;
/// Both clocks tell whole seconds, and an answer takes its time.
const ROUNDING: u64 = 3;

/// Sends requests over connections that are kept.
pub struct Http {
    agents: Agents,
    resolver: CachingResolver,
    timeout: Duration,
    retries: u32,
    budget: Budget,
    /// Seconds by which the service's clock is ahead, once an answer has told its time.
    clock: AtomicI64,
}

/// When a call has to end, however many requests it takes.
#[derive(Clone, Copy)]
pub struct Deadline {
    at: Instant,
    timeout: Duration,
}

/// Who asks.
#[derive(Clone, Copy)]
pub enum Credential<'a> {
    /// An API key.
    Key(&'a Secret),
    /// An API key, and the uid in whose eyes the answer is given.
    KeyFor(&'a Secret, &'a str),
    /// The token of a logged-in user.
    Token(&'a Secret),
    /// The `jwt` of a session.
    Jwt(&'a Secret),
}

impl Credential<'_> {
    /// What must not be shown.
    pub fn secret(&self) -> &Secret {
        match self {
            Credential::Key(secret)
            | Credential::KeyFor(secret, _)
            | Credential::Token(secret)
            | Credential::Jwt(secret) => secret,
        }
    }
}

/// A request, which may have to be sent more than once.
pub struct Request<'a> {
    pub method: Method,
    pub url: String,
    pub app_id: Option<&'a str>,
    pub credential: Credential<'a>,
    pub body: Option<Vec<u8>>,
    pub repeat: Repeat,
    pub class: Class,
}

/// What came back, whatever it is.
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Vec<u8>,
    /// An attempt before this one, or this one itself, may have been carried out although its
    /// answer does not say so.
    pub uncertain: bool,
}

/// Why nothing came back.
#[derive(Debug)]
pub struct Failed {
    pub error: Error,
    /// The request may have been carried out.
    pub uncertain: bool,
    /// It may go better next time.
    pub passing: bool,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed { error, uncertain: false, passing: false }
    }
}

impl Http {
    pub fn new(config: &Config) -> Result<Self> {
        let proxy = match &config.proxy {
            Some(url) => Some(Proxy::new(url.expose()).map_err(|_| {
                Error::Validation(Details::of("proxy", "The proxy must be the URL of a proxy."))
            })?),
            None => Proxy::try_from_env(),
        };
        let roots = match &config.ca_file {
            None => RootCerts::PlatformVerifier,
            Some(path) => {
                let unusable = |reason: &str| {
                    let text = format!("The caFile {} {reason}.", path.display());
                    Error::Validation(Details::of("caFile", text))
                };
                let pem = std::fs::read(path)
                    .map_err(|error| unusable(&format!("cannot be read: {error}")))?;
                let certificates = ureq::tls::parse_pem(&pem)
                    .filter_map(|item| match item {
                        Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
                        _ => None,
                    })
                    .collect::<Vec<Certificate<'static>>>();
                if certificates.is_empty() {
                    return Err(unusable("holds no certificate in PEM form"));
                }
                RootCerts::Specific(Arc::new(certificates))
            }
        };
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let mut user_agent = concat!("cometchat-users/", env!("CARGO_PKG_VERSION")).to_owned();
        if let Some(suffix) = &config.user_agent {
            user_agent.push(' ');
            user_agent.push_str(suffix);
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls)
            .user_agent(user_agent)
            .timeout_connect(config.connect_timeout)
            // HTTP allows a DELETE with a body; ureq asks to be told that it is meant.
            .allow_non_standard_methods(true);
        let resolver = CachingResolver::default();
        Ok(Http {
            agents: Agents::new(agent, &resolver),
            resolver,
            timeout: config.timeout,
            retries: config.max_retries,
            budget: Budget::new(config.max_requests_per_minute),
            clock: AtomicI64::new(UNKNOWN),
        })
    }

    /// How often a request may be repeated.
    pub fn retries(&self) -> u32 {
        self.retries
    }

    /// How many requests a minute there may be.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Seconds by which the service's clock is ahead, once an answer has told its time.
    pub fn clock_skew(&self) -> Option<i64> {
        Some(self.clock.load(Ordering::Relaxed)).filter(|ahead| *ahead != UNKNOWN)
    }

    /// A time by the service's clock, or a little before: as far as clocks may differ, if it
    /// never told its own.
    pub fn service_time(&self, ours: SystemTime) -> u64 {
        let ours = seconds(ours);
        match self.clock_skew() {
            None => ours.saturating_sub(SKEW),
            Some(ahead) => ours.saturating_add_signed(ahead).saturating_sub(ROUNDING),
        }
    }

    /// The deadline of a call that begins now.
    pub fn deadline(&self) -> Deadline {
        Deadline { at: Instant::now() + self.timeout, timeout: self.timeout }
    }

    /// Send a request, again if that may help and can do no harm, and read the whole answer.
    pub fn send(&self, request: &Request<'_>, deadline: Deadline) -> Result<Answer, Failed> {
        let mut backoff = Backoff::new(self.retries, deadline);
        let mut uncertain = false;
        let mut before: Option<Result<Answer, Failed>> = None;
        loop {
            if let Err(error) = self.budget.wait(request.class, deadline) {
                return Err(Failed { error, uncertain, passing: false });
            }
            let begun = Instant::now();
            let result = self.attempt(request, deadline);
            log_attempt(request, backoff.attempts(), begun, &result);
            call::note_attempts(backoff.attempts());
            let (undone, worth_it, told) = match &result {
                Ok(answer) => (
                    answer.status == 429,
                    matches!(answer.status, 429 | 502..=504),
                    answer.retry_after.map(Duration::from_secs),
                ),
                Err(failed) => (!failed.uncertain, failed.passing, None),
            };
            if undone
                && worth_it
                && let Some(time) = told
            {
                self.budget.hold(time);
            }
            if worth_it && (undone || request.repeat == Repeat::Freely) && backoff.next(told)? {
                uncertain |= !undone;
                before = Some(result);
                continue;
            }
            uncertain |= result.as_ref().map_or_else(|it| it.uncertain, |it| it.status >= 500);
            // That there was no time for more says less than what was wrong before.
            let timed_out = matches!(&result, Err(Failed { error: Error::Timeout(_), .. }));
            return match before.filter(|_| timed_out).unwrap_or(result) {
                Ok(answer) => Ok(Answer { uncertain, ..answer }),
                Err(failed) => Err(Failed { uncertain, ..failed }),
            };
        }
    }

    fn attempt(&self, request: &Request<'_>, deadline: Deadline) -> Result<Answer, Failed> {
        call::check()?;
        let mut left = deadline.left();
        if left.is_zero() {
            return Err(deadline.passed().into());
        }
        if request.repeat == Repeat::AfterReading {
            left = left.mul_f64(0.75);
        }
        let Request { method, url, app_id, credential, body, .. } = request;
        let mut head =
            ureq::http::Request::builder().method(method).uri(url).header("accept", JSON);
        if let Some(app_id) = app_id {
            head = head.header("appid", *app_id);
        }
        head = match credential {
            Credential::Key(key) => head.header("apikey", key.expose()),
            Credential::KeyFor(key, viewer) => {
                head.header("apikey", key.expose()).header("onbehalfof", *viewer)
            }
            Credential::Token(token) => head.header("authtoken", token.expose()),
            Credential::Jwt(jwt) => head.header("authorization", jwt.expose()),
        };
        // ureq's own deadlines belong to a request's configuration, which would be made, and with
        // it TLS's for a new connection, every time; the transport knows ours.
        let _timed = call::end_by(Instant::now() + left);
        let agent = self.agents.take();
        let answer = match body {
            Some(body) => {
                let head = head.header("content-type", JSON).body(&body[..]);
                agent.run(head.map_err(|_| Error::Internal)?)
            }
            None => agent.run(head.body(()).map_err(|_| Error::Internal)?),
        };
        let mut answer = answer.map_err(|error| {
            let uncertain = !is_unsent(&error);
            let untrusted = matches!(error, ureq::Error::Tls(_) | ureq::Error::Rustls(_));
            let error = self.failed(error, url, deadline, false);
            let passing = error.kind() == Kind::Network && !untrusted;
            Failed { error, uncertain, passing }
        })?;
        let status = answer.status().as_u16();
        let retry_after = retry_after(answer.headers());
        self.budget.learn(request.class, answer.headers());
        if let Some(theirs) = answer.headers().get("date").and_then(|date| date.to_str().ok())
            && let Ok(theirs) = httpdate::parse_http_date(theirs)
        {
            let ahead = seconds(theirs).cast_signed() - seconds(SystemTime::now()).cast_signed();
            self.clock.store(ahead, Ordering::Relaxed);
        }
        let body = answer.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec();
        let body = body.map_err(|error| {
            let cut = matches!(&error, ureq::Error::Io(e) if e.kind() == ErrorKind::UnexpectedEof);
            let error = match self.failed(error, url, deadline, true) {
                Error::Service { message, .. } => {
                    Error::Service { message, http_status: Some(status), retry_after }
                }
                other => other,
            };
            let passing = cut || error.kind() == Kind::Network;
            Failed { error, uncertain: true, passing }
        })?;
        Ok(Answer { status, retry_after, body, uncertain: false })
    }

    /// What kept a request from being answered; `begun` if an answer had begun.
    fn failed(&self, error: ureq::Error, url: &str, deadline: Deadline, begun: bool) -> Error {
        if let Err(cancelled) = call::check() {
            return cancelled;
        }
        let place = url.split('/').nth(2).unwrap_or_default();
        let network = |reason: &str| {
            self.resolver.forget();
            Error::Network(format!("{place} could not be reached: {reason}"))
        };
        let service = |reason: &str| Error::Service {
            message: format!("the answer of {place} makes no sense: {reason}"),
            http_status: None,
            retry_after: None,
        };
        match error {
            ureq::Error::Timeout(ureq::Timeout::Connect) => network("connecting took too long"),
            ureq::Error::Timeout(_) => deadline.passed(),
            ureq::Error::HostNotFound => network("there is no host of this name"),
            ureq::Error::Io(error) => match error.kind() {
                ErrorKind::TimedOut | ErrorKind::WouldBlock => deadline.passed(),
                ErrorKind::UnexpectedEof if begun => service("it ends too early"),
                ErrorKind::UnexpectedEof => network("it closed the connection without an answer"),
                ErrorKind::InvalidInput if begun => service("it is broken"),
                _ => network(&error.to_string()),
            },
            ureq::Error::BodyExceedsLimit(_) => service("it is larger than 16 MiB"),
            ureq::Error::LargeResponseHeader(..) => service("its headers are too large"),
            ureq::Error::Protocol(error) => service(&error.to_string()),
            ureq::Error::Decompress(..) => service("it cannot be decompressed"),
            other => network(&other.to_string()),
        }
    }
}

const JSON: &str = "application/json";

impl Deadline {
    /// The time that is left.
    pub fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    fn passed(self) -> Error {
        let within = self.timeout.as_millis();
        Error::Timeout(format!("the service did not answer within {within} ms"))
    }
}

/// Whether the service surely has nothing of a request that failed so.
fn is_unsent(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::Timeout(ureq::Timeout::Resolve | ureq::Timeout::Connect) => true,
        ureq::Error::Io(error) => error.kind() == ErrorKind::ConnectionRefused,
        _ => false,
    }
}

/// Seconds to wait, which the service tells as such or as the time when it counts anew.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    number("retry-after").or_else(|| {
        let reset = number("x-rate-limit-reset").or_else(|| number("x-ratelimit-reset"))?;
        Some(reset.saturating_sub(seconds(SystemTime::now())))
    })
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// A line for each attempt, for who has set a logger: what was asked, without secrets, and what
/// became of it.
fn log_attempt(
    request: &Request<'_>,
    attempt: u32,
    begun: Instant,
    result: &Result<Answer, Failed>,
) {
    if !log::log_enabled!(log::Level::Debug) {
        return;
    }
    let mut line = ObjectWriter::with_capacity(200);
    line.text("event", "attempt")
        .text("method", request.method.as_str())
        .text("path", &urls::masked_path(&request.url))
        .number("attempt", u64::from(attempt));
    match result {
        Ok(answer) => line.number("status", u64::from(answer.status)),
        Err(failed) => line.text("failed", failed.error.kind().name()),
    };
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    log::debug!("{}", line.number("ms", ms).finish());
}
