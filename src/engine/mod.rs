//! The service's rules, offline: a taken uid is refused, a token dies with its user, a role
//! must exist. Written once, against [`Store`], for every place that has no service.

mod backend;
#[cfg(feature = "server")]
mod copies;
mod import;
mod keys;
mod lists;
mod presence;
mod record;
mod relations;
mod rights;
mod roles;
mod sessions;
mod tokens;
mod users;

#[cfg(feature = "server")]
pub(crate) use copies::Keys;
pub use record::{SessionRecord, UserRecord};
#[cfg(feature = "server")]
pub(crate) use sessions::tail;

use std::sync::Arc;

use jsonwebtoken::{DecodingKey, EncodingKey};

use crate::clock::Clock;
use crate::error::{Details, Error, Result};
use crate::random::random_bytes;
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

    /// The clock's time.
    #[cfg(feature = "server")]
    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
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
