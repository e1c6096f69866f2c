//! The operations, and the session. What one operation of the service does is passed to the
//! backend; what takes several is put together here.

mod current;
mod ensure;
mod intent;
mod session;

pub use ensure::{EnsureOutcome, Ensured};
pub use session::{EnsuredSession, ExportedSession, Step};

use std::sync::Arc;

use serde_json::value::RawValue;

use self::current::Current;
use crate::backend::Backend;
use crate::backend::cloud::Cloud;
use crate::clock::SystemClock;
use crate::config::{Config, Place};
use crate::engine::{App, Engine};
use crate::error::Result;
use crate::model::limits::RateLimit;
use crate::model::{
    Actor, ApiKey, ApiKeyListRequest, ApiKeyPayload, ApiKeyQuery, ImportOutcomes, ImportPayload,
    ItemOutcomes, List, Member, Outcomes, PageRequest, Permissions, RelationListRequest,
    RelationQuery, Role, RolePayload, Token, TokenPayload, User, UserListRequest, UserPayload,
    UserQuery,
};
use crate::secret::Secret;
use crate::store::sqlite::Sqlite;

/// The operations, and the one session that a client may have. Use it from any thread.
pub struct Client {
    config: Config,
    backend: Box<dyn Backend>,
    session: Current,
}

impl Client {
    /// Open the place that the configuration names.
    pub fn open(config: &Config) -> Result<Self> {
        let store = match &config.place {
            Place::Memory => Sqlite::in_memory()?,
            Place::File(path) => Sqlite::in_file(path, config.timeout)?,
            Place::Remote(remote) => return Ok(Self::on(Cloud::open(remote, config)?, config)),
        };
        let id = config.app_id.clone().unwrap_or_default();
        let app = App { id, region: config.region.clone() };
        let engine = Engine::new(store, Arc::new(SystemClock), app)?;
        engine.ensure_keys()?;
        Ok(Self::on(engine, config))
    }

    /// A client of any other backend.
    pub fn on(backend: impl Backend + 'static, config: &Config) -> Self {
        Client { config: config.clone(), backend: Box::new(backend), session: Current::default() }
    }

    /// What it was opened with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// "memory", "file", "server" or "cloud".
    pub fn backend_name(&self) -> &'static str {
        self.backend.name()
    }

    /// What is known of the limits of requests, where there are some.
    pub fn rate_limits(&self) -> Option<Vec<RateLimit>> {
        self.backend.rate_limits()
    }

    /// Get an active user.
    pub fn get_user(&self, uid: &str) -> Result<User> {
        self.backend.get_user(uid, None, self.token().as_ref())
    }

    /// Get an active user as another one, `viewer`, sees it.
    pub fn get_user_seen_by(&self, viewer: &str, uid: &str) -> Result<User> {
        self.backend.get_user(uid, Some(viewer), None)
    }

    /// List users. Some lists need a logged-in user.
    pub fn list_users(&self, request: UserListRequest<'_>) -> Result<List<User>> {
        let query = UserQuery::check(request)?;
        if query.needs_session() {
            return self.with_session(|token| self.backend.list_users(&query, Some(token)));
        }
        self.backend.list_users(&query, self.token().as_ref())
    }

    /// Seconds by which the service's clock is ahead of this machine's, once known.
    pub fn clock_skew(&self) -> Option<i64> {
        self.backend.clock_skew()
    }

    /// Update a user, as an administrator; the uid inside of `user` is not looked at.
    pub fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<User> {
        self.backend.update_user(uid, user)
    }

    /// Delete a user for good; what the service says about it.
    pub fn delete_user(&self, uid: &str) -> Result<String> {
        self.backend.delete_user(uid)
    }

    /// Deactivate users.
    pub fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.backend.deactivate_users(uids)
    }

    /// Reactivate users.
    pub fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.backend.reactivate_users(uids)
    }

    /// Create users that come with a past, each under its uid.
    pub fn import_users(&self, users: Vec<(String, ImportPayload<'_>)>) -> Result<ImportOutcomes> {
        self.backend.import_users(users)
    }

    /// List a user's tokens, newest first.
    pub fn list_tokens(&self, uid: &str, page: PageRequest) -> Result<List<Token>> {
        self.backend.list_tokens(uid, page)
    }

    /// Get a token of a user.
    pub fn get_token(&self, uid: &str, token: &Secret) -> Result<Token> {
        self.backend.get_token(uid, token)
    }

    /// Change what a token tells about its device.
    pub fn update_token(
        &self,
        uid: &str,
        token: &Secret,
        device: TokenPayload<'_>,
    ) -> Result<Token> {
        self.backend.update_token(uid, token, device)
    }

    /// Delete a token of a user; what the service says about it.
    pub fn delete_token(&self, uid: &str, token: &Secret) -> Result<String> {
        self.backend.delete_token(uid, token)
    }

    /// Delete all tokens of a user; what the service says about it.
    pub fn flush_tokens(&self, uid: &str) -> Result<String> {
        self.backend.flush_tokens(uid)
    }

    /// Get a role.
    pub fn get_role(&self, role: &str) -> Result<Role> {
        self.backend.get_role(role)
    }

    /// List the roles, newest first.
    pub fn list_roles(&self, page: PageRequest) -> Result<List<Role>> {
        self.backend.list_roles(page)
    }

    /// Update a role; the id inside of `role` is not looked at.
    pub fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role> {
        self.backend.update_role(id, role)
    }

    /// Delete a role; what the service says about it.
    pub fn delete_role(&self, role: &str) -> Result<String> {
        self.backend.delete_role(role)
    }

    /// List the permissions that a role can have: JSON objects.
    pub fn list_permissions(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        self.backend.list_permissions(role, page)
    }

    /// Set permissions of a role, an object; what became of each, and all that are set then.
    pub fn set_permissions(
        &self,
        role: &str,
        permissions: Member<&RawValue>,
    ) -> Result<(ItemOutcomes, Permissions)> {
        self.backend.set_permissions(role, permissions)
    }

    /// Unset a permission of a role; what stays set.
    pub fn unset_permission(&self, role: &str, permission: &str) -> Result<Permissions> {
        self.backend.unset_permission(role, permission)
    }

    /// Restrict features of a role.
    pub fn restrict_features(&self, role: &str, features: Vec<String>) -> Result<ItemOutcomes> {
        self.backend.restrict_features(role, features)
    }

    /// List the restricted features of a role: JSON objects.
    pub fn list_restricted_features(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        self.backend.list_restricted_features(role, page)
    }

    /// Allow features of a role again, all if `None`; what the service says about it.
    pub fn allow_features(&self, role: &str, features: Option<Vec<String>>) -> Result<String> {
        self.backend.allow_features(role, features)
    }

    /// Block users in the name of `uid`, or else of the logged-in user.
    pub fn block_users(&self, uid: Option<&str>, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.acting(uid, |actor| self.backend.block_users(actor, uids))
    }

    /// Unblock users in the name of `uid`, or else of the logged-in user.
    pub fn unblock_users(&self, uid: Option<&str>, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.acting(uid, |actor| self.backend.unblock_users(actor, uids))
    }

    /// List the users whom a user has blocked, or else those with whom the logged-in user has a
    /// block.
    pub fn list_blocked_users(&self, request: RelationListRequest<'_>) -> Result<List<User>> {
        let (uid, query) = RelationQuery::check_blocks(request)?;
        self.acting(uid.as_deref(), |actor| self.backend.list_blocked_users(actor, &query))
    }

    /// Make friends.
    pub fn add_friends(&self, uid: &str, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.backend.add_friends(uid, uids)
    }

    /// End friendships; what the service says about it.
    pub fn remove_friends(&self, uid: &str, uids: Vec<String>) -> Result<String> {
        self.backend.remove_friends(uid, uids)
    }

    /// List a user's friends.
    pub fn list_friends(&self, request: RelationListRequest<'_>) -> Result<List<User>> {
        let (uid, query) = RelationQuery::check_friends(request)?;
        self.backend.list_friends(&uid, &query)
    }

    /// List the keys, newest first.
    pub fn list_api_keys(&self, request: ApiKeyListRequest<'_>) -> Result<List<ApiKey>> {
        self.backend.list_api_keys(ApiKeyQuery::check(request)?)
    }

    /// Get a key.
    pub fn get_api_key(&self, key: &Secret) -> Result<ApiKey> {
        self.backend.get_api_key(key)
    }

    /// Update a key.
    pub fn update_api_key(&self, key: &Secret, change: ApiKeyPayload<'_>) -> Result<ApiKey> {
        self.backend.update_api_key(key, change)
    }

    /// Delete a key; what the service says about it.
    pub fn delete_api_key(&self, key: &Secret) -> Result<String> {
        self.backend.delete_api_key(key)
    }

    /// Call in the name of `uid`, or else of the logged-in user.
    fn acting<T>(&self, uid: Option<&str>, call: impl FnOnce(&Actor) -> Result<T>) -> Result<T> {
        match uid {
            Some(uid) => call(&Actor::Uid(uid.to_owned())),
            None => self.with_session(|token| call(&Actor::Session(token.clone()))),
        }
    }
}
