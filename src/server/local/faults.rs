//! Which rule a request falls to, and what becomes of it then.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Either, Full};
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::damaged::Damaged;
use super::filter::Seen;
use super::operations::OPEN_SOCKET;
use super::rules::{Effect, Pick, Rule, Rules, Substitute};
use crate::server::answer::{self, Answer};

/// An answer as the connection gets it.
pub type Sent = Response<Either<Full<Bytes>, Damaged>>;

/// The connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("a fault rule cuts it")]
pub struct Cut;

/// The rules in force.
pub struct Faults {
    /// Whether there are rules: all that a request looks at if there are none.
    some: AtomicBool,
    set: Mutex<Set>,
    /// The rules from the start on.
    first: Arc<Rules>,
}

struct Set {
    rules: Arc<Rules>,
    counts: Vec<Counts>,
}

/// How many requests a rule has seen, and how many it took.
#[derive(Clone, Copy, Default)]
struct Counts {
    matched: u64,
    fired: u64,
}

/// A rule that takes a request.
pub struct Fired {
    rules: Arc<Rules>,
    index: usize,
}

impl Faults {
    pub fn new(first: Arc<Rules>) -> Self {
        let set = Mutex::new(Set::of(first.clone()));
        Faults { some: AtomicBool::new(!first.rules.is_empty()), set, first }
    }

    /// Replace the rules and their counts.
    pub fn put(&self, rules: Rules) {
        self.set_to(Arc::new(rules));
    }

    /// Be as at the start.
    pub fn reset(&self) {
        self.set_to(self.first.clone());
    }

    fn set_to(&self, rules: Arc<Rules>) {
        if !rules.rules.is_empty() {
            log::info!("{} fault rules, seed {}", rules.rules.len(), rules.seed);
        }
        let mut set = self.set();
        self.some.store(!rules.rules.is_empty(), Ordering::Release);
        *set = Set::of(rules);
    }

    pub fn show(&self) -> Value {
        let set = self.set();
        let shown = set.rules.rules.iter().zip(&set.counts).map(|(rule, counts)| {
            let mut text = rule.text.clone();
            text["matched"] = counts.matched.into();
            text["fired"] = counts.fired.into();
            text
        });
        json!({"seed": set.rules.seed, "rules": shown.collect::<Vec<_>>()})
    }

    /// Whether there is a rule at all.
    pub fn any(&self) -> bool {
        self.some.load(Ordering::Acquire)
    }

    /// The first rule that takes a request. Those before it have seen it, too.
    pub fn take(&self, seen: &Seen<'_>) -> Option<Fired> {
        let mut set = self.set();
        let Set { rules, counts } = &mut *set;
        let is_socket = seen.operation == Some(OPEN_SOCKET);
        let index =
            rules.rules.iter().zip(counts).enumerate().position(|(index, (rule, counts))| {
                if !rule.filter.matches(seen) || (is_socket && !rule.suits_sockets()) {
                    return false;
                }
                counts.matched += 1;
                let takes =
                    picks(&rule.pick, *counts, || chance(rules.seed, index, counts.matched));
                counts.fired += u64::from(takes);
                takes
            })?;
        Some(Fired { rules: rules.clone(), index })
    }

    fn set(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Set {
    fn of(rules: Arc<Rules>) -> Self {
        Set { counts: vec![Counts::default(); rules.rules.len()], rules }
    }
}

fn picks(pick: &Pick, counts: Counts, chance: impl FnOnce() -> f64) -> bool {
    pick.nth.is_none_or(|nth| counts.matched == nth)
        && pick.every.is_none_or(|every| counts.matched.is_multiple_of(every))
        && pick.times.is_none_or(|times| counts.fired < times)
        && pick.probability.is_none_or(|probability| chance() < probability)
}

/// From 0 to below 1: always the same for the same request of the same rule (SplitMix64), in
/// whatever order requests for other rules come.
fn chance(seed: u64, index: usize, matched: u64) -> f64 {
    let mix = |mut state: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^ (state >> 31)
    };
    let number = mix(mix(mix(seed) ^ index as u64) ^ matched);
    // The 53 bits that a double has.
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

impl Fired {
    fn rule(&self) -> &Rule {
        &self.rules.rules[self.index]
    }

    /// What the journal and the log call it.
    pub fn name(&self) -> &str {
        &self.rule().name
    }

    /// Answer a request so; `done` does it if it is polled.
    pub async fn play(&self, done: impl Future<Output = Answer>) -> Result<Sent, Cut> {
        let rule = self.rule();
        pause(rule.delay).await;
        let answer = match &rule.effect {
            Some(Effect::CutBefore) => None,
            Some(Effect::Status(substitute)) if !substitute.commit => None,
            _ => Some(done.await),
        };
        pause(rule.delay_answer).await;
        match (&rule.effect, answer) {
            (Some(Effect::Status(substitute)), _) => Ok(substitute.answer().map(Either::Left)),
            (Some(effect), Some(answer)) => damage(effect, answer).await,
            (None, Some(answer)) => Ok(answer.map(Either::Left)),
            (_, None) => Err(Cut),
        }
    }
}

async fn pause(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

impl Substitute {
    fn answer(&self) -> Answer {
        let mut answer = answer::open(self.status, self.body.clone());
        let headers = answer.headers_mut();
        if self.is_text {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        }
        if self.status.as_u16() == 429 {
            let given = self.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            answer::retry_later(headers, given.and_then(|text| text.parse().ok()).unwrap_or(1));
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        answer
    }
}

async fn damage(effect: &Effect, answer: Answer) -> Result<Sent, Cut> {
    const PAGE: &str = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n\
                        <center><h1>502 Bad Gateway</h1></center>\n</body>\n</html>\n";
    let (mut head, body) = answer.into_parts();
    let Ok(body) = body.collect().await;
    let body = body.to_bytes();
    let body = match effect {
        Effect::Truncate(bytes) => Either::Right(Damaged::cut(body, *bytes)),
        Effect::Slow { pause, chunk } => Either::Right(Damaged::slow(body, *pause, *chunk)),
        Effect::Html => {
            head.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
            Either::Left(Full::from(PAGE))
        }
        Effect::HalfJson => Either::Left(Full::new(body.slice(..body.len() / 2))),
        Effect::Empty => Either::Left(Full::default()),
        Effect::Status(_) | Effect::CutBefore | Effect::CutAfter => return Err(Cut),
    };
    Ok(Response::from_parts(head, body))
}
