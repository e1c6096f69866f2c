//! What all connections share, and the way of one request through it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{HOST, HeaderMap};
use hyper::{Method, Request, StatusCode};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::answer::{self, Answer, Failure, Success};
use super::auth::{self, Keys};
use super::presence::Presence;
use super::query::Query;
use super::rates::Rates;
use super::routes::{self, Door, Operation};
use super::settings;
use super::{admin, me};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::model::ObjectWriter;
use crate::store::sqlite::Sqlite;

/// Calls at work at the same time that wait for the disk; others queue.
pub(crate) const BLOCKING_CALLS: usize = 64;
/// A body beyond this is not kept: three times what the service takes, so that the engine can
/// say what is wrong with one that is only somewhat too large.
const BODY_BYTES: usize = 32 * 1024;
/// A body beyond this is not even read to its end.
const DRAINED_BYTES: usize = 1024 * 1024;
/// For the whole body.
const BODY_TIME: Duration = Duration::from_secs(30);

/// The server's state.
pub struct App {
    pub engine: Engine<Sqlite>,
    pub keys: Keys,
    pub presence: Presence,
    /// The address of the listener, for a request that names no host.
    pub address: String,
    pub rates: Rates,
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
    pub fn new(engine: Engine<Sqlite>, keys: Keys, address: String) -> Self {
        App {
            engine,
            keys,
            presence: Presence::default(),
            address,
            rates: Rates::new(),
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

    /// Answer a request.
    pub async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Answer {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        // First of all, so that a refused client can read why and go on with its connection.
        let body = if body.is_end_stream() { Ok(Bytes::new()) } else { read(body).await };
        let path = head.uri.path();
        let operation = Operation::of(&head.method, path);
        let is_core = operation.as_ref().is_ok_and(Operation::is_core);
        let result = if head.method == Method::OPTIONS {
            Ok(Success::data("{}"))
        } else {
            let query = head.uri.query().map(str::to_owned);
            let app = self.clone();
            admit(operation, app, head.headers, query, body).await
        };
        let answer = answer::answer(result, is_core, &self.rates);
        if log::log_enabled!(log::Level::Info) {
            let (status, ms) = (answer.status().as_u16(), started.elapsed().as_secs_f64() * 1e3);
            log::info!("{} {} {status} {ms:.1} ms", head.method, routes::masked(path));
        }
        answer
    }
}

/// The checks, in the contract's order, then the operation.
async fn admit(
    operation: Result<Operation, Failure>,
    app: Arc<App>,
    headers: HeaderMap,
    query: Option<String>,
    body: Result<Bytes, Failure>,
) -> Result<Success, Failure> {
    let operation = operation?;
    auth::check_app(&headers, &app.engine.app().id)?;
    let by_key = match operation.door() {
        Door::Key(scope) => Some(scope),
        Door::KeyOrToken if auth::has_key(&headers) || !auth::has_token(&headers) => {
            Some(auth::Scope::FullAccess)
        }
        _ => None,
    };
    if let Some(scope) = by_key {
        auth::check_key(&headers, &app.keys, scope)?;
        let call = Call { app, headers, query, body: body? };
        return admin::run(operation, call).await;
    }
    let secret = match operation.door() {
        Door::Jwt => auth::jwt(&headers)?,
        _ => auth::token(&headers)?,
    };
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
async fn read(mut body: Incoming) -> Result<Bytes, Failure> {
    let whole = async {
        let mut kept = Vec::new();
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            // The client is gone, or does not speak HTTP any more.
            let frame = frame.map_err(|_| Failure::invalid("body", "The body is incomplete."))?;
            let Some(data) = frame.data_ref() else { continue };
            bytes += data.len();
            if bytes <= BODY_BYTES {
                kept.extend_from_slice(data);
            } else if bytes > DRAINED_BYTES {
                break;
            }
        }
        if bytes > BODY_BYTES {
            let text = format!("The body must not be greater than {BODY_BYTES} bytes.");
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

/// Outcomes of a call on several users, by uid.
pub fn item_outcomes(outcomes: Vec<crate::engine::ItemOutcome>) -> Success {
    let items = outcomes.into_iter().map(|item| {
        let mut outcome = ObjectWriter::with_capacity(item.message.len() + 40);
        outcome.json("success", if item.success { "true" } else { "false" });
        let outcome = outcome.text("message", &item.message).finish();
        format!("{}:{outcome}", answer::print(&item.uid))
    });
    Success::data(&format!("{{{}}}", items.collect::<Vec<_>>().join(",")))
}
