//! A request on its way: the fault that it falls to, and its entry in the journal.

use std::time::Instant;

use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::{Method, Request};

use super::faults::{Cut, Fired, Sent};
use super::filter::Seen;
use super::journal::Entry;
use super::{Local, operations};
use crate::server::answer::Answer;
use crate::server::app::log_line;
use crate::server::presence::milliseconds;
use crate::server::routes::{Operation, masked};

/// One request.
pub struct Visit {
    time: u64,
    method: Method,
    /// Masked.
    path: String,
    operation: Option<&'static str>,
    uid: Option<String>,
    body: Bytes,
    fault: Option<Fired>,
}

impl Local {
    /// Take note of a request that is to be answered.
    pub fn visit(
        &self,
        head: &Parts,
        operation: Option<&Operation>,
        body: Option<&Bytes>,
    ) -> Visit {
        let body = body.cloned().unwrap_or_default();
        let uid = operation.and_then(|operation| operations::uid(operation, &head.headers, &body));
        let operation = operation.map(operations::name);
        self.noted(&head.method, head.uri.path(), operation, uid, body)
    }

    /// The same of a request for a socket.
    pub fn visit_of_socket<B>(&self, request: &Request<B>) -> Visit {
        let operation = Some(operations::OPEN_SOCKET);
        self.noted(request.method(), request.uri().path(), operation, None, Bytes::new())
    }

    fn noted(
        &self,
        method: &Method,
        path: &str,
        operation: Option<&'static str>,
        uid: Option<String>,
        body: Bytes,
    ) -> Visit {
        let fault = match self.faults.any() {
            false => None,
            true => {
                let seen = Seen { method: method.as_str(), path, operation, uid: uid.as_deref() };
                self.faults.take(&seen)
            }
        };
        let (time, method, path) = (milliseconds(), method.clone(), masked(path));
        Visit { time, method, path, operation, uid, body, fault }
    }
}

impl Visit {
    /// Answer it: `done` does it, if it is to be done.
    pub async fn play(&mut self, done: impl Future<Output = Answer>) -> Result<Sent, Cut> {
        match &self.fault {
            None => Ok(done.await.map(http_body_util::Either::Left)),
            Some(fault) => fault.play(done).await,
        }
    }

    /// Note what became of it.
    pub fn end(self, local: &Local, sent: &Result<Sent, Cut>, started: Instant) {
        let Visit { time, method, path, operation, uid, body, fault } = self;
        let status = sent.as_ref().ok().map(Sent::status);
        if let Some(fault) = &fault {
            log::info!("fault {}: {method} {path}", fault.name());
        }
        log_line(&method, &path, status, started);
        local.journal.add(Entry {
            time,
            method,
            path,
            operation,
            uid,
            status: status.map(|status| status.as_u16()),
            took: started.elapsed(),
            fault: fault.map(|fault| fault.name().to_owned()),
            body,
        });
    }
}
