use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, time,
};
use ureq::{Error, Timeout};

use crate::call::{self, Socket};

/// Timeouts are rounded up to this, so that most requests find theirs set already.
const GRAIN: Duration = Duration::from_millis(50);

/// Opens connections that a cancelled call lets go of: while they are opened, in a handshake
/// above, and in use.
///
/// They also spare a kept connection seven of ten system calls a request: the timeouts, which
/// change by the microsecond, and one of the two looks whether it is still open, when it goes
/// into the pool and when it comes out.
#[derive(Debug)]
pub struct Tcp;

impl<In: Transport> Connector<In> for Tcp {
    type Out = Either<In, TcpTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if let Some(through_proxy) = chained {
            return Ok(Some(Either::A(through_proxy)));
        }
        let stream = connect(&details.addrs, details.timeout)?;
        stream.set_nodelay(details.config.no_delay())?;
        let socket = Socket::new(stream);
        call::waits_on(&socket);
        let config = details.config;
        Ok(Some(Either::B(TcpTransport {
            socket,
            buffers: LazyBuffers::new(config.input_buffer_size(), config.output_buffer_size()),
            read_timeout: None,
            write_timeout: None,
            just_heard: false,
        })))
    }
}

/// To the first address that answers. Each has half of the time that is left, the last all.
fn connect(addresses: &ResolvedSocketAddrs, timeout: NextTimeout) -> Result<TcpStream, Error> {
    let limit = Limit::of(timeout)?;
    let until = limit.left.map(|left| Instant::now() + left);
    let timed_out = || Error::Timeout(limit.reason);
    let mut failed = Error::ConnectionFailed;
    for (index, address) in addresses.iter().copied().enumerate() {
        let is_last = index + 1 == addresses.len();
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        let most = left.map(|left| if is_last { left } else { left / 2 });
        if most.is_some_and(|most| most.is_zero()) {
            return Err(timed_out());
        }
        // The system's own limit may be minutes away; and there is no way to interrupt it.
        let tried = call::detached(most, move || match most {
            Some(most) => TcpStream::connect_timeout(&address, most),
            None => TcpStream::connect(address),
        });
        failed = match tried.map_err(|error| Error::Other(Box::new(error)))? {
            Some(Ok(stream)) => return Ok(stream),
            Some(Err(error)) if is_timeout(error.kind()) => timed_out(),
            Some(Err(error)) => Error::Io(error),
            None => timed_out(),
        };
    }
    Err(failed)
}

fn is_timeout(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

/// How long something may take, and what it takes too long for if it does.
pub struct Limit {
    pub left: Option<Duration>,
    pub reason: Timeout,
}

impl Limit {
    /// The call's deadline, or ureq's timeout for this step if that is earlier.
    pub fn of(timeout: NextTimeout) -> Result<Self, Error> {
        let step = match timeout.after {
            time::Duration::Exact(after) => Some(after),
            time::Duration::NotHappening => None,
        };
        let call = call::deadline().map(|at| at.saturating_duration_since(Instant::now()));
        let limit = match (step, call) {
            (Some(step), Some(call)) if step < call => {
                Limit { left: Some(step), reason: timeout.reason }
            }
            (_, Some(call)) => Limit { left: Some(call), reason: Timeout::Global },
            (step, None) => Limit { left: step, reason: timeout.reason },
        };
        match limit.left {
            Some(Duration::ZERO) => Err(Error::Timeout(limit.reason)),
            _ => Ok(limit),
        }
    }

    /// The timeout to set.
    fn rounded(&self) -> Option<Duration> {
        let grains = |left: Duration| left.as_nanos().div_ceil(GRAIN.as_nanos());
        self.left.map(|left| u32::try_from(grains(left)).map_or(left, |grains| GRAIN * grains))
    }
}

/// A connection.
pub struct TcpTransport {
    socket: Arc<Socket>,
    buffers: LazyBuffers,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    /// The look before it goes into the pool can be spared.
    just_heard: bool,
}

impl std::fmt::Debug for TcpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TcpTransport").field("address", &self.socket.peer_addr().ok()).finish()
    }
}

impl Transport for TcpTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        call::waits_on(&self.socket);
        if self.socket.is_shut() {
            // Nothing is sent, so that a call that is not the cancelled one may try again.
            return Err(Error::ConnectionFailed);
        }
        let limit = Limit::of(timeout)?;
        let wanted = limit.rounded();
        if wanted != self.write_timeout {
            self.socket.set_write_timeout(wanted)?;
            self.write_timeout = wanted;
        }
        let sent = (&**self.socket).write_all(&self.buffers.output()[..amount]);
        sent.map_err(|error| failed(error, limit.reason))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let limit = Limit::of(timeout)?;
        let wanted = limit.rounded();
        if wanted != self.read_timeout {
            self.socket.set_read_timeout(wanted)?;
            self.read_timeout = wanted;
        }
        let began = Instant::now();
        let read = loop {
            match (&**self.socket).read(self.buffers.input_append_buf()) {
                // A signal: the read starts its time anew, so it gets what is left.
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    let Some(wanted) = wanted else { continue };
                    let left = wanted.saturating_sub(began.elapsed());
                    if left.is_zero() {
                        return Err(Error::Timeout(limit.reason));
                    }
                    self.socket.set_read_timeout(Some(left))?;
                    self.read_timeout = Some(left);
                }
                other => break other.map_err(|error| failed(error, limit.reason))?,
            }
        };
        self.buffers.input_appended(read);
        self.just_heard = read > 0;
        Ok(read > 0)
    }

    fn is_open(&mut self) -> bool {
        // What was sent beyond an answer would be taken for the next one.
        if self.socket.is_shut() || !self.buffers.input().is_empty() {
            return false;
        }
        if std::mem::take(&mut self.just_heard) {
            return true;
        }
        // There is nothing to read on a connection at rest, not even its end.
        has_nothing(&self.socket)
    }
}

#[cfg(unix)]
fn has_nothing(stream: &TcpStream) -> bool {
    use rustix::net::{RecvFlags, recv};
    let peeked = recv(stream, &mut [0_u8], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    peeked.is_err_and(|error| error == rustix::io::Errno::AGAIN)
}

#[cfg(not(unix))]
fn has_nothing(stream: &TcpStream) -> bool {
    let peek = || {
        stream.set_nonblocking(true)?;
        let peeked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        Ok::<_, std::io::Error>(peeked.is_err_and(|e| e.kind() == ErrorKind::WouldBlock))
    };
    peek().unwrap_or(false)
}

fn failed(error: std::io::Error, reason: Timeout) -> Error {
    if is_timeout(error.kind()) { Error::Timeout(reason) } else { Error::Io(error) }
}
