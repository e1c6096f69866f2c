//! Accepting connections, and the life of one.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::app::App;
use super::sockets;
use super::stall::StallGuard;

/// For the head of a request, and between two of them. Clients that keep connections alive
/// keep them for 15 seconds or less, or find out.
const HEAD_TIME: Duration = Duration::from_secs(30);
const HEAD_BYTES: usize = 16 * 1024;
const TLS_TIME: Duration = Duration::from_secs(10);
/// For the calls that run when the server is asked to stop.
const STOP_TIME: Duration = Duration::from_secs(10);
/// Before the next try when the system has no descriptor to give.
const PAUSE: Duration = Duration::from_millis(50);
/// Descriptors that are kept for the store, the log and the listener.
const SPARE_DESCRIPTORS: u64 = 128;
const MOST_CONNECTIONS: u64 = 16_384;

/// Connections that wait to be accepted. The default of 128 makes a burst wait for seconds.
const BACKLOG: u32 = 4096;

/// Listen on the first address of a host that can be listened on.
pub async fn listen(place: &str) -> io::Result<TcpListener> {
    let mut trouble = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in lookup_host(place).await? {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // So that a server can be started again at once; Windows means something else by it.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(BACKLOG)) {
            Ok(listener) => return Ok(listener),
            Err(error) => trouble = error,
        }
    }
    Err(trouble)
}

/// What a connection holds as long as it lives, upgraded or not.
pub struct Connection {
    stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
    /// Its receiver ends when the last connection has.
    _alive: mpsc::Sender<Infallible>,
}

impl Connection {
    /// Ends when the server is asked to stop.
    pub async fn stopped(&self) {
        // Without a sender the server is gone.
        let _ = self.stop.clone().wait_for(|stop| *stop).await;
    }
}

/// Serve until `stop` ends, then finish the calls that run.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stop: impl Future<Output = ()>,
) {
    let most = most_connections();
    let places = Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(usize::MAX)));
    let (stopper, stopped) = watch::channel(false);
    let (alive, mut all_gone) = mpsc::channel(1);
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                refused(&error).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            log::warn!("a connection was closed: there are {most} already");
            continue;
        };
        let (stop, alive) = (stopped.clone(), alive.clone());
        let connection = Arc::new(Connection { stop, _place: place, _alive: alive });
        tokio::spawn(greet(app.clone(), tls.clone(), stream, connection));
    }
    drop((listener, alive));
    stopper.send_replace(true);
    if timeout(STOP_TIME, all_gone.recv()).await.is_err() {
        log::warn!("some calls were not finished in {} s", STOP_TIME.as_secs());
    }
}

/// A failed accept is the fault of one connection, or of the system for a while.
async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        log::error!("cannot accept a connection: {error}");
        sleep(PAUSE).await;
    }
}

async fn greet(
    app: Arc<App>,
    tls: Option<TlsAcceptor>,
    stream: TcpStream,
    connection: Arc<Connection>,
) {
    // Answers are written whole; there is nothing to wait for.
    let _ = stream.set_nodelay(true);
    match tls {
        None => talk(app, StallGuard::new(stream), connection).await,
        Some(tls) => {
            let shaken = tokio::select! {
                shaken = timeout(TLS_TIME, tls.accept(StallGuard::new(stream))) => shaken,
                () = connection.stopped() => return,
            };
            match shaken {
                Ok(Ok(stream)) => talk(app, stream, connection).await,
                Ok(Err(error)) => log::debug!("a TLS handshake failed: {error}"),
                Err(_) => log::debug!("a TLS handshake took too long"),
            }
        }
    }
}

/// Serve one connection that did not come over the listener.
pub async fn serve_one<S>(app: Arc<App>, stream: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // It is asked to stop when its sender is gone.
    let (_stopper, stop) = watch::channel(false);
    let (alive, _all_gone) = mpsc::channel(1);
    let Ok(place) = Arc::new(Semaphore::new(1)).acquire_owned().await else { return };
    let connection = Connection { stop, _place: place, _alive: alive };
    talk(app, stream, Arc::new(connection)).await;
}

async fn talk<S>(app: Arc<App>, stream: S, connection: Arc<Connection>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let held = connection.clone();
    let service = service_fn(move |request| {
        let (app, connection) = (app.clone(), connection.clone());
        async move {
            match sockets::is_asked(&request) {
                true => app.open_socket(connection, request).await,
                false => app.answer(request).await,
            }
        }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = held.stopped() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        log::debug!("a connection ended: {error}");
    }
}

/// As many as the system has descriptors for. The limit of this process is raised as far as
/// it may be.
fn most_connections() -> u64 {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        let _ = setrlimit(Resource::Nofile, limit);
        let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        descriptors.saturating_sub(SPARE_DESCRIPTORS).clamp(16, MOST_CONNECTIONS)
    }
    #[cfg(not(unix))]
    MOST_CONNECTIONS
}
