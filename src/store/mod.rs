//! Rows and transactions, and no rules. The engine is written against [`Store`] and
//! [`Tables`]; [`sqlite`] implements them.

pub mod sqlite;

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
    /// Active users, newest first.
    fn users(&self, offset: u64, most: u64) -> Result<Vec<UserRow>>;
    /// How many users are active.
    fn count_users(&self) -> Result<u64>;
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
    /// Active users as another sees them: who is connected first, then by name and uid.
    fn users_seen_by(
        &self,
        viewer: &str,
        seen: Seen,
        offset: u64,
        most: u64,
    ) -> Result<Vec<SeenRow>>;
    /// Block a user; false if it was blocked. Both are there.
    fn insert_block(&self, blocker: &str, blocked: &str, at: u64) -> Result<bool>;
    /// Unblock a user; false if it was not blocked.
    fn delete_block(&self, blocker: &str, blocked: &str) -> Result<bool>;

    /// The newest time of creation or update of the active users.
    fn newest_change(&self) -> Result<u64>;

    /// Whose token it is.
    fn token_owner(&self, token: &str) -> Result<Option<String>>;
    /// Add a token.
    fn insert_token(&self, uid: &str, token: &str, created_at: u64) -> Result<()>;
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
    /// Replace a role's definition and time.
    fn update_role(&self, id: &str, role: &RoleRow) -> Result<()>;
    /// Remove a role, and give its users another; false if there is none.
    fn delete_role(&self, id: &str, instead: &str) -> Result<bool>;

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

/// Which users one who looks wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everybody else.
    All,
    /// Those with whom there is a block, in either direction.
    Blocked,
    /// Those whom the viewer has blocked.
    BlockedByMe,
    /// Those who have blocked the viewer.
    HasBlockedMe,
}

/// A user as another sees it.
#[derive(Clone, Debug)]
pub struct SeenRow {
    /// The user.
    pub uid: String,
    /// What is stored of it.
    pub user: UserRow,
    /// When the viewer blocked it.
    pub blocked_by_me_at: Option<u64>,
    /// When it blocked the viewer.
    pub has_blocked_me_at: Option<u64>,
}

/// A role as stored.
#[derive(Clone, Debug)]
pub struct RoleRow {
    /// JSON: role, name, description, metadata, settings.
    pub definition: String,
    /// Unix seconds.
    pub created_at: u64,
    /// Unix seconds.
    pub updated_at: Option<u64>,
}
