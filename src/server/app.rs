//! What all connections share, and the way of one request through it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Either};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{HOST, HeaderMap};
use hyper::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::answer::{self, Failure, Success};
use super::auth;
use super::connection::Connection;
use super::local::{self, Cut, Local, Sent};
use super::presence::Presence;
use super::query::{Kind, Query};
use super::rates::{Class, Counted, Rates};
use super::routes::{self, Door, Operation};
use super::settings;
use super::sockets;
use super::webhooks::Webhooks;
use super::{admin, me};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::model::KeyScope;
use crate::store::sqlite::Sqlite;

/// Calls at work at the same time that wait for the disk; others queue.
pub(crate) const BLOCKING_CALLS: usize = 64;
/// A body beyond this is not kept: three times what the service takes, so that the engine can
/// say what is wrong with one that is only somewhat too large.
const BODY_BYTES: usize = 32 * 1024;
/// The same for an import, of 50 users.
const IMPORT_BYTES: usize = 1024 * 1024;
/// A body beyond this is not even read to its end.
const DRAINED_BYTES: usize = 2 * 1024 * 1024;
/// For the whole body.
const BODY_TIME: Duration = Duration::from_secs(30);

/// The server's state.
pub struct App {
    pub engine: Engine<Sqlite>,
    pub presence: Presence,
    /// The address of the listener, for a request that names no host.
    pub address: String,
    pub rates: Rates,
    /// Who is told of what happens.
    pub webhooks: Option<Webhooks>,
    /// What tests do to the server.
    pub local: Local,
    blocking: Arc<Semaphore>,
}

/// A request whose caller was let in.
pub struct Call {
    pub app: Arc<App>,
    pub headers: HeaderMap,
    pub query: Option<String>,
    body: Bytes,
}

impl App {
    pub fn new(
        engine: Engine<Sqlite>,
        address: String,
        rates: Rates,
        webhooks: Option<Webhooks>,
        local: Local,
    ) -> Self {
        App {
            engine,
            presence: Presence::default(),
            address,
            rates,
            webhooks,
            local,
            blocking: Arc::new(Semaphore::new(BLOCKING_CALLS)),
        }
    }

    /// Run what may wait for the disk away from the workers. It ends even if its caller goes.
    pub async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        job: impl FnOnce(&Engine<Sqlite>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.blocking.clone().acquire_owned().await.map_err(|_| Error::Internal)?;
        let app = self.clone();
        let job = tokio::task::spawn_blocking(move || {
            let result = job(&app.engine);
            drop(turn);
            result
        });
        job.await.unwrap_or(Err(Error::Internal))
    }

    /// Answer a request, unless a fault rule has its connection cut.
    pub async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Result<Sent, Cut> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        if local::is_door(path) {
            let body = read(body, IMPORT_BYTES).await;
            let answer = local::answer(self, &head, body).await;
            log_line(&head.method, path, Some(answer.status()), started);
            return Ok(answer.map(Either::Left));
        }
        let operation = Operation::of(&head.method, path);
        let class = operation.as_ref().map_or(Class::Standard, Operation::class);
        let most = if class == Class::Import { IMPORT_BYTES } else { BODY_BYTES };
        // First of all, so that a refused client can read why and go on with its connection.
        let body = if body.is_end_stream() { Ok(Bytes::new()) } else { read(body, most).await };
        if head.method == Method::OPTIONS {
            let answer = answer::answer(Ok(Success::data("{}")), &self.rates.count(class));
            log_line(&head.method, path, Some(answer.status()), started);
            return Ok(answer.map(Either::Left));
        }
        let mut visit = self.local.visit(&head, operation.as_ref().ok(), body.as_ref().ok());
        let (app, query) = (self.clone(), head.uri.query().map(str::to_owned));
        let sent = visit.play(async move {
            let counted = app.rates.count(class);
            let result = admit(operation, app, head.headers, query, body, &counted).await;
            answer::answer(result, &counted)
        });
        let sent = sent.await;
        visit.end(&self.local, &sent, started);
        sent
    }

    /// Answer a request for a socket.
    pub async fn open_socket(
        self: &Arc<Self>,
        connection: Arc<Connection>,
        request: Request<Incoming>,
    ) -> Result<Sent, Cut> {
        let started = Instant::now();
        let mut visit = self.local.visit_of_socket(&request);
        let sent = visit.play(async {
            sockets::open(self.clone(), connection, request).unwrap_or_else(|failure| {
                answer::answer(Err(failure), &self.rates.count(Class::Standard))
            })
        });
        let sent = sent.await;
        visit.end(&self.local, &sent, started);
        sent
    }
}

/// A request's line in the log.
pub fn log_line(method: &Method, path: &str, status: Option<StatusCode>, started: Instant) {
    if log::log_enabled!(log::Level::Info) {
        let ms = started.elapsed().as_secs_f64() * 1e3;
        let status = status.as_ref().map_or("cut", StatusCode::as_str);
        log::info!("{method} {} {status} {ms:.1} ms", routes::masked(path));
    }
}

/// The checks, in the contract's order, then the operation.
async fn admit(
    operation: Result<Operation, Failure>,
    app: Arc<App>,
    headers: HeaderMap,
    query: Option<String>,
    body: Result<Bytes, Failure>,
    counted: &Counted,
) -> Result<Success, Failure> {
    let operation = operation?;
    auth::check_app(&headers, &app.engine.app().id)?;
    let by_key = match operation.door() {
        Door::Key(scope) => Some(scope),
        Door::KeyOrToken if auth::has_key(&headers) || !auth::has_token(&headers) => {
            Some(KeyScope::FullAccess)
        }
        _ => None,
    };
    if let Some(scope) = by_key {
        let key = auth::check_key(&headers, &app.engine, scope)?;
        counted.check()?;
        let call = Call { app, headers, query, body: body? };
        return admin::run(operation, key, call).await;
    }
    let secret = match operation.door() {
        Door::Jwt => auth::jwt(&headers)?,
        _ => auth::token(&headers)?,
    };
    counted.check()?;
    let body = match body {
        Ok(body) => body,
        Err(failure) if operation.door() == Door::Token => {
            app.engine.token_owner(&secret)?;
            return Err(failure);
        }
        Err(failure) => return Err(failure),
    };
    me::run(operation, secret, Call { app, headers, query, body }).await
}

/// A whole body, if it is not too large and comes in time.
async fn read(mut body: Incoming, most: usize) -> Result<Bytes, Failure> {
    let whole = async {
        let mut kept = Vec::new();
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            // The client is gone, or does not speak HTTP any more.
            let frame = frame.map_err(|_| Failure::invalid("body", "The body is incomplete."))?;
            let Some(data) = frame.data_ref() else { continue };
            bytes += data.len();
            if bytes <= most {
                kept.extend_from_slice(data);
            } else if bytes > DRAINED_BYTES {
                break;
            }
        }
        if bytes > most {
            let text = format!("The body must not be greater than {most} bytes.");
            return Err(Failure::invalid("body", text));
        }
        Ok(kept.into())
    };
    timeout(BODY_TIME, whole).await.unwrap_or_else(|_| {
        let message = "The request was not sent in time.";
        Err(Failure::new(StatusCode::REQUEST_TIMEOUT, "ERR_BAD_REQUEST", message))
    })
}

impl Call {
    /// The body, if it is a JSON object; to the service every other is an empty one.
    pub fn object(&self) -> &str {
        match std::str::from_utf8(&self.body) {
            Ok(text) if text.trim_start().starts_with('{') => text,
            _ => "{}",
        }
    }

    /// The body's members.
    pub fn payload<'a, T: serde::Deserialize<'a> + Default>(&'a self) -> T {
        serde_json::from_str(self.object()).unwrap_or_default()
    }

    pub fn has_body(&self) -> bool {
        !self.body.is_empty()
    }

    pub fn query(&self) -> Query<'_> {
        Query::parse(self.query.as_deref())
    }

    /// The request of a list that its query makes, with the members of these kinds.
    pub fn list_request<T: DeserializeOwned + Default>(&self, members: &[(&str, Kind)]) -> T {
        serde_json::from_str(&self.query().request(members)).unwrap_or_default()
    }

    /// The app's settings, leading back to where this request came in.
    pub fn settings(&self) -> String {
        let host = self.headers.get(HOST).and_then(|host| host.to_str().ok());
        settings::of(self.app.engine.settings(), host, &self.app.address)
    }

    /// Run what may wait for the disk.
    pub async fn blocking<T: Send + 'static>(
        self,
        job: impl FnOnce(&Engine<Sqlite>, &Call) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let app = self.app.clone();
        app.blocking(move |engine| job(engine, &self)).await
    }
}
