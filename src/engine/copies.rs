//! Starting over, and going back: for tests.

use super::{Engine, keys, roles};
use crate::error::Result;
use crate::model::KeyScope;
use crate::secret::Secret;
use crate::store::sqlite::{Copy, Sqlite};
use crate::store::{Store, Tables};

/// The keys that an app has in any case.
pub(crate) type Keys = [(KeyScope, Secret); 2];

impl<S: Store> Engine<S> {
    /// Be a new app, with these keys.
    pub(crate) fn clear(&self, keys: &Keys) -> Result<()> {
        let (keys, now) = (keys.clone(), self.clock.now());
        self.store.write(move |tables| {
            tables.clear()?;
            roles::ensure_default(tables, now)?;
            put(tables, &keys, now)
        })
    }
}

impl Engine<Sqlite> {
    /// Everything that is stored.
    pub(crate) fn copy(&self) -> Result<Copy> {
        self.store.copy()
    }

    /// Have what a copy has, but for who is connected, and with these keys.
    pub(crate) fn replace(&self, copy: &Copy, keys: &Keys) -> Result<()> {
        self.store.replace(copy)?;
        let (keys, now) = (keys.clone(), self.clock.now());
        self.store.write(move |tables| {
            tables.set_all_offline()?;
            put(tables, &keys, now)
        })
    }
}

fn put(tables: &dyn Tables, keys: &Keys, now: u64) -> Result<()> {
    keys.iter().try_for_each(|(scope, key)| keys::put(tables, *scope, key, now))
}
