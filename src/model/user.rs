use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::limits::{
    BODY_BYTES, METADATA_BYTES, NAME_CHARACTERS, ROLE_CHARACTERS, TAG_CHARACTERS, TAGS,
    UID_CHARACTERS, UNSET, UNSET_CHARACTERS, URL_CHARACTERS,
};
use super::{Checker, Member, Metadata, ObjectWriter, Uid};
use crate::error::Result;
use crate::secret::Secret;

/// A user as it came in, to create or to update one. Read-only and unknown members are
/// not read at all: SDKs send them back as they got them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserPayload<'a> {
    /// Who it is.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub uid: Member<Cow<'a, str>>,
    /// What people see.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub name: Member<Cow<'a, str>>,
    /// The URL of a picture.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub avatar: Member<Cow<'a, str>>,
    /// The URL of a profile page.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub link: Member<Cow<'a, str>>,
    /// The id of an existing role.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub role: Member<Cow<'a, str>>,
    /// Any text.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub status_message: Member<Cow<'a, str>>,
    /// The caller's own object.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub metadata: Member<&'a RawValue>,
    /// Labels to find users by.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub tags: Member<Vec<Member<Cow<'a, str>>>>,
    /// On create: whether to answer with a new token.
    #[serde(skip_serializing_if = "Member::is_absent")]
    pub with_auth_token: Member<bool>,
    /// On update: names of members to clear.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub unset: Member<Vec<Member<Cow<'a, str>>>>,
    /// On create: a name by which it is found when it is asked for again; never sent.
    #[serde(borrow, skip_serializing)]
    pub intent: Member<Cow<'a, str>>,
    /// A key to use for this call instead of the client's; never part of what is sent.
    #[serde(skip_serializing)]
    pub auth_key: Member<Secret>,
}

impl<'a> UserPayload<'a> {
    /// A user with what it must have.
    pub fn new(uid: &'a str, name: &'a str) -> Self {
        UserPayload { uid: uid.into(), name: name.into(), ..Self::default() }
    }
}

/// A checked user that is to be created.
#[derive(Debug)]
pub struct NewUser<'a> {
    pub(crate) uid: Uid,
    pub(crate) role: Option<Uid>,
    pub(crate) profile: Profile<'a>,
    pub(crate) tags: Option<String>,
    pub(crate) with_auth_token: bool,
}

impl<'a> NewUser<'a> {
    /// Check a payload.
    pub fn check(payload: UserPayload<'a>) -> Result<Self> {
        let mut check = Checker::default();
        let uid = check.identifier("uid", payload.uid, UID_CHARACTERS);
        let profile = Profile {
            name: check.required_text("name", payload.name, NAME_CHARACTERS),
            avatar: check.url("avatar", payload.avatar, URL_CHARACTERS),
            link: check.url("link", payload.link, URL_CHARACTERS),
            status_message: check.text("statusMessage", payload.status_message, BODY_BYTES),
            metadata: check.metadata("metadata", payload.metadata, METADATA_BYTES),
        };
        let role = check.text("role", payload.role, ROLE_CHARACTERS);
        let role = role.and_then(|role| role_id(&mut check, &role));
        let tags = check.texts("tags", payload.tags, TAGS, TAG_CHARACTERS);
        let with_auth_token = check.boolean("withAuthToken", payload.with_auth_token);
        let tags = print_tags(&tags);
        check_size(&mut check, profile.size() + tags.as_ref().map_or(0, String::len));
        match uid {
            Some(uid) => check.finish(|| NewUser { uid, role, profile, tags, with_auth_token }),
            None => Err(check.finish(|| ()).expect_err("a uid that is missing was noted")),
        }
    }
}

/// What an update does to a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// Leave it.
    #[default]
    Leave,
    /// Clear it.
    Clear,
    /// Replace it.
    Set(T),
}

impl<T> Change<T> {
    /// `value` is what a check left of a member; `present` tells null from absent.
    pub(super) fn of(present: bool, value: Option<T>) -> Self {
        match value {
            Some(value) => Change::Set(value),
            None if present => Change::Clear,
            None => Change::Leave,
        }
    }

    /// What replaces it.
    pub fn set(&self) -> Option<&T> {
        match self {
            Change::Set(value) => Some(value),
            _ => None,
        }
    }

    /// The same change of another type.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Change<U> {
        match self {
            Change::Leave => Change::Leave,
            Change::Clear => Change::Clear,
            Change::Set(value) => Change::Set(f(value)),
        }
    }

    /// Do it to `value`.
    pub fn apply(self, value: &mut Option<T>) {
        match self {
            Change::Leave => {}
            Change::Clear => *value = None,
            Change::Set(new) => *value = Some(new),
        }
    }
}

/// A checked update of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPatch {
    pub(crate) name: Option<String>,
    pub(crate) role: Option<Uid>,
    pub(crate) avatar: Change<String>,
    pub(crate) link: Change<String>,
    pub(crate) status_message: Change<String>,
    pub(crate) metadata: Change<Metadata>,
    /// As printed.
    pub(crate) tags: Change<String>,
}

impl UserPatch {
    /// Check a payload; its uid is none of the patch.
    pub fn check(payload: UserPayload<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let name = check.kept_text("name", payload.name, NAME_CHARACTERS);
        let role = check.kept_text("role", payload.role, ROLE_CHARACTERS);
        let text =
            |present, text: Option<Cow<'_, str>>| Change::of(present, text.map(Cow::into_owned));
        let mut patch = UserPatch {
            role: role.and_then(|role| role_id(&mut check, &role)),
            name: name.map(Cow::into_owned),
            avatar: text(
                payload.avatar.is_present(),
                check.url("avatar", payload.avatar, URL_CHARACTERS),
            ),
            link: text(payload.link.is_present(), check.url("link", payload.link, URL_CHARACTERS)),
            status_message: text(
                payload.status_message.is_present(),
                check.text("statusMessage", payload.status_message, BODY_BYTES),
            ),
            metadata: Change::of(
                payload.metadata.is_present(),
                check.metadata("metadata", payload.metadata, METADATA_BYTES),
            ),
            tags: Change::of(
                payload.tags.is_present(),
                print_tags(&check.texts("tags", payload.tags, TAGS, TAG_CHARACTERS)),
            ),
        };
        for name in check.texts("unset", payload.unset, UNSET, UNSET_CHARACTERS) {
            match &*name {
                "avatar" => patch.avatar = Change::Clear,
                "link" => patch.link = Change::Clear,
                "metadata" => patch.metadata = Change::Clear,
                _ => check.refuse("unset", "The selected unset is invalid."),
            }
        }
        check_size(&mut check, patch.size());
        check.finish(|| patch)
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == UserPatch::default()
    }

    fn size(&self) -> usize {
        let texts = [&self.avatar, &self.link, &self.status_message, &self.tags];
        let texts: usize = texts.into_iter().filter_map(Change::set).map(String::len).sum();
        texts + self.metadata.set().map_or(0, |json| json.as_json().len())
    }

    /// The stored profile with this done to it.
    pub(crate) fn apply(self, uid: &str, stored: &str) -> String {
        let mut profile = Profile::read(stored);
        if let Some(name) = self.name {
            profile.name = name.into();
        }
        self.avatar.map(Cow::Owned).apply(&mut profile.avatar);
        self.link.map(Cow::Owned).apply(&mut profile.link);
        self.status_message.map(Cow::Owned).apply(&mut profile.status_message);
        self.metadata.apply(&mut profile.metadata);
        profile.print(uid)
    }
}

/// What a user tells about itself, apart from uid, role and tags: the stored JSON.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile<'a> {
    pub name: Cow<'a, str>,
    pub avatar: Option<Cow<'a, str>>,
    pub link: Option<Cow<'a, str>>,
    pub status_message: Option<Cow<'a, str>>,
    pub metadata: Option<Metadata>,
}

impl<'a> Profile<'a> {
    /// What `print` printed.
    fn read(stored: &'a str) -> Self {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Stored<'a> {
            #[serde(borrow)]
            name: Cow<'a, str>,
            avatar: Option<String>,
            link: Option<String>,
            status_message: Option<String>,
            #[serde(borrow)]
            metadata: Option<&'a RawValue>,
        }
        let stored: Stored<'a> = serde_json::from_str(stored).expect("printed by `print`");
        Profile {
            name: stored.name,
            avatar: stored.avatar.map(Cow::Owned),
            link: stored.link.map(Cow::Owned),
            status_message: stored.status_message.map(Cow::Owned),
            metadata: stored.metadata.map(Metadata::stored),
        }
    }

    fn size(&self) -> usize {
        let texts = [&self.avatar, &self.link, &self.status_message];
        let texts: usize = texts.into_iter().flatten().map(|text| text.len()).sum();
        texts + self.name.len() + self.metadata.as_ref().map_or(0, |json| json.as_json().len())
    }

    /// As stored, and as the first part of the user document.
    pub fn print(&self, uid: &str) -> String {
        ObjectWriter::with_capacity(uid.len() + self.size() + 96)
            .text("uid", uid)
            .text("name", &self.name)
            .text_if("avatar", self.avatar.as_deref())
            .text_if("link", self.link.as_deref())
            .text_if("statusMessage", self.status_message.as_deref())
            .json_if("metadata", self.metadata.as_ref().map(Metadata::as_json))
            .finish()
    }
}

/// A stored profile as other users see it, if that differs: the service keeps the member
/// `@private` of metadata from them.
pub(crate) fn without_private(stored: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Stored<'a> {
        uid: String,
        #[serde(borrow)]
        metadata: Option<BTreeMap<String, &'a RawValue>>,
    }
    if !stored.contains("@private") {
        return None;
    }
    let Stored { uid, metadata } = serde_json::from_str(stored).expect("printed by `print`");
    let mut metadata = metadata?;
    metadata.remove("@private")?;
    let mut profile = Profile::read(stored);
    profile.metadata = Some(Metadata::printed(&metadata));
    Some(profile.print(&uid))
}

fn role_id(check: &mut Checker, role: &str) -> Option<Uid> {
    let id = Uid::parse(role, "role", ROLE_CHARACTERS);
    if id.is_err() {
        check.refuse("role", "The selected role is invalid.");
    }
    id.ok()
}

fn print_tags(tags: &[Cow<'_, str>]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::to_string(tags).expect("strings can be printed"))
}

/// The service refuses a body of more than 10 KB.
pub(super) fn check_size(check: &mut Checker, bytes: usize) {
    if bytes > BODY_BYTES {
        check.refuse("body", format!("The body must not be greater than {BODY_BYTES} bytes."));
    }
}

/// A user as every backend returns it: a document, of which members that this version does
/// not know are kept. [`User::fields`] reads those it knows.
#[derive(Clone, PartialEq, Eq)]
pub struct User(pub(crate) String);

impl AsRef<str> for User {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl User {
    /// The document.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// The document.
    pub fn into_json(self) -> String {
        self.0
    }

    /// The members that this version knows.
    pub fn fields(&self) -> UserFields<'_> {
        serde_json::from_str(&self.0).expect("a user document has the members of one")
    }
}

/// A document may hold a token, so it is not shown.
impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("uid", &self.fields().uid).finish_non_exhaustive()
    }
}

/// The members of a user document.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the header says what each member is")]
pub struct UserFields<'a> {
    pub uid: String,
    pub name: String,
    pub avatar: Option<String>,
    pub link: Option<String>,
    pub role: String,
    pub status: String,
    pub status_message: Option<String>,
    #[serde(borrow)]
    pub metadata: Option<&'a RawValue>,
    #[serde(default)]
    pub tags: Vec<String>,
    pub has_blocked_me: bool,
    pub blocked_by_me: bool,
    pub deactivated_at: u64,
    pub created_at: u64,
    pub updated_at: Option<u64>,
    pub last_active_at: Option<u64>,
}
