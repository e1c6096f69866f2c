//! Rows and transactions, and no rules. The engine is written against [`Store`] and
//! [`Tables`]; [`sqlite`] implements them.

mod listing;
pub mod sqlite;

pub use listing::{Listing, Relation};

use crate::error::Result;

/// A place for rows.
pub trait Store: Send + Sync + 'static {
    /// Run `job` on what is committed. Several look-ups may see different commits.
    fn read<T>(&self, job: impl FnOnce(&dyn Tables) -> Result<T>) -> Result<T>;

    /// Run `job` on one commit, however many look-ups it makes.
    fn snapshot<T>(&self, job: impl FnOnce(&dyn Tables) -> Result<T>) -> Result<T>;

    /// Run `job` alone, and commit what it did unless it fails. When this returns, the
    /// commit is durable, or nothing was done.
    ///
    /// Several jobs may share one commit, and a job may run on another caller's thread.
    fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Tables) -> Result<T> + Send + 'static,
    ) -> Result<T>;

    /// What `cometchat_client_info` calls it.
    fn name(&self) -> &'static str;
}

/// The rows, as one transaction sees them.
pub trait Tables {
    /// A user, active or not.
    fn user(&self, uid: &str) -> Result<Option<UserRow>>;
    /// Users of a list, in its order, and how many the whole list has.
    fn users(&self, list: &Listing<'_>, offset: u64, most: u64) -> Result<(Vec<SeenRow>, u64)>;
    /// Add a user; false if the uid is taken.
    fn insert_user(&self, uid: &str, name: &str, user: &UserRow) -> Result<bool>;
    /// Replace a user's profile, role, tags and time of update, and the name if given.
    fn update_user(&self, uid: &str, name: Option<&str>, user: &UserRow) -> Result<()>;
    /// Deactivate a user, or reactivate it with 0.
    fn set_deactivated_at(&self, uid: &str, at: u64) -> Result<()>;
    /// Remember that a user was there.
    fn set_last_active_at(&self, uid: &str, at: u64) -> Result<()>;
    /// Note that a user is connected, or no longer.
    fn set_online(&self, uid: &str, online: bool, at: u64) -> Result<()>;
    /// Note that nobody is connected.
    fn set_all_offline(&self) -> Result<()>;
    /// How many active users are connected.
    fn count_online(&self) -> Result<u64>;
    /// Remove a user and its tokens; false if there is none.
    fn delete_user(&self, uid: &str) -> Result<bool>;

    /// An active user as another sees it; the first is the one who looks.
    fn user_seen_by(&self, viewer: &str, uid: &str) -> Result<Option<SeenRow>>;
    /// Block a user; false if it was blocked. Both are there.
    fn insert_block(&self, blocker: &str, blocked: &str, at: u64) -> Result<bool>;
    /// Unblock a user; false if it was not blocked.
    fn delete_block(&self, blocker: &str, blocked: &str) -> Result<bool>;

    /// Make friends of two users; false if they were. Both are there.
    fn insert_friendship(&self, one: &str, other: &str, at: u64) -> Result<bool>;
    /// End a friendship; false if there was none.
    fn delete_friendship(&self, one: &str, other: &str) -> Result<bool>;
    /// Whether two users are friends.
    fn are_friends(&self, one: &str, other: &str) -> Result<bool>;
    /// How many friends a user has.
    fn count_friends(&self, uid: &str) -> Result<u64>;

    /// The newest time of creation or update of the active users.
    fn newest_change(&self) -> Result<u64>;

    /// Whose token it is.
    fn token_owner(&self, token: &str) -> Result<Option<String>>;
    /// A token, if it is that user's.
    fn token(&self, uid: &str, token: &str) -> Result<Option<TokenRow>>;
    /// A user's tokens, newest first.
    fn tokens(&self, uid: &str, offset: u64, most: u64) -> Result<Vec<TokenRow>>;
    /// How many tokens a user has.
    fn count_tokens(&self, uid: &str) -> Result<u64>;
    /// Add a token.
    fn insert_token(&self, uid: &str, token: &TokenRow) -> Result<()>;
    /// Replace what a token tells about its device.
    fn update_token(&self, token: &TokenRow) -> Result<()>;
    /// Remove a user's tokens but for the newest.
    fn keep_newest_tokens(&self, uid: &str, most: u32) -> Result<()>;
    /// Remove a token; false if there is none.
    fn delete_token(&self, token: &str) -> Result<bool>;

    /// A role.
    fn role(&self, role: &str) -> Result<Option<RoleRow>>;
    /// Roles, newest first.
    fn roles(&self, offset: u64, most: u64) -> Result<Vec<RoleRow>>;
    /// How many roles there are.
    fn count_roles(&self) -> Result<u64>;
    /// Add a role; false if it is taken.
    fn insert_role(&self, id: &str, role: &RoleRow) -> Result<bool>;
    /// Replace a role's definition, rights and time.
    fn update_role(&self, id: &str, role: &RoleRow) -> Result<()>;
    /// Remove a role, and give its users another; false if there is none.
    fn delete_role(&self, id: &str, instead: &str) -> Result<bool>;

    /// A key.
    fn api_key(&self, key: &str) -> Result<Option<ApiKeyRow>>;
    /// Keys, newest first, of a scope if given, with a part of the name if given.
    fn api_keys(&self, scope: Option<&str>, search: Option<&str>) -> Result<Vec<ApiKeyRow>>;
    /// Add a key; false if it is taken.
    fn insert_api_key(&self, key: &ApiKeyRow) -> Result<bool>;
    /// Replace a key's name and scope.
    fn update_api_key(&self, key: &ApiKeyRow) -> Result<()>;
    /// Remove a key; false if there is none.
    fn delete_api_key(&self, key: &str) -> Result<bool>;

    /// Remove everything but the values of the place itself.
    fn clear(&self) -> Result<()>;

    /// A value of the place itself, made by `make` the first time.
    fn constant(&self, name: &str, make: &dyn Fn() -> Result<Vec<u8>>) -> Result<Vec<u8>>;
}

/// A user as stored.
#[derive(Clone, Debug, Default)]
pub struct UserRow {
    /// JSON: uid, name, avatar, link, statusMessage, metadata.
    pub profile: String,
    /// A JSON array, if there are any.
    pub tags: Option<String>,
    /// A role's id.
    pub role: String,
    /// Unix seconds.
    pub created_at: u64,
    /// Unix seconds.
    pub updated_at: Option<u64>,
    /// Unix seconds; 0 if active.
    pub deactivated_at: u64,
    /// Unix seconds.
    pub last_active_at: Option<u64>,
    /// Whether the user is connected.
    pub online: bool,
}

/// A user, and what ties it to the one who looks, if there is one.
#[derive(Clone, Debug)]
pub struct SeenRow {
    /// Who it is.
    pub uid: String,
    /// What is stored of it.
    pub user: UserRow,
    /// When the viewer blocked it.
    pub blocked_by_me_at: Option<u64>,
    /// When it blocked the viewer.
    pub has_blocked_me_at: Option<u64>,
}

/// A token as stored.
#[derive(Clone, Default)]
pub struct TokenRow {
    /// The token; a secret.
    pub token: String,
    /// Unix seconds.
    pub created_at: u64,
    /// The kind of device that it was made for.
    pub platform: Option<String>,
    /// What the device calls itself.
    pub user_agent: Option<String>,
    /// The device; not shown.
    pub device_id: Option<String>,
    /// A JSON object about the application.
    pub app_info: Option<String>,
}

/// A role as stored.
#[derive(Clone, Debug, Default)]
pub struct RoleRow {
    /// JSON: role, name, description, metadata, settings.
    pub definition: String,
    /// A JSON object of permissions, if some are set.
    pub permissions: Option<String>,
    /// A JSON object: when each restricted feature was restricted.
    pub restrictions: Option<String>,
    /// Unix seconds.
    pub created_at: u64,
    /// Unix seconds.
    pub updated_at: Option<u64>,
}

/// A key as stored.
#[derive(Clone)]
pub struct ApiKeyRow {
    /// The key; a secret.
    pub key: String,
    /// For people.
    pub name: String,
    /// What it may do.
    pub scope: String,
    /// Unix seconds.
    pub created_at: u64,
}
