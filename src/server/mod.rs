//! The local server: the service's HTTP and WebSocket interface on the engine, for CometChat's
//! own SDKs, for curl, and for this library's cloud client.
//!
//! ```text
//!     connection   accepting, TLS, limits, the end
//!         |  \
//!         |   sockets    the SDKs' WebSocket ── presence
//!         |
//!     app          one request: body, checks, answer
//!         |
//!         |  \
//!         |   local      `/_local/`: faults, journal, clock, copies, for tests
//!         |
//!     routes, auth, query        what is asked, and by whom
//!         |
//!     admin, me    engine calls for keys, and for users
//!         |
//!     answer       documents and errors in the service's envelope
//! ```
//!
//! It holds no rules of its own: it parses, calls the engine, and prints.

mod admin;
mod answer;
mod app;
mod auth;
mod connection;
mod local;
mod me;
mod presence;
mod query;
mod rates;
mod routes;
mod seed;
mod settings;
mod sockets;
mod stall;
mod tls;
mod webhooks;

#[cfg(feature = "cli")]
pub(crate) use app::BLOCKING_CALLS;
pub use local::FaultRules;
pub use rates::Limit;
pub use tls::Tls;
pub use webhooks::Webhook;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::engine;
use crate::error::Error;
use crate::model::KeyScope;
use crate::secret::Secret;
use crate::store::sqlite::Sqlite;

type Engine = engine::Engine<Sqlite>;

/// How long to wait for another process that writes to the same file.
const STORE_TIME: Duration = Duration::from_secs(30);

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Host and port; port 0 for any that is free.
    pub listen: String,
    /// A file, or memory.
    pub store: Option<PathBuf>,
    /// The app to play.
    pub app: engine::App,
    /// A key that does everything; the store's, or a new one, if absent.
    pub api_key: Option<Secret>,
    /// A key that creates and updates users and logs them in; the same if absent.
    pub auth_key: Option<Secret>,
    /// Who is told of what happens.
    pub webhook: Option<Webhook>,
    /// Users and roles to create at the start.
    pub seed: Option<PathBuf>,
    /// What goes wrong from the start on.
    pub faults: FaultRules,
    /// Which calls are too many.
    pub rate_limit: Limit,
    /// Plain HTTP without it.
    pub tls: Option<Tls>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(String, std::io::Error),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] Error),
    /// The seed is not valid.
    #[error("{0}")]
    Seed(String),
    /// The fault rules are not valid.
    #[error("{0}")]
    Faults(String),
    /// The certificate cannot be used.
    #[error("{0}")]
    Tls(String),
    /// The webhook's credentials cannot be read.
    #[error("{0}")]
    Webhook(String),
    /// The two keys are the same.
    #[error("the auth key and the API key must differ, because their scopes do")]
    SameKeys,
}

/// A server that listens.
pub struct Server {
    app: Arc<app::App>,
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    certificate: Option<String>,
    api_key: Secret,
    auth_key: Secret,
}

impl Server {
    /// Open the store and listen. Connections are accepted from here on, and served by
    /// [`Server::run`].
    pub async fn start(options: Options) -> Result<Self, StartError> {
        if options.auth_key.is_some() && options.auth_key == options.api_key {
            return Err(StartError::SameKeys);
        }
        let store = match &options.store {
            None => Sqlite::in_memory()?,
            Some(path) => Sqlite::in_file(path, STORE_TIME)?,
        };
        let clock = Arc::new(local::LocalClock::default());
        let engine = Engine::new(store, clock.clone(), options.app)?;
        engine.set_all_offline()?;
        let auth_key = engine.key_for(KeyScope::AuthOnly, options.auth_key.as_ref())?;
        let api_key = engine.key_for(KeyScope::FullAccess, options.api_key.as_ref())?;
        if let Some(path) = &options.seed {
            seed::plant_file(&engine, path)?;
        }
        let trouble = |error| StartError::Listen(options.listen.clone(), error);
        let listener = connection::listen(&options.listen).await.map_err(trouble)?;
        let address = listener.local_addr().map_err(trouble)?;
        let (tls, certificate) = match &options.tls {
            None => (None, None),
            Some(tls) => {
                let (acceptor, pem) = tls::acceptor(tls, &address.ip().to_string())?;
                (Some(acceptor), pem)
            }
        };
        let webhooks = options.webhook.map(webhooks::Webhooks::start).transpose()?;
        let keys =
            [(KeyScope::AuthOnly, auth_key.clone()), (KeyScope::FullAccess, api_key.clone())];
        let local = local::Local::new(options.faults, clock, keys);
        let rates = rates::Rates::new(options.rate_limit);
        let address_text = address.to_string();
        let app = Arc::new(app::App::new(engine, address_text, rates, webhooks, local));
        Ok(Server { app, listener, address, tls, certificate, api_key, auth_key })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is found.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The certificate as PEM, if it was made at the start.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// A key that does everything.
    pub fn api_key(&self) -> &Secret {
        &self.api_key
    }

    /// A key that creates and updates users and logs them in.
    pub fn auth_key(&self) -> &Secret {
        &self.auth_key
    }

    /// Serve one connection, without the network: all that a client sends on `stream`, until it
    /// ends. The listener and TLS have no part in it.
    pub async fn serve_connection<S>(&self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        connection::serve_one(self.app.clone(), stream).await;
    }

    /// Serve until `stop` ends; then finish the calls that run.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        connection::serve(self.app, self.listener, self.tls, stop).await;
    }
}

/// What `--store` and other URLs call a place: memory, or a file.
pub fn parse_store(text: &str) -> Result<Option<PathBuf>, &'static str> {
    match text.split_once(':') {
        Some(("memory", "")) => Ok(None),
        Some(("file", path)) if !path.is_empty() => Ok(Some(Path::new(path).to_owned())),
        _ => Err("it must be `memory:` or `file:PATH`"),
    }
}
