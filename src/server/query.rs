//! The query of a list: the wire's spellings, turned into the engine's requests.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::answer::Failure;
use super::routes::percent_decode;
use crate::error::{Details, Error};
use crate::model::PageRequest;

/// Names and values, in order; a value is not decoded yet, because lists are split before.
pub struct Query<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Query<'a> {
    pub fn parse(query: Option<&'a str>) -> Self {
        let pairs = query.unwrap_or("").split('&').filter(|pair| !pair.is_empty());
        Query(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    let name = percent_decode(name);
                    match name.strip_suffix("[]") {
                        Some(list) => (Cow::Owned(list.to_owned()), value),
                        None => (name, value),
                    }
                })
                .collect(),
        )
    }

    /// The last value of that name, unless it is blank.
    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().rev().find(|(known, _)| known == name)?;
        let text = percent_decode(value).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// All elements of that name: repeated, or joined by commas.
    fn list(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let elements = values.flat_map(|(_, value)| value.split(','));
        let texts = elements.map(|element| percent_decode(element).trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// Which page is asked for. The engine's own reader of requests finds what is wrong.
    pub fn page(&self) -> PageRequest {
        let mut request = Map::new();
        if let Some(page) = self.text("page") {
            request.insert("page".to_owned(), number(page));
        }
        if let Some(size) = self.text("perPage").or_else(|| self.text("per_page")) {
            request.insert("perPage".to_owned(), number(size));
        }
        if let Some(with_tags) = self.text("withTags") {
            request.insert("withTags".to_owned(), boolean(with_tags));
        }
        serde_json::from_value(Value::Object(request)).unwrap_or_default()
    }

    /// The uids that a user's list is about.
    pub fn uids(&self) -> Option<Vec<String>> {
        self.text("uids").map(|_| self.list("uids"))
    }

    /// The direction of a list of blocks.
    pub fn direction(&self) -> Option<String> {
        self.text("direction")
    }

    /// Refuse what would be answered as if it had not been asked.
    pub fn refuse(&self, unsupported: &[&str]) -> Result<(), Failure> {
        let mut details = Details::default();
        for name in unsupported {
            let value = self.text(name);
            if value.is_some_and(|value| !matches!(&*value, "0" | "false")) {
                details
                    .add(name, format!("The {name} filter is not supported by this server yet."));
            }
        }
        details.or(|| ()).map_err(Error::into)
    }
}

/// A number as JSON; any other text stays one, so that the rule it breaks is named.
fn number(text: String) -> Value {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    match text.parse::<i64>() {
        Ok(number) => number.into(),
        Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            if text.starts_with('-') { i64::MIN.into() } else { i64::MAX.into() }
        }
        Err(_) => text.into(),
    }
}

fn boolean(text: String) -> Value {
    match &*text {
        "true" | "1" => true.into(),
        "false" | "0" => false.into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_before_they_are_decoded() {
        let query = Query::parse(Some("uids=a,b%2Cc&uids[]=d&page=2"));
        assert_eq!(query.uids().unwrap(), ["a", "b,c", "d"]);
        assert_eq!(Query::parse(Some("uids=&page=2")).uids(), None);
    }

    #[test]
    fn a_filter_that_is_off_is_not_refused() {
        let refuse = |query| Query::parse(Some(query)).refuse(&["status", "friendsOnly"]).is_ok();
        assert!(refuse("status=&friendsOnly=0&unknown=1"));
        assert!(!refuse("status=offline"));
        assert!(!refuse("friendsOnly=1"));
    }
}
