//! Starting, seeding, TLS, stopping.

use std::io::{BufReader, Write};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program::{
    API_KEY, AUTH_KEY, Answer, Program, command, eventually, request, serve, start,
};

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = command(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn keys_that_are_not_given_are_made_up_and_shown() {
    let program = start(command(&[]));
    for name in ["authKey", "apiKey"] {
        let key = program.ready[name].as_str().unwrap();
        assert_eq!(key.len(), 40);
        assert!(key.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
    }
    assert_ne!(program.ready["authKey"], program.ready["apiKey"]);
    assert_eq!(program.ready["appId"], "local");
    assert_eq!(program.ready["region"], "us");
    assert_eq!(program.ready["pid"], program.child.id());
    let table = eventually("the table", || {
        let out = std::fs::read_to_string(program.folder.path().join("out")).unwrap();
        out.contains("Ctrl-C").then_some(out)
    });
    for name in ["url", "appId", "region", "authKey", "apiKey"] {
        assert!(table.contains(program.ready[name].as_str().unwrap()), "{table}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = program.folder.path().join("ready.json");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn keys_come_from_the_environment_too() {
    let mut with_keys = command(&[]);
    with_keys.env("COMETCHAT_AUTH_KEY", "from-env-1").env("COMETCHAT_API_KEY", "from-env-2");
    let program = start(with_keys);
    assert_eq!(program.ready["apiKey"], "from-env-2");
    program.call("GET", "/users", &[("apikey", "from-env-2")], "").ok();
    let help = command(&["--help"]).env("COMETCHAT_API_KEY", "from-env-2").output().unwrap();
    assert!(!String::from_utf8(help.stdout).unwrap().contains("from-env-2"));
}

#[test]
fn arguments_that_make_no_sense_are_refused_with_the_reason() {
    assert!(refused(&["--auth-key", "k", "--api-key", "k"]).contains("must differ"));
    assert!(refused(&["--store", "postgres://x"]).contains("memory:"));
    assert!(refused(&["--store", "file:/nowhere/users.db"]).contains("/nowhere/users.db"));
    assert!(refused(&["--tls-cert", "x.pem"]).contains("--tls-key"));
    assert!(refused(&["--tls-cert", "x.pem", "--tls-key", "y.pem"]).contains("x.pem"));
    assert!(refused(&["--listen", "nonsense"]).contains("cannot listen on nonsense"));
    assert!(
        refused(&["--ready-file", "/nowhere/r", "--listen", "127.0.0.1:0"]).contains("/nowhere/r")
    );
    let taken = serve(&[]);
    assert!(refused(&["--listen", taken.address()]).contains(taken.address()));
}

#[test]
fn a_seed_is_planted_once_and_an_invalid_one_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let seed = |seed: Value| {
        std::fs::write(path("seed.json"), seed.to_string()).unwrap();
    };
    let store = format!("file:{}", path("users.db"));
    let arguments = ["--store", &store, "--seed", &path("seed.json")];
    seed(json!({"roles": [{"role": "vip", "name": "VIP"}],
                "users": [{"uid": "ada", "name": "Ada", "role": "vip", "withAuthToken": true}]}));
    let first = serve(&arguments);
    let ada = first.admin("GET", "/users/ada", Value::Null).ok();
    assert_eq!(ada["data"]["role"], "vip");
    first.admin("PUT", "/users/ada", json!({"name": "Changed"})).ok();
    drop(first);
    seed(json!([{"uid": "ada", "name": "Ada"}, {"uid": "bob", "name": "Bob"}]));
    let second = serve(&arguments);
    let ada = second.admin("GET", "/users/ada", Value::Null).ok();
    assert_eq!(ada["data"]["name"], "Changed");
    second.admin("GET", "/users/bob", Value::Null).ok();
    drop(second);

    for (wrong, expected) in [
        (
            json!([{"uid": "new", "name": "x"}, {"uid": "y"}]),
            "users[1]: The name field is required.",
        ),
        (
            json!([{"uid": "z", "name": "z", "role": "no"}]),
            "users[0]: The selected role is invalid.",
        ),
        (json!([7]), "users[0]: "),
        (json!({"roles": [{"role": "a b", "name": "x"}]}), "roles[0]: The role must only contain"),
        (json!({"people": []}), "people"),
        (json!("x"), "seed.json: "),
    ] {
        seed(wrong);
        let said = refused(&arguments);
        assert!(said.contains(expected), "{said}");
    }
    assert!(refused(&["--seed", "/nowhere.json"]).contains("/nowhere.json"));
    // The checks came before the first user was created.
    let third = serve(&["--store", &store]);
    assert_eq!(third.admin("GET", "/users/new", Value::Null).status, 404);
}

#[test]
fn what_was_written_to_a_file_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("file:{}", folder.path().join("users.db").display());
    let first = serve(&["--store", &store]);
    let (token, _) = first.log_in("ada");
    drop(first);
    let second = serve(&["--store", &store]);
    let me = second.user(&token, "GET", "/me", Value::Null).ok();
    assert_eq!(me["data"]["uid"], "ada");
}

#[test]
#[cfg(unix)]
fn a_listener_that_others_can_reach_is_warned_of() {
    let mut child = command(&["--listen", "0.0.0.0:0", "--tls"])
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stderr = child.stderr.take().unwrap();
    std::io::BufRead::read_line(&mut BufReader::new(stderr), &mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.starts_with("warning: 0.0.0.0:"), "{line}");
}

/// This library is its own witness: it trusts the certificate of the ready file and no other.
#[test]
fn tls_works_with_a_made_certificate_and_with_a_given_one() {
    let program = serve(&["--tls"]);
    let pem = program.folder.path().join("ca.pem");
    std::fs::write(&pem, program.ready["certificate"].as_str().unwrap()).unwrap();
    assert!(program.url().starts_with("https://127.0.0.1:"));
    let open = |url: &str, ca: Option<&str>| {
        let mut config = json!({"url": url, "appId": "test-app", "apiKey": API_KEY});
        if let Some(ca) = ca {
            config["caFile"] = json!(ca);
        }
        let (client, _) = cometchat_users::json::open(&config.to_string()).unwrap();
        let user = r#"{"uid": "ada", "name": "Ada"}"#;
        cometchat_users::json::user_create(&client, user).map_err(|error| error.code().to_owned())
    };
    let trusted = Some(pem.to_str().unwrap());
    assert!(open(program.url(), trusted).unwrap().contains("\"uid\":\"ada\""));
    assert_eq!(open(program.url(), None).unwrap_err(), "NETWORK");
    // Plain text at this door ends that connection, and so does silence.
    let silent = program.connect();
    let mut plain = program.connect();
    plain.write_all(request("GET", "/users", &[], "").as_bytes()).unwrap();
    assert!(Answer::read(&mut BufReader::new(plain)).is_none());
    let by_name = program.url().replace("127.0.0.1", "localhost");
    assert_eq!(open(&by_name, trusted).unwrap_err(), "ERR_UID_ALREADY_EXISTS");
    drop(silent);
}

#[cfg(unix)]
fn stop(program: &mut Program, signal: &str) -> Duration {
    let started = Instant::now();
    program.signal(signal);
    let status = eventually("the end", || program.child.try_wait().unwrap());
    assert!(status.success(), "{status}");
    assert!(!program.folder.path().join("ready.json").exists());
    started.elapsed()
}

#[test]
#[cfg(unix)]
fn a_signal_stops_it_at_once_if_nothing_runs() {
    for signal in ["-TERM", "-INT"] {
        let mut program = serve(&[]);
        let (_, me) = program.log_in("ada");
        let idle = program.connect();
        let mut used = program.connect();
        used.write_all(request("GET", "/users", &[("apikey", API_KEY)], "").as_bytes()).unwrap();
        Answer::read(&mut BufReader::new(&used)).unwrap().ok();
        let stream = program.connect();
        let url = format!("ws://{}/", program.address());
        let (mut socket, _) = tungstenite::client(url, stream).unwrap();
        let auth = json!({"type": "auth", "body": {"auth": me["jwt"]}});
        socket.send(tungstenite::Message::text(auth.to_string())).unwrap();
        assert!(socket.read().unwrap().to_text().unwrap().contains("OK"));
        let closing = std::thread::spawn(move || while socket.read().is_ok() {});
        let took = stop(&mut program, signal);
        assert!(took < Duration::from_secs(5), "{took:?}");
        closing.join().unwrap();
        drop(idle);
    }
}

#[test]
#[cfg(unix)]
fn a_call_that_runs_is_finished_before_the_end() {
    let mut program = serve(&[]);
    let stream = program.connect();
    let body = json!({"uid": "late", "name": "Late"}).to_string();
    let whole = request("POST", "/users", &[("apikey", AUTH_KEY)], &body);
    let (head, rest) = whole.split_at(whole.len() - 5);
    (&stream).write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    let address = program.address().to_owned();
    assert!(std::net::TcpStream::connect(&address).is_err(), "it still accepts connections");
    (&stream).write_all(rest.as_bytes()).unwrap();
    let answer = Answer::read(&mut BufReader::new(&stream)).unwrap();
    assert_eq!(answer.ok()["data"]["uid"], "late");
    assert_eq!(answer.header("connection"), Some("close"));
    stop_waits(&mut program);
}

#[cfg(unix)]
fn stop_waits(program: &mut Program) {
    let status = eventually("the end", || program.child.try_wait().unwrap());
    assert!(status.success());
}

#[test]
fn the_readme_command_shows_its_help() {
    let help =
        Command::new(env!("CARGO_BIN_EXE_cometchat-users")).args(["serve", "--help"]).output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    for option in [
        "--listen",
        "--store",
        "--app-id",
        "--region",
        "--auth-key",
        "--api-key",
        "--seed",
        "--tls",
    ] {
        assert!(help.contains(option), "{help}");
    }
}
