use std::fmt::Write;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{Error, Result};

/// Read a JSON object. What is wrong with it is said without quoting any of its values.
pub(crate) fn read_object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    // serde would read a struct from an array as well, and quote a text.
    if !json.trim_start().starts_with('{') {
        return match serde_json::from_str::<IgnoredAny>(json) {
            Ok(_) => Err(Error::InvalidJson("it is a value of another type".to_owned())),
            Err(error) => Err(Error::InvalidJson(error.to_string())),
        };
    }
    serde_json::from_str(json).map_err(|error| Error::InvalidJson(error.to_string()))
}

/// Prints a JSON object member by member, so that stored JSON is copied and not parsed.
/// Names are ours and need no escapes.
///
/// What takes a name is inlined: copying a text of known length takes no call.
pub(crate) struct ObjectWriter(String);

impl ObjectWriter {
    /// An object without members yet; `capacity` in bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        let mut text = String::with_capacity(capacity);
        text.push('{');
        ObjectWriter(text)
    }

    /// Go on after the last member of a printed object.
    pub fn extending(object: &str, more: usize) -> Self {
        let mut text = String::with_capacity(object.len() + more);
        text.push_str(object.strip_suffix('}').unwrap_or(object));
        ObjectWriter(text)
    }

    #[inline]
    fn name(&mut self, name: &str) {
        self.0.push_str(if self.0.len() > 1 { ",\"" } else { "\"" });
        self.0.push_str(name);
        self.0.push_str("\":");
    }

    /// A member that is a string.
    #[inline]
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.string(value);
        self
    }

    fn string(&mut self, value: &str) {
        // Looking at every byte without stopping is done many at a time.
        let escapes = value
            .bytes()
            .fold(false, |found, byte| found | (byte < b' ') | (byte == b'"') | (byte == b'\\'));
        if escapes {
            self.0.push_str(&serde_json::to_string(value).expect("a string can be printed"));
        } else {
            self.0.push('"');
            self.0.push_str(value);
            self.0.push('"');
        }
    }

    /// A member that is a string, if there is one.
    #[inline]
    pub fn text_if(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.text(name, value);
        }
        self
    }

    /// A member that is JSON already.
    #[inline]
    pub fn json(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.0.push_str(value);
        self
    }

    /// A member that is JSON already, if there is one.
    #[inline]
    pub fn json_if(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.json(name, value);
        }
        self
    }

    /// A member that is a number.
    #[inline]
    pub fn number(&mut self, name: &str, value: u64) -> &mut Self {
        self.name(name);
        write!(self.0, "{value}").expect("a string can be written");
        self
    }

    /// A member that is a number, if there is one.
    #[inline]
    pub fn number_if(&mut self, name: &str, value: Option<u64>) -> &mut Self {
        if let Some(value) = value {
            self.number(name, value);
        }
        self
    }

    /// The whole object.
    pub fn finish(&mut self) -> String {
        self.0.push('}');
        std::mem::take(&mut self.0)
    }
}
