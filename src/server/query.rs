//! The query of a list: the wire's spellings, turned into the engine's requests.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::routes::percent_decode;

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

    /// Names and values, all texts.
    pub fn texts(&self) -> Map<String, Value> {
        let pairs = self.0.iter();
        pairs.map(|(name, value)| (name.to_string(), percent_decode(value).into())).collect()
    }

    /// All elements of that name: repeated, or joined by commas.
    fn list(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        let elements = values.flat_map(|(_, value)| value.split(','));
        let texts = elements.map(|element| percent_decode(element).trim().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// A request for a list, with the members of these kinds, as the library reads it: its
    /// checks find what is wrong.
    pub fn request(&self, members: &[(&str, Kind)]) -> String {
        let mut request = Map::new();
        let page = [("page", Kind::Number), ("perPage", Kind::Number)];
        for (name, kind) in page.iter().chain(members) {
            let text = self.text(name).or_else(|| match *name {
                "perPage" => self.text("per_page"),
                _ => None,
            });
            let Some(text) = text else { continue };
            let value = match kind {
                Kind::Text => text.into(),
                Kind::Number => number(text),
                Kind::Boolean => boolean(text),
                Kind::List => self.list(name).into(),
            };
            request.insert((*name).to_owned(), value);
        }
        Value::Object(request).to_string()
    }
}

/// What the value of a query is.
#[derive(Clone, Copy)]
pub enum Kind {
    Text,
    Number,
    Boolean,
    List,
}

/// What a list of users may be asked for with a key.
pub const BY_KEY: [(&str, Kind); 9] = [
    ("searchKey", Kind::Text),
    ("searchIn", Kind::List),
    ("status", Kind::Text),
    ("role", Kind::Text),
    ("roles", Kind::List),
    ("tags", Kind::List),
    ("withTags", Kind::Boolean),
    ("withDeactivated", Kind::Boolean),
    ("onlyDeactivated", Kind::Boolean),
];

/// What a list of users may be asked for by a user.
pub const BY_USER: [(&str, Kind); 12] = [
    ("searchKey", Kind::Text),
    ("searchIn", Kind::List),
    ("status", Kind::Text),
    ("role", Kind::Text),
    ("roles", Kind::List),
    ("tags", Kind::List),
    ("withTags", Kind::Boolean),
    ("uids", Kind::List),
    ("friendsOnly", Kind::Boolean),
    ("hideBlockedUsers", Kind::Boolean),
    ("sortBy", Kind::Text),
    ("sortOrder", Kind::Text),
];

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
        let query = Query::parse(Some("tags=a,b%2Cc&tags[]=d&page=2&withTags=1&status="));
        let request = query.request(&BY_KEY);
        assert_eq!(request, r#"{"page":2,"tags":["a","b,c","d"],"withTags":true}"#);
    }

    #[test]
    fn what_is_no_number_stays_as_it_is_for_the_checks_to_find() {
        let request = Query::parse(Some("page=x&per_page=99999999999999999999")).request(&[]);
        assert_eq!(request, format!(r#"{{"page":"x","perPage":{}}}"#, i64::MAX));
    }
}
