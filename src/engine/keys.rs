use std::fmt::Write;

use super::{Engine, record};
use crate::error::{Details, Error, Result};
use crate::model::limits::API_KEYS;
use crate::model::{ApiKey, ApiKeyPayload, ApiKeyQuery, KeyScope, List};
use crate::random::random_bytes;
use crate::secret::Secret;
use crate::store::{ApiKeyRow, Store, Tables};

impl<S: Store> Engine<S> {
    /// Create a key.
    pub fn create_api_key(&self, key: ApiKeyPayload<'_>) -> Result<ApiKey> {
        let (name, scope) = key.new_key()?;
        let row = make(&name, scope, self.clock.now())?;
        self.store.write(move |tables| {
            if tables.api_keys(None, None)?.len() >= API_KEYS {
                let text = format!("The app must not have more than {API_KEYS} keys.");
                return Err(Error::Validation(Details::of("apiKey", text)));
            }
            tables.insert_api_key(&row)?;
            Ok(record::api_key(&row))
        })
    }

    /// List the keys, newest first.
    pub fn list_api_keys(&self, query: ApiKeyQuery) -> Result<List<ApiKey>> {
        let ApiKeyQuery { page, scope, search } = query;
        let scope = scope.map(KeyScope::name);
        let rows = self.store.read(|tables| tables.api_keys(scope, search.as_deref()))?;
        Ok(page.of(rows.iter().map(record::api_key).collect()))
    }

    /// Get a key.
    pub fn get_api_key(&self, key: &Secret) -> Result<ApiKey> {
        self.store.read(|tables| find(tables, key)).map(|row| record::api_key(&row))
    }

    /// Update a key other than `own`, the caller's.
    pub fn update_api_key(
        &self,
        key: &Secret,
        change: ApiKeyPayload<'_>,
        own: Option<&Secret>,
    ) -> Result<ApiKey> {
        let change = change.change();
        let refused = self.store.read(|tables| find_other(tables, key, own)).err();
        let (name, scope) = refused.map_or(change, Err)?;
        let key = key.clone();
        self.store.write(move |tables| {
            let mut row = find(tables, &key)?;
            if let Some(name) = name {
                row.name = name;
            }
            if let Some(scope) = scope {
                scope.name().clone_into(&mut row.scope);
            }
            tables.update_api_key(&row)?;
            Ok(record::api_key(&row))
        })
    }

    /// Delete a key other than `own`, the caller's; what the service says about it.
    pub fn delete_api_key(&self, key: &Secret, own: Option<&Secret>) -> Result<String> {
        let (key, own) = (key.clone(), own.cloned());
        self.store.write(move |tables| {
            let ApiKeyRow { key, .. } = find_other(tables, &key, own.as_ref())?;
            tables.delete_api_key(&key)?;
            Ok(format!("The Api Key {key} has been deleted successfully."))
        })
    }

    /// What a key may do, if it is one.
    pub fn key_scope(&self, key: &Secret) -> Result<Option<KeyScope>> {
        let row = self.store.read(|tables| tables.api_key(key.expose()))?;
        Ok(row.and_then(|row| KeyScope::of(&row.scope)))
    }

    /// Have a key of each scope, as every app of the service does.
    pub fn ensure_keys(&self) -> Result<()> {
        let now = self.clock.now();
        self.store.write(move |tables| {
            ensure(tables, KeyScope::AuthOnly, now)?;
            ensure(tables, KeyScope::FullAccess, now).map(drop)
        })
    }

    /// Have a key of a scope: `wanted`, or else the oldest that there is.
    pub fn key_for(&self, scope: KeyScope, wanted: Option<&Secret>) -> Result<Secret> {
        let (wanted, now) = (wanted.cloned(), self.clock.now());
        self.store.write(move |tables| {
            let Some(wanted) = wanted else { return ensure(tables, scope, now) };
            put(tables, scope, &wanted, now)?;
            Ok(wanted)
        })
    }
}

/// Have this very key, with this scope.
pub(super) fn put(tables: &dyn Tables, scope: KeyScope, key: &Secret, now: u64) -> Result<()> {
    let row = ApiKeyRow {
        key: key.expose().to_owned(),
        name: name_of(scope).to_owned(),
        scope: scope.name().to_owned(),
        created_at: now,
    };
    if !tables.insert_api_key(&row)? {
        tables.update_api_key(&row)?;
    }
    Ok(())
}

/// The service gives every app one key of each scope, under these names.
fn name_of(scope: KeyScope) -> &'static str {
    match scope {
        KeyScope::AuthOnly => "Auth Key",
        KeyScope::FullAccess => "Rest API Key",
    }
}

/// The oldest key of a scope, made if there is none.
fn ensure(tables: &dyn Tables, scope: KeyScope, now: u64) -> Result<Secret> {
    let known = tables.api_keys(Some(scope.name()), None)?.pop();
    let row = match known {
        Some(row) => row,
        None => {
            let row = make(name_of(scope), scope, now)?;
            tables.insert_api_key(&row)?;
            row
        }
    };
    Ok(Secret::new(row.key))
}

fn make(name: &str, scope: KeyScope, now: u64) -> Result<ApiKeyRow> {
    let mut key = String::with_capacity(40);
    for byte in random_bytes::<20>()? {
        write!(key, "{byte:02x}").expect("a string can be written");
    }
    let (name, scope) = (name.to_owned(), scope.name().to_owned());
    Ok(ApiKeyRow { key, name, scope, created_at: now })
}

fn find(tables: &dyn Tables, key: &Secret) -> Result<ApiKeyRow> {
    tables.api_key(key.expose())?.ok_or(Error::ApiKeyNotFound)
}

fn find_other(tables: &dyn Tables, key: &Secret, own: Option<&Secret>) -> Result<ApiKeyRow> {
    if own == Some(key) {
        return Err(Error::ApiKeySelfAction);
    }
    find(tables, key)
}
