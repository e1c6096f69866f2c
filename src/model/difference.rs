//! What of a payload is not so already.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Member, Metadata, Role, RolePayload, Texts, Uid, UserFields, UserPayload};

/// The members that a payload gives.
pub(crate) fn given(user: &UserPayload<'_>) -> Vec<&'static str> {
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
pub(crate) fn difference<'a>(
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

/// The members in which a user that is there is not as its creation has it.
pub(crate) fn created_otherwise(
    user: &UserPayload<'_>,
    there: &UserFields<'_>,
) -> Vec<&'static str> {
    let mut wanted = user.clone();
    // Creating with nothing is creating with the default.
    if matches!(&wanted.role, Member::Null) {
        wanted.role = Member::Absent;
    }
    difference(wanted, there).1
}

/// The members in which a role is not as a payload has it.
pub(crate) fn role_difference(wanted: &RolePayload<'_>, role: &Role) -> Vec<&'static str> {
    #[derive(Deserialize)]
    struct Stored<'a> {
        name: String,
        description: Option<String>,
        #[serde(borrow)]
        metadata: Option<&'a RawValue>,
        #[serde(borrow)]
        settings: Option<&'a RawValue>,
    }
    let Ok(stored) = serde_json::from_str::<Stored<'_>>(role.as_json()) else {
        return vec!["name"];
    };
    let text = |wanted: &Member<Cow<'_, str>>, stored: Option<&str>| {
        let mut wanted = wanted.clone();
        leave_same(&mut wanted, stored);
        wanted.is_absent()
    };
    let object =
        |wanted: &Member<&RawValue>, stored| wanted.is_absent() || same_metadata(wanted, stored);
    let members = [
        ("name", text(&wanted.name, Some(&stored.name))),
        ("description", text(&wanted.description, stored.description.as_deref())),
        ("metadata", object(&wanted.metadata, stored.metadata)),
        ("settings", object(&wanted.settings, stored.settings)),
    ];
    members.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
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
pub(super) fn same_json(one: &str, other: &str) -> bool {
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
