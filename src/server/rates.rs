//! The service's limits a minute, counted and reported, and not enforced: a local server has
//! no reason to slow its developer down.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

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

/// The calls of the current minute.
pub struct Rates {
    started: Instant,
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    minute: u64,
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
}

impl Rates {
    pub fn new() -> Self {
        Rates { started: Instant::now(), window: Mutex::default() }
    }

    /// Count a call; this one is among those that are used up.
    pub fn count(&self, class: Class) -> Counted {
        let minute = self.started.elapsed().as_secs() / 60;
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.minute != minute {
            *window = Window { minute, ..Window::default() };
        }
        let (limit, used) = match class {
            Class::Core => (CORE, &mut window.core),
            Class::Standard => (STANDARD, &mut window.standard),
            Class::Import => (IMPORT, &mut window.import),
        };
        *used += 1;
        let remaining = limit.saturating_sub(*used);
        let app_remaining = APP.saturating_sub(window.core + window.standard + window.import);
        Counted { limit, remaining, app_limit: APP, app_remaining }
    }
}
