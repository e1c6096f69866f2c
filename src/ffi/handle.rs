//! Clients as numbers: a stale or made-up one is an answer, not a crash.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use crate::call::CancelScope;
use crate::client::Client;
use crate::error::{Error, Result};

/// A client, named by number. Zero is never a client.
///
/// Use it from any thread. Close it with `cometchat_client_close`; closing twice
/// is harmless, and a call in flight still finishes.
pub type ClientHandle = u64;

/// A client, under one of its numbers.
#[derive(Clone)]
pub(super) struct Open {
    pub client: Arc<Client>,
    /// The calls that are made with this number.
    pub calls: CancelScope,
}

/// The only global state: who is open, and the last number given out.
#[derive(Default)]
struct Table {
    open: BTreeMap<ClientHandle, Open>,
    last: ClientHandle,
}

static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(RwLock::default);

/// Enter a client under a number that was never used before.
pub(super) fn insert(client: Arc<Client>) -> ClientHandle {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    table.last += 1;
    let handle = table.last;
    table.open.insert(handle, Open { client, calls: CancelScope::default() });
    handle
}

/// The client behind a number; it lives on until the caller drops it.
pub(super) fn get(handle: ClientHandle) -> Result<Open> {
    let table = TABLE.read().unwrap_or_else(PoisonError::into_inner);
    table.open.get(&handle).cloned().ok_or(Error::InvalidHandle)
}

/// Take a number out of use.
pub(super) fn remove(handle: ClientHandle) -> Result<Open> {
    let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
    table.open.remove(&handle).ok_or(Error::InvalidHandle)
}
