//! The service's limits, from its "Properties and Constraints" page unless said otherwise.

use serde::Serialize;

/// Characters of a uid.
pub(crate) const UID_CHARACTERS: usize = 100;
/// Characters of a user's or role's name.
pub(crate) const NAME_CHARACTERS: usize = 100;
/// Characters of an avatar or link.
pub(crate) const URL_CHARACTERS: usize = 3000;
/// Bytes of a user's metadata as compact JSON.
pub(crate) const METADATA_BYTES: usize = 5120;
/// Levels of nesting in metadata. Ours: what JSON readers commonly take.
pub(crate) const METADATA_DEPTH: usize = 100;
/// Tags of a user.
pub(crate) const TAGS: usize = 25;
/// Characters of a tag.
pub(crate) const TAG_CHARACTERS: usize = 100;
/// Bytes of a whole user or role as compact JSON.
pub(crate) const BODY_BYTES: usize = 10240;
/// Names in `unset`, and characters of one. Ours: more than there are to clear.
pub(crate) const UNSET: usize = 10;
pub(crate) const UNSET_CHARACTERS: usize = 100;
/// Uids in one call, from the reference of "Reactivate users".
pub(crate) const UIDS_PER_CALL: usize = 25;
/// Users in one import, from "Constraints, Rate Limits And Errors".
pub(crate) const USERS_PER_IMPORT: usize = 50;
/// Friends of a user.
pub(crate) const FRIENDS: u64 = 1000;
/// Keys of an app.
pub(crate) const API_KEYS: usize = 25;
/// Roles, tags or fields that a list is filtered by. Ours.
pub(crate) const FILTER_ITEMS: usize = 100;
/// Characters of what a device calls itself. Ours.
pub(crate) const USER_AGENT_CHARACTERS: usize = 1000;
/// Items of a page.
pub(crate) const PER_PAGE: u64 = 1000;
/// Items of a page when the request does not say.
pub(crate) const PER_PAGE_DEFAULT: u64 = 100;
/// Tokens of a user that stay valid, the newest.
pub(crate) const TOKENS_PER_USER: u32 = 100;
/// Roles of an app, `default` included.
pub(crate) const ROLES: u64 = 25;
/// Characters of a role's id.
pub(crate) const ROLE_CHARACTERS: usize = 100;
/// Characters of a role's description.
pub(crate) const ROLE_DESCRIPTION_CHARACTERS: usize = 255;

/// The limits as `cometchat_client_info` shows them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limits {
    uid_characters: usize,
    name_characters: usize,
    url_characters: usize,
    metadata_bytes: usize,
    metadata_depth: usize,
    tags: usize,
    tag_characters: usize,
    body_bytes: usize,
    uids_per_call: usize,
    users_per_import: usize,
    friends: u64,
    api_keys: usize,
    per_page: u64,
    tokens_per_user: u32,
    roles: u64,
    role_characters: usize,
    role_description_characters: usize,
}

impl Limits {
    /// The limits in force.
    pub(crate) const CURRENT: Limits = Limits {
        uid_characters: UID_CHARACTERS,
        name_characters: NAME_CHARACTERS,
        url_characters: URL_CHARACTERS,
        metadata_bytes: METADATA_BYTES,
        metadata_depth: METADATA_DEPTH,
        tags: TAGS,
        tag_characters: TAG_CHARACTERS,
        body_bytes: BODY_BYTES,
        uids_per_call: UIDS_PER_CALL,
        users_per_import: USERS_PER_IMPORT,
        friends: FRIENDS,
        api_keys: API_KEYS,
        per_page: PER_PAGE,
        tokens_per_user: TOKENS_PER_USER,
        roles: ROLES,
        role_characters: ROLE_CHARACTERS,
        role_description_characters: ROLE_DESCRIPTION_CHARACTERS,
    };
}

/// What the service told about one class of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateLimit {
    /// "core" (users created and deleted), "import" or "standard".
    pub class: &'static str,
    /// Requests that it takes in a minute.
    pub limit: u64,
    /// Those that were left after the last answer.
    pub remaining: u64,
}
