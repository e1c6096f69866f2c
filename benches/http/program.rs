//! The server as the program, started and stopped.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

pub struct Program {
    child: Child,
    pub ready: Value,
    pub folder: TempDir,
}

/// On a disk, under Cargo's target folder.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk")
}

impl Program {
    pub fn start(arguments: &[&str]) -> Self {
        let folder = folder();
        let file = folder.path().join("ready.json");
        let mut child = Command::new(env!("CARGO_BIN_EXE_cometchat-users"))
            .args(["serve", "--listen", "127.0.0.1:0", "--ready-file"])
            .arg(&file)
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let ready = loop {
            match std::fs::read(&file) {
                Ok(text) => break serde_json::from_slice(&text).expect("it is written whole"),
                Err(_) => std::thread::sleep(Duration::from_micros(500)),
            }
            assert!(matches!(child.try_wait(), Ok(None)), "the server ended");
        };
        Program { child, ready, folder }
    }

    #[allow(dead_code, reason = "the soak needs it")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn url(&self) -> &str {
        self.text("url")
    }

    pub fn text(&self, member: &str) -> &str {
        self.ready[member].as_str().expect("a text")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
