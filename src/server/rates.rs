//! The service's limits a minute: counted and reported, and enforced only on demand, because a
//! local server has no reason to slow its developer down.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::answer::Failure;

const CORE: u64 = 10_000;
const STANDARD: u64 = 20_000;
const IMPORT: u64 = 60;
const APP: u64 = 100_000;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Core,
    Standard,
    Import,
}

/// What is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limit {
    /// Nothing.
    #[default]
    Off,
    /// What goes beyond the limit of its class, as on the service's paid plans.
    Service,
    /// What goes beyond so many calls of all classes, as on its free plan.
    Together(u64),
}

/// The calls of the current minute.
pub struct Rates {
    limit: Limit,
    window: Mutex<Window>,
}

struct Window {
    started: Instant,
    core: u64,
    standard: u64,
    import: u64,
}

/// What the headers say.
pub struct Counted {
    pub limit: u64,
    pub remaining: u64,
    pub app_limit: u64,
    pub app_remaining: u64,
    class: Class,
    /// How long the minute lasts, if it has no place for this call.
    refused_for: Option<u64>,
}

impl Rates {
    pub fn new(limit: Limit) -> Self {
        Rates { limit, window: Mutex::new(Window::new()) }
    }

    /// Begin a new minute.
    pub fn reset(&self) {
        *self.window.lock().unwrap_or_else(PoisonError::into_inner) = Window::new();
    }

    /// Count a call; this one is among those that are used up.
    pub fn count(&self, class: Class) -> Counted {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seconds = window.started.elapsed().as_secs();
        if seconds >= 60 {
            (*window, seconds) = (Window::new(), 0);
        }
        let (limit, used) = match class {
            Class::Core => (CORE, &mut window.core),
            Class::Standard => (STANDARD, &mut window.standard),
            Class::Import => (IMPORT, &mut window.import),
        };
        *used += 1;
        let (used, together) = (*used, window.core + window.standard + window.import);
        let (limit, used, enforced) = match self.limit {
            // Clients that pace themselves when little is left have no reason to: half always is.
            Limit::Off => (limit, used.min(limit / 2), false),
            Limit::Service => (limit, used, true),
            Limit::Together(limit) => (limit, together, true),
        };
        Counted {
            limit,
            remaining: limit.saturating_sub(used),
            app_limit: APP,
            app_remaining: APP.saturating_sub(together),
            class,
            refused_for: (enforced && used > limit).then_some(60 - seconds),
        }
    }
}

impl Window {
    fn new() -> Self {
        Window { started: Instant::now(), core: 0, standard: 0, import: 0 }
    }
}

impl Counted {
    /// Whether the call may go on.
    pub fn check(&self) -> Result<(), Failure> {
        match self.refused_for {
            Some(seconds) => Err(Failure::too_many(self.limit, self.class, seconds)),
            None => Ok(()),
        }
    }
}
