use std::time::Duration;

use ureq::http::Method;

use super::http::Deadline;
use crate::call;
use crate::error::Result;
use crate::random::random_bytes;

/// The longest wait before the first repetition; it doubles with each.
const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// Whether a request may be repeated when it is not known what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Twice is as once.
    Freely,
    /// Only if the service cannot have carried it out.
    IfUndone,
    /// The same; and the caller reads what became of it, for which time is left.
    AfterReading,
}

impl Repeat {
    /// A POST makes something new, unless it adds to a set.
    pub fn of(method: &Method, path: &str) -> Self {
        const SETS: [&str; 3] = ["blockedusers", "friends", "restrictedfeatures"];
        if *method != Method::POST || SETS.iter().any(|set| path.ends_with(set)) {
            Repeat::Freely
        } else {
            Repeat::IfUndone
        }
    }
}

/// Waits between the attempts of one request: exponential, with full jitter, as long as there
/// are attempts and time left.
pub struct Backoff {
    attempts: u32,
    most: u32,
    deadline: Deadline,
}

impl Backoff {
    pub fn new(retries: u32, deadline: Deadline) -> Self {
        Backoff { attempts: 1, most: retries + 1, deadline }
    }

    /// The attempts that were begun.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Wait for the next attempt, as long as the service says if it does; false if it is over,
    /// and an error if the call was cancelled.
    pub fn next(&mut self, told: Option<Duration>) -> Result<bool> {
        if self.attempts == self.most {
            return Ok(false);
        }
        let wait = told.unwrap_or_else(|| self.jittered());
        if wait >= self.deadline.left() {
            return Ok(false);
        }
        call::sleep(wait)?;
        self.attempts += 1;
        Ok(true)
    }

    fn jittered(&self) -> Duration {
        let most = FIRST.saturating_mul(1 << (self.attempts - 1).min(16)).min(LONGEST);
        // Without a random source, all wait longest.
        let part = random_bytes::<4>().map_or(u32::MAX, u32::from_le_bytes);
        most.mul_f64(f64::from(part) / f64::from(u32::MAX))
    }
}
