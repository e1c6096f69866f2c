//! A server on a file, which is killed and started again at the same address.

use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cometchat_users::{Client, json};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::API_KEY;

pub struct Server {
    folder: TempDir,
    address: String,
    child: Mutex<Child>,
}

impl Server {
    pub fn start() -> Self {
        // On a disk.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let child = start(&folder, "127.0.0.1:0");
        let ready = std::fs::read_to_string(folder.path().join("ready.json")).unwrap();
        let ready: Value = serde_json::from_str(&ready).unwrap();
        let address = ready["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Server { folder, address, child: Mutex::new(child) }
    }

    /// As a power loss would, but for the disk's own cache.
    pub fn kill_and_restart(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        std::fs::remove_file(self.folder.path().join("ready.json")).unwrap();
        *child = start(&self.folder, &self.address);
    }

    /// A client that does not give up.
    pub fn client(&self) -> Client {
        let config = json!({"url": format!("http://{}", self.address), "apiKey": API_KEY,
                            "maxRetries": 10, "timeoutMs": 60000});
        json::open(&config.to_string()).unwrap().0
    }

    pub fn set_faults(&self, rules: &[Value]) {
        self.local("PUT", &json!({"rules": rules}).to_string());
    }

    pub fn clear_faults(&self) {
        self.local("DELETE", "");
    }

    fn local(&self, method: &str, body: &str) {
        let url = format!("http://{}/_local/faults", self.address);
        let request = ureq::http::Request::builder().method(method).uri(url);
        let request = request.header("apikey", API_KEY).header("content-type", "application/json");
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.configure_request(request.body(body.to_owned()).unwrap());
        let request = request.allow_non_standard_methods(true).build();
        let mut answer = agent.run(request).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert_eq!(answer.status(), 200, "{text}");
    }
}

fn start(folder: &TempDir, address: &str) -> Child {
    let ready = folder.path().join("ready.json");
    let store = format!("file:{}", folder.path().join("users.db").display());
    let log = folder.path().join("server.log");
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_cometchat-users"))
        .args(["serve", "--listen", address, "--store", &store, "--ready-file"])
        .arg(&ready)
        .env("COMETCHAT_API_KEY", API_KEY)
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let began = Instant::now();
    while !ready.exists() {
        assert!(child.try_wait().unwrap().is_none(), "the server ended");
        assert!(began.elapsed() < Duration::from_secs(20), "the server does not start");
        std::thread::sleep(Duration::from_millis(2));
    }
    child
}

impl Drop for Server {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
