//! How many requests a minute there may be: what the service told, and what the caller allows.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Method};

use super::http::Deadline;
use crate::call;
use crate::error::{Error, Result};
use crate::model::limits::RateLimit;

const MINUTE: Duration = Duration::from_secs(60);

/// What the service counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Users created and deleted.
    Core,
    /// Imports.
    Import,
    /// Everything else.
    Standard,
}

impl Class {
    pub fn of(method: &Method, path: &str) -> Self {
        let mut parts = path.split('?').next().unwrap_or(path).split('/');
        match (method.as_str(), parts.next(), parts.next(), parts.next()) {
            ("POST", Some("data_import"), ..) => Class::Import,
            ("POST" | "DELETE", Some("users"), None, _) => Class::Core,
            ("DELETE", Some("users"), Some(_), None) => Class::Core,
            _ => Class::Standard,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Class::Core => "core",
            Class::Import => "import",
            Class::Standard => "standard",
        }
    }
}

/// Shared by the threads of a client.
pub struct Budget {
    /// Between two requests, if the caller allows only so many a minute.
    interval: Option<Duration>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When the next request may be sent.
    next: Option<Instant>,
    known: Vec<RateLimit>,
}

impl State {
    /// The time between two requests when the minute's budget runs low.
    fn spacing(&self, class: Class) -> Option<Duration> {
        let known = self.known.iter().find(|known| known.class == class.name())?;
        let low = known.remaining < known.limit / 10;
        low.then(|| MINUTE / u32::try_from(known.limit.max(1)).unwrap_or(u32::MAX))
    }
}

impl Budget {
    pub fn new(most_per_minute: Option<u32>) -> Self {
        let interval = most_per_minute.map(|most| MINUTE / most.max(1));
        Budget { interval, state: Mutex::default() }
    }

    /// Wait for the turn of a request; refuse at once if that is beyond the deadline.
    pub fn wait(&self, class: Class, deadline: Deadline) -> Result<()> {
        let now = Instant::now();
        let turn = {
            let mut state = self.state();
            let turn = state.next.map_or(now, |next| next.max(now));
            let wait = turn - now;
            if !wait.is_zero() && wait >= deadline.left() {
                return Err(Error::Paced { retry_after: wait.as_secs() + 1 });
            }
            let spacing = self.interval.max(state.spacing(class));
            if let Some(spacing) = spacing {
                state.next = Some(turn + spacing);
            }
            turn
        };
        if turn == now { Ok(()) } else { call::sleep(turn - now) }
    }

    /// Learn from the headers of an answer, under either spelling.
    pub fn learn(&self, class: Class, headers: &HeaderMap) {
        let number = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| headers.get(*name))?;
            value.to_str().ok()?.trim().parse().ok()
        };
        let limit = number(["x-ratelimit-limit", "x-rate-limit"]);
        let remaining = number(["x-ratelimit-remaining", "x-rate-limit-remaining"]);
        let (Some(limit), Some(remaining)) = (limit, remaining) else { return };
        let mut state = self.state();
        let known = RateLimit { class: class.name(), limit, remaining };
        match state.known.iter_mut().find(|known| known.class == class.name()) {
            Some(place) => *place = known,
            None => state.known.push(known),
        }
    }

    /// The service wants no request of this client for a while: it holds up all threads.
    pub fn hold(&self, time: Duration) {
        let until = Instant::now() + time.min(MINUTE);
        let mut state = self.state();
        state.next = Some(state.next.map_or(until, |next| next.max(until)));
    }

    /// What is known of each class.
    pub fn known(&self) -> Vec<RateLimit> {
        self.state().known.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_as_the_service_counts_them() {
        for (method, path, class) in [
            (Method::POST, "users", Class::Core),
            (Method::DELETE, "users/ada", Class::Core),
            (Method::DELETE, "users", Class::Core),
            (Method::PUT, "users", Class::Standard),
            (Method::POST, "users/ada/auth_tokens", Class::Standard),
            (Method::DELETE, "users/ada/friends", Class::Standard),
            (Method::POST, "data_import/users", Class::Import),
            (Method::GET, "users?page=1", Class::Standard),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }
}
