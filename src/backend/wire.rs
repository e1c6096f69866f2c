//! The service's documents as SDKs show them: `available` reads `online`, and members that the
//! wire leaves out are filled in. What we do not know is passed on.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{ObjectWriter, User, UserFields};
use crate::secret::Secret;

/// The members of an object in their order, not looked into.
pub struct Members<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyObject;
        impl<'de> Visitor<'de> for AnyObject {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(16);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(AnyObject).map(Members)
    }
}

/// A user that the service sent; `None` if it is none.
pub fn user(json: &str) -> Option<User> {
    print(json, None)
}

/// The user of a session that the service sent, with its token: a session's user is online.
pub fn session_user(json: &str, token: &Secret) -> Option<User> {
    print(json, Some(token))
}

fn print(json: &str, session: Option<&Secret>) -> Option<User> {
    let Members(members) = serde_json::from_str(json).ok()?;
    let mut user = ObjectWriter::with_capacity(json.len() + 160);
    let mut status = "offline";
    for (name, value) in &members {
        match name.as_str() {
            "status" => status = if value.get() == r#""offline""# { "offline" } else { "online" },
            "authToken" if session.is_some() => {}
            _ => {
                user.json(name, value.get());
            }
        }
    }
    let status = if session.is_some() { "online" } else { status };
    user.text("status", status);
    for (name, default) in
        [("hasBlockedMe", "false"), ("blockedByMe", "false"), ("deactivatedAt", "0")]
    {
        if !members.iter().any(|(known, _)| known == name) {
            user.json(name, default);
        }
    }
    user.text_if("authToken", session.map(Secret::expose));
    let user = User(user.finish());
    // What `User::fields` relies on.
    serde_json::from_str::<UserFields<'_>>(user.as_json()).is_ok().then_some(user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_filled_in_and_unknown_members_kept() {
        let sent = r#"{"uid":"a","name":"A","role":"default","status":"available","createdAt":1,"new":[1.50]}"#;
        assert_eq!(
            user(sent).unwrap().as_json(),
            r#"{"uid":"a","name":"A","role":"default","createdAt":1,"new":[1.50],"status":"online","hasBlockedMe":false,"blockedByMe":false,"deactivatedAt":0}"#
        );
    }

    #[test]
    fn what_is_no_user_is_refused() {
        for sent in ["[]", "{}", r#"{"uid":1,"name":"A"}"#, r#"{"uid":"a""#, "null"] {
            assert!(user(sent).is_none(), "{sent}");
        }
    }
}
