//! The host's log callback, behind the `log` facade.

use std::cell::Cell;
use std::ffi::{CString, c_char, c_void};
use std::sync::{Once, PoisonError, RwLock};

use super::{Status, boundary};
use crate::error::{Error, Result};

/// How much is logged; each level includes those before it.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Off = 0,
    /// What went wrong in a way that no status tells.
    Error = 1,
    /// What was ignored or adjusted, with what to do instead.
    Warn = 2,
    /// What happened.
    Info = 3,
    /// What happened inside.
    Debug = 4,
}

/// Called for each line. `level` is a `cometchat_log_level`; `message` is one line of
/// UTF-8, without a newline and without keys or tokens, valid until the callback
/// returns; `context` is what was given to `cometchat_set_logger`.
///
/// It is called on the thread that caused the line, during the call that caused it,
/// from several threads at once. It may call other functions of this library, whose
/// own lines are then dropped, but not `cometchat_set_logger`. It must not unwind (no
/// C++ exception may leave it).
pub type LogCallback =
    Option<unsafe extern "C" fn(level: i32, message: *const c_char, context: *mut c_void)>;

struct Target {
    filter: log::LevelFilter,
    callback: unsafe extern "C" fn(i32, *const c_char, *mut c_void),
    context: *mut c_void,
}

// SAFETY: the context is only handed back to the callback, which the header asks to be
// callable from any thread.
unsafe impl Send for Target {}
// SAFETY: as above.
unsafe impl Sync for Target {}

static TARGET: RwLock<Option<Target>> = RwLock::new(None);

thread_local! {
    /// Whether this thread is inside the callback.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Send what this library has to say to a callback; nothing is said without one.
///
/// At COMETCHAT_LOG_LEVEL_DEBUG there is a line for each attempt of a request: a JSON object
/// with `event` ("attempt"), `method`, `path` (without tokens and keys), `attempt` (from 1),
/// `status` or `failed` (a kind), and `ms`.
///
/// `level` is a `cometchat_log_level`, COMETCHAT_LOG_LEVEL_OFF or a NULL `callback` to
/// stop. One logger serves all clients; a new one replaces it. When this returns, the
/// callback of before is not running and is not called again, so that its context may
/// go.
///
/// Answers OK, or INVALID_ARGUMENT if `level` is no level or if called from a callback.
///
/// Thread-safe. Blocks until no callback is running.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cometchat_set_logger(
    level: i32,
    callback: LogCallback,
    context: *mut c_void,
) -> Status {
    Status::of(&boundary::guard(|| set(level, callback, context)))
}

fn set(level: i32, callback: LogCallback, context: *mut c_void) -> Result<()> {
    static INSTALLED: Once = Once::new();
    let filter = match level {
        0 => log::LevelFilter::Off,
        1 => log::LevelFilter::Error,
        2 => log::LevelFilter::Warn,
        3 => log::LevelFilter::Info,
        4 => log::LevelFilter::Debug,
        _ => {
            return Err(Error::InvalidArgument("the log level is none of those in the header"));
        }
    };
    if INSIDE.get() {
        return Err(Error::InvalidArgument("a log callback cannot replace the logger"));
    }
    // A Rust program that links this crate may have a logger of its own, which then stays.
    INSTALLED.call_once(|| drop(log::set_logger(&Forward)));
    let target = callback.filter(|_| filter != log::LevelFilter::Off).map(|callback| Target {
        filter,
        callback,
        context,
    });
    let mut current = TARGET.write().unwrap_or_else(PoisonError::into_inner);
    log::set_max_level(target.as_ref().map_or(log::LevelFilter::Off, |target| target.filter));
    *current = target;
    Ok(())
}

struct Forward;

impl log::Log for Forward {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        // Only our own lines: those of other crates are not known to be free of secrets.
        metadata.target().starts_with("cometchat_users")
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) || INSIDE.get() {
            return;
        }
        let level = match record.level() {
            log::Level::Error => Level::Error,
            log::Level::Warn => Level::Warn,
            log::Level::Info => Level::Info,
            log::Level::Debug | log::Level::Trace => Level::Debug,
        };
        let line = record.args().to_string().replace(['\0', '\n'], " ");
        let Ok(line) = CString::new(line) else { return };
        let target = TARGET.read().unwrap_or_else(PoisonError::into_inner);
        // The line may be older than the target, and below its level.
        if let Some(target) = target.as_ref().filter(|target| record.level() <= target.filter) {
            INSIDE.set(true);
            // SAFETY: the host promised a callback that takes these, from any thread.
            unsafe { (target.callback)(level as i32, line.as_ptr(), target.context) };
            INSIDE.set(false);
        }
    }

    fn flush(&self) {}
}
