//! The service's rules, offline: a taken uid is refused, a token dies with its user, a role
//! must exist. Written once, against [`Store`], for every place that has no service.

mod record;
mod roles;
mod seen;
mod sessions;
mod tokens;
mod users;

pub use record::{SessionRecord, UserRecord};
pub use seen::ItemOutcome;

use std::sync::Arc;

use jsonwebtoken::{DecodingKey, EncodingKey};

use crate::backend::Backend;
use crate::clock::Clock;
use crate::error::{Details, Error, Result};
use crate::model::{
    Outcomes, PageRequest, Role, RolePage, RolePayload, Session, Token, User, UserPage, UserPayload,
};
use crate::secret::Secret;
use crate::store::{Store, Tables};

/// The role that every store has, and that a user has who was given none.
const DEFAULT_ROLE: &str = "default";

/// The app that the engine plays.
#[derive(Clone, Debug)]
pub struct App {
    /// Named in `wsChannel` and `jwt`.
    pub id: String,
    /// Named in `settings`.
    pub region: String,
}

/// The service, on a store.
pub struct Engine<S> {
    store: S,
    clock: Arc<dyn Clock>,
    app: App,
    settings: String,
    jwt_key: EncodingKey,
    jwt_verifier: DecodingKey,
}

impl<S: Store> Engine<S> {
    /// Play `app` on a store.
    pub fn new(store: S, clock: Arc<dyn Clock>, app: App) -> Result<Self> {
        let now = clock.now();
        let jwt_key = store.write(move |tables| {
            roles::ensure_default(tables, now)?;
            tables.constant("jwt_key", &|| random_bytes::<32>().map(Vec::from))
        })?;
        let settings = sessions::settings(&app);
        Ok(Engine {
            store,
            clock,
            app,
            settings,
            jwt_key: EncodingKey::from_secret(&jwt_key),
            jwt_verifier: DecodingKey::from_secret(&jwt_key),
        })
    }

    /// Who a `jwt` of ours names, if it is one.
    pub fn verify_jwt(&self, jwt: &str) -> Option<String> {
        sessions::verify(jwt, &self.jwt_verifier, &self.app.id)
    }

    /// The app that it plays.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The app's settings: a JSON object.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// Why a call with an invalid payload is refused: what the service looks at before the
    /// payload comes first (`found` fails), and what only the store knows is added.
    fn explain(
        &self,
        invalid: Error,
        found: impl FnOnce(&dyn Tables) -> Result<Option<Details>>,
    ) -> Error {
        match (self.store.snapshot(found), invalid) {
            (Ok(Some(more)), Error::Validation(details)) => Error::Validation(details.and(more)),
            (Ok(_), invalid) => invalid,
            (Err(error), _) => error,
        }
    }
}

/// Bytes from the system's secure random source.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Internal)?;
    Ok(bytes)
}

impl<S: Store> Backend for Engine<S> {
    fn name(&self) -> &'static str {
        self.store.name()
    }

    fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        self.create_user(user).map(|user| user.document())
    }

    fn get_user(&self, uid: &str, _session: Option<&Secret>) -> Result<User> {
        self.get_user(uid).map(|user| user.document())
    }

    fn list_users(&self, page: PageRequest, _session: Option<&Secret>) -> Result<UserPage> {
        let (users, pagination) = self.list_users(page)?;
        Ok(UserPage { users: users.iter().map(UserRecord::document).collect(), pagination })
    }

    fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<User> {
        self.update_user(uid, user).map(|user| user.document())
    }

    fn delete_user(&self, uid: &str) -> Result<String> {
        self.delete_user(uid)
    }

    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.deactivate_users(uids)
    }

    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.reactivate_users(uids)
    }

    fn login(&self, uid: &str, _key: Option<&Secret>) -> Result<Session> {
        self.login(uid).map(|session| session.session(&self.settings))
    }

    fn login_with_token(&self, token: &Secret) -> Result<Session> {
        self.login_with_token(token).map(|session| session.session(&self.settings))
    }

    fn session(&self, token: &Secret) -> Result<Session> {
        self.session(token).map(|session| session.session(&self.settings))
    }

    fn update_session_user(&self, token: &Secret, user: UserPayload<'_>) -> Result<Session> {
        self.update_session_user(token, user).map(|session| session.session(&self.settings))
    }

    fn logout(&self, token: &Secret) -> Result<()> {
        self.logout(token)
    }

    fn create_token(&self, uid: &str) -> Result<Token> {
        self.create_token(uid)
    }

    fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        self.create_role(role)
    }

    fn get_role(&self, role: &str) -> Result<Role> {
        self.get_role(role)
    }

    fn list_roles(&self, page: PageRequest) -> Result<RolePage> {
        self.list_roles(page)
    }

    fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role> {
        self.update_role(id, role)
    }

    fn delete_role(&self, role: &str) -> Result<String> {
        self.delete_role(role)
    }
}
