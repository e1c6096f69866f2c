//! What the users of a role may do themselves: permissions, and the restricted features that
//! the service had before.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Checker, ItemOutcome, Member, ObjectWriter, limits};
use crate::error::Result;

/// What a logged-in user does, where a role may forbid it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    GetMyDetails,
    EditProfile,
    Logout,
    ListUsers,
    GetUserDetails,
    BlockUser,
    UnblockUser,
    ListBlockedUsers,
}

impl Act {
    /// The permission that the service has for it; the spellings are the service's.
    fn permission(self) -> Option<&'static str> {
        Some(match self {
            Act::GetMyDetails | Act::Logout => return None,
            Act::EditProfile => "editProfile",
            Act::ListUsers => "listUsers",
            Act::GetUserDetails => "getUserDetails",
            Act::BlockUser => "blockUser",
            Act::UnblockUser => "unblockedUser",
            Act::ListBlockedUsers => "listBlockedUser",
        })
    }

    /// The feature whose restriction forbids it.
    fn feature(self) -> &'static str {
        match self {
            Act::GetMyDetails => "u.getMyDetails",
            Act::EditProfile => "u.updateAuthToken",
            Act::Logout => "u.logout",
            Act::ListUsers => "u.listUsers",
            Act::GetUserDetails => "u.getUser",
            Act::BlockUser => "u.blockUser",
            Act::UnblockUser => "u.unblockUser",
            Act::ListBlockedUsers => "u.getBlockedUsers",
        }
    }
}

/// Key, title, description and path of the features of the user area.
const FEATURES: [(&str, &str, &str, &str); 8] = [
    ("u.getMyDetails", "Get own details", "Read the own profile.", "/me"),
    ("u.updateAuthToken", "Update own details", "Change the own profile.", "/me"),
    ("u.logout", "Log out", "End the own session.", "/me"),
    ("u.listUsers", "List users", "See the list of users.", "/users"),
    ("u.getUser", "Get a user", "See another user.", "/users/{uid}"),
    ("u.blockUser", "Block users", "Block other users.", "/blockedusers"),
    ("u.unblockUser", "Unblock users", "Unblock other users.", "/blockedusers"),
    ("u.getBlockedUsers", "List blocked users", "See who is blocked.", "/blockedusers"),
];

/// A feature's key as it is stored: the service spells it with and without `u.`.
pub(crate) fn feature_key(sent: &str) -> String {
    let known = FEATURES.iter().map(|(key, ..)| *key);
    let mut known = known.filter(|key| *key == sent || key.strip_prefix("u.") == Some(sent));
    known.next().unwrap_or(sent).to_owned()
}

/// A restricted feature as the service lists it.
pub(crate) fn feature_document(key: &str, restricted_at: u64) -> String {
    let known = FEATURES.iter().find(|(known, ..)| *known == key);
    let (_, title, description, path) = known.copied().unwrap_or((key, key, "", ""));
    ObjectWriter::with_capacity(200)
        .text("title", title)
        .text("description", description)
        .text("key", key)
        .text("path", path)
        .number("createdAt", restricted_at)
        .finish()
}

/// A permission that a role can have.
struct Definition {
    id: String,
    title: String,
    /// What it may be; `None` for ids of roles.
    values: Option<[&'static str; 2]>,
}

fn definitions() -> impl Iterator<Item = Definition> {
    const ACTS: [(&str, &str); 6] = [
        ("listUsers", "List users"),
        ("getUserDetails", "Get a user's details"),
        ("blockUser", "Block users"),
        ("listBlockedUser", "List blocked users"),
        ("unblockedUser", "Unblock users"),
        ("editProfile", "Edit the own profile"),
    ];
    let acts = ACTS.iter().map(|(id, title)| Definition {
        id: (*id).to_owned(),
        title: (*title).to_owned(),
        values: Some(["allow", "deny"]),
    });
    let modes = ACTS[..2].iter().map(|(id, title)| Definition {
        id: format!("{id}.mode"),
        title: format!("{title}: everybody or friends"),
        values: Some(["all", "friends"]),
    });
    let roles = ACTS[..5].iter().map(|(id, title)| Definition {
        id: format!("{id}.allowedRoles"),
        title: format!("{title}: of these roles only"),
        values: None,
    });
    acts.chain(modes).chain(roles)
}

/// The permissions that a role can have, as the service lists them.
pub(crate) fn permission_definitions() -> Vec<String> {
    let print = |definition: Definition| {
        let (data_type, values, default) = match definition.values {
            Some(values) => ("string", json!(values), json!(values[0])),
            None => ("rolesStringArray", json!([]), json!([])),
        };
        ObjectWriter::with_capacity(200)
            .text("id", &definition.id)
            .text("type", "role")
            .text("title", &definition.title)
            .text("dataType", data_type)
            .json("availableValues", &values.to_string())
            .json("defaultValue", &default.to_string())
            .finish()
    };
    definitions().map(print).collect()
}

/// Permissions by their ids.
pub(crate) type Permissions = BTreeMap<String, Value>;

/// Check that permissions came as an object; what is in it is answered one by one.
pub(crate) fn check_permissions(permissions: Member<&RawValue>) -> Result<Permissions> {
    let mut check = Checker::default();
    if matches!(permissions, Member::Absent | Member::Null) {
        check.refuse("permissions", "The permissions field is required.");
    }
    let object = check.object("permissions", permissions, limits::BODY_BYTES);
    let permissions = object.and_then(|json| serde_json::from_str(json.as_json()).ok());
    check.finish(|| permissions.unwrap_or_default())
}

/// Set one permission of a role, or say why not.
pub(crate) fn set_permission(
    permissions: &mut Permissions,
    role: &str,
    id: &str,
    value: Value,
) -> ItemOutcome {
    let Some(definition) = definitions().find(|definition| definition.id == id) else {
        return ItemOutcome::refused(format!("Permission with id {id} does not exist."));
    };
    let valid = match definition.values {
        Some(values) => value.as_str().is_some_and(|value| values.contains(&value)),
        None => value.as_array().is_some_and(|roles| roles.iter().all(Value::is_string)),
    };
    if !valid {
        let wanted = match definition.values {
            Some([one, other]) => format!("{one} or {other}"),
            None => "an array of role ids".to_owned(),
        };
        return ItemOutcome::refused(format!("Permission with id {id} must be {wanted}."));
    }
    permissions.insert(id.to_owned(), value);
    ItemOutcome::done(format!(
        "Permission with id {id} have been mapped successfully to role {role}."
    ))
}

/// What a role grants its users.
#[derive(Debug, Default)]
pub(crate) struct Rights {
    permissions: Permissions,
    restrictions: BTreeMap<String, u64>,
    /// The role's settings say that its users list friends only.
    lists_friends_only: bool,
}

impl Rights {
    /// Read what is stored of a role.
    pub fn read(definition: &str, permissions: Option<&str>, restrictions: Option<&str>) -> Self {
        #[derive(Default, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Settings {
            list_users: String,
        }
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Stored {
            settings: Settings,
        }
        let stored: Stored = if definition.contains("friendsOnly") {
            serde_json::from_str(definition).unwrap_or_default()
        } else {
            Stored::default()
        };
        Rights {
            permissions: stored_map(permissions),
            restrictions: stored_map(restrictions),
            lists_friends_only: stored.settings.list_users == "friendsOnly",
        }
    }

    /// Whether it may be done at all.
    pub fn allow(&self, act: Act) -> bool {
        let denied = act.permission().is_some_and(|id| self.is(id, "deny"));
        !denied && !self.restrictions.contains_key(act.feature())
    }

    /// Whether it may be done with friends only.
    pub fn friends_only(&self, act: Act) -> bool {
        let listed = act == Act::ListUsers && self.lists_friends_only;
        listed || act.permission().is_some_and(|id| self.is(&format!("{id}.mode"), "friends"))
    }

    /// The roles of those with whom it may be done, unless it is everybody.
    pub fn roles(&self, act: Act) -> Option<Vec<String>> {
        let value = self.permissions.get(&format!("{}.allowedRoles", act.permission()?))?;
        let roles = value.as_array()?.iter().filter_map(Value::as_str);
        Some(roles.map(str::to_lowercase).collect())
    }

    fn is(&self, id: &str, value: &str) -> bool {
        self.permissions.get(id).and_then(Value::as_str) == Some(value)
    }
}

/// What was stored as a JSON object; nothing if nothing was.
pub(crate) fn stored_map<T: serde::de::DeserializeOwned>(
    json: Option<&str>,
) -> BTreeMap<String, T> {
    json.map_or_else(BTreeMap::new, |json| serde_json::from_str(json).expect("stored as an object"))
}
