//! Group commit: jobs that wait while a commit is on its way to the disk share the next one.
//!
//! Who finds nobody at work leads: it runs its own job at once, on its own thread, so that a
//! single caller pays nothing for the others. Who comes meanwhile queues its job and sleeps.
//! A leader that is done wakes the first who sleeps to lead the whole queue, then gives the
//! others of its own batch their results.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::super::Tables;
use super::fault::fault;
use super::tables::SqliteTables;
use crate::call;
use crate::error::{Error, Result};
use crate::sync::{Condvar, Mutex, MutexGuard};

/// How long SQLite waits for another process before it is asked again.
const PATIENCE: Duration = Duration::from_millis(50);

/// The one connection that writes, and who waits for it.
pub struct Commits {
    connection: Mutex<Connection>,
    /// How long to wait for another process that writes.
    timeout: Duration,
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    /// Whether somebody leads, or was woken to lead.
    led: bool,
    waiting: Vec<Box<dyn Waiting>>,
}

/// A queued job, whatever its type.
trait Waiting: Send {
    /// Run it, and keep its result.
    fn run(&mut self, tables: &dyn Tables) -> Result<()>;
    /// Wake its caller with the result, or with why it could not be committed.
    fn deliver(self: Box<Self>, committed: &Result<()>);
    /// Wake its caller to lead.
    fn promote(&self);
}

impl Commits {
    /// `timeout` is how long to wait for another process that writes.
    pub fn new(connection: Connection, timeout: Duration) -> Result<Self> {
        connection.busy_timeout(timeout.min(PATIENCE)).map_err(fault)?;
        Ok(Commits { connection: Mutex::new(connection), timeout, line: Mutex::default() })
    }

    /// The connection itself, for reading what is committed.
    pub fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Run a job, and return when it is committed.
    pub fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Tables) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut line = self.line();
        if !line.led {
            line.led = true;
            drop(line);
            let (mut job, mut result) = (Some(job), Err(Error::Internal));
            self.lead_alone(&mut |tables| {
                result = job.take().ok_or(Error::Internal)?(tables);
                result.as_ref().map(drop).map_err(Error::clone)
            })?;
            return result;
        }
        let slot = Arc::new(Slot::default());
        line.waiting.push(Box::new(Queued { job: Some(job), result: None, slot: slot.clone() }));
        drop(line);
        match slot.wait() {
            Wake::Done(result) => result,
            Wake::Lead => {
                self.lead_queue();
                match slot.wait() {
                    Wake::Done(result) => result,
                    Wake::Lead => unreachable!("a queue is led once"),
                }
            }
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Run one job on this thread, in a transaction of its own. It is not generic: there are
    /// many kinds of jobs.
    fn lead_alone(&self, job: &mut dyn FnMut(&dyn Tables) -> Result<()>) -> Result<()> {
        let connection = self.connection();
        let result = begin(&connection, self.timeout, call::check).and_then(|()| {
            let result = guarded(|| job(&SqliteTables(&connection)));
            end(&connection, result.is_ok()).and(result)
        });
        drop(connection);
        self.hand_over();
        result
    }

    /// Run all that wait, each undone on its own if it fails, in one transaction.
    fn lead_queue(&self) {
        let mut batch = std::mem::take(&mut self.line().waiting);
        let connection = self.connection();
        // Others wait for this batch, so that the leader's being cancelled does not end it.
        let committed = begin(&connection, self.timeout, || Ok(())).and_then(|()| {
            let run = batch.iter_mut().try_for_each(|waiting| run_undoably(&connection, waiting));
            end(&connection, run.is_ok()).and(run)
        });
        drop(connection);
        self.hand_over();
        for waiting in batch {
            waiting.deliver(&committed);
        }
    }

    fn hand_over(&self) {
        let mut line = self.line();
        match line.waiting.first() {
            Some(next) => next.promote(),
            None => line.led = false,
        }
    }
}

/// Begin a transaction, once no other process has one. `check` is asked now and then whether
/// to go on waiting.
fn begin(connection: &Connection, timeout: Duration, check: fn() -> Result<()>) -> Result<()> {
    let began = Instant::now();
    loop {
        // It waits for a while itself, as long as its busy timeout is.
        match execute(connection, "BEGIN IMMEDIATE") {
            Err(Error::Timeout(_)) if began.elapsed() < timeout => check()?,
            begun => return begun,
        }
    }
}

/// Commit or undo the transaction; after an error of the disk SQLite may have undone it.
fn end(connection: &Connection, commit: bool) -> Result<()> {
    let committed = if commit { execute(connection, "COMMIT") } else { Ok(()) };
    if !connection.is_autocommit() {
        execute(connection, "ROLLBACK")?;
    }
    committed
}

/// An error means that the whole transaction is lost, not that the job failed.
fn run_undoably(connection: &Connection, waiting: &mut Box<dyn Waiting>) -> Result<()> {
    execute(connection, "SAVEPOINT job")?;
    if let Err(error) = waiting.run(&SqliteTables(connection)) {
        if connection.is_autocommit() {
            return Err(error);
        }
        execute(connection, "ROLLBACK TO job")?;
    }
    execute(connection, "RELEASE job")
}

fn execute(connection: &Connection, sql: &str) -> Result<()> {
    let run = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    run.map(drop).map_err(fault)
}

/// A panic fails the job that caused it and nobody else's.
fn guarded<T>(job: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(job)).unwrap_or(Err(Error::Internal))
}

struct Queued<T, F> {
    job: Option<F>,
    result: Option<Result<T>>,
    slot: Arc<Slot<T>>,
}

impl<T: Send, F: FnOnce(&dyn Tables) -> Result<T> + Send> Waiting for Queued<T, F> {
    fn run(&mut self, tables: &dyn Tables) -> Result<()> {
        let job = self.job.take().ok_or(Error::Internal)?;
        let result = self.result.insert(guarded(|| job(tables)));
        result.as_ref().map(drop).map_err(Error::clone)
    }

    fn deliver(self: Box<Self>, committed: &Result<()>) {
        let result = match committed {
            Ok(()) => self.result.unwrap_or(Err(Error::Internal)),
            Err(error) => Err(error.clone()),
        };
        self.slot.wake(Wake::Done(result));
    }

    fn promote(&self) {
        self.slot.wake(Wake::Lead);
    }
}

/// Where a caller sleeps.
struct Slot<T> {
    wake: Mutex<Option<Wake<T>>>,
    woken: Condvar,
}

enum Wake<T> {
    Lead,
    Done(Result<T>),
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot { wake: Mutex::new(None), woken: Condvar::new() }
    }
}

impl<T> Slot<T> {
    fn wake(&self, wake: Wake<T>) {
        *self.wake.lock().unwrap_or_else(PoisonError::into_inner) = Some(wake);
        self.woken.notify_one();
    }

    fn wait(&self) -> Wake<T> {
        let mut wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match wake.take() {
                Some(wake) => return wake,
                None => wake = self.woken.wait(wake).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

#[cfg(all(test, loom))]
mod interleavings {
    use loom::thread::{Builder, JoinHandle};
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// SQLite does not fit on the stacks that loom gives to its threads.
    const STACK_WORDS: usize = 64 * 1024;

    fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        Builder::new().stack_size(STACK_WORDS).spawn(work).unwrap()
    }

    /// Three callers with a job each, in every order. A caller that nobody wakes is a deadlock,
    /// which fails.
    fn three_callers(jobs: [fn() -> Result<u32>; 3], check: fn([Result<u32>; 3])) {
        loom::model(move || {
            let all = move || {
                let connection = Connection::open_in_memory().unwrap();
                let commits = Arc::new(Commits::new(connection, Duration::ZERO).unwrap());
                let call = |job: fn() -> Result<u32>| {
                    let commits = commits.clone();
                    // The count is not loom's: jobs are run under the connection's lock.
                    let runs = Arc::new(AtomicU32::new(0));
                    move || {
                        let counted = runs.clone();
                        let result = commits.run(move |_| {
                            counted.fetch_add(1, Ordering::Relaxed);
                            job()
                        });
                        assert_eq!(runs.load(Ordering::Relaxed), 1, "each job runs once");
                        result
                    }
                };
                let [first, second, third] = jobs.map(call);
                let (first, second) = (spawn(first), spawn(second));
                let third = third();
                check([first.join().unwrap(), second.join().unwrap(), third]);
                assert!(!commits.line().led && commits.line().waiting.is_empty());
            };
            spawn(all).join().unwrap();
        });
    }

    #[test]
    fn each_job_runs_once_and_each_caller_gets_its_own_result() {
        three_callers([|| Ok(1), || Ok(2), || Ok(3)], |results| {
            assert_eq!(results.map(Result::unwrap), [1, 2, 3]);
        });
    }

    #[test]
    fn who_fails_or_panics_fails_alone() {
        let panics = || panic!("a job that panics");
        three_callers([|| Ok(1), || Err(Error::NotAFriend), panics], |[one, two, three]| {
            assert_eq!(one.unwrap(), 1);
            assert!(matches!(two, Err(Error::NotAFriend)));
            assert!(matches!(three, Err(Error::Internal)));
        });
    }
}
