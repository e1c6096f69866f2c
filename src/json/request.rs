//! Reading requests and printing results.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
pub(super) use crate::model::read_object as parse;
use crate::model::{Checker, Member, ObjectWriter, Texts, uids};
use crate::secret::Secret;

/// A request that asks for nothing.
#[derive(Deserialize)]
pub struct Nothing {}

pub fn print(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts and numbers can be printed")
}

pub fn done(message: &str) -> String {
    ObjectWriter::with_capacity(message.len() + 40)
        .json("success", "true")
        .text("message", message)
        .finish()
}

/// What became of each.
pub fn outcomes(outcomes: &impl Serialize) -> String {
    ObjectWriter::with_capacity(200).json("outcomes", &print(outcomes)).finish()
}

/// The members that say what a request is about.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Target<'a> {
    #[serde(borrow)]
    uid: Member<Cow<'a, str>>,
    #[serde(borrow)]
    role: Member<Cow<'a, str>>,
    auth_token: Member<Secret>,
    api_key: Member<Secret>,
    #[serde(borrow)]
    uids: Texts<'a>,
}

pub fn uid(request: &str) -> Result<Cow<'_, str>> {
    required("uid", parse::<Target<'_>>(request)?.uid)
}

pub fn role_id(request: &str) -> Result<Cow<'_, str>> {
    required("role", parse::<Target<'_>>(request)?.role)
}

pub fn several_uids(request: &str) -> Result<Vec<String>> {
    uids("uids", parse::<Target<'_>>(request)?.uids)
}

pub fn uid_and_uids(request: &str) -> Result<(Cow<'_, str>, Vec<String>)> {
    let target: Target<'_> = parse(request)?;
    both(required("uid", target.uid), uids("uids", target.uids))
}

/// A user who may be left out: then it is the logged-in one.
pub fn maybe_uid_and_uids(request: &str) -> Result<(Option<Cow<'_, str>>, Vec<String>)> {
    let target: Target<'_> = parse(request)?;
    let mut check = Checker::default();
    let uid = check.text("uid", target.uid, usize::MAX);
    both(check.finish(|| uid), uids("uids", target.uids))
}

pub fn uid_and_token(request: &str) -> Result<(Cow<'_, str>, Secret)> {
    let target: Target<'_> = parse(request)?;
    both(required("uid", target.uid), required_secret("authToken", target.auth_token))
}

pub fn api_key(request: &str) -> Result<Secret> {
    required_secret("apiKey", parse::<Target<'_>>(request)?.api_key)
}

pub fn required<'a>(member: &str, value: Member<Cow<'a, str>>) -> Result<Cow<'a, str>> {
    let mut check = Checker::default();
    let text = check.required_text(member, value, usize::MAX);
    check.finish(|| text)
}

fn required_secret(member: &str, value: Member<Secret>) -> Result<Secret> {
    let mut check = Checker::default();
    if matches!(value, Member::Absent | Member::Null) {
        check.refuse(member, format!("The {member} field is required."));
    }
    let secret = check.secret(member, value);
    check.finish(|| secret.unwrap_or_else(|| Secret::new("")))
}

/// Two parts of a request, whose broken rules are all named.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Validation(one)), Err(Error::Validation(other))) => {
            Err(Error::Validation(one.and(other)))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
