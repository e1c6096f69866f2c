//! The service itself, or a server that speaks its protocol, over HTTP.

mod agents;
mod answer;
mod budget;
mod create;
mod http;
mod operations;
mod read;
mod resolver;
mod retry;
mod transport;
mod urls;

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Instant;

use ureq::http::Method;

use self::budget::Class;
use self::http::{Answer, Credential, Deadline, Failed, Http, Request};
use self::retry::Repeat;
use crate::config::{Config, Remote};
use crate::error::{Error, Kind, Result};
use crate::model::{Actor, Uid};
use crate::secret::Secret;

/// A client of the service.
pub struct Cloud {
    http: Http,
    remote: Remote,
    app_id: Option<String>,
    api_key: Option<Secret>,
    auth_key: Option<Secret>,
    /// Tokens that were created of late, and when.
    handed_out: Mutex<VecDeque<(Instant, Secret)>>,
}

impl Cloud {
    pub(crate) fn open(remote: &Remote, config: &Config) -> Result<Self> {
        Ok(Cloud {
            http: Http::new(config)?,
            remote: remote.clone(),
            app_id: config.app_id.clone(),
            api_key: config.api_key.clone(),
            auth_key: config.auth_key.clone(),
            handed_out: Mutex::default(),
        })
    }

    /// The key for what only an administrator may do.
    fn full_access(&self) -> Result<Credential<'_>> {
        self.api_key.as_ref().map(Credential::Key).ok_or(Error::KeyNeeded(
            "this operation needs an apiKey, and the client was opened without one",
        ))
    }

    /// The key for what an authKey may do as well: create and update users, and log them in.
    fn auth_only<'a>(&'a self, given: Option<&'a Secret>) -> Result<Credential<'a>> {
        let key = given.or(self.api_key.as_ref()).or(self.auth_key.as_ref());
        key.map(Credential::Key).ok_or(Error::KeyNeeded(
            "this operation needs an apiKey or authKey, and the client was opened without one",
        ))
    }

    /// The key for what a logged-in user may do as well.
    fn key_or_session<'a>(&'a self, session: Option<&'a Secret>) -> Result<Credential<'a>> {
        match (&self.api_key, session) {
            (Some(key), _) => Ok(Credential::Key(key)),
            (None, Some(token)) => Ok(Credential::Token(token)),
            (None, None) => Err(Error::KeyNeeded(
                "this operation needs an apiKey or a logged-in user, and there is neither",
            )),
        }
    }

    /// The same in the eyes of a user, for which it takes a key.
    fn on_behalf_of<'a>(
        &'a self,
        viewer: Option<&'a str>,
        session: Option<&'a Secret>,
    ) -> Result<Credential<'a>> {
        match viewer {
            None => self.key_or_session(session),
            // Anything else is nobody's uid, and no header's value.
            Some(viewer) if Uid::parse(viewer, "onBehalfOf", usize::MAX).is_err() => {
                Err(Error::UserNotFound(viewer.into()))
            }
            Some(viewer) => match self.full_access()? {
                Credential::Key(key) => Ok(Credential::KeyFor(key, viewer)),
                other => Ok(other),
            },
        }
    }

    /// Where the relations of a user are, and the credential for them.
    fn relations<'a>(&'a self, actor: &'a Actor, what: &str) -> Result<(String, Credential<'a>)> {
        Ok(match actor {
            Actor::Uid(uid) => (urls::user(uid, what), self.full_access()?),
            Actor::Session(token) => (what.to_owned(), Credential::Token(token)),
        })
    }

    /// Send a request that belongs to a call, and read what the answer holds.
    fn call<T>(
        &self,
        method: Method,
        path: &str,
        credential: Credential<'_>,
        body: Option<Vec<u8>>,
        deadline: Deadline,
        read: impl FnOnce(&answer::Success<'_>) -> Option<T>,
    ) -> Result<T> {
        let request = self.request(method, path, credential, body);
        self.send(request, deadline, read).map_err(|failed| failed.error)
    }

    /// The whole of a call that takes one request.
    fn once<T>(
        &self,
        method: Method,
        path: &str,
        credential: Credential<'_>,
        body: Option<Vec<u8>>,
        read: impl FnOnce(&answer::Success<'_>) -> Option<T>,
    ) -> Result<T> {
        self.call(method, path, credential, body, self.http.deadline(), read)
    }

    fn request<'a>(
        &'a self,
        method: Method,
        path: &str,
        credential: Credential<'a>,
        body: Option<Vec<u8>>,
    ) -> Request<'a> {
        let base = match credential {
            Credential::Key(_) | Credential::KeyFor(..) => &self.remote.admin,
            Credential::Token(_) | Credential::Jwt(_) => &self.remote.client,
        };
        let (repeat, class) = (Repeat::of(&method, path), Class::of(&method, path));
        let (url, app_id) = (format!("{base}/{path}"), self.app_id.as_deref());
        Request { method, url, app_id, credential, body, repeat, class }
    }

    fn send<T>(
        &self,
        request: Request<'_>,
        deadline: Deadline,
        read: impl FnOnce(&answer::Success<'_>) -> Option<T>,
    ) -> Result<T, Failed> {
        let answer: Answer = self.http.send(&request, deadline)?;
        let in_path = urls::secret_in(&request.url);
        let secrets: Vec<_> = in_path.iter().chain([request.credential.secret()]).collect();
        // An answer that makes no sense does not say either what was done.
        let failed = |error: Error| Failed {
            uncertain: answer.uncertain || matches!(error, Error::Service { .. }),
            error,
            passing: false,
        };
        let success = answer.read(&secrets).map_err(failed)?;
        read(&success).ok_or_else(|| failed(answer.nonsense(&secrets)))
    }

    /// Delete what a path names; what the service says about it. If an attempt was cut off and
    /// the next finds nothing, then the first has deleted it: `done` is what the service says
    /// then.
    fn delete(
        &self,
        path: &str,
        body: Option<Vec<u8>>,
        done: impl FnOnce() -> String,
    ) -> Result<String> {
        let request = self.request(Method::DELETE, path, self.full_access()?, body);
        match self.send(request, self.http.deadline(), read::message) {
            Err(failed) if failed.uncertain && failed.error.kind() == Kind::NotFound => Ok(done()),
            other => other.map_err(|failed| failed.error),
        }
    }
}
