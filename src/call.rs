//! The call that runs on this thread. A call stays on its caller's thread from beginning to
//! end, so what belongs to it is kept there: how many attempts it took, and the scope in which
//! it can be cancelled from other threads.

use std::cell::RefCell;
use std::mem;
use std::net::{Shutdown, TcpStream};
use std::ops::Deref;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use crate::sync::{Condvar, Mutex, MutexGuard, thread_local};

/// How soon work that cannot be interrupted is left to itself.
const PATIENCE: Duration = Duration::from_millis(20);

thread_local! {
    static CURRENT: RefCell<Call> = RefCell::default();
}

/// loom's thread-locals have no `with_borrow_mut`.
fn with_current<T>(work: impl FnOnce(&mut Call) -> T) -> T {
    CURRENT.with(|call| work(&mut call.borrow_mut()))
}

#[derive(Default)]
struct Call {
    attempts: u32,
    deadline: Option<Instant>,
    scope: Option<Entered>,
}

/// Calls that can be cancelled together, from any thread.
///
/// ```
/// # use cometchat_users::{CancelScope, Client, Config};
/// # let client = Client::open(&Config::new("memory:")?)?;
/// let scope = CancelScope::default();
/// let user = scope.run(|| client.get_user("ada"));
/// # Ok::<(), cometchat_users::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct CancelScope(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// How often it was cancelled: a call is, if that has changed since it began.
    cancelled: AtomicU64,
    /// The connections that calls wait on.
    sockets: Mutex<Vec<Arc<Socket>>>,
    woken: Condvar,
}

/// A scope, as a call has entered it.
struct Entered {
    shared: Arc<Shared>,
    cancelled: u64,
    socket: Option<Arc<Socket>>,
}

impl CancelScope {
    /// Make calls that [`CancelScope::cancel`] ends.
    pub fn run<T>(&self, calls: impl FnOnce() -> T) -> T {
        let shared = self.0.clone();
        let cancelled = shared.cancelled.load(Ordering::Acquire);
        let entered = Entered { shared, cancelled, socket: None };
        let _guard = Guard(with_current(|call| call.scope.replace(entered)));
        calls()
    }

    /// End the calls that run: each returns [`Error::Cancelled`] as soon as it can. What a
    /// call has asked for may have been done all the same. Later calls are not affected.
    pub fn cancel(&self) {
        let mut sockets = self.0.sockets();
        self.0.cancelled.fetch_add(1, Ordering::Release);
        for socket in mem::take(&mut *sockets) {
            socket.shut();
        }
        self.0.woken.notify_all();
    }
}

/// Leaves a scope, also when a call panics, and goes back to the one before.
struct Guard(Option<Entered>);

impl Drop for Guard {
    fn drop(&mut self) {
        let before = self.0.take();
        let left = with_current(|call| mem::replace(&mut call.scope, before));
        if let Some(mut entered) = left {
            entered.let_go();
        }
    }
}

impl Shared {
    fn sockets(&self) -> MutexGuard<'_, Vec<Arc<Socket>>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entered {
    fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Acquire) != self.cancelled
    }

    fn let_go(&mut self) {
        if let Some(socket) = self.socket.take() {
            self.shared.sockets().retain(|held| !Arc::ptr_eq(held, &socket));
        }
    }
}

/// A connection that can be shut down by whoever cancels the call that uses it.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    shut: AtomicBool,
}

impl Socket {
    pub fn new(stream: TcpStream) -> Arc<Self> {
        Arc::new(Socket { stream, shut: AtomicBool::new(false) })
    }

    /// Whether it was shut down with a call.
    pub fn is_shut(&self) -> bool {
        self.shut.load(Ordering::Acquire)
    }

    fn shut(&self) {
        self.shut.store(true, Ordering::Release);
        // It may be closed already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

impl Deref for Socket {
    type Target = TcpStream;

    fn deref(&self) -> &TcpStream {
        &self.stream
    }
}

/// The call on this thread waits on a connection from here on.
pub fn waits_on(socket: &Arc<Socket>) {
    with_current(|call| {
        let Some(entered) = &mut call.scope else { return };
        if entered.socket.as_ref().is_some_and(|held| Arc::ptr_eq(held, socket)) {
            return;
        }
        entered.let_go();
        let mut sockets = entered.shared.sockets();
        // Whoever cancels holds the lock: it is seen here, or finds the socket.
        if entered.is_cancelled() {
            socket.shut();
        } else {
            sockets.push(socket.clone());
            drop(sockets);
            entered.socket = Some(socket.clone());
        }
    });
}

/// Work on this thread for a connection has to be done by then, as long as this is kept.
#[must_use]
pub fn end_by(deadline: Instant) -> Timed {
    Timed(with_current(|call| call.deadline.replace(deadline)))
}

/// A deadline, in place of the one before.
pub struct Timed(Option<Instant>);

impl Drop for Timed {
    fn drop(&mut self) {
        with_current(|call| call.deadline = self.0);
    }
}

/// When work for a connection on this thread has to be done.
pub fn deadline() -> Option<Instant> {
    with_current(|call| call.deadline)
}

/// Whether the call on this thread was cancelled.
pub fn check() -> Result<()> {
    with_current(|call| match &call.scope {
        Some(entered) if entered.is_cancelled() => Err(Error::Cancelled),
        _ => Ok(()),
    })
}

/// Sleep, but not on when the call on this thread is cancelled.
pub fn sleep(time: Duration) -> Result<()> {
    let shared = with_current(|call| call.scope.as_ref().map(|it| it.shared.clone()));
    let Some(shared) = shared else {
        thread::sleep(time);
        return Ok(());
    };
    let until = Instant::now() + time;
    let mut sockets = shared.sockets();
    loop {
        check()?;
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        let woken = shared.woken.wait_timeout(sockets, left);
        sockets = woken.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Do what cannot be interrupted on a thread of its own, which is left to itself when the call
/// on this thread is cancelled or `most` has passed: then there is no result.
pub fn detached<T: Send + 'static>(
    most: Option<Duration>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>> {
    let until = most.map(|most| Instant::now() + most);
    let (done, result) = sync_channel(1);
    thread::Builder::new()
        .name("cometchat-connect".to_owned())
        // Nobody may wait for it any more.
        .spawn(move || drop(done.send(work())))
        .map_err(|_| Error::Internal)?;
    loop {
        check()?;
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        match result.recv_timeout(left.map_or(PATIENCE, |left| left.min(PATIENCE))) {
            Ok(result) => return Ok(Some(result)),
            Err(RecvTimeoutError::Disconnected) => return Err(Error::Internal),
            Err(RecvTimeoutError::Timeout) if left.is_some_and(|left| left.is_zero()) => {
                return Ok(None);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Run a call, and count the attempts of the one of its requests that took most.
pub fn counted<T>(call: impl FnOnce() -> T) -> (T, u32) {
    // A log callback may make a call during a call.
    let before = with_current(|current| mem::take(&mut current.attempts));
    let result = call();
    let attempts = with_current(|current| mem::replace(&mut current.attempts, before));
    (result, attempts)
}

/// A request of the call on this thread took so many attempts.
pub fn note_attempts(attempts: u32) {
    with_current(|call| call.attempts = call.attempts.max(attempts));
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_sleeps_is_woken_and_later_ones_are_not_cancelled() {
        let scope = CancelScope::default();
        let other = scope.clone();
        let began = Instant::now();
        let sleeper =
            thread::spawn(move || other.run(|| (check(), sleep(Duration::from_secs(60)))));
        thread::sleep(Duration::from_millis(50));
        scope.cancel();
        let (before, after) = sleeper.join().unwrap();
        assert!(before.is_ok() && matches!(after, Err(Error::Cancelled)));
        assert!(began.elapsed() < Duration::from_secs(10));
        assert!(scope.run(|| sleep(Duration::from_millis(1))).is_ok());
        assert!(check().is_ok());
    }

    #[test]
    fn scopes_nest_and_end_with_a_panic() {
        let (outer, inner) = (CancelScope::default(), CancelScope::default());
        outer.run(|| {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                inner.run(|| {
                    inner.cancel();
                    assert!(check().is_err());
                    panic!("a call that panics");
                })
            }));
            assert!(panicked.is_err() && check().is_ok());
            outer.cancel();
            assert!(check().is_err());
        });
    }

    #[test]
    fn work_that_hangs_is_left_to_itself() {
        let scope = CancelScope::default();
        let other = scope.clone();
        let waiter = thread::spawn(move || {
            other.run(|| detached(None, || thread::sleep(Duration::from_secs(30))))
        });
        thread::sleep(Duration::from_millis(50));
        scope.cancel();
        assert!(matches!(waiter.join().unwrap(), Err(Error::Cancelled)));
        let slow = || thread::sleep(Duration::from_secs(30));
        assert!(detached(Some(Duration::from_millis(30)), slow).unwrap().is_none());
        assert_eq!(detached(None, || 7).unwrap(), Some(7));
    }
}

#[cfg(all(test, loom))]
mod interleavings {
    use std::net::TcpListener;

    use loom::thread;

    use super::*;

    /// A connection of this process to itself.
    fn stream() -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        TcpStream::connect(listener.local_addr().unwrap()).unwrap()
    }

    #[test]
    fn a_call_that_sleeps_is_woken_or_began_after_the_cancellation() {
        loom::model(|| {
            let scope = CancelScope::default();
            let other = scope.clone();
            let call = thread::spawn(move || {
                other.run(|| {
                    // To sleep in a call that nobody cancels any more would be a deadlock.
                    let cancels = other.0.cancelled.load(Ordering::Acquire);
                    (cancels == 0).then(|| sleep(Duration::from_secs(3600)))
                })
            });
            scope.cancel();
            assert!(matches!(call.join().unwrap(), None | Some(Err(Error::Cancelled))));
        });
    }

    #[test]
    fn a_socket_is_shut_with_its_call_and_never_left_behind() {
        let stream = stream();
        loom::model(move || {
            let scope = CancelScope::default();
            let other = scope.clone();
            let socket = Socket::new(stream.try_clone().unwrap());
            let held = socket.clone();
            let call = thread::spawn(move || {
                let cancelled = other.run(|| {
                    waits_on(&held);
                    check().is_err()
                });
                (cancelled, held.is_shut())
            });
            scope.cancel();
            let (cancelled, was_shut) = call.join().unwrap();
            assert!(!cancelled || was_shut, "a cancelled call waits on");
            assert!(scope.0.sockets().is_empty());
        });
    }
}
