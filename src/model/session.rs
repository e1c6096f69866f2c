use serde::Serialize;

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

/// A token as it is handed out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Whose token it is.
    pub uid: String,
    /// The token; a secret.
    #[serde(serialize_with = "exposed")]
    pub auth_token: Secret,
    /// Unix seconds.
    pub created_at: u64,
}

fn exposed<S: serde::Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
