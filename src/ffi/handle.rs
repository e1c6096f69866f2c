//! Clients as numbers: a stale or made-up one is an answer, not a crash.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError};

use crate::call::CancelScope;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::sync::RwLock;

/// A client, named by number. Zero is never a client.
///
/// Use it from any thread. Close it with `cometchat_client_close`; closing twice
/// is harmless, and a call in flight still finishes.
pub type ClientHandle = u64;

/// A client, under one of its numbers.
pub(super) struct Open<C = Client> {
    pub client: Arc<C>,
    /// The calls that are made with this number.
    pub calls: CancelScope,
}

impl<C> Clone for Open<C> {
    fn clone(&self) -> Self {
        Open { client: self.client.clone(), calls: self.calls.clone() }
    }
}

/// Who is open, and the last number given out.
struct Table<C>(RwLock<(BTreeMap<ClientHandle, Open<C>>, ClientHandle)>);

/// The only global state.
static TABLE: LazyLock<Table<Client>> = LazyLock::new(Table::default);

impl<C> Default for Table<C> {
    fn default() -> Self {
        Table(RwLock::new((BTreeMap::new(), 0)))
    }
}

impl<C> Table<C> {
    fn insert(&self, client: Arc<C>) -> ClientHandle {
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (open, last) = &mut *table;
        *last += 1;
        open.insert(*last, Open { client, calls: CancelScope::default() });
        *last
    }

    fn get(&self, handle: ClientHandle) -> Result<Open<C>> {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        table.0.get(&handle).cloned().ok_or(Error::InvalidHandle)
    }

    fn remove(&self, handle: ClientHandle) -> Result<Open<C>> {
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        table.0.remove(&handle).ok_or(Error::InvalidHandle)
    }
}

/// Enter a client under a number that was never used before.
pub(super) fn insert(client: Arc<Client>) -> ClientHandle {
    TABLE.insert(client)
}

/// The client behind a number; it lives on until the caller drops it.
pub(super) fn get(handle: ClientHandle) -> Result<Open> {
    TABLE.get(handle)
}

/// Take a number out of use.
pub(super) fn remove(handle: ClientHandle) -> Result<Open> {
    TABLE.remove(handle)
}

#[cfg(all(test, loom))]
mod interleavings {
    use loom::thread;

    use super::*;

    #[test]
    fn a_number_is_never_given_twice_and_a_removed_one_is_dead() {
        loom::model(|| {
            let table = Arc::new(Table::<&str>::default());
            let first = table.insert(Arc::new("first"));
            let other = table.clone();
            let closing = thread::spawn(move || {
                let closed = other.remove(first).is_ok();
                assert!(matches!(other.get(first), Err(Error::InvalidHandle)));
                (closed, other.insert(Arc::new("second")))
            });
            let closed = table.remove(first).is_ok();
            let third = table.insert(Arc::new("third"));
            let (closed_there, second) = closing.join().unwrap();
            assert!(closed != closed_there, "closed once");
            assert!(first != second && second != third && first != third);
            assert_eq!(*table.get(second).unwrap().client, "second");
            assert_eq!(*table.get(third).unwrap().client, "third");
        });
    }

    #[test]
    fn a_call_in_flight_keeps_its_client_and_a_shared_number_lives_on() {
        loom::model(|| {
            let table = Arc::new(Table::<&str>::default());
            let number = table.insert(Arc::new("client"));
            let other = table.clone();
            let closing = thread::spawn(move || drop(other.remove(number).unwrap()));
            let shared = table.get(number).map(|open| {
                assert_eq!(*open.client, "client");
                table.insert(open.client)
            });
            closing.join().unwrap();
            assert!(matches!(table.get(number), Err(Error::InvalidHandle)));
            if let Ok(shared) = shared {
                let open = table.remove(shared).unwrap();
                assert_eq!(Arc::strong_count(&open.client), 1);
            }
        });
    }
}
