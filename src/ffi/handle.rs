//! Clients as numbers: a stale or made-up one is an answer, not a crash.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use crate::client::Client;
use crate::error::{Error, Result};

/// A client, named by number. Zero is never a client.
///
/// Use it from any thread. Close it with `cometchat_client_close`; closing twice
/// is harmless, and a call in flight still finishes.
pub type ClientHandle = u64;

/// The only global state: who is open, and the last number given out.
#[derive(Default)]
struct Table {
    open: BTreeMap<ClientHandle, Arc<Client>>,
    last: ClientHandle,
}

static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(RwLock::default);

/// Enter a client under a number that was never used before.
pub(super) fn insert(client: Client) -> ClientHandle {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    table.last += 1;
    let handle = table.last;
    table.open.insert(handle, Arc::new(client));
    handle
}

/// The client behind a number; it lives on until the caller drops it.
pub(super) fn get(handle: ClientHandle) -> Result<Arc<Client>> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    table.open.get(&handle).cloned().ok_or(Error::InvalidHandle)
}

/// Take a number out of use.
pub(super) fn remove(handle: ClientHandle) -> Result<Arc<Client>> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    table.open.remove(&handle).ok_or(Error::InvalidHandle)
}
