//! Several requests in a row to a client on memory. An input is a line for each: a byte that
//! names the operation, then the request. `"authToken":"$"` and `"apiKey":"$"` in it stand for
//! the last ones that were handed out.

#![no_main]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cometchat_users::engine::{App, Engine};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::{Client, Clock, Config, Kind, json};
use cometchat_users_fuzz::{error, object, operation, quotes};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const MOST_CALLS: usize = 24;

/// Time that moves by a second with each call.
struct Ticking(AtomicU64);

impl Clock for Ticking {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The last secrets that were handed out.
#[derive(Default)]
struct Handed {
    token: Option<String>,
    key: Option<String>,
}

impl Handed {
    fn note(&mut self, document: &Value) {
        match document {
            Value::Array(elements) => elements.iter().for_each(|element| self.note(element)),
            Value::Object(members) => {
                let text = |name| members.get(name).and_then(Value::as_str).map(str::to_owned);
                self.token = text("authToken").or(self.token.take());
                self.key = text("apiKey").or(self.key.take());
                members.values().for_each(|value| self.note(value));
            }
            _ => {}
        }
    }

    fn fill(&self, request: &str) -> String {
        let fill = |request: String, member: &str, secret: &Option<String>| match secret {
            Some(secret) => {
                let place = format!(r#""{member}":"$"}}"#);
                let more = format!(r#""{member}":"$","#);
                let known = |end| format!(r#""{member}":"{secret}"{end}"#);
                request.replace(&place, &known("}")).replace(&more, &known(","))
            }
            None => request,
        };
        fill(fill(request.to_owned(), "authToken", &self.token), "apiKey", &self.key)
    }
}

/// All that a failed call must not change.
fn state(client: &Client) -> [String; 3] {
    let everybody = r#"{"perPage":1000,"withTags":true,"withDeactivated":true}"#;
    [
        json::user_list(client, everybody).unwrap(),
        json::role_list(client, r#"{"perPage":1000}"#).unwrap(),
        json::apikey_list(client, r#"{"perPage":1000}"#).unwrap(),
    ]
}

fuzz_target!(|data: &[u8]| {
    let clock = Arc::new(Ticking(AtomicU64::new(1_700_000_000)));
    let app = App { id: "local".to_owned(), region: "us".to_owned() };
    let engine = Engine::new(Sqlite::in_memory().unwrap(), clock.clone(), app).unwrap();
    let client = Client::on(engine, &Config::new("memory:").unwrap());
    let mut handed = Handed::default();
    let mut before = state(&client);
    for line in data.split(|byte| *byte == b'\n').take(MOST_CALLS) {
        let Some((byte, request)) = line.split_first() else { continue };
        let (name, call) = operation(*byte);
        let request = handed.fill(&String::from_utf8_lossy(request));
        clock.0.fetch_add(1, Ordering::Relaxed);
        match json::documented(|| call(&client, &request)) {
            Ok(document) => {
                handed.note(&object(&document));
                before = state(&client);
            }
            Err((kind, document)) => {
                let said = error(&document);
                assert_eq!(said["kind"], kind.name());
                assert!(!kind.retryable(), "{name}: {document}");
                assert!(
                    !matches!(kind, Kind::InvalidArgument | Kind::InvalidHandle | Kind::Storage),
                    "{name}: {document}"
                );
                for secret in [&handed.token, &handed.key].into_iter().flatten() {
                    assert!(!quotes(&said, secret), "{name}: {document}");
                }
                assert_eq!(state(&client), before, "{name} failed, but changed this: {document}");
            }
        }
    }
});
