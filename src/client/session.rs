//! The one session that a client may have.

use serde::{Deserialize, Serialize};

use super::Client;
use super::current::CurrentSession;
use super::ensure::is_missing;
use crate::error::{Details, Error, Result};
use crate::model::{Session, Uid, User, UserPayload, difference};
use crate::secret::Secret;

/// A session as a host may keep it. It is a secret.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedSession {
    /// Of this form: 1.
    pub version: u32,
    /// Whose users they are, where the client knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// Who was logged in.
    pub uid: String,
    /// The token.
    pub auth_token: String,
}

/// What `ensure_session` has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// A token that was there is used.
    Resumed,
    /// A token that was there is refused.
    TokenDead,
    /// The user was created.
    Created,
    /// The user was updated.
    Updated,
    /// The user was reactivated.
    Reactivated,
    /// The user was logged in, with a new token.
    LoggedIn,
}

/// A session, and what was done for it.
pub struct EnsuredSession {
    /// The session's document.
    pub user: User,
    /// In order.
    pub steps: Vec<Step>,
}

impl Client {
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
        let session = self.session.end().ok_or(Error::NotLoggedIn)?;
        self.backend.logout(&session.token)
    }

    /// The logged-in user, as it is now.
    pub fn current_session(&self) -> Result<User> {
        self.with_session(|token| self.backend.session(token)).map(|session| session.user)
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
        self.with_session(|token| self.backend.update_session_user(token, user))
            .map(|session| session.user)
    }

    /// How many users are connected.
    pub fn count_online_users(&self) -> Result<u64> {
        self.with_session(|token| self.backend.count_online(token))
    }

    /// The session, for `restore_session` in another process.
    pub fn export_session(&self) -> Result<ExportedSession> {
        let session = self.session.get().ok_or(Error::NotLoggedIn)?;
        Ok(ExportedSession {
            version: 1,
            app_id: self.config.app_id.clone(),
            uid: session.uid,
            auth_token: session.token.expose().to_owned(),
        })
    }

    /// Go on with a session that was exported, if its token is still valid.
    pub fn restore_session(&self, session: &ExportedSession) -> Result<User> {
        let mut details = Details::default();
        if session.version != 1 {
            details.add("version", "The selected version is invalid.");
        }
        if let (Some(theirs), Some(ours)) = (&session.app_id, &self.config.app_id)
            && theirs != ours
        {
            details.add("appId", "The appId is another app's than the client's.");
        }
        details.or(|| ())?;
        let session = self.backend.session(&Secret::new(&*session.auth_token))?;
        Ok(self.begin(session))
    }

    /// The whole way to a logged-in user: with a token that is there already and still works,
    /// else by logging in, creating the user first if there is none. Then the user is made to
    /// have the members of `user`.
    pub fn ensure_session(
        &self,
        user: UserPayload<'_>,
        reactivate: bool,
        token: Option<Secret>,
    ) -> Result<EnsuredSession> {
        let uid = user.uid.clone().given().unwrap_or_default();
        let uid = Uid::fold(&uid).into_owned();
        let key = user.auth_key.clone().given();
        let mut steps = Vec::new();
        let session = match self.resume(&uid, token, &mut steps)? {
            Some(session) => session,
            None => match self.backend.login(&uid, key.as_ref()) {
                Err(Error::KeyNeeded(_)) if steps.contains(&Step::TokenDead) => {
                    return Err(Error::TokenNotFound);
                }
                Err(error) if is_missing(&error) => {
                    steps.extend(self.ensure_user(user.clone(), reactivate)?.outcome.step());
                    steps.push(Step::LoggedIn);
                    self.backend.login(&uid, key.as_ref())?
                }
                session => {
                    steps.push(Step::LoggedIn);
                    session?
                }
            },
        };
        let session = match self.update_session(&session, user)? {
            Some(updated) => {
                steps.push(Step::Updated);
                updated
            }
            None => session,
        };
        Ok(EnsuredSession { user: self.begin(session), steps })
    }

    /// A session with a token that is there already, if it is the user's and works.
    fn resume(
        &self,
        uid: &str,
        given: Option<Secret>,
        steps: &mut Vec<Step>,
    ) -> Result<Option<Session>> {
        let current = self.session.get().filter(|session| session.uid == uid);
        for token in current.map(|session| session.token).into_iter().chain(given) {
            match self.backend.login_with_token(&token) {
                Ok(session) if session.uid == uid => {
                    steps.push(Step::Resumed);
                    return Ok(Some(session));
                }
                Err(error) if is_dead(&error) => {
                    self.session.forget(&token);
                    steps.push(Step::TokenDead);
                }
                Err(error) => return Err(error),
                // Somebody else's.
                Ok(_) => {}
            }
        }
        Ok(None)
    }

    /// Make a session's user have the members of `user`; `None` if it has them.
    fn update_session(&self, session: &Session, user: UserPayload<'_>) -> Result<Option<Session>> {
        let (change, changed) = difference(user, &session.user.fields());
        if changed.is_empty() {
            return Ok(None);
        }
        match self.backend.update_user(&session.uid, change.clone()) {
            Ok(_) => self.backend.session(&session.token).map(Some),
            // Without a key, users may change themselves, but for the role.
            Err(Error::KeyNeeded(_)) if changed != ["role"] => {
                self.backend.update_session_user(&session.token, change).map(Some)
            }
            Err(error) => Err(error),
        }
    }

    fn begin(&self, session: Session) -> User {
        let Session { uid, token, user } = session;
        self.session.begin(CurrentSession { uid, token });
        user
    }

    /// Call with the session's token, and drop the session if that token is dead.
    pub(super) fn with_session<T>(&self, call: impl FnOnce(&Secret) -> Result<T>) -> Result<T> {
        let token = self.token().ok_or(Error::NotLoggedIn)?;
        call(&token).inspect_err(|error| {
            if is_dead(error) {
                self.session.forget(&token);
            }
        })
    }

    pub(super) fn token(&self) -> Option<Secret> {
        self.session.get().map(|session| session.token)
    }
}

fn is_dead(error: &Error) -> bool {
    error.code() == Error::TokenNotFound.code()
}
