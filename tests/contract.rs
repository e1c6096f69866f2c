//! One script, every backend, every language: the same calls give the same documents.
//!
//! `tests/contract/*.json` are lists of steps: `call`, `request` (or `text`, as it is),
//! `status` ("ok" if absent) and the whole `result`; a text that it `contains` is compared
//! byte by byte, but for Python, which reads numbers and writes them anew. In a result,
//! `"$like": NAME` fills in a shape of `shapes.json`; `$time`, `$jwt`, `$text` and
//! `$token UID as NAME` and `$key as NAME` stand for what differs from run to run; `$(NAME)` is
//! such a token or key again, and `$repeat TEXT N` a long text.
//!
//! `CONTRACT_DRIVERS` names programs of other languages, one `NAME=COMMAND` a line. Such a
//! program opens a client with its argument, reads `OPERATION REQUEST` lines and answers
//! each with a line `STATUS DOCUMENT`.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use cometchat_users::{Client, Config, json};
use serde_json::{Map, Value};

const SCRIPTS: [&str; 14] = [
    "page",
    "intents",
    "users",
    "lifecycle",
    "sessions",
    "roles",
    "requests",
    "tokens",
    "rights",
    "keys",
    "ensure",
    "import",
    "relations",
    "lists",
];
const PLACES: [&str; 4] = ["memory", "file", "server", "server over TLS"];

/// Who makes the calls.
trait Driver {
    fn call(&mut self, operation: &str, request: &str) -> (String, String);
}

#[test]
fn rust_gives_the_answers_of_the_contract() {
    for place in PLACES {
        for script in SCRIPTS {
            let began = now();
            let Some(place) = Place::fresh("rust", place, script) else { continue };
            let client = Client::open(&Config::from_json(&place.config).unwrap()).unwrap();
            walk(&format!("rust, {}, {script}", place.name), script, client, began);
        }
    }
}

#[test]
fn other_languages_give_the_answers_of_the_contract() {
    let drivers = std::env::var("CONTRACT_DRIVERS").unwrap_or_default();
    if drivers.trim().is_empty() {
        eprintln!("skipped: CONTRACT_DRIVERS names no programs (`make test` does)");
    }
    for driver in drivers.lines().filter(|line| !line.trim().is_empty()) {
        let (language, command) = driver.trim().split_once('=').expect("NAME=COMMAND");
        for place in PLACES {
            for script in SCRIPTS {
                let began = now();
                let Some(place) = Place::fresh(language, place, script) else { continue };
                let program = Program::start(command, &place.config);
                walk(&format!("{language}, {}, {script}", place.name), script, program, began);
            }
        }
    }
}

/// A backend without users, for as long as this lives.
struct Place {
    name: &'static str,
    config: String,
    _server: Option<Server>,
}

impl Place {
    /// `None` where the program is not built: with the feature `server` it is.
    fn fresh(language: &str, name: &'static str, script: &str) -> Option<Self> {
        let (config, server) = match name {
            "memory" => (r#"{"url":"memory:"}"#.to_owned(), None),
            "file" => {
                // Relative, since a driver may see another root.
                std::fs::create_dir_all("target/contract").unwrap();
                let path = format!("target/contract/{language}-{script}.db");
                for suffix in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{path}{suffix}"));
                }
                (format!(r#"{{"url":"file:{path}"}}"#), None)
            }
            _ => {
                let server = Server::start(name.ends_with("TLS"))?;
                (server.config(), Some(server))
            }
        };
        Some(Place { name, config, _server: server })
    }
}

/// The program's `serve`, on a port of its own.
struct Server {
    child: Child,
    ready: Value,
}

impl Server {
    fn start(tls: bool) -> Option<Self> {
        let Some(program) = option_env!("CARGO_BIN_EXE_cometchat-users") else {
            eprintln!("skipped: the server, which needs --features server,cli");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ready.json");
        let child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--app-id", "local", "--ready-file"])
            .arg(&file)
            .args(tls.then_some("--tls"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server { child, ready: Value::Null };
        for _ in 0..1000 {
            if let Ok(text) = std::fs::read_to_string(&file) {
                server.ready = serde_json::from_str(&text).unwrap();
                return Some(server);
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("the server is not ready after 10 s");
    }

    fn config(&self) -> String {
        let Value::Object(ready) = &self.ready else { panic!("{}", self.ready) };
        let members = ["url", "appId", "region", "apiKey"];
        let mut config: Map<_, _> =
            members.iter().map(|name| ((*name).to_owned(), ready[*name].clone())).collect();
        if let Some(certificate) = ready.get("certificate") {
            // Relative, since a driver may see another root.
            let path = format!("target/contract/{}.pem", self.child.id());
            std::fs::create_dir_all("target/contract").unwrap();
            std::fs::write(&path, certificate.as_str().unwrap()).unwrap();
            config.insert("caFile".to_owned(), path.into());
        }
        Value::Object(config).to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A document without what only a way over HTTP adds: the status of a refusal, what the service
/// says of its limits, and where the settings say that the server is.
fn without_transport(mut document: Value) -> Value {
    const SERVER_SETTINGS: [&str; 8] = [
        "ADMIN_API_HOST",
        "CLIENT_API_HOST",
        "CHAT_HOST",
        "CHAT_WSS_PORT",
        "WS_API_VERSION",
        "ANALYTICS_HOST",
        "ANALYTICS_VERSION",
        "ANALYTICS_USE_SSL",
    ];
    if let Some(members) = document.as_object_mut() {
        members.remove("httpStatus");
        members.remove("rateLimits");
        members.remove("clockSkew");
        if let Some(settings) = members.get_mut("settings").and_then(Value::as_object_mut) {
            settings.retain(|name, _| !SERVER_SETTINGS.contains(&name.as_str()));
        }
    }
    document
}

fn walk(whose: &str, script: &str, mut driver: impl Driver, began: u64) {
    let shapes = read("shapes");
    let steps = read(script);
    let mut tokens = HashMap::new();
    for step in steps.as_array().unwrap() {
        let said = format!("{whose}: {}", step["says"].as_str().unwrap());
        let request = match &step["text"] {
            Value::String(text) => text.clone(),
            _ => fill(&step["request"], &tokens).to_string(),
        };
        let (status, text) = driver.call(step["call"].as_str().unwrap(), &request);
        assert_eq!(status, step["status"].as_str().unwrap_or("ok"), "{said}: {text}");
        if let Some(part) = step["contains"].as_str().filter(|_| !whose.starts_with("python")) {
            assert!(text.contains(part), "{said}: {text}");
        }
        let document: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{said}: {text}"));
        let expected = shape(&step["result"], &shapes);
        compare(&said, "", &expected, &without_transport(document), began, &mut tokens);
    }
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/contract/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A request with its tokens and long texts.
fn fill(value: &Value, tokens: &HashMap<String, String>) -> Value {
    match value {
        Value::String(text) => {
            let mut text = repeated(text);
            for (name, token) in tokens {
                text = text.replace(&format!("$({name})"), token);
            }
            Value::String(text)
        }
        Value::Array(items) => items.iter().map(|item| fill(item, tokens)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), fill(value, tokens))).collect()
        }
        other => other.clone(),
    }
}

fn repeated(text: &str) -> String {
    let Some((unit, times)) = text.strip_prefix("$repeat ").and_then(|rest| rest.rsplit_once(' '))
    else {
        return text.to_owned();
    };
    unit.repeat(times.parse().unwrap())
}

/// An expected document with its shapes filled in.
fn shape(value: &Value, shapes: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| shape(item, shapes)).collect(),
        Value::Object(members) => {
            let mut whole = Map::new();
            if let Some(name) = members.get("$like") {
                whole.clone_from(shapes[name.as_str().unwrap()].as_object().unwrap());
            }
            for (name, value) in members.iter().filter(|(name, _)| *name != "$like") {
                whole.insert(name.clone(), shape(value, shapes));
            }
            Value::Object(whole)
        }
        other => other.clone(),
    }
}

fn compare(
    said: &str,
    at: &str,
    expected: &Value,
    found: &Value,
    began: u64,
    tokens: &mut HashMap<String, String>,
) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let names = |map: &Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            let (mut left, mut right) = (names(expected), names(found));
            left.sort();
            right.sort();
            assert_eq!(left, right, "{said}: the members of {at}{found:?}");
            for (name, value) in expected {
                compare(said, &format!("{at}.{name}"), value, &found[name], began, tokens);
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            assert_eq!(expected.len(), found.len(), "{said}: {at} {found:?}");
            for (index, (value, item)) in expected.iter().zip(found).enumerate() {
                compare(said, &format!("{at}.{index}"), value, item, began, tokens);
            }
        }
        (Value::String(pattern), _) if pattern.contains('$') => {
            assert!(
                matches(pattern, found, began, tokens),
                "{said}: {at} is {found}, not {pattern}"
            );
        }
        _ => assert_eq!(expected, found, "{said}: {at}"),
    }
}

fn matches(pattern: &str, found: &Value, began: u64, tokens: &mut HashMap<String, String>) -> bool {
    if pattern == "$time" {
        return found.as_u64().is_some_and(|time| (began..=now()).contains(&time));
    }
    let Some(text) = found.as_str() else {
        return false;
    };
    if let Some(rest) = pattern.strip_prefix("$token ") {
        let (uid, name) = rest.split_once(" as ").unwrap();
        tokens.insert(name.to_owned(), text.to_owned());
        return is_token(uid, text);
    }
    if let Some(name) = pattern.strip_prefix("$key as ") {
        tokens.insert(name.to_owned(), text.to_owned());
        return text.len() == 40 && is_hexadecimal(text);
    }
    match pattern {
        "$text" => !text.is_empty(),
        "$jwt" => text.split('.').count() == 3 && text.len() > 60,
        _ => fill(&Value::String(pattern.to_owned()), tokens) == *found,
    }
}

/// uid, `_`, 10 digits of time, 30 hexadecimal digits.
fn is_token(uid: &str, token: &str) -> bool {
    token.rsplit_once('_').is_some_and(|(owner, tail)| {
        owner == uid
            && tail.len() == 40
            && tail[..10].bytes().all(|byte| byte.is_ascii_digit())
            && is_hexadecimal(&tail[10..])
    })
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Driver for Client {
    fn call(&mut self, operation: &str, request: &str) -> (String, String) {
        let (_, function) = json::OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
        match function(self, request) {
            Ok(document) => ("ok".to_owned(), document),
            Err(error) => (error.kind().name().to_owned(), error.to_json()),
        }
    }
}

struct Program {
    child: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Program {
    fn start(command: &str, config: &str) -> Self {
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next().unwrap())
            .args(words)
            .arg(config)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command}: {error}"));
        let answers = BufReader::new(child.stdout.take().unwrap());
        Program { child, answers }
    }
}

impl Driver for Program {
    fn call(&mut self, operation: &str, request: &str) -> (String, String) {
        let stdin = self.child.stdin.as_mut().unwrap();
        writeln!(stdin, "{operation} {request}").unwrap();
        stdin.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let (status, document) = line.trim_end().split_once(' ').expect("STATUS DOCUMENT");
        (status.to_owned(), document.to_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let status = self.child.wait().unwrap();
        if !std::thread::panicking() {
            assert!(status.success(), "the driver ended with {status}");
        }
    }
}
