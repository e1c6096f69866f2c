//! Who is logged in: what the threads of a client share.

use std::sync::PoisonError;

use crate::secret::Secret;
use crate::sync::{Mutex, MutexGuard};

/// A session that goes on.
#[derive(Clone)]
pub struct CurrentSession {
    pub uid: String,
    pub token: Secret,
}

/// The place of the one session that a client may have.
#[derive(Default)]
pub struct Current(Mutex<Option<CurrentSession>>);

impl Current {
    /// Who is logged in now.
    pub fn get(&self) -> Option<CurrentSession> {
        self.locked().clone()
    }

    /// Go on with a session, instead of the one before.
    pub fn begin(&self, session: CurrentSession) {
        *self.locked() = Some(session);
    }

    /// End the session: of several threads that do, one gets it.
    pub fn end(&self) -> Option<CurrentSession> {
        self.locked().take()
    }

    /// Drop the session of a token that is dead, unless another has begun meanwhile.
    pub fn forget(&self, token: &Secret) {
        self.locked().take_if(|current| current.token == *token);
    }

    fn locked(&self) -> MutexGuard<'_, Option<CurrentSession>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(test, loom))]
mod interleavings {
    use loom::sync::Arc;
    use loom::thread::{self, JoinHandle};

    use super::*;

    fn session(token: &str) -> CurrentSession {
        CurrentSession { uid: "ada".to_owned(), token: Secret::new(token) }
    }

    fn call<T: 'static>(
        current: &Arc<Current>,
        call: impl FnOnce(&Current) -> T + 'static,
    ) -> JoinHandle<T> {
        let current = current.clone();
        thread::spawn(move || call(&current))
    }

    /// A call that finds its token dead, as `with_session` does.
    fn find_dead(current: &Current) {
        let used = current.get().map(|session| session.token);
        if let Some(token) = used.filter(|token| *token == Secret::new("old")) {
            current.forget(&token);
        }
    }

    #[test]
    fn a_session_that_begins_is_not_dropped_with_a_dead_token() {
        loom::model(|| {
            let current = Arc::new(Current::default());
            current.begin(session("old"));
            let calls = [call(&current, find_dead), call(&current, find_dead)];
            current.begin(session("new"));
            calls.into_iter().for_each(|call| call.join().unwrap());
            let left = current.get().map(|session| session.token);
            assert!(left == Some(Secret::new("new")));
        });
    }

    #[test]
    fn a_session_is_ended_once_and_none_is_lost() {
        loom::model(|| {
            let current = Arc::new(Current::default());
            current.begin(session("first"));
            let ends = [call(&current, Current::end), call(&current, Current::end)];
            let begin = call(&current, |current| current.begin(session("second")));
            let ended = ends.into_iter().filter_map(|end| end.join().unwrap());
            let mut tokens: Vec<Secret> = ended.map(|session| session.token).collect();
            begin.join().unwrap();
            tokens.extend(current.end().map(|session| session.token));
            let count = |text| tokens.iter().filter(|token| **token == Secret::new(text)).count();
            // The first may have been replaced; nothing comes twice.
            assert!(count("first") <= 1 && count("second") == 1);
        });
    }
}
