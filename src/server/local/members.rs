//! Reading an object strictly: what is wrong is named, with what to do.

use std::ops::RangeInclusive;

use hyper::StatusCode;
use serde_json::{Map, Value};

use crate::server::answer::Failure;

/// A member that breaks a rule.
#[derive(Debug)]
pub struct Invalid {
    member: String,
    rule: String,
}

impl Invalid {
    pub fn of(member: impl Into<String>, rule: impl Into<String>) -> Self {
        Invalid { member: member.into(), rule: rule.into() }
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` {}", self.member, self.rule)
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, "ERR_BAD_REQUEST", invalid.to_string())
    }
}

/// The members of an object that nobody has asked for yet.
pub struct Members {
    place: String,
    rest: Map<String, Value>,
    /// What was asked for: what is known.
    known: Vec<&'static str>,
}

impl Members {
    /// The members of an object; `place` is where it was found.
    pub fn of(place: &str, value: Value) -> Result<Self, Invalid> {
        let place = place.to_owned();
        match value {
            Value::Object(rest) => Ok(Members { place, rest, known: Vec::new() }),
            _ => {
                let member = if place.is_empty() { "body".to_owned() } else { place };
                Err(Invalid::of(member, "must be a JSON object"))
            }
        }
    }

    /// A member's whole name.
    pub fn name(&self, member: &str) -> String {
        if self.place.is_empty() { member.to_owned() } else { format!("{}.{member}", self.place) }
    }

    /// That a member breaks a rule.
    pub fn invalid(&self, member: &str, rule: impl Into<String>) -> Invalid {
        Invalid::of(self.name(member), rule)
    }

    /// A value; `null` is none.
    pub fn take(&mut self, member: &'static str) -> Option<Value> {
        self.known.push(member);
        self.rest.remove(member).filter(|value| !value.is_null())
    }

    pub fn text(&mut self, member: &'static str) -> Result<Option<String>, Invalid> {
        match self.take(member) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(self.invalid(member, "must be a text that is not empty")),
        }
    }

    pub fn flag(&mut self, member: &'static str) -> Result<bool, Invalid> {
        match self.take(member) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(self.invalid(member, "must be true or false")),
        }
    }

    /// A whole number of a range.
    pub fn number(
        &mut self,
        member: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, Invalid> {
        let Some(value) = self.take(member) else { return Ok(None) };
        match value.as_u64().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let (least, most) = range.into_inner();
                Err(self.invalid(member, format!("must be a whole number from {least} to {most}")))
            }
        }
    }

    /// That nothing is left: a misspelled member would mean another thing than was wanted.
    pub fn end(self) -> Result<(), Invalid> {
        match self.rest.keys().next() {
            None => Ok(()),
            Some(unknown) => {
                let rule = format!("is not known here; known are {}", self.known.join(", "));
                Err(self.invalid(unknown, rule))
            }
        }
    }
}
