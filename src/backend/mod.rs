//! A place that the calls go to.

pub mod cloud;
pub(crate) mod wire;

use serde_json::value::RawValue;

use crate::error::Result;
use crate::model::limits::RateLimit;
use crate::model::{
    Actor, ApiKey, ApiKeyPayload, ApiKeyQuery, ImportOutcomes, ImportPayload, ItemOutcomes, List,
    Member, Outcomes, PageRequest, Permissions, RelationQuery, Role, RolePayload, Session, Token,
    TokenPayload, User, UserPayload, UserQuery,
};
use crate::secret::Secret;

/// What every place can do, with the same answers.
pub trait Backend: Send + Sync {
    /// What `cometchat_client_info` calls it.
    fn name(&self) -> &'static str;
    /// What is known of the limits of requests, where there are some.
    fn rate_limits(&self) -> Option<Vec<RateLimit>> {
        None
    }
    /// Seconds by which the place's clock is ahead of ours, where an answer has told its time.
    fn clock_skew(&self) -> Option<i64> {
        None
    }

    /// Create a user.
    fn create_user(&self, user: UserPayload<'_>) -> Result<User>;
    /// Get an active user, as another one sees it if `on_behalf_of` is given.
    /// `session` is who asks, where there is no key.
    fn get_user(
        &self,
        uid: &str,
        on_behalf_of: Option<&str>,
        session: Option<&Secret>,
    ) -> Result<User>;
    /// List users. `session` is who asks, where there is no key or where the list needs one.
    fn list_users(&self, query: &UserQuery, session: Option<&Secret>) -> Result<List<User>>;
    /// Update a user; the uid inside of `user` is not looked at.
    fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<User>;
    /// Delete a user for good; what the service says about it.
    fn delete_user(&self, uid: &str) -> Result<String>;
    /// Deactivate users.
    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes>;
    /// Reactivate users.
    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes>;
    /// Create users that come with a past, each under its uid.
    fn import_users(&self, users: Vec<(String, ImportPayload<'_>)>) -> Result<ImportOutcomes>;

    /// Begin a session with a new token; `key` instead of the client's, if one is needed.
    fn login(&self, uid: &str, key: Option<&Secret>) -> Result<Session>;
    /// Begin a session with a token that was given.
    fn login_with_token(&self, token: &Secret) -> Result<Session>;
    /// The session of a token, as it is now.
    fn session(&self, token: &Secret) -> Result<Session>;
    /// Update the user of a session.
    fn update_session_user(&self, token: &Secret, user: UserPayload<'_>) -> Result<Session>;
    /// End a session: its token stops working.
    fn logout(&self, token: &Secret) -> Result<()>;
    /// How many users are connected; asked by a logged-in user.
    fn count_online(&self, token: &Secret) -> Result<u64>;

    /// Create a token for a user.
    fn create_token(&self, uid: &str, device: TokenPayload<'_>) -> Result<Token>;
    /// List a user's tokens, newest first.
    fn list_tokens(&self, uid: &str, page: PageRequest) -> Result<List<Token>>;
    /// Get a token of a user.
    fn get_token(&self, uid: &str, token: &Secret) -> Result<Token>;
    /// Change what a token tells about its device.
    fn update_token(&self, uid: &str, token: &Secret, device: TokenPayload<'_>) -> Result<Token>;
    /// Delete a token of a user; what the service says about it.
    fn delete_token(&self, uid: &str, token: &Secret) -> Result<String>;
    /// Delete all tokens of a user; what the service says about it.
    fn flush_tokens(&self, uid: &str) -> Result<String>;

    /// Create a role.
    fn create_role(&self, role: RolePayload<'_>) -> Result<Role>;
    /// Get a role.
    fn get_role(&self, role: &str) -> Result<Role>;
    /// List the roles, newest first.
    fn list_roles(&self, page: PageRequest) -> Result<List<Role>>;
    /// Update a role; the id inside of `role` is not looked at.
    fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role>;
    /// Delete a role; what the service says about it.
    fn delete_role(&self, role: &str) -> Result<String>;

    /// List the permissions that a role can have: JSON objects.
    fn list_permissions(&self, role: &str, page: PageRequest) -> Result<List<String>>;
    /// Set permissions of a role, an object; what became of each, and all that are set then.
    fn set_permissions(
        &self,
        role: &str,
        permissions: Member<&RawValue>,
    ) -> Result<(ItemOutcomes, Permissions)>;
    /// Unset a permission of a role; what stays set.
    fn unset_permission(&self, role: &str, permission: &str) -> Result<Permissions>;
    /// Restrict features of a role.
    fn restrict_features(&self, role: &str, features: Vec<String>) -> Result<ItemOutcomes>;
    /// List the restricted features of a role: JSON objects.
    fn list_restricted_features(&self, role: &str, page: PageRequest) -> Result<List<String>>;
    /// Allow features of a role again, all if `None`; what the service says about it.
    fn allow_features(&self, role: &str, features: Option<Vec<String>>) -> Result<String>;

    /// Block users.
    fn block_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes>;
    /// Unblock users.
    fn unblock_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes>;
    /// List the users with whom a user has a block.
    fn list_blocked_users(&self, actor: &Actor, query: &RelationQuery) -> Result<List<User>>;
    /// Make friends.
    fn add_friends(&self, uid: &str, uids: Vec<String>) -> Result<ItemOutcomes>;
    /// End friendships; what the service says about it.
    fn remove_friends(&self, uid: &str, uids: Vec<String>) -> Result<String>;
    /// List a user's friends.
    fn list_friends(&self, uid: &str, query: &RelationQuery) -> Result<List<User>>;

    /// Create a key.
    fn create_api_key(&self, key: ApiKeyPayload<'_>) -> Result<ApiKey>;
    /// List the keys, newest first.
    fn list_api_keys(&self, query: ApiKeyQuery) -> Result<List<ApiKey>>;
    /// Get a key.
    fn get_api_key(&self, key: &Secret) -> Result<ApiKey>;
    /// Update a key.
    fn update_api_key(&self, key: &Secret, change: ApiKeyPayload<'_>) -> Result<ApiKey>;
    /// Delete a key; what the service says about it.
    fn delete_api_key(&self, key: &Secret) -> Result<String>;
}
