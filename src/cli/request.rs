//! Requests: the arguments of a command as the members of a JSON object.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::failure::Failure;
use super::files;
use crate::error::Error;

/// The members of a request, each as JSON text.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Request(BTreeMap<String, Box<RawValue>>);

/// The escape hatch.
#[derive(Args, Clone, Serialize)]
pub struct Whole {
    /// The whole request as JSON, `@FILE`, or `-` for standard input; other arguments go over it
    #[arg(long, value_name = "JSON|@FILE|-", value_parser = Request::parse)]
    request: Option<Request>,
}

impl Request {
    fn parse(argument: &str) -> Result<Self, String> {
        let json = files::json(argument)?;
        serde_json::from_str(json.get()).map_err(|_| "it is no JSON object".to_owned())
    }

    /// What the arguments of a command ask for: those that were not given are left out, and
    /// `request` is what the others go over.
    pub fn of(arguments: &impl Serialize) -> Self {
        let text = serde_json::to_string(arguments).expect("arguments can be printed");
        let mut members: BTreeMap<String, Box<RawValue>> =
            serde_json::from_str(&text).expect("the arguments of a command have names");
        members.retain(|_, value| !matches!(value.get(), "null" | "[]" | "false"));
        let whole = members.remove("request").map(|whole| {
            serde_json::from_str::<Request>(whole.get()).expect("printed from a request")
        });
        let mut request = whole.unwrap_or_default();
        request.0.extend(members);
        request
    }

    /// A document from a file.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        let read = serde_json::from_str(text);
        // The text of the error may quote a secret.
        read.map_err(|_| Error::InvalidJson("it is no JSON object".to_owned()).into())
    }

    /// With one more member.
    pub fn with(mut self, member: &str, value: impl Serialize) -> Self {
        let value = to_raw_value(&value).expect("texts and numbers can be printed");
        self.0.insert(member.to_owned(), value);
        self
    }

    /// The text of a member.
    pub fn text(&self, member: &str) -> Option<String> {
        serde_json::from_str(self.0.get(member)?.get()).ok()
    }

    /// Null for the members that are to be cleared.
    pub fn clearing(self, members: &[String]) -> Self {
        members.iter().fold(self, |request, member| request.with(member, ()))
    }

    /// The JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("made of JSON")
    }
}

impl<'de> serde::Deserialize<'de> for Request {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::deserialize(deserializer).map(Request)
    }
}

/// Which page of a list.
#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageArguments {
    /// The number of the page, from 1
    #[arg(long, value_name = "N")]
    page: Option<u64>,

    /// Items of a page, 1 to 1000
    #[arg(long, value_name = "N")]
    per_page: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Arguments {
        name: Option<String>,
        tags: Vec<String>,
        force: bool,
        metadata: Option<Box<RawValue>>,
        #[serde(flatten)]
        whole: Whole,
    }

    #[test]
    fn arguments_that_were_not_given_are_left_out_and_others_go_over_the_whole_request() {
        let request = Request::parse(r#"{"name": "A", "more": [1.50], "link": null}"#).unwrap();
        let arguments = Arguments {
            name: Some("B".to_owned()),
            tags: Vec::new(),
            force: false,
            metadata: Some(files::json(r#"{"n": 1.50}"#).unwrap()),
            whole: Whole { request: Some(request) },
        };
        let request = Request::of(&arguments).clearing(&["avatar".to_owned()]);
        assert_eq!(
            request.to_json(),
            r#"{"avatar":null,"link":null,"metadata":{"n": 1.50},"more":[1.50],"name":"B"}"#
        );
    }
}
