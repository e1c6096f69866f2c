//! How many attempts a call took. A call runs on its caller's thread from beginning to end, so
//! its count is kept there; the front that began the call reads it.

use std::cell::Cell;

thread_local! {
    static ATTEMPTS: Cell<u32> = const { Cell::new(0) };
}

/// Run a call, and count the attempts of the one of its requests that took most.
pub fn counted<T>(call: impl FnOnce() -> T) -> (T, u32) {
    ATTEMPTS.set(0);
    let result = call();
    (result, ATTEMPTS.get())
}

/// A request of the call on this thread took so many.
pub fn note(attempts: u32) {
    ATTEMPTS.set(ATTEMPTS.get().max(attempts));
}
