use super::User;
use crate::secret::Secret;

/// A logged-in user: the token, and the user document with the session's data.
#[derive(Debug)]
pub struct Session {
    /// Whose session it is.
    pub uid: String,
    /// What the session is known by.
    pub token: Secret,
    /// The user, `online`, with `authToken`, `wsChannel`, `settings` and `jwt`.
    pub user: User,
}

/// Who acts on others.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A user whom an administrator names.
    Uid(String),
    /// The logged-in user, by its token.
    Session(Secret),
}
