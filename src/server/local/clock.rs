//! A clock that can be held, and put forward.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

use super::members::{Invalid, Members};
use crate::clock::{Clock, SystemClock};

/// Tokens have ten digits of time.
const FURTHEST: u64 = 9_999_999_999;

/// The machine's clock until it is set.
#[derive(Default)]
pub struct LocalClock(Mutex<Setting>);

#[derive(Clone, Copy, Default)]
struct Setting {
    /// Seconds that are added to the machine's.
    offset: i64,
    frozen: Option<u64>,
}

/// What the door shows.
#[derive(Serialize)]
pub struct Shown {
    now: u64,
    frozen: bool,
    offset: i64,
}

/// What the clock is to do.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    FreezeNow,
    FreezeAt(u64),
    Unfreeze,
    Advance(u64),
    /// The machine's time again.
    Machine,
}

impl Change {
    pub fn read(value: Value) -> Result<Self, Invalid> {
        let mut members = Members::of("", value)?;
        let freeze = members.take("freeze");
        let advance = members.number("advance", 0..=FURTHEST)?;
        members.end()?;
        match (freeze, advance) {
            (Some(Value::Bool(true)), None) => Ok(Change::FreezeNow),
            (Some(Value::Bool(false)), None) => Ok(Change::Unfreeze),
            (Some(Value::Number(at)), None) => match at.as_u64().filter(|at| *at <= FURTHEST) {
                Some(at) => Ok(Change::FreezeAt(at)),
                None => Err(Invalid::of("freeze", "must be Unix seconds of ten digits at most")),
            },
            (Some(_), None) => Err(Invalid::of("freeze", "must be true, false or Unix seconds")),
            (None, Some(seconds)) => Ok(Change::Advance(seconds)),
            _ => Err(Invalid::of("freeze", "or `advance`: give one of them")),
        }
    }
}

impl LocalClock {
    /// What the time would be after a change.
    pub fn after(&self, change: Change) -> u64 {
        changed(*self.setting(), change).now()
    }

    pub fn change(&self, change: Change) {
        let mut setting = self.setting();
        *setting = changed(*setting, change);
    }

    pub fn show(&self) -> Shown {
        let setting = *self.setting();
        Shown { now: setting.now(), frozen: setting.frozen.is_some(), offset: setting.offset() }
    }

    fn setting(&self) -> MutexGuard<'_, Setting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for LocalClock {
    fn now(&self) -> u64 {
        self.setting().now()
    }
}

impl Setting {
    fn now(self) -> u64 {
        self.frozen.unwrap_or_else(|| SystemClock.now().saturating_add_signed(self.offset))
    }

    /// By how much it differs from the machine's.
    fn offset(self) -> i64 {
        self.now().cast_signed() - SystemClock.now().cast_signed()
    }
}

fn changed(setting: Setting, change: Change) -> Setting {
    let now = setting.now();
    match change {
        Change::FreezeNow => Setting { frozen: Some(now), ..setting },
        Change::FreezeAt(at) => Setting { frozen: Some(at), ..setting },
        Change::Unfreeze => Setting { frozen: None, offset: setting.offset() },
        Change::Advance(seconds) => {
            let seconds = seconds.min(FURTHEST.saturating_sub(now));
            match setting.frozen {
                Some(at) => Setting { frozen: Some(at + seconds), ..setting },
                None => Setting { offset: setting.offset + seconds.cast_signed(), ..setting },
            }
        }
        Change::Machine => Setting::default(),
    }
}
