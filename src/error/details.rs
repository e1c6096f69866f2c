//! Broken rules, and identifiers from outside.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Error, Result};
use crate::model::limits;

/// Members that an error document names: more than a request has that is not hostile.
const MOST_MEMBERS: usize = 100;

/// Broken rules by member, in the order of the request's table; `tags.0` for an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    texts: Vec<(String, Vec<String>)>,
}

impl Details {
    /// One broken rule.
    pub fn of(member: &str, text: impl Into<String>) -> Self {
        let mut details = Details::default();
        details.add(member, text);
        details
    }

    /// Note that `member` breaks a rule. A hostile request may break thousands; those after
    /// the first 100 are only hinted at.
    pub fn add(&mut self, member: &str, text: impl Into<String>) {
        if self.texts.len() > MOST_MEMBERS {
            return;
        }
        if self.texts.len() == MOST_MEMBERS {
            self.texts.push(("…".to_owned(), vec!["There are more.".to_owned()]));
            return;
        }
        match self.texts.iter_mut().find(|(known, _)| known == member) {
            Some((_, texts)) => texts.push(text.into()),
            None => self.texts.push((member.to_owned(), vec![text.into()])),
        }
    }

    /// These and those, a text once.
    pub fn and(mut self, more: Details) -> Self {
        for (member, texts) in more.texts {
            for text in texts {
                if !self.get(&member).is_some_and(|known| known.contains(&text)) {
                    self.add(&member, text);
                }
            }
        }
        self
    }

    /// These, but for those of a member.
    pub fn without(mut self, member: &str) -> Self {
        self.texts.retain(|(known, _)| known != member);
        self
    }

    /// Whether no rule is broken.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// All texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str))
    }

    /// The texts of a member.
    pub fn get(&self, member: &str) -> Option<&[String]> {
        self.texts.iter().find(|(known, _)| known == member).map(|(_, texts)| &texts[..])
    }

    /// `value` if no rule is broken.
    pub fn or<T>(self, value: impl FnOnce() -> T) -> Result<T> {
        if self.is_empty() { Ok(value()) } else { Err(Error::Validation(self)) }
    }
}

impl Serialize for Details {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.texts.len()))?;
        for (member, texts) in &self.texts {
            map.serialize_entry(member, texts)?;
        }
        map.end()
    }
}

/// An identifier from outside, cut to the length of the longest valid one, so that a
/// hostile request does not come back whole in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted(String);

impl From<&str> for Quoted {
    fn from(text: &str) -> Self {
        Quoted(match text.char_indices().nth(limits::UID_CHARACTERS) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        })
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
