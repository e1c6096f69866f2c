//! One request, one answer: bounded in time and size, with every failure named.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Method, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Proxy};

use super::resolver::CachingResolver;
use super::transport::Sparing;
use crate::config::Config;
use crate::error::{Details, Error, Result};
use crate::secret::Secret;

/// The largest answer: more than any page of users.
const ANSWER_BYTES: u64 = 16 * 1024 * 1024;
/// Connections kept for a burst; ureq keeps 3 a host.
const IDLE_CONNECTIONS: usize = 64;

/// Sends requests over connections that are kept.
pub struct Http {
    agent: Agent,
    resolver: CachingResolver,
    timeout: Duration,
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

/// What came back, whatever it is.
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Vec<u8>,
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
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .build();
        let resolver = CachingResolver::default();
        let connector = DefaultConnector::default().chain(Sparing);
        Ok(Http {
            agent: Agent::with_parts(agent, connector, resolver.clone()),
            resolver,
            timeout: config.timeout,
        })
    }

    /// The deadline of a call that begins now.
    pub fn deadline(&self) -> Deadline {
        Deadline { at: Instant::now() + self.timeout, timeout: self.timeout }
    }

    /// Send a request, and read the whole answer.
    pub fn send(
        &self,
        method: Method,
        url: &str,
        app_id: Option<&str>,
        credential: Credential<'_>,
        body: Option<Vec<u8>>,
        deadline: Deadline,
    ) -> Result<Answer> {
        let left = deadline.at.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(deadline.passed());
        }
        let mut request = Request::builder().method(method).uri(url).header("accept", JSON);
        if let Some(app_id) = app_id {
            request = request.header("appid", app_id);
        }
        request = match credential {
            Credential::Key(key) => request.header("apikey", key.expose()),
            Credential::KeyFor(key, viewer) => {
                request.header("apikey", key.expose()).header("onbehalfof", viewer)
            }
            Credential::Token(token) => request.header("authtoken", token.expose()),
            Credential::Jwt(jwt) => request.header("authorization", jwt.expose()),
        };
        let answer = match body {
            Some(body) => {
                let request = request.header("content-type", JSON).body(body);
                let request = self.agent.configure_request(request.map_err(|_| Error::Internal)?);
                // HTTP allows a DELETE with a body; ureq asks to be told that it is meant.
                let request = request.allow_non_standard_methods(true);
                self.agent.run(request.timeout_global(Some(left)).build())
            }
            None => {
                let request = request.body(()).map_err(|_| Error::Internal)?;
                let request = self.agent.configure_request(request);
                self.agent.run(request.timeout_global(Some(left)).build())
            }
        };
        let mut answer = answer.map_err(|error| self.failed(error, url, deadline, false))?;
        let status = answer.status().as_u16();
        let retry_after = retry_after(answer.headers());
        let body = answer.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec();
        let body = body.map_err(|error| match self.failed(error, url, deadline, true) {
            Error::Service { message, .. } => {
                Error::Service { message, http_status: Some(status), retry_after }
            }
            other => other,
        })?;
        Ok(Answer { status, retry_after, body })
    }

    /// What kept a request from being answered; `begun` if an answer had begun.
    fn failed(&self, error: ureq::Error, url: &str, deadline: Deadline, begun: bool) -> Error {
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
    fn passed(self) -> Error {
        let within = self.timeout.as_millis();
        Error::Timeout(format!("the service did not answer within {within} ms"))
    }
}

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get("retry-after")?.to_str().ok()?.trim().parse().ok()
}
