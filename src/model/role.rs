use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::limits::{
    BODY_BYTES, NAME_CHARACTERS, ROLE_CHARACTERS, ROLE_DESCRIPTION_CHARACTERS, UNSET,
    UNSET_CHARACTERS,
};
use super::user::check_size;
use super::{Change, Checker, Member, Metadata, ObjectWriter, Uid};
use crate::error::Result;

/// A role as it came in, to create or to update one.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct RolePayload<'a> {
    /// Its id.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub role: Member<Cow<'a, str>>,
    /// What people see.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub name: Member<Cow<'a, str>>,
    /// What it is for.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub description: Member<Cow<'a, str>>,
    /// The caller's own object.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub metadata: Member<&'a RawValue>,
    /// `listUsers` and `sendMessagesTo`, each `all` or `friendsOnly`.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub settings: Member<&'a RawValue>,
    /// On update: names of members to clear.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub unset: Member<Vec<Member<Cow<'a, str>>>>,
    /// On create: a name by which it is found when it is asked for again; never sent.
    #[serde(borrow, skip_serializing)]
    pub intent: Member<Cow<'a, str>>,
}

impl<'a> RolePayload<'a> {
    /// A role with what it must have.
    pub fn new(role: &'a str, name: &'a str) -> Self {
        RolePayload { role: role.into(), name: name.into(), ..Self::default() }
    }
}

/// A checked role that is to be created.
#[derive(Debug)]
pub struct NewRole {
    pub(crate) role: Uid,
    pub(crate) definition: Definition,
}

impl NewRole {
    /// Check a payload.
    pub fn check(payload: RolePayload<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let role = check.identifier("role", payload.role, ROLE_CHARACTERS);
        let name = check.required_text("name", payload.name, NAME_CHARACTERS).into_owned();
        let description =
            check.text("description", payload.description, ROLE_DESCRIPTION_CHARACTERS);
        let definition = Definition {
            name,
            description: description.map(Cow::into_owned),
            metadata: check.object("metadata", payload.metadata, BODY_BYTES),
            settings: settings(&mut check, payload.settings),
        };
        check_size(&mut check, definition.size());
        match role {
            Some(role) => check.finish(|| NewRole { role, definition }),
            None => Err(check.finish(|| ()).expect_err("a role that is missing was noted")),
        }
    }
}

/// A checked update of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RolePatch {
    name: Option<String>,
    description: Change<String>,
    metadata: Change<Metadata>,
    settings: Change<Metadata>,
}

impl RolePatch {
    /// Check a payload; its id is none of the patch.
    pub fn check(payload: RolePayload<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let name = check.kept_text("name", payload.name, NAME_CHARACTERS);
        let present = payload.description.is_present();
        let description =
            check.text("description", payload.description, ROLE_DESCRIPTION_CHARACTERS);
        let mut patch = RolePatch {
            name: name.map(Cow::into_owned),
            description: Change::of(present, description.map(Cow::into_owned)),
            metadata: Change::of(
                payload.metadata.is_present(),
                check.object("metadata", payload.metadata, BODY_BYTES),
            ),
            settings: Change::of(
                payload.settings.is_present(),
                settings(&mut check, payload.settings),
            ),
        };
        for name in check.texts("unset", payload.unset, UNSET, UNSET_CHARACTERS) {
            match &*name {
                "description" => patch.description = Change::Clear,
                "metadata" => patch.metadata = Change::Clear,
                "settings" => patch.settings = Change::Clear,
                _ => check.refuse("unset", "The selected unset is invalid."),
            }
        }
        check.finish(|| patch)
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == RolePatch::default()
    }

    /// The stored definition with this done to it.
    pub(crate) fn apply(self, role: &str, stored: &str) -> String {
        let mut definition = Definition::read(stored);
        if let Some(name) = self.name {
            definition.name = name;
        }
        self.description.apply(&mut definition.description);
        self.metadata.apply(&mut definition.metadata);
        self.settings.apply(&mut definition.settings);
        definition.print(role)
    }
}

/// What a role says, apart from its id: the stored JSON.
#[derive(Debug)]
pub(crate) struct Definition {
    name: String,
    description: Option<String>,
    metadata: Option<Metadata>,
    settings: Option<Metadata>,
}

impl Definition {
    /// A role that has a name only.
    pub fn named(name: &str) -> Self {
        Definition { name: name.to_owned(), description: None, metadata: None, settings: None }
    }

    /// What `print` printed.
    fn read(stored: &str) -> Self {
        #[derive(Deserialize)]
        struct Stored<'a> {
            name: String,
            description: Option<String>,
            #[serde(borrow)]
            metadata: Option<&'a RawValue>,
            #[serde(borrow)]
            settings: Option<&'a RawValue>,
        }
        let stored: Stored<'_> = serde_json::from_str(stored).expect("printed by `print`");
        Definition {
            name: stored.name,
            description: stored.description,
            metadata: stored.metadata.map(Metadata::stored),
            settings: stored.settings.map(Metadata::stored),
        }
    }

    fn size(&self) -> usize {
        let objects = [&self.metadata, &self.settings];
        let objects: usize = objects.into_iter().flatten().map(|json| json.as_json().len()).sum();
        objects + self.name.len() + self.description.as_ref().map_or(0, String::len)
    }

    /// As stored, and as the first part of the role document.
    pub fn print(&self, role: &str) -> String {
        ObjectWriter::with_capacity(role.len() + self.size() + 80)
            .text("role", role)
            .text("name", &self.name)
            .text_if("description", self.description.as_deref())
            .json_if("metadata", self.metadata.as_ref().map(Metadata::as_json))
            .json_if("settings", self.settings.as_ref().map(Metadata::as_json))
            .finish()
    }
}

/// The known settings have known values; others are kept.
fn settings(check: &mut Checker, value: Member<&RawValue>) -> Option<Metadata> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    #[derive(Default)]
    struct Known<'a> {
        #[serde(borrow)]
        list_users: Member<Cow<'a, str>>,
        #[serde(borrow)]
        send_messages_to: Member<Cow<'a, str>>,
    }
    let settings = check.object("settings", value, BODY_BYTES)?;
    let Ok(known) = serde_json::from_str::<Known<'_>>(settings.as_json()) else {
        check.refuse("settings", "The settings must name each setting once.");
        return None;
    };
    for (member, value) in [
        ("settings.listUsers", known.list_users),
        ("settings.sendMessagesTo", known.send_messages_to),
    ] {
        match value {
            Member::Absent => {}
            Member::Given(value) if matches!(&*value, "all" | "friendsOnly") => {}
            _ => check.refuse(member, format!("The selected {member} is invalid.")),
        }
    }
    Some(settings)
}

/// A role as every backend returns it: a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role(pub(crate) String);

impl AsRef<str> for Role {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Role {
    /// The document.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// The document.
    pub fn into_json(self) -> String {
        self.0
    }
}
