//! A place that the calls go to.

pub mod cloud;
mod wire;

use crate::error::Result;
use crate::model::{
    Outcomes, PageRequest, Role, RolePage, RolePayload, Session, Token, User, UserPage, UserPayload,
};
use crate::secret::Secret;

/// What every place can do, with the same answers.
pub trait Backend: Send + Sync {
    /// What `cometchat_client_info` calls it.
    fn name(&self) -> &'static str;

    /// Create a user.
    fn create_user(&self, user: UserPayload<'_>) -> Result<User>;
    /// Get an active user.
    /// `session` is who asks, where there is no key.
    fn get_user(&self, uid: &str, session: Option<&Secret>) -> Result<User>;
    /// List the active users, newest first.
    fn list_users(&self, page: PageRequest, session: Option<&Secret>) -> Result<UserPage>;
    /// Update a user; the uid inside of `user` is not looked at.
    fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<User>;
    /// Delete a user for good; what the service says about it.
    fn delete_user(&self, uid: &str) -> Result<String>;
    /// Deactivate users.
    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes>;
    /// Reactivate users.
    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes>;

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

    /// Create a token for a user.
    fn create_token(&self, uid: &str) -> Result<Token>;

    /// Create a role.
    fn create_role(&self, role: RolePayload<'_>) -> Result<Role>;
    /// Get a role.
    fn get_role(&self, role: &str) -> Result<Role>;
    /// List the roles, newest first.
    fn list_roles(&self, page: PageRequest) -> Result<RolePage>;
    /// Update a role; the id inside of `role` is not looked at.
    fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role>;
    /// Delete a role; what the service says about it.
    fn delete_role(&self, role: &str) -> Result<String>;
}
