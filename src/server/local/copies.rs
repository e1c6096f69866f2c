//! Copies of the store, by name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;

use crate::server::answer::Failure;
use crate::store::sqlite::Copy;

/// Copies are whole, and in memory.
const MOST_COPIES: usize = 100;

#[derive(Default)]
pub struct Copies(Mutex<BTreeMap<String, Arc<Copy>>>);

impl Copies {
    /// Keep a copy under a name, or under a new one.
    pub fn put(&self, name: Option<String>, copy: Copy) -> Result<String, Failure> {
        let mut copies = self.copies();
        let name = name.unwrap_or_else(|| free_name(&copies));
        if copies.len() == MOST_COPIES && !copies.contains_key(&name) {
            let text = format!("there are {MOST_COPIES} snapshots already; use one's name again");
            return Err(Failure::new(StatusCode::BAD_REQUEST, "ERR_BAD_REQUEST", text));
        }
        copies.insert(name.clone(), Arc::new(copy));
        Ok(name)
    }

    pub fn get(&self, name: &str) -> Result<Arc<Copy>, Failure> {
        let copies = self.copies();
        copies.get(name).cloned().ok_or_else(|| {
            let names: Vec<&str> = copies.keys().map(String::as_str).collect();
            let known = match &names[..] {
                [] => "there is none".to_owned(),
                names => format!("there are {}", names.join(", ")),
            };
            let text = format!("no snapshot has the name \"{name}\"; {known}");
            Failure::new(StatusCode::NOT_FOUND, "ERR_SNAPSHOT_NOT_FOUND", text)
        })
    }

    fn copies(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Copy>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn free_name(copies: &BTreeMap<String, Arc<Copy>>) -> String {
    let names = (1..).map(|number: u64| format!("snapshot-{number}"));
    names.into_iter().find(|name| !copies.contains_key(name)).unwrap_or_default()
}
