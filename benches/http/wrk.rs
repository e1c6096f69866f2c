//! The server under wrk, against itself and nginx.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::measure::users::sample;
use crate::measure::{in_turns, ratio, title};
use crate::program::{self, Program};
use cometchat_users::{Client, Config};
use serde_json::json;

/// Seconds of a run. A round has one of each rival.
const RUN: &str = "2s";
const ROUNDS: usize = 3;
const OPTIONS: &str = "wrk.method = 'OPTIONS'";
/// A new user of 400 bytes every time, also in the next run.
const CREATE: &str = r#"
local threads, made = 0, 0
function setup(thread) threads = threads + 1; thread:set("id", threads) end
function init(args) prefix = args[1] .. "-" .. id .. "-" end
function request()
    made = made + 1
    local open = '{"uid":"' .. prefix .. made .. '","name":"Zoe Example","metadata":{"note":"'
    return wrk.format("POST", nil, nil, open .. string.rep("x", 397 - #open) .. '"}}')
end
"#;

pub fn run() {
    if Command::new("wrk").arg("-v").stdout(Stdio::null()).status().is_err() {
        println!("\nserver: skipped, wrk is not installed");
        return;
    }
    reads();
    writes();
}

fn reads() {
    let program = Program::start(&[]);
    let config = json!({"url": program.url(), "appId": program.text("appId"), "apiKey": program.text("apiKey")});
    let client =
        Client::open(&Config::from_json(&config.to_string()).expect("valid")).expect("open");
    let user = sample(0, 400);
    client.create_user(serde_json::from_str(&user.request).expect("valid")).expect("it is new");
    let options = program.folder.path().join("options.lua");
    std::fs::write(&options, OPTIONS).expect("a writable folder");
    let (route, stored) =
        (format!("{}/users", program.url()), format!("{}/users/{}", program.url(), user.uid));
    let key = format!("apikey: {}", program.text("apiKey"));

    title("server, 64 connections: a stored user, and OPTIONS, which is always the same");
    let get = || wrk(64, &stored, &["-H", &key]);
    let constant = || wrk(64, &route, &["-s", &options.display().to_string()]);
    if let Some(nginx) = Nginx::start(program.folder.path()) {
        let plain = || wrk(64, &nginx.url, &[]);
        let [get, constant, plain] = in_turns(
            ROUNDS,
            1,
            [
                ("GET of a stored user", Box::new(get)),
                ("OPTIONS", Box::new(constant)),
                ("nginx, return 200", Box::new(plain)),
            ],
        );
        ratio("rate of GET / rate of OPTIONS", constant.ratio(&get), "aim >= 0.6");
        ratio("rate of OPTIONS / rate of nginx", plain.ratio(&constant), "aim >= 0.8");
    } else {
        let rivals: [(_, Box<dyn FnMut() -> Duration>); 2] =
            [("GET of a stored user", Box::new(get)), ("OPTIONS", Box::new(constant))];
        let [get, constant] = in_turns(ROUNDS, 1, rivals);
        ratio("rate of GET / rate of OPTIONS", constant.ratio(&get), "aim >= 0.6");
        println!("  skipped: nginx is not installed");
    }
}

fn writes() {
    let folder = program::folder();
    let store = format!("file:{}", folder.path().join("users.db").display());
    let program = Program::start(&["--store", &store]);
    let script = folder.path().join("create.lua").display().to_string();
    std::fs::write(&script, CREATE).expect("a writable folder");
    let (url, key) =
        (format!("{}/users", program.url()), format!("apikey: {}", program.text("apiKey")));
    let runs = std::cell::Cell::new(0);
    let create = |connections| {
        runs.set(runs.get() + 1);
        let run = format!("run-{}", runs.get());
        wrk(connections, &url, &["-s", &script, "-H", &key, "--", &run])
    };
    title("server, POST of a 400-byte user, durable");
    let [one, many] = in_turns(
        ROUNDS,
        1,
        [("1 connection", Box::new(|| create(1))), ("64 connections", Box::new(|| create(64)))],
    );
    ratio("rate at 64 / rate at 1", one.ratio(&many), "aim >= 6");
}

/// Time per request.
fn wrk(connections: usize, url: &str, more: &[&str]) -> Duration {
    let threads = connections.min(2).to_string();
    let mut command = Command::new("wrk");
    command.args(["-t", &threads, "-c", &connections.to_string(), "-d", RUN]);
    // The script's arguments come last, after the URL.
    let split = more.iter().position(|argument| *argument == "--").unwrap_or(more.len());
    let output = command.args(&more[..split]).arg(url).args(&more[split..]).output().expect("wrk");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    Duration::from_secs_f64(1.0 / rate.expect("a rate").trim().parse::<f64>().expect("a number"))
}

/// nginx in the foreground, on a port that was free.
struct Nginx {
    child: Child,
    url: String,
}

impl Nginx {
    fn start(folder: &Path) -> Option<Self> {
        let free =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).ok()?;
        let config = format!(
            "daemon off; worker_processes auto; pid nginx.pid; error_log stderr crit;
            events {{ worker_connections 1024; }}
            http {{
                access_log off; keepalive_requests 1000000000; default_type application/json;
                client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;
                uwsgi_temp_path t4; scgi_temp_path t5;
                server {{ listen {free}; return 200 '{{\"data\":{{}}}}'; }}
            }}"
        );
        std::fs::write(folder.join("nginx.conf"), config).ok()?;
        let mut command = Command::new("nginx");
        let child = command.arg("-p").arg(folder).arg("-c").arg("nginx.conf").spawn().ok()?;
        let nginx = Nginx { child, url: format!("http://{free}/") };
        let begun = std::time::Instant::now();
        while std::net::TcpStream::connect(free).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(5), "nginx does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
        Some(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It ends its workers when it is asked to, and not when it is killed.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
