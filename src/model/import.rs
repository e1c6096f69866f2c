//! Users that come with a past, for a move from another system.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::limits::USERS_PER_IMPORT;
use super::{Checker, Member, NewUser, ObjectWriter, Uid, User, UserPayload};
use crate::error::{Details, Error, Result};

/// The latest time: ten digits.
const LATEST: u64 = 9_999_999_999;

/// A user of an import as it came in.
#[derive(Clone, Copy, Debug)]
pub struct ImportPayload<'a> {
    /// Its object.
    pub json: &'a RawValue,
}

/// A checked user with a past.
#[derive(Debug)]
pub struct ImportedUser<'a> {
    pub(crate) user: NewUser<'a>,
    pub(crate) created_at: Option<u64>,
    pub(crate) last_active_at: Option<u64>,
    /// 0 if active.
    pub(crate) deactivated_at: u64,
}

impl<'a> ImportPayload<'a> {
    /// The users of a call, by their uids as they were sent: every one has a uid of its own.
    pub fn all(users: Member<&'a RawValue>) -> Result<Vec<(String, Self)>> {
        let mut check = Checker::default();
        let users: Vec<&RawValue> = match users {
            Member::Absent | Member::Null => {
                check.refuse("users", "The users field is required.");
                Vec::new()
            }
            Member::Given(json) => serde_json::from_str(json.get()).unwrap_or_else(|_| {
                check.refuse("users", "The users must be an array.");
                Vec::new()
            }),
            Member::Mistyped(_) => Vec::new(),
        };
        if users.len() > USERS_PER_IMPORT {
            check.refuse(
                "users",
                format!("The users must not have more than {USERS_PER_IMPORT} items."),
            );
        }
        let mut known = BTreeSet::new();
        let mut all = Vec::with_capacity(users.len());
        for (index, json) in users.into_iter().enumerate().take(USERS_PER_IMPORT) {
            let Some(payload) = user_of(json) else {
                check.refuse(
                    &format!("users.{index}"),
                    format!("The users.{index} must be an object."),
                );
                continue;
            };
            let member = format!("users.{index}.uid");
            let uid = check.required_text(&member, payload.uid, usize::MAX);
            if !uid.is_empty() && !known.insert(Uid::fold(&uid).into_owned()) {
                check.refuse(&member, format!("The {member} field has a duplicate value."));
            }
            all.push((uid.into_owned(), ImportPayload { json }));
        }
        check.finish(|| all)
    }

    /// The user that it is apart from its past.
    pub(crate) fn user(self) -> Option<UserPayload<'a>> {
        user_of(self.json)
    }

    /// When it says that it was created.
    pub(crate) fn created_at(self, key: &str) -> Option<u64> {
        self.check(key).ok()?.created_at
    }

    /// Check it; `key` is the uid that it is sent under.
    pub fn check(self, key: &str) -> Result<ImportedUser<'a>> {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Past<'a> {
            #[serde(borrow)]
            created_at: Member<&'a RawValue>,
            #[serde(borrow)]
            last_active_at: Member<&'a RawValue>,
            #[serde(borrow)]
            deactivated_at: Member<&'a RawValue>,
        }
        let payload = user_of(self.json)
            .ok_or_else(|| Error::Validation(Details::of("user", "The user must be an object.")))?;
        let past: Past<'_> = serde_json::from_str(self.json.get()).unwrap_or_default();
        let mut check = Checker::default();
        let created_at = time(&mut check, "createdAt", past.created_at);
        let last_active_at = time(&mut check, "lastActiveAt", past.last_active_at);
        let deactivated_at = time(&mut check, "deactivatedAt", past.deactivated_at).unwrap_or(0);
        if let Member::Given(uid) = &payload.uid
            && Uid::fold(uid) != Uid::fold(key)
        {
            check.refuse("uid", "The uid must be the key that the user is sent under.");
        }
        match (check.finish(|| ()), NewUser::check(payload)) {
            (Ok(()), Ok(user)) => {
                Ok(ImportedUser { user, created_at, last_active_at, deactivated_at })
            }
            (Err(Error::Validation(past)), Err(Error::Validation(user))) => {
                Err(Error::Validation(user.and(past)))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

fn user_of(json: &RawValue) -> Option<UserPayload<'_>> {
    json.get().starts_with('{').then(|| serde_json::from_str(json.get()).ok())?
}

/// Unix seconds, as a number or as digits.
fn time(check: &mut Checker, member: &str, value: Member<&RawValue>) -> Option<u64> {
    let text = value.given()?.get();
    let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    if digits.trim().is_empty() {
        return None;
    }
    let time = digits.trim().parse().ok().filter(|time| *time <= LATEST);
    if time.is_none() {
        check.refuse(member, format!("The {member} must be a time in Unix seconds."));
    }
    time
}

/// What became of each user, by uid as it was sent, in that order.
#[derive(Debug)]
pub struct ImportOutcomes(pub Vec<(String, Result<User>)>);

impl ImportOutcomes {
    /// What became of one.
    pub(crate) fn print(outcome: &Result<User>) -> Box<RawValue> {
        let mut document = ObjectWriter::with_capacity(200);
        match outcome {
            Ok(user) => document.json("success", "true").json("user", user.as_json()),
            Err(error) => document.json("success", "false").json("error", &error.to_json()),
        };
        RawValue::from_string(document.finish()).expect("made of JSON")
    }
}

impl Serialize for ImportOutcomes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(uid, outcome)| (uid, Self::print(outcome))))
    }
}
