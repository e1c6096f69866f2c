//! The door for tests, `/_local/`: what `docs/testing.md` describes.
//!
//! ```text
//!     door      requests below /_local/
//!     visit     every other request: its fault, its line in the journal
//!        \
//!     rules, faults, damaged     what goes wrong
//!     journal                    what came
//!     clock, copies              time and the store, set and brought back
//!     filter, members            reading rules and queries
//! ```

mod clock;
mod copies;
mod damaged;
mod door;
mod faults;
mod filter;
mod journal;
mod members;
mod operations;
mod rules;
mod visit;

use std::sync::Arc;

pub use clock::LocalClock;
pub use door::{answer, is_door};
pub use faults::{Cut, Sent};

use copies::Copies;
use faults::Faults;
use journal::Journal;
use rules::Rules;

use crate::engine::Keys;

/// Fault rules for the start.
#[derive(Clone, Debug)]
pub struct FaultRules(Arc<Rules>);

impl FaultRules {
    /// No rules.
    pub fn none() -> Self {
        FaultRules(Arc::new(Rules::none()))
    }

    /// Rules as `PUT /_local/faults` takes them, or what is wrong with them.
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(FaultRules(Arc::new(Rules::parse(text)?)))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.rules.len()
    }

    /// What their probabilities follow from.
    pub fn seed(&self) -> u64 {
        self.0.seed
    }
}

/// What tests do to a server.
pub struct Local {
    faults: Faults,
    journal: Journal,
    clock: Arc<LocalClock>,
    copies: Copies,
    /// The keys of the ready file.
    keys: Keys,
}

impl Local {
    pub fn new(faults: FaultRules, clock: Arc<LocalClock>, keys: Keys) -> Self {
        Local {
            faults: Faults::new(faults.0),
            journal: Journal::default(),
            clock,
            copies: Copies::default(),
            keys,
        }
    }
}
