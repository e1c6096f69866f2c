//! To have a user as one wants it, whatever was there before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Client, Step};
use crate::error::{Error, Result};
use crate::model::{Member, Metadata, Texts, Uid, User, UserFields, UserPayload};

/// What had to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EnsureOutcome {
    /// There was no such user.
    Created,
    /// It was deactivated.
    Reactivated,
    /// It had other members.
    Updated,
    /// Nothing.
    Unchanged,
}

impl EnsureOutcome {
    /// As a step to a session.
    pub(super) fn step(self) -> Option<Step> {
        match self {
            EnsureOutcome::Created => Some(Step::Created),
            EnsureOutcome::Reactivated => Some(Step::Reactivated),
            EnsureOutcome::Updated => Some(Step::Updated),
            EnsureOutcome::Unchanged => None,
        }
    }
}

/// A user, and what had to be done for it.
#[derive(Debug)]
pub struct Ensured {
    /// What had to be done.
    pub outcome: EnsureOutcome,
    /// The members that an update was made with.
    pub changed: Vec<&'static str>,
    /// The user as it is now.
    pub user: User,
}

/// What can be seen of a user.
enum Read {
    There(User),
    Missing,
    /// Without a key that may read.
    Unreadable,
}

impl Client {
    /// Create a user, or update what differs from `user`, or leave it. A deactivated one is
    /// reactivated if that is asked for.
    ///
    /// With an auth key only, a user cannot be read: one that is there is updated with all
    /// that is given.
    pub fn ensure_user(&self, mut user: UserPayload<'_>, reactivate: bool) -> Result<Ensured> {
        user.with_auth_token = Member::Absent;
        let uid = user.uid.clone().given().unwrap_or_default();
        let uid = Uid::fold(&uid).into_owned();
        if let Read::There(stored) = self.read(&uid)? {
            return self.update_if_different(stored, user);
        }
        let new = UserPayload { unset: Member::Absent, ..user.clone() };
        match self.backend.create_user(new) {
            Ok(user) => Ok(Ensured { outcome: EnsureOutcome::Created, changed: Vec::new(), user }),
            Err(error) if error.code() == "ERR_UID_ALREADY_EXISTS" => {
                self.ensure_taken(&uid, user, reactivate)
            }
            Err(error) => Err(error),
        }
    }

    /// The uid is taken by a user who could not be read: it is deactivated, or was created by
    /// somebody else meanwhile, or reading is not allowed.
    fn ensure_taken(&self, uid: &str, user: UserPayload<'_>, reactivate: bool) -> Result<Ensured> {
        match self.read(uid)? {
            Read::There(stored) => self.update_if_different(stored, user),
            Read::Missing if reactivate => {
                self.backend.reactivate_users(vec![uid.to_owned()])?;
                let stored = self.backend.get_user(uid, None, None)?;
                let ensured = self.update_if_different(stored, user)?;
                Ok(Ensured { outcome: EnsureOutcome::Reactivated, ..ensured })
            }
            Read::Missing => Err(Error::UserDeactivated(uid.into())),
            Read::Unreadable => {
                let changed = given(&user);
                match self.backend.update_user(uid, user) {
                    Ok(user) => Ok(Ensured { outcome: EnsureOutcome::Updated, changed, user }),
                    Err(error) if is_missing(&error) => Err(Error::UserDeactivated(uid.into())),
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn read(&self, uid: &str) -> Result<Read> {
        match self.backend.get_user(uid, None, None) {
            Ok(user) => Ok(Read::There(user)),
            Err(error) if is_missing(&error) => Ok(Read::Missing),
            Err(Error::KeyNeeded(_)) => Ok(Read::Unreadable),
            Err(error) => Err(error),
        }
    }

    fn update_if_different(&self, stored: User, user: UserPayload<'_>) -> Result<Ensured> {
        let fields = stored.fields();
        let (change, changed) = difference(user, &fields);
        if changed.is_empty() {
            return Ok(Ensured { outcome: EnsureOutcome::Unchanged, changed, user: stored });
        }
        let user = self.backend.update_user(&fields.uid, change)?;
        Ok(Ensured { outcome: EnsureOutcome::Updated, changed, user })
    }
}

pub(super) fn is_missing(error: &Error) -> bool {
    error.code() == "ERR_UID_NOT_FOUND"
}

/// The members that a payload gives.
fn given(user: &UserPayload<'_>) -> Vec<&'static str> {
    let members = [
        ("name", user.name.is_present()),
        ("avatar", user.avatar.is_present()),
        ("link", user.link.is_present()),
        ("role", user.role.is_present()),
        ("statusMessage", user.status_message.is_present()),
        ("metadata", user.metadata.is_present()),
        ("tags", user.tags.is_present()),
        ("unset", user.unset.is_present()),
    ];
    members.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

/// What of `user` is not as stored, and its names. What breaks a rule differs, so that the
/// update says which rule.
pub(super) fn difference<'a>(
    mut user: UserPayload<'a>,
    stored: &UserFields<'_>,
) -> (UserPayload<'a>, Vec<&'static str>) {
    user.uid = Member::Absent;
    leave_same(&mut user.name, Some(&stored.name));
    leave_same(&mut user.avatar, stored.avatar.as_deref());
    leave_same(&mut user.link, stored.link.as_deref());
    leave_same(&mut user.status_message, stored.status_message.as_deref());
    if matches!(&user.role, Member::Given(role) if Uid::fold(role) == stored.role) {
        user.role = Member::Absent;
    }
    if same_metadata(&user.metadata, stored.metadata) {
        user.metadata = Member::Absent;
    }
    if same_tags(&user.tags, &stored.tags) {
        user.tags = Member::Absent;
    }
    let set = |name: &str| match name {
        "avatar" => stored.avatar.is_some(),
        "link" => stored.link.is_some(),
        "metadata" => stored.metadata.is_some(),
        _ => true,
    };
    let clears_nothing = match &user.unset {
        Member::Given(names) => {
            !names.iter().any(|name| !matches!(name, Member::Given(name) if !set(name.trim())))
        }
        _ => false,
    };
    if clears_nothing {
        user.unset = Member::Absent;
    }
    let changed = given(&user);
    (user, changed)
}

fn leave_same(member: &mut Member<Cow<'_, str>>, stored: Option<&str>) {
    let same = match &*member {
        Member::Given(text) => Some(text.trim()).filter(|text| !text.is_empty()) == stored,
        Member::Null => stored.is_none(),
        Member::Absent | Member::Mistyped(_) => false,
    };
    if same {
        *member = Member::Absent;
    }
}

fn same_tags(member: &Texts<'_>, stored: &[String]) -> bool {
    match member {
        Member::Given(tags) => {
            tags.len() == stored.len()
                && tags
                    .iter()
                    .zip(stored)
                    .all(|(tag, stored)| matches!(tag, Member::Given(tag) if tag.trim() == stored))
        }
        Member::Null => stored.is_empty(),
        Member::Absent | Member::Mistyped(_) => false,
    }
}

fn same_metadata(member: &Member<&RawValue>, stored: Option<&RawValue>) -> bool {
    match member {
        Member::Given(json) => match (Metadata::check(json), stored) {
            (Ok(Some(given)), Some(stored)) => same_json(given.as_json(), stored.get()),
            (Ok(None), None) => true,
            _ => false,
        },
        Member::Null => stored.is_none(),
        Member::Absent | Member::Mistyped(_) => false,
    }
}

/// Whether two JSON texts say the same, whatever the order of members and the blanks. Numbers
/// are compared as they are written.
fn same_json(one: &str, other: &str) -> bool {
    type Members<'a> = BTreeMap<String, &'a RawValue>;
    if one == other {
        return true;
    }
    let all_same = |one: Vec<&RawValue>, other: Vec<&RawValue>| {
        one.len() == other.len()
            && one.iter().zip(&other).all(|(one, other)| same_json(one.get(), other.get()))
    };
    match (one.as_bytes().first(), other.as_bytes().first()) {
        (Some(b'{'), Some(b'{')) => {
            let (Ok(one), Ok(other)) = (
                serde_json::from_str::<Members<'_>>(one),
                serde_json::from_str::<Members<'_>>(other),
            ) else {
                return false;
            };
            one.keys().eq(other.keys())
                && all_same(one.into_values().collect(), other.into_values().collect())
        }
        (Some(b'['), Some(b'[')) => {
            let (Ok(one), Ok(other)) = (serde_json::from_str(one), serde_json::from_str(other))
            else {
                return false;
            };
            all_same(one, other)
        }
        (Some(b'"'), Some(b'"')) => {
            let texts =
                (serde_json::from_str::<String>(one), serde_json::from_str::<String>(other));
            matches!(texts, (Ok(one), Ok(other)) if one == other)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::same_json;

    #[test]
    fn json_is_the_same_in_any_order_and_with_any_escapes() {
        assert!(same_json(
            r#"{"a":[1,"\u00e9"],"b":null}"#,
            "{ \"b\" : null, \"a\": [1, \"\u{e9}\"] }"
        ));
        for (one, other) in [
            (r#"{"a":1}"#, r#"{"a":2}"#),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
            ("[1,2]", "[2,1]"),
            ("[1]", "[1,1]"),
            (r#""1""#, "1"),
            ("12345678901234567890123", "12345678901234567890124"),
        ] {
            assert!(!same_json(one, other), "{one} {other}");
        }
    }
}
