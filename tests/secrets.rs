//! Keys and tokens are in results and nowhere else: whatever goes wrong, in whatever way, what
//! is said of it by any part holds none of them.

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "the tests of the command line use the rest")]
mod program;

use std::ffi::{CStr, c_char, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cometchat_users::engine::{App, Engine};
use cometchat_users::ffi::{Level, cometchat_set_logger};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::{Client, Clock, Config, Secret, json};
use serde_json::{Value, json};

use program::{API_KEY, AUTH_KEY, Place};

/// Secrets that nobody has given out, in requests that must fail.
const FAKE_TOKEN: &str = "ada_1735689600feedfacefeedfacefeedfacefeed";
const FAKE_KEY: &str = "feedfacefeedfacefeedfacefeedfacefeedface";
const PASSWORD: &str = "hunter2-hunter2-hunter2";

/// What was said, and by whom.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<(String, String)>>>);

impl Heard {
    fn note(&self, whose: &str, said: impl Into<String>) {
        let said = (whose.to_owned(), said.into());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }

    #[track_caller]
    fn is_free_of(&self, secrets: &[&str]) {
        let heard = self.0.lock().unwrap();
        assert!(heard.len() > 300, "only {} texts were heard", heard.len());
        for (whose, said) in heard.iter() {
            for (number, secret) in secrets.iter().enumerate() {
                assert!(secret.len() >= 20);
                // The half that is the same for all says enough.
                let part = &secret[secret.len() - 16..];
                assert!(!said.contains(part), "{whose} told secret {number}");
            }
        }
    }
}

unsafe extern "C" fn log(_level: i32, message: *const c_char, context: *mut c_void) {
    // SAFETY: a message is a C string, and the context is what `set_logger` was given.
    let (message, heard) =
        unsafe { (CStr::from_ptr(message).to_string_lossy(), &*context.cast::<Heard>()) };
    heard.note("the log", message);
}

/// Call every operation with requests that put secrets into every place that may hold one, and
/// into some that may not.
fn call_all(client: &Client, heard: &Heard, tokens: &[&str], keys: &[&str]) {
    let mut requests = vec!["{}".to_owned()];
    for (token, key) in tokens.iter().flat_map(|token| keys.iter().map(move |key| (token, key))) {
        for uid in ["ada", "zed", "a b"] {
            requests.push(
                json!({"uid": uid, "authToken": token, "apiKey": key, "authKey": key,
                       "role": "zed", "name": "", "uids": ["zed"], "version": 1})
                .to_string(),
            );
        }
        // Of the wrong type, in the wrong place, and not JSON.
        requests
            .push(json!({"uid": "ada", "authToken": [token], "apiKey": {"a": key}}).to_string());
        requests.push(json!({"authToken": "", "users": key, "permissions": key}).to_string());
        requests.push(format!(r#"{{"authToken":"{token}","authToken":"{token}"}}"#));
        requests.push(format!(r#"{{"authToken":"{token}"#));
        requests.push(format!(r#""{token}""#));
        requests.push(format!(r#"["{key}"]"#));
    }
    for (name, operation) in json::OPERATIONS {
        for request in &requests {
            if let Err((_, document)) = json::documented(|| operation(client, request)) {
                heard.note(&format!("the error of {name}"), document);
            }
        }
    }
}

fn text(document: &str, member: &str) -> String {
    serde_json::from_str::<Value>(document).unwrap()[member].as_str().unwrap().to_owned()
}

/// A clock that stops all work when it is told to.
struct Panicking(AtomicBool);

impl Clock for Panicking {
    fn now(&self) -> u64 {
        assert!(!self.0.load(Ordering::Relaxed), "the clock is broken");
        1_700_000_000
    }
}

#[test]
fn no_error_log_debug_print_panic_server_or_command_tells_a_secret() {
    let heard = Heard::default();
    let context = std::ptr::from_ref(&heard).cast_mut().cast::<c_void>();
    // SAFETY: the logger is stopped before `heard` goes.
    unsafe { cometchat_set_logger(Level::Debug as i32, Some(log), context) };
    let panics = heard.clone();
    std::panic::set_hook(Box::new(move |panic| panics.note("a panic", panic.to_string())));

    let place = Place::server(&["--log", "debug"]);
    let url = place.ready()["url"].as_str().unwrap().to_owned();
    let mut tokens = vec![FAKE_TOKEN.to_owned()];
    let mut keys = vec![FAKE_KEY.to_owned(), AUTH_KEY.to_owned()];

    // The engine, the server, and a place where nobody listens, by keys of all scopes.
    let file = place.path("users.db");
    for config in [
        json!({"url": "memory:"}),
        json!({"url": format!("file:{}", file.display())}),
        json!({"url": url, "apiKey": API_KEY}),
        json!({"url": url, "authKey": AUTH_KEY}),
        json!({"url": url, "apiKey": FAKE_KEY}),
        json!({"url": "http://127.0.0.1:1", "apiKey": API_KEY, "authKey": AUTH_KEY,
               "proxy": format!("http://user:{PASSWORD}@127.0.0.1:1"), "maxRetries": 0}),
    ] {
        let config = Config::from_json(&config.to_string()).unwrap();
        heard.note("a configuration", format!("{config:?}"));
        let client = Client::open(&config).unwrap();
        let _ = json::user_create(&client, r#"{"uid":"ada","name":"Ada"}"#);
        if let Ok(session) = json::session_login(&client, r#"{"uid":"ada"}"#) {
            tokens.push(text(&session, "authToken"));
            tokens.push(text(&session, "jwt"));
        }
        if let Ok(key) = json::apikey_create(&client, r#"{"name":"Web"}"#) {
            keys.push(text(&key, "apiKey"));
        }
        let given = |secrets: &[String]| secrets.to_vec();
        let (tokens, keys) = (given(&tokens), given(&keys));
        let (tokens, keys): (Vec<&str>, Vec<&str>) = (
            tokens.iter().map(String::as_str).collect(),
            keys.iter().map(String::as_str).collect(),
        );
        call_all(&client, &heard, &tokens, &keys);
        let user = client.login("ada", None);
        heard.note(
            "a user",
            format!("{user:?} {:?}", client.list_tokens("ada", Default::default())),
        );
        heard.note("keys", format!("{:?}", client.list_api_keys(Default::default())));
    }

    // Configurations that are refused.
    for config in [
        json!({"url": "x", "apiKey": [API_KEY], "authKey": {"a": AUTH_KEY}, "proxy": 1}),
        json!({"url": url, "apiKey": "", "key": API_KEY, "caFile": "/nowhere"}),
        json!({"url": url, "apiKey": API_KEY, "proxy": format!("x://user:{PASSWORD}@@")}),
        json!({"url": format!("http://user:{PASSWORD}@127.0.0.1")}),
        json!(API_KEY),
    ] {
        let error = json::open(&config.to_string()).err().expect("it is refused");
        heard.note("a refused configuration", format!("{error:?} {}", error.to_json()));
    }
    heard.note("a secret", format!("{:?}", Secret::new(FAKE_TOKEN)));

    // A panic in the middle of calls.
    let clock = Arc::new(Panicking(AtomicBool::new(false)));
    let app = App { id: "app".to_owned(), region: "us".to_owned() };
    let engine = Engine::new(Sqlite::in_memory().unwrap(), clock.clone(), app).unwrap();
    let client = Client::on(engine, &Config::new("memory:").unwrap());
    json::user_create(&client, r#"{"uid":"ada","name":"Ada"}"#).unwrap();
    clock.0.store(true, Ordering::Relaxed);
    let request = json!({"uid": "ada", "authToken": FAKE_TOKEN, "name": "Ada"}).to_string();
    for operation in [json::session_login, json::session_login_with_token, json::user_update] {
        let call = std::panic::AssertUnwindSafe(|| operation(&client, &request));
        let panic = std::panic::catch_unwind(call).expect_err("the clock is broken");
        let said = panic.downcast_ref::<&str>().map_or_else(String::new, |text| (*text).to_owned());
        heard.note("what a panic carries", said);
    }

    // The program, in good order and not.
    let place = place.with("COMETCHAT_AUTH_TOKEN", FAKE_TOKEN);
    place.write("token", &tokens[1]);
    place.write("broken.json", &format!(r#"{{"apiKey": "{API_KEY}", "#));
    for arguments in [
        &["doctor"][..],
        &["user", "list"],
        &["token", "list", "ada"],
        &["token", "get", "ada"],
        &["token", "get", "ada", "--json"],
        &["token", "delete", "ada", "--yes"],
        &["apikey", "list"],
        &["apikey", "get", "--key-file", "token"],
        &["session", "login", "ada"],
        &["session", "current"],
        &["session", "login-with-token"],
        &["session", "restore", "token"],
        &["user", "get", "ada", "--config", "broken.json"],
        &["user", "create", "ada", "--name", "Ada", "--request", "@token"],
        &["client", "info"],
    ] {
        let output = place.run(arguments);
        heard.note(&format!("{arguments:?}"), format!("{}{}", output.out, output.err));
    }
    heard.note("the server's log", place.read("server.log"));

    let _ = std::panic::take_hook();
    // SAFETY: no callback is no danger.
    unsafe { cometchat_set_logger(0, None, std::ptr::null_mut()) };
    let mut secrets: Vec<&str> = vec![API_KEY, PASSWORD];
    secrets.extend(tokens.iter().chain(&keys).map(String::as_str));
    heard.is_free_of(&secrets);
}
