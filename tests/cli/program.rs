//! The program, run in a folder of its own, with nothing in the environment but what a test
//! puts there.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub const API_KEY: &str = "api-0123456789-0123456789";
pub const AUTH_KEY: &str = "auth-0123456789-0123456789";

/// What a command came to.
#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Output {
    /// The text of a success.
    #[track_caller]
    pub fn ok(&self) -> &str {
        assert_eq!(self.code, 0, "{self:?}");
        &self.out
    }

    /// The document of a success.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.ok()).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The error document.
    #[track_caller]
    pub fn error(&self) -> Value {
        assert_ne!(self.code, 0, "{self:?}");
        assert_eq!(self.out, "");
        serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// The words of each line.
    #[track_caller]
    pub fn words(&self) -> Vec<Vec<&str>> {
        self.ok().lines().map(|line| line.split_whitespace().collect()).collect()
    }
}

/// A folder, and a place for the calls.
pub struct Place {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    server: Option<Child>,
}

impl Place {
    /// Nowhere.
    pub fn none() -> Self {
        Place { folder: tempfile::tempdir().unwrap(), environment: Vec::new(), server: None }
    }

    /// A file.
    pub fn file() -> Self {
        Place::none().with("COMETCHAT_URL", "file:users.db")
    }

    /// A server of its own, known by its ready file.
    pub fn server(arguments: &[&str]) -> Self {
        let mut place = Place::none();
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--ready-file", "ready.json"]).args(arguments);
        command.env("COMETCHAT_API_KEY", API_KEY).env("COMETCHAT_AUTH_KEY", AUTH_KEY);
        let log = std::fs::File::create(place.path("server.log")).unwrap();
        place.server = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let deadline = Instant::now() + Duration::from_secs(20);
        while !place.path("ready.json").exists() {
            assert!(Instant::now() < deadline, "{}", place.read("server.log"));
            std::thread::sleep(Duration::from_millis(5));
        }
        place.with("COMETCHAT_CONFIG", "ready.json")
    }

    /// With one more variable of the environment.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// The same place without a variable.
    pub fn without(mut self, name: &'static str) -> Self {
        self.environment.retain(|(known, _)| *known != name);
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration of the server.
    pub fn ready(&self) -> Value {
        serde_json::from_str(&self.read("ready.json")).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cometchat-users"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("XDG_STATE_HOME", self.path("state")).stdin(Stdio::null());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Run a command.
    pub fn run(&self, arguments: &[&str]) -> Output {
        output(self.command(arguments))
    }

    /// Run a command that shows documents.
    pub fn json(&self, arguments: &[&str]) -> Output {
        self.run(&[arguments, &["--json"]].concat())
    }

    /// Run a command with a text on its standard input.
    pub fn feed(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        read(child.wait_with_output().unwrap())
    }

    /// Create users.
    #[track_caller]
    pub fn create(&self, uids: &[&str]) {
        for uid in uids {
            self.run(&["user", "create", uid, "--name", &uid.to_uppercase()]).ok();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

pub fn output(mut command: Command) -> Output {
    read(command.output().unwrap())
}

fn read(output: std::process::Output) -> Output {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Output {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
