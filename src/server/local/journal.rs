//! What requests came, and whether they are those that a test expects.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::body::Bytes;
use hyper::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::filter::{Filter, Seen};
use super::members::{Invalid, Members};
use crate::server::answer::Failure;

/// Requests that are kept.
const MOST_ENTRIES: usize = 1000;
/// A body beyond this is not kept.
const MOST_BYTES: usize = 16 * 1024;
/// Requests that a refused assertion quotes.
const MOST_QUOTED: usize = 20;
const MOST_COUNT: u64 = 1_000_000_000;

/// The last requests, oldest first.
#[derive(Default)]
pub struct Journal(Mutex<VecDeque<Entry>>);

/// A request, and what became of it.
pub struct Entry {
    /// Unix milliseconds.
    pub time: u64,
    pub method: Method,
    /// Masked.
    pub path: String,
    pub operation: Option<&'static str>,
    pub uid: Option<String>,
    /// None if there was no answer.
    pub status: Option<u16>,
    pub took: Duration,
    /// The rule that fired.
    pub fault: Option<String>,
    /// As it came; it is masked when it is shown.
    pub body: Bytes,
}

/// Which entries are meant.
#[derive(Default)]
struct Query {
    filter: Filter,
    status: Option<u64>,
    body: Map<String, Value>,
}

impl Journal {
    pub fn add(&self, mut entry: Entry) {
        if entry.body.len() > MOST_BYTES {
            entry.body = Bytes::new();
        }
        let mut entries = self.entries();
        if entries.len() == MOST_ENTRIES {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub fn clear(&self) {
        self.entries().clear();
    }

    /// The entries that a query asks for.
    pub fn list(&self, query: Map<String, Value>) -> Result<Value, Invalid> {
        let mut members = Members::of("", Value::Object(query))?;
        let query = Query::read(&mut members)?;
        members.end()?;
        let entries = self.entries();
        Ok(entries.iter().filter(|entry| query.matches(entry)).map(Entry::show).collect())
    }

    /// Whether as many requests of a kind came as are expected: how many, or what came instead.
    pub fn assert(&self, expected: Value) -> Result<u64, Failure> {
        let shown = expected.clone();
        let mut members = Members::of("", expected)?;
        let query = Query::read(&mut members)?;
        let count = members.number("count", 0..=MOST_COUNT)?;
        let least = members.number("atLeast", 0..=MOST_COUNT)?;
        let most = members.number("atMost", 0..=MOST_COUNT)?;
        if count.is_some() && (least.is_some() || most.is_some()) {
            return Err(members
                .invalid("count", "cannot be combined with `atLeast` or `atMost`")
                .into());
        }
        members.end()?;
        let (least, most) = match (count, least, most) {
            (Some(count), ..) => (count, count),
            (None, None, None) => (1, u64::MAX),
            (None, least, most) => (least.unwrap_or(0), most.unwrap_or(u64::MAX)),
        };
        let entries = self.entries();
        let found = entries.iter().filter(|entry| query.matches(entry)).count() as u64;
        if (least..=most).contains(&found) {
            return Ok(found);
        }
        let message = explain(&shown, least, most, found, &entries);
        Err(Failure::new(StatusCode::CONFLICT, "ERR_ASSERTION_FAILED", message))
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn explain(
    expected: &Value,
    least: u64,
    most: u64,
    found: u64,
    entries: &VecDeque<Entry>,
) -> String {
    let wanted = match (least, most) {
        (least, most) if least == most => format!("exactly {least}"),
        (least, u64::MAX) => format!("at least {least}"),
        (0, most) => format!("at most {most}"),
        (least, most) => format!("{least} to {most}"),
    };
    let mut text = format!("expected {wanted} of {expected}, but there are {found}");
    let skipped = entries.len().saturating_sub(MOST_QUOTED);
    match (entries.len(), skipped) {
        (0, _) => text += "; no request came at all",
        (all, 0) => write!(text, "; the {all} requests that came:").expect("a string takes it"),
        (all, _) => write!(text, "; the last {MOST_QUOTED} of the {all} requests that came:")
            .expect("a string takes it"),
    }
    for entry in entries.iter().skip(skipped) {
        text += "\n  ";
        entry.quote(&mut text);
    }
    text
}

impl Query {
    fn read(members: &mut Members) -> Result<Self, Invalid> {
        let filter = Filter::read(members)?;
        let status = members.number("status", 100..=599)?;
        let body = match members.take("body") {
            None => Map::new(),
            Some(Value::Object(body)) => body,
            Some(_) => return Err(members.invalid("body", "must be an object")),
        };
        Ok(Query { filter, status, body })
    }

    fn matches(&self, entry: &Entry) -> bool {
        self.filter.matches(&entry.seen())
            && self.status.is_none_or(|status| entry.status.map(u64::from) == Some(status))
            && (self.body.is_empty() || self.is_part_of(entry.members().as_ref()))
    }

    fn is_part_of(&self, members: Option<&Value>) -> bool {
        let Some(members) = members else { return false };
        self.body.iter().all(|(name, value)| members.get(name) == Some(value))
    }
}

impl Entry {
    fn seen(&self) -> Seen<'_> {
        let Entry { method, path, operation, uid, .. } = self;
        Seen { method: method.as_str(), path, operation: *operation, uid: uid.as_deref() }
    }

    /// The body's members without secrets, if it was an object.
    fn members(&self) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(&self.body).ok()?;
        mask(&mut body);
        body.is_object().then_some(body)
    }

    fn show(&self) -> Value {
        json!({
            "time": self.time,
            "method": self.method.as_str(),
            "path": self.path,
            "operation": self.operation,
            "uid": self.uid,
            "status": self.status,
            "ms": self.took.as_secs_f64() * 1e3,
            "fault": self.fault,
            "body": self.members(),
        })
    }

    /// `POST /users (createUser ada): 200`
    fn quote(&self, text: &mut String) {
        let Entry { method, path, .. } = self;
        let about = [self.operation, self.uid.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let status =
            self.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let about =
            if about.is_empty() { String::new() } else { format!(" ({})", about.join(" ")) };
        let fault = self.fault.as_ref().map_or_else(String::new, |name| format!(", fault {name}"));
        write!(text, "{method} {path}{about}: {status}{fault}").expect("a string takes it");
    }
}

/// Hide the texts of members that are called as secrets are.
fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if is_secret(name) => *text = "***".to_owned(),
                    _ => mask(member),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(mask),
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    ["token", "apikey", "authkey", "password", "secret", "jwt", "authorization", "credential"]
        .iter()
        .any(|part| name.contains(part))
}
