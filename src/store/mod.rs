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
    /// Remove a user and its tokens; false if there is none.
    fn delete_user(&self, uid: &str) -> Result<bool>;

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
