//! The program, started and stopped, and the smallest client that shows all of an answer.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

pub const APP: &str = "test-app";
pub const AUTH_KEY: &str = "auth-0123456789";
pub const API_KEY: &str = "apis-0123456789";

/// A program that serves, until it is dropped.
pub struct Program {
    pub child: Child,
    pub ready: Value,
    pub folder: TempDir,
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cometchat-users"));
    command.arg("serve").args(arguments).stdin(Stdio::null());
    command.env_remove("COMETCHAT_AUTH_KEY").env_remove("COMETCHAT_API_KEY");
    command
}

/// Serve in memory, with known keys.
pub fn serve(more: &[&str]) -> Program {
    let mut arguments =
        vec!["--app-id", APP, "--auth-key", AUTH_KEY, "--api-key", API_KEY, "--log", "info"];
    arguments.extend(more);
    start(command(&arguments))
}

/// Start a command on any port, and wait until it is ready.
pub fn start(mut command: Command) -> Program {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    command.args(["--listen", "127.0.0.1:0", "--ready-file"]).arg(&file);
    let log = std::fs::File::create(folder.path().join("log")).unwrap();
    let out = std::fs::File::create(folder.path().join("out")).unwrap();
    let mut child = command.stdout(out).stderr(log).spawn().unwrap();
    let ready = eventually("the ready file", || {
        if let Some(status) = child.try_wait().unwrap() {
            let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
            panic!("it ended with {status}: {log}");
        }
        std::fs::read(&file).ok()
    });
    Program { child, ready: serde_json::from_slice(&ready).unwrap(), folder }
}

/// What comes within 20 seconds.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Program {
    pub fn url(&self) -> &str {
        self.ready["url"].as_str().unwrap()
    }

    pub fn address(&self) -> &str {
        self.url().split_once("://").unwrap().1
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Send a request as it is, and read one answer.
    pub fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        Answer::read(&mut BufReader::new(stream)).expect("an answer")
    }

    pub fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.raw(request(method, path, headers, body).as_bytes())
    }

    /// With the key that may do everything.
    pub fn admin(&self, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.call(method, path, &[("apikey", API_KEY)], &body)
    }

    /// As a logged-in user.
    pub fn user(&self, token: &str, method: &str, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.call(method, path, &[("appId", APP), ("authToken", token)], &body)
    }

    /// Create a user.
    pub fn create(&self, uid: &str) {
        self.admin("POST", "/users", json!({"uid": uid, "name": uid})).ok();
    }

    /// Create a user and log it in: the token, and what `PUT /me` answers.
    pub fn log_in(&self, uid: &str) -> (String, Value) {
        self.create(uid);
        let token = self.admin("POST", &format!("/users/{uid}/auth_tokens"), Value::Null).ok();
        let token = token["data"]["authToken"].as_str().unwrap().to_owned();
        let me = self.user(&token, "PUT", "/me", json!({"platform": "WEB"})).ok();
        (token, me["data"].clone())
    }

    #[cfg(unix)]
    pub fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() {
        request += &format!("content-length: {}\r\n", body.len());
    }
    request + "\r\n" + body
}

/// One answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// `None` at the end of the connection.
    pub fn read(stream: &mut impl BufRead) -> Option<Answer> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let status = lines.first()?.split(' ').nth(1)?.parse().ok()?;
        let pair = |line: &String| {
            line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        };
        let headers: Vec<_> = lines[1..].iter().filter_map(pair).collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
        stream.read_exact(&mut body).ok()?;
        Some(Answer { status, headers, body: String::from_utf8(body).unwrap() })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {:?}", self.body))
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        let body = self.json();
        assert!(body.get("data").is_some_and(|data| !data.is_null()), "{body}");
        body
    }

    /// Status and code of a refusal, whose form is checked.
    #[track_caller]
    pub fn refused(&self) -> (u16, String) {
        let body = self.json();
        let error = &body["error"];
        assert!(body.get("data").is_none(), "{body}");
        assert_eq!(error["source"], "chat-api");
        assert!(!error["message"].as_str().unwrap().is_empty());
        assert!(!error["devMessage"].as_str().unwrap().is_empty());
        (self.status, error["code"].as_str().unwrap().to_owned())
    }
}
