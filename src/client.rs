use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::backend::Backend;
use crate::backend::cloud::Cloud;
use crate::clock::SystemClock;
use crate::config::{Config, Place};
use crate::engine::{App, Engine};
use crate::error::{Error, Result};
use crate::model::{
    Outcomes, PageRequest, Role, RolePage, RolePayload, Session, Token, User, UserPage, UserPayload,
};
use crate::secret::Secret;
use crate::store::sqlite::Sqlite;

/// The operations, and the one session that a client may have. Use it from any thread.
pub struct Client {
    config: Config,
    backend: Box<dyn Backend>,
    /// The token of the logged-in user.
    session: Mutex<Option<Secret>>,
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
        Ok(Self::on(Engine::new(store, Arc::new(SystemClock), app)?, config))
    }

    /// A client of any other backend.
    pub fn on(backend: impl Backend + 'static, config: &Config) -> Self {
        Client { config: config.clone(), backend: Box::new(backend), session: Mutex::default() }
    }

    /// What it was opened with.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// "memory", "file", "server" or "cloud".
    pub fn backend_name(&self) -> &'static str {
        self.backend.name()
    }

    /// Create a user.
    pub fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        self.backend.create_user(user)
    }

    /// Get an active user.
    pub fn get_user(&self, uid: &str) -> Result<User> {
        self.backend.get_user(uid, self.token().as_ref())
    }

    /// List the active users, newest first.
    pub fn list_users(&self, page: PageRequest) -> Result<UserPage> {
        self.backend.list_users(page, self.token().as_ref())
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

    /// Log a user in, with a new token.
    ///
    /// `key` is used for this call instead of the client's, where the place needs one.
    pub fn login(&self, uid: &str, key: Option<&Secret>) -> Result<User> {
        self.backend.login(uid, key).map(|session| self.begin(session))
    }

    /// Log a user in, with a token that was given.
    pub fn login_with_token(&self, token: &Secret) -> Result<User> {
        self.backend.login_with_token(token).map(|session| self.begin(session))
    }

    /// Log the user out. There is no session afterwards, whatever the backend says.
    pub fn logout(&self) -> Result<()> {
        let token = self.locked().take().ok_or(Error::NotLoggedIn)?;
        self.backend.logout(&token)
    }

    /// The logged-in user, as it is now.
    pub fn current_session(&self) -> Result<User> {
        self.in_session(|token| self.backend.session(token))
    }

    /// Update the logged-in user, whatever uid is inside of `user`.
    ///
    /// A role in it is ignored, as the service does.
    pub fn update_current_user(&self, mut user: UserPayload<'_>) -> Result<User> {
        if std::mem::take(&mut user.role).is_present() {
            log::warn!(
                "the role in an update of the logged-in user was ignored; \
                 change it with cometchat_user_update"
            );
        }
        self.in_session(|token| self.backend.update_session_user(token, user))
    }

    /// Create a token for a user.
    pub fn create_token(&self, uid: &str) -> Result<Token> {
        self.backend.create_token(uid)
    }

    /// Create a role.
    pub fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        self.backend.create_role(role)
    }

    /// Get a role.
    pub fn get_role(&self, role: &str) -> Result<Role> {
        self.backend.get_role(role)
    }

    /// List the roles, newest first.
    pub fn list_roles(&self, page: PageRequest) -> Result<RolePage> {
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

    fn begin(&self, session: Session) -> User {
        *self.locked() = Some(session.token);
        session.user
    }

    /// Call with the session's token, and drop the session if that token is dead.
    fn in_session(&self, call: impl FnOnce(&Secret) -> Result<Session>) -> Result<User> {
        let token = self.token().ok_or(Error::NotLoggedIn)?;
        let result = call(&token);
        if matches!(&result, Err(error) if error.code() == "AUTH_ERR_AUTH_TOKEN_NOT_FOUND") {
            // Unless another thread has logged in meanwhile.
            self.locked().take_if(|current| *current == token);
        }
        result.map(|session| session.user)
    }

    fn token(&self) -> Option<Secret> {
        self.locked().clone()
    }

    fn locked(&self) -> MutexGuard<'_, Option<Secret>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
