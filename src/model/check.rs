//! Checking a payload member by member. The texts are the service's (contract: "Validation
//! texts"); every broken rule is noted, none stops the check.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use serde_json::value::RawValue;

use super::{Member, Metadata, Uid};
use crate::error::{Details, Result};
use crate::secret::Secret;

/// Collects the broken rules of one payload.
#[derive(Default)]
pub struct Checker {
    details: Details,
}

impl Checker {
    /// Note a broken rule.
    pub fn refuse(&mut self, member: &str, text: impl Into<String>) {
        self.details.add(member, text);
    }

    /// The checked value, if no rule was broken.
    pub fn finish<T>(self, value: impl FnOnce() -> T) -> Result<T> {
        self.details.or(value)
    }

    /// A trimmed text; `None` if absent, null, blank or wrong.
    pub fn text<'a>(
        &mut self,
        member: &str,
        value: Member<Cow<'a, str>>,
        most: usize,
    ) -> Option<Cow<'a, str>> {
        let text = match value {
            Member::Given(text) => trim(text),
            Member::Absent | Member::Null => return None,
            Member::Mistyped(_) => {
                self.refuse(member, format!("The {member} must be a string."));
                return None;
            }
        };
        // Bytes first: they are at least as many as the characters.
        if text.len() > most && text.chars().count() > most {
            self.refuse(
                member,
                format!("The {member} must not be greater than {most} characters."),
            );
        }
        (!text.is_empty()).then_some(text)
    }

    /// A text that must be there; empty, with the rule noted, if it is not.
    pub fn required_text<'a>(
        &mut self,
        member: &str,
        value: Member<Cow<'a, str>>,
        most: usize,
    ) -> Cow<'a, str> {
        let mistyped = matches!(value, Member::Mistyped(_));
        self.text(member, value, most).unwrap_or_else(|| {
            if !mistyped {
                self.refuse(member, format!("The {member} field is required."));
            }
            Cow::Borrowed("")
        })
    }

    /// A text that may be absent but not cleared.
    pub fn kept_text<'a>(
        &mut self,
        member: &str,
        value: Member<Cow<'a, str>>,
        most: usize,
    ) -> Option<Cow<'a, str>> {
        let clears = match &value {
            Member::Null => true,
            Member::Given(text) => text.trim().is_empty(),
            _ => false,
        };
        if clears {
            self.refuse(member, format!("The {member} field must have a value."));
        }
        self.text(member, value, most)
    }

    /// A key or token, of printable ASCII, as HTTP headers need it.
    pub fn secret(&mut self, member: &str, value: Member<Secret>) -> Option<Secret> {
        if matches!(value, Member::Mistyped(_)) {
            self.refuse(member, format!("The {member} must be a string."));
        }
        let secret = value.given()?;
        if !secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            self.refuse(member, format!("The {member} must only contain printable ASCII."));
        }
        Some(secret)
    }

    /// An absolute URL with a host.
    pub fn url<'a>(
        &mut self,
        member: &str,
        value: Member<Cow<'a, str>>,
        most: usize,
    ) -> Option<Cow<'a, str>> {
        let text = self.text(member, value, most)?;
        let valid = if text.is_ascii() {
            fluent_uri::Uri::parse(&*text)
                .is_ok_and(|url| url.authority().is_some_and(|place| !place.host().is_empty()))
        } else {
            fluent_uri::Iri::parse(&*text)
                .is_ok_and(|url| url.authority().is_some_and(|place| !place.host().is_empty()))
        };
        if !valid {
            self.refuse(member, format!("The {member} must be a valid URL."));
        }
        Some(text)
    }

    /// An identifier that is going to be stored.
    pub fn identifier(
        &mut self,
        member: &str,
        value: Member<Cow<'_, str>>,
        most: usize,
    ) -> Option<Uid> {
        let text = self.required_text(member, value, usize::MAX);
        if text.is_empty() {
            return None;
        }
        Uid::parse(&text, member, most).map_err(|rule| self.refuse(member, rule)).ok()
    }

    /// A boolean; false if absent, null or wrong.
    pub fn boolean(&mut self, member: &str, value: Member<bool>) -> bool {
        if matches!(value, Member::Mistyped(_)) {
            self.refuse(member, format!("The {member} field must be true or false."));
        }
        value.given().unwrap_or(false)
    }

    /// A number in a range; the default if absent, null or wrong.
    pub fn number(
        &mut self,
        member: &str,
        value: Member<i64>,
        default: u64,
        range: RangeInclusive<u64>,
    ) -> u64 {
        let (least, most) = (range.start(), range.end());
        let number = match value {
            Member::Absent | Member::Null => return default,
            Member::Given(number) => number,
            Member::Mistyped(_) => {
                self.refuse(member, format!("The {member} must be an integer."));
                return default;
            }
        };
        match u64::try_from(number) {
            Ok(number) if number > *most => {
                self.refuse(member, format!("The {member} must not be greater than {most}."));
                default
            }
            Ok(number) if number >= *least => number,
            _ => {
                self.refuse(member, format!("The {member} must be at least {least}."));
                default
            }
        }
    }

    /// Texts, each trimmed and not blank.
    pub fn texts<'a>(
        &mut self,
        member: &str,
        value: Member<Vec<Member<Cow<'a, str>>>>,
        most_items: usize,
        most_characters: usize,
    ) -> Vec<Cow<'a, str>> {
        let items = match value {
            Member::Given(items) => items,
            Member::Absent | Member::Null => return Vec::new(),
            Member::Mistyped(_) => {
                self.refuse(member, format!("The {member} must be an array."));
                return Vec::new();
            }
        };
        if items.len() > most_items {
            self.refuse(
                member,
                format!("The {member} must not have more than {most_items} items."),
            );
            return Vec::new();
        }
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| match item {
                // Bytes are at least as many as the characters.
                Member::Given(text) if !text.trim().is_empty() && text.len() <= most_characters => {
                    trim(text)
                }
                wrong => self.required_text(&format!("{member}.{index}"), wrong, most_characters),
            })
            .collect()
    }

    /// An object that is kept as it is.
    pub fn object(
        &mut self,
        member: &str,
        value: Member<&RawValue>,
        most_bytes: usize,
    ) -> Option<Metadata> {
        self.raw(member, value, most_bytes, Metadata::check_object)
    }

    /// A user's own object, which may also come as a string.
    pub fn metadata(
        &mut self,
        member: &str,
        value: Member<&RawValue>,
        most_bytes: usize,
    ) -> Option<Metadata> {
        self.raw(member, value, most_bytes, Metadata::check)
    }

    fn raw(
        &mut self,
        member: &str,
        value: Member<&RawValue>,
        most_bytes: usize,
        check: fn(&RawValue) -> Result<Option<Metadata>, &'static str>,
    ) -> Option<Metadata> {
        let checked = check(value.given()?).unwrap_or_else(|rule| {
            self.refuse(member, format!("The {member} {rule}"));
            None
        })?;
        if checked.as_json().len() > most_bytes {
            self.refuse(
                member,
                format!("The {member} must not be greater than {most_bytes} bytes as JSON."),
            );
        }
        Some(checked)
    }
}

fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
