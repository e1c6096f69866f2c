//! Requests below `/_local/`.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, ORIGIN};
use hyper::http::request::Parts;
use serde_json::{Map, Value, json};

use super::clock::Change;
use super::members::{Invalid, Members};
use super::rules::Rules;

use crate::model::KeyScope;
use crate::server::answer::{self, Answer, Failure};
use crate::server::app::App;
use crate::server::query::Query;
use crate::server::{Engine, auth, seed};

const DOOR: &str = "/_local";

/// Whether a path leads here.
pub fn is_door(path: &str) -> bool {
    path.strip_prefix(DOOR).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answer a request.
pub async fn answer(app: &Arc<App>, head: &Parts, body: Result<Bytes, Failure>) -> Answer {
    match run(app, head, body).await {
        Ok(data) => answer::bare(StatusCode::OK, json!({"data": data}).to_string().into()),
        Err(failure) => answer::bare(failure.status(), failure.body().into()),
    }
}

async fn run(app: &Arc<App>, head: &Parts, body: Result<Bytes, Failure>) -> Result<Value, Failure> {
    refuse_pages(&head.headers)?;
    auth::check_key(&head.headers, &app.engine, KeyScope::FullAccess)?;
    let body = body?;
    let local = &app.local;
    let path = head.uri.path().strip_prefix(DOOR).unwrap_or("");
    match (head.method.as_str(), path) {
        ("POST", "/reset") => {
            app.presence.disconnect_all().await;
            local.clock.change(Change::Machine);
            let keys = local.keys.clone();
            app.blocking(move |engine| engine.clear(&keys)).await?;
            local.faults.reset();
            local.journal.clear();
            app.rates.reset();
            Ok(json!({}))
        }
        ("POST", "/seed") => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let planted = app.blocking(move |engine| Ok(seed::plant(engine, &text))).await?;
            planted
                .map(|()| json!({}))
                .map_err(|text| Failure::new(StatusCode::BAD_REQUEST, "ERR_BAD_REQUEST", text))
        }
        ("POST", "/snapshot") => {
            let name = name(&body)?;
            let copy = app.blocking(|engine: &Engine| engine.copy()).await?;
            Ok(json!({"name": local.copies.put(name, copy)?}))
        }
        ("POST", "/restore") => {
            let Some(name) = name(&body)? else {
                return Err(Invalid::of("name", "must be the name of a snapshot").into());
            };
            let (copy, keys) = (local.copies.get(&name)?, local.keys.clone());
            app.presence.disconnect_all().await;
            app.blocking(move |engine: &Engine| engine.replace(&copy, &keys)).await?;
            Ok(json!({"name": name}))
        }
        ("GET", "/clock") => Ok(json!(local.clock.show())),
        ("PUT", "/clock") => set_clock(app, Change::read(json(&body)?)?),
        ("DELETE", "/clock") => set_clock(app, Change::Machine),
        ("GET", "/faults") => Ok(local.faults.show()),
        ("PUT", "/faults") => {
            local.faults.put(Rules::read(json(&body)?)?);
            Ok(local.faults.show())
        }
        ("DELETE", "/faults") => {
            local.faults.put(Rules::none());
            Ok(local.faults.show())
        }
        ("GET", "/journal") => Ok(local.journal.list(filters(head.uri.query()))?),
        ("POST", "/journal/assert") => Ok(json!({"count": local.journal.assert(json(&body)?)?})),
        ("DELETE", "/journal") => {
            local.journal.clear();
            Ok(json!({}))
        }
        (method, path) => {
            let text =
                format!("there is no {method} {DOOR}{path}; docs/testing.md has what there is");
            Err(Failure::new(StatusCode::NOT_FOUND, "ERR_API_NOT_FOUND", text))
        }
    }
}

/// Browsers name the page that a script is of. No page has business here.
fn refuse_pages(headers: &HeaderMap) -> Result<(), Failure> {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    if headers.contains_key(ORIGIN) || site.is_some_and(|site| site != b"none") {
        let text = "a page in a browser may not use /_local; call it from the test itself";
        return Err(Failure::new(StatusCode::FORBIDDEN, "ERR_ORIGIN_DENIED", text));
    }
    Ok(())
}

/// Users are listed by the time of their creation, which a clock that is put back would confuse.
fn set_clock(app: &App, change: Change) -> Result<Value, Failure> {
    let clock = &app.local.clock;
    let (at, newest) = (clock.after(change), app.engine.newest_change()?);
    if at < newest {
        let text = format!(
            "the clock cannot be set to {at}, because a user was created or updated at {newest}; \
             reset first, or choose a later time"
        );
        return Err(Failure::new(StatusCode::CONFLICT, "ERR_CLOCK_BACKWARDS", text));
    }
    clock.change(change);
    Ok(json!(clock.show()))
}

fn json(body: &[u8]) -> Result<Value, Invalid> {
    serde_json::from_slice(body)
        .map_err(|error| Invalid::of("body", format!("must be JSON: {error}")))
}

/// The name in a body, which may be empty.
fn name(body: &[u8]) -> Result<Option<String>, Invalid> {
    let value = if body.is_empty() { Value::Null } else { json(body)? };
    if value.is_null() {
        return Ok(None);
    }
    let mut members = Members::of("", value)?;
    let name = members.text("name")?;
    members.end()?;
    Ok(name)
}

/// The query's filters as the members of an assertion.
fn filters(query: Option<&str>) -> Map<String, Value> {
    let mut filters = Query::parse(query).texts();
    if let Some(status) = filters.get_mut("status")
        && let Some(number) = status.as_str().and_then(|text| text.parse::<u64>().ok())
    {
        *status = number.into();
    }
    filters
}
