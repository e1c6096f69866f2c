//! The primitives that threads meet at: the standard library's, or loom's, which runs the tests
//! called `interleavings` once for every order that the threads can take (`make loom`).

#[cfg(not(all(loom, test)))]
pub use std::{
    sync::{Condvar, Mutex, MutexGuard, RwLock, atomic},
    thread_local,
};

#[cfg(all(loom, test))]
pub use loom::{
    sync::{Condvar, Mutex, MutexGuard, RwLock, atomic},
    thread_local,
};
