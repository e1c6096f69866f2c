//! Faults, as a socket and as this library's cloud client see them.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use cometchat_users::model::UserPayload;
use cometchat_users::{Client, Config, Kind};
use serde_json::{Value, json};

use super::program::{API_KEY, APP, Program, command, request, serve};

fn faulty(rules: Value) -> Program {
    let program = serve(&[]);
    program.local("PUT", "faults", rules);
    program
}

impl Program {
    /// All bytes that come until the connection ends.
    fn bytes(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = self.connect();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(request(method, path, &[("apikey", API_KEY)], body).as_bytes()).unwrap();
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
        String::from_utf8(bytes).unwrap()
    }

    fn client(&self, more: Value) -> Client {
        let mut config = json!({"url": self.url(), "appId": APP, "apiKey": API_KEY});
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Client::open(&Config::from_json(&config.to_string()).unwrap()).unwrap()
    }

    fn exists(&self, uid: &str) -> bool {
        self.admin("GET", &format!("/users/{uid}"), Value::Null).status == 200
    }
}

const ADA: &str = r#"{"uid": "ada", "name": "Ada"}"#;

#[test]
fn a_cut_before_leaves_nothing_done_and_a_cut_after_leaves_it_done() {
    for (cut, done) in [("before", false), ("after", true)] {
        let program = faulty(json!([{"operation": "createUser", "cut": cut}]));
        let started = Instant::now();
        assert_eq!(program.bytes("POST", "/users", ADA), "");
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(program.exists("ada"), done);
        let journal = program.local("GET", "journal?operation=createUser", Value::Null);
        assert_eq!(journal.as_array().unwrap().len(), 1);
        let entry = &journal[0];
        assert_eq!((&entry["status"], &entry["fault"]), (&Value::Null, &json!("1")));
        assert!(program.log().contains("POST /users cut "));
    }
}

#[test]
fn a_status_is_answered_with_the_services_document_or_any_other() {
    let program = faulty(json!([
        {"uid": "a", "status": 429},
        {"uid": "b", "status": 503, "headers": {"Retry-After": "7", "x-more": "yes"},
         "code": "ERR_X", "message": "Not now."},
        {"uid": "c", "status": 200, "body": {"data": {"uid": "made-up"}}},
        {"uid": "d", "status": 500, "body": "plain"},
        {"operation": "createUser", "status": 504, "commit": true},
    ]));
    let get = |uid: &str| program.admin("GET", &format!("/users/{uid}"), Value::Null);
    let a = get("a");
    assert_eq!(a.refused(), (429, "ERR_TOO_MANY_REQUESTS".to_owned()));
    assert_eq!(a.header("retry-after"), Some("1"));
    assert!(a.header("x-rate-limit-reset").is_some());
    assert_eq!(a.header("access-control-allow-origin"), Some("*"));
    let b = get("b");
    assert_eq!(b.refused(), (503, "ERR_X".to_owned()));
    assert_eq!(b.json()["error"]["message"], "Not now.");
    assert_eq!((b.header("retry-after"), b.header("x-more")), (Some("7"), Some("yes")));
    assert_eq!(get("c").ok()["data"]["uid"], "made-up");
    assert_eq!((get("d").status, get("d").body), (500, "plain".to_owned()));
    let created = program.admin("POST", "/users", json!({"uid": "e", "name": "E"}));
    assert_eq!(created.refused(), (504, "ERR_OPERATION_FAILED".to_owned()));
    assert!(program.exists("e"));
}

#[test]
fn a_truncated_answer_announces_more_than_comes() {
    let program = serve(&[]);
    program.create("ada");
    for bytes in [0, 10, 1_000_000] {
        program.local("PUT", "faults", json!([{"operation": "getUser", "truncate": bytes}]));
        let answer = program.bytes("GET", "/users/ada", "");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let announced = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let announced: usize = announced.unwrap().parse().unwrap();
        assert!(head.starts_with("HTTP/1.1 200"));
        assert_eq!(body.len(), bytes.min(announced - 1));
    }
}

#[test]
fn a_malformed_answer_is_no_json() {
    let program = serve(&[]);
    program.create("ada");
    for (form, begins) in [("html", "<html>"), ("json", "{\"data\""), ("empty", "")] {
        program.local("PUT", "faults", json!([{"operation": "getUser", "malformed": form}]));
        let answer = program.admin("GET", "/users/ada", Value::Null);
        assert_eq!(answer.status, 200);
        assert!(answer.body.starts_with(begins));
        assert_eq!(answer.body.is_empty(), form == "empty");
        assert!(serde_json::from_str::<Value>(&answer.body).is_err());
        assert_eq!(answer.header("content-type") == Some("text/html"), form == "html");
    }
}

#[test]
fn a_slow_answer_comes_whole_in_its_time() {
    let program = serve(&[]);
    program.create("ada");
    let whole = program.admin("GET", "/users/ada", Value::Null).body;
    program.local("PUT", "faults", json!([{"operation": "getUser", "slow": 20, "chunk": 10}]));
    let started = Instant::now();
    assert_eq!(program.admin("GET", "/users/ada", Value::Null).body, whole);
    let least = u32::try_from(whole.len() / 10).unwrap() * Duration::from_millis(20);
    assert!(started.elapsed() >= least);
}

#[test]
fn a_delay_comes_before_or_after_the_deed_and_beside_another_fault() {
    for (delay, done_at_once) in [("delay", false), ("delayAnswer", true)] {
        let program = faulty(json!([{"operation": "createUser", delay: 1500, "cut": "after"}]));
        let started = Instant::now();
        let mut stream = program.connect();
        stream
            .write_all(request("POST", "/users", &[("apikey", API_KEY)], ADA).as_bytes())
            .unwrap();
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(program.exists("ada"), done_at_once);
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).ok();
        assert!(rest.is_empty() && started.elapsed() >= Duration::from_millis(1500));
        assert!(program.exists("ada"));
    }
}

/// Ten requests, and which of them a rule took.
fn taken(program: &Program, rules: Value) -> Vec<usize> {
    program.local("PUT", "faults", rules);
    let statuses = (1..=10).map(|_| program.admin("GET", "/users", Value::Null).status);
    statuses.enumerate().filter(|(_, status)| *status == 418).map(|(index, _)| index + 1).collect()
}

#[test]
fn a_rule_takes_the_nth_every_nth_or_the_first_so_many() {
    let program = serve(&[]);
    assert_eq!(taken(&program, json!([{"status": 418, "nth": 3}])), [3]);
    assert_eq!(taken(&program, json!([{"status": 418, "every": 4}])), [4, 8]);
    assert_eq!(taken(&program, json!([{"status": 418, "times": 2}])), [1, 2]);
    assert_eq!(taken(&program, json!([{"status": 418, "every": 3, "times": 2}])), [3, 6]);
    let two = json!([{"status": 418, "nth": 1}, {"status": 418, "nth": 1}]);
    assert_eq!(taken(&program, two), [1, 2]);
    let shown = program.local("GET", "faults", Value::Null);
    assert_eq!(
        (&shown["rules"][0]["matched"], &shown["rules"][0]["fired"]),
        (&json!(10), &json!(1))
    );
    assert_eq!(shown["rules"][1]["matched"], 9);
    assert_eq!(program.local("DELETE", "faults", Value::Null)["rules"], json!([]));
    program.admin("GET", "/users", Value::Null).ok();
}

#[test]
fn the_same_seed_takes_the_same_requests() {
    let program = serve(&[]);
    let rules = |seed: u64| json!({"seed": seed, "rules": [{"status": 418, "probability": 0.5}]});
    let first = taken(&program, rules(7));
    assert!(!first.is_empty() && first.len() < 10, "{first:?}");
    assert_eq!(taken(&program, rules(7)), first);
    assert!((8..20).any(|seed| taken(&program, rules(seed)) != first));
    assert!(taken(&program, json!([{"status": 418, "probability": 0}])).is_empty());
    assert_eq!(taken(&program, json!([{"status": 418, "probability": 1}])).len(), 10);
    let seed = program.local("GET", "faults", Value::Null)["seed"].as_u64().unwrap();
    assert!(program.log().contains(&format!("1 fault rules, seed {seed}")));
}

#[test]
fn a_rule_is_for_the_requests_that_it_names() {
    let program = serve(&[]);
    let (token, _) = program.log_in("ada");
    program.create("bob");
    let status = |rule: Value, method: &str, path: &str| {
        let mut rule = rule;
        rule["status"] = json!(418);
        program.local("PUT", "faults", json!([rule]));
        program.admin(method, path, Value::Null).status
    };
    assert_eq!(status(json!({"method": "get"}), "GET", "/users"), 418);
    assert_eq!(status(json!({"method": "PUT"}), "GET", "/users"), 200);
    assert_eq!(status(json!({"path": "/users/*"}), "GET", "/v3/users/ada"), 418);
    assert_eq!(status(json!({"path": "/users/*"}), "GET", "/users"), 200);
    assert_eq!(status(json!({"operation": "getUser"}), "GET", "/users/ada"), 418);
    assert_eq!(status(json!({"operation": "listUsers"}), "GET", "/users/ada"), 200);
    assert_eq!(status(json!({"uid": "BOB"}), "GET", "/users/bob"), 418);
    assert_eq!(status(json!({"uid": "bob"}), "GET", "/users/ada"), 200);
    assert_eq!(status(json!({}), "GET", "/nothing"), 418);
    program.local("PUT", "faults", json!([{"uid": "ada", "operation": "getMe", "status": 418}]));
    assert_eq!(program.user(&token, "GET", "/me", Value::Null).status, 418);
    // Browsers ask first, and tests have to get out again.
    program.local("PUT", "faults", json!([{"status": 418}]));
    assert_eq!(program.call("OPTIONS", "/users", &[], "").status, 200);
    program.local("DELETE", "faults", Value::Null);
}

#[test]
fn a_socket_can_be_refused_and_cut() {
    let program = faulty(json!([
        {"operation": "openSocket", "nth": 1, "status": 503},
        {"operation": "openSocket", "nth": 1, "cut": "before"},
        {"path": "/**", "truncate": 3},
    ]));
    let open = || {
        let url = format!("ws://{}/", program.address());
        tungstenite::client(url, program.connect()).map_err(|error| error.to_string())
    };
    assert!(open().unwrap_err().contains("503"));
    assert!(open().is_err());
    open().unwrap();
    let journal = program.local("GET", "journal?operation=openSocket", Value::Null);
    let statuses: Vec<&Value> =
        journal.as_array().unwrap().iter().map(|entry| &entry["status"]).collect();
    assert_eq!(statuses, [&json!(503), &Value::Null, &json!(101)]);
}

#[test]
fn a_rule_that_makes_no_sense_is_refused_by_name() {
    let program = faulty(json!([{"status": 418, "nth": 1000}]));
    for (rule, expected) in [
        (json!({}), "`rules[1]` does nothing: give it one of status, cut,"),
        (json!({"operation": "createUser"}), "`rules[1]` does nothing"),
        (json!({"staus": 500}), "`rules[1].staus` is not known here; known are name, method"),
        (json!({"status": 99}), "`rules[1].status` must be a whole number from 200 to 599"),
        (json!({"status": "500"}), "`rules[1].status` must be"),
        (json!({"status": 500, "cut": "after"}), "`rules[1].cut` cannot be combined with `status`"),
        (json!({"cut": "during"}), "`rules[1].cut` must be \"before\""),
        (json!({"cut": "after", "code": "X"}), "`rules[1].code` goes with `status` only"),
        (json!({"status": 500, "code": "X", "body": 1}), "`rules[1].body` replaces"),
        (
            json!({"status": 500, "headers": {"a b": "x"}}),
            "`rules[1].headers` \"a b\" is no header",
        ),
        (json!({"status": 500, "headers": {"a": 1}}), "`rules[1].headers` \"a\" must be a text"),
        (json!({"status": 500, "headers": {"Content-Length": "1"}}), "use `truncate`"),
        (json!({"malformed": "xml"}), "`rules[1].malformed` must be \"html\""),
        (json!({"truncate": -1}), "`rules[1].truncate` must be a whole number"),
        (json!({"slow": 0}), "`rules[1].slow` must be a whole number from 1"),
        (json!({"chunk": 5, "delay": 1}), "`rules[1].chunk` goes with `slow` only"),
        (json!({"delay": 4_000_000}), "`rules[1].delay` must be a whole number from 0 to 3600000"),
        (json!({"status": 500, "nth": 0}), "`rules[1].nth` must be a whole number from 1"),
        (json!({"status": 500, "nth": 1, "every": 2}), "`rules[1].nth` takes a single request"),
        (json!({"status": 500, "probability": 1.5}), "`rules[1].probability` must be from 0 to 1"),
        (json!({"status": 500, "operation": "x"}), "`rules[1].operation` is no operation: \"x\""),
        (json!({"status": 500, "path": "users"}), "`rules[1].path` must start with /"),
        (json!({"operation": "openSocket", "slow": 1}), "cannot be done to openSocket"),
        (json!(7), "`rules[1]` must be a JSON object"),
    ] {
        let rules = json!([{"status": 500}, rule]);
        let (status, message) = program.local_refused("PUT", "faults", rules);
        assert_eq!(status, 400);
        assert!(message.contains(expected), "{message}");
    }
    let wrong = json!({"seed": "x", "rules": []});
    assert!(program.local_refused("PUT", "faults", wrong).1.contains("`seed` must be"));
    assert_eq!(program.admin("PUT", "/_local/faults", Value::Null).status, 400);
    // The rules that were there are there still.
    assert_eq!(program.local("GET", "faults", Value::Null)["rules"][0]["nth"], 1000);
}

#[test]
fn rules_of_a_file_hold_from_the_start_on_and_again_after_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faults.json");
    let file = path.to_str().unwrap();
    std::fs::write(&path, r#"{"seed": 5, "rules": [{"status": 418, "times": 1}]}"#).unwrap();
    let program = serve(&["--faults", file]);
    assert!(program.log().contains("1 fault rules, seed 5"));
    assert_eq!(program.admin("GET", "/users", Value::Null).status, 418);
    program.admin("GET", "/users", Value::Null).ok();
    program.local("POST", "reset", Value::Null);
    assert_eq!(program.admin("GET", "/users", Value::Null).status, 418);
    for (text, expected) in [
        (r#"[{"stats": 1}]"#, "faults.json: `rules[0].stats` is not known"),
        ("x", "faults.json: no JSON"),
    ] {
        std::fs::write(&path, text).unwrap();
        let output = command(&["--faults", file]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{said}");
    }
    let output = command(&["--faults", "/nowhere.json"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere.json"));
}

/// What this whole door is for.
#[test]
fn the_cloud_client_creates_exactly_one_user_through_every_fault() {
    let program = serve(&[]);
    for (index, fault) in [
        json!({"cut": "before"}),
        json!({"cut": "after"}),
        json!({"truncate": 20}),
        json!({"status": 503, "commit": true}),
        json!({"status": 503}),
        json!({"status": 429, "headers": {"retry-after": "0"}}),
        json!({"slow": 1, "chunk": 20}),
        json!({"delay": 50}),
    ]
    .into_iter()
    .enumerate()
    {
        let mut rule = fault.clone();
        rule["operation"] = json!("createUser");
        rule["times"] = json!(1);
        program.local("PUT", "faults", json!([rule]));
        let uid = format!("user-{index}");
        let client = program.client(json!({}));
        let created = client.create_user(UserPayload::new(&uid, "Name"));
        let created = created.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!(created.fields().uid, uid, "{fault}");
        let rules = program.local("GET", "faults", Value::Null);
        assert_eq!(rules["rules"][0]["fired"], 1, "{fault}");
        program.local("PUT", "faults", json!([]));
        let list = program.admin("GET", "/users", Value::Null).ok();
        assert_eq!(list["data"].as_array().unwrap().len(), index + 1, "{fault}");
    }
}

#[test]
fn without_retries_the_cloud_client_tells_faults_apart() {
    let program = serve(&[]);
    program.create("ada");
    for (fault, kind) in [
        (json!({"cut": "before"}), Kind::Network),
        (json!({"truncate": 5}), Kind::Service),
        (json!({"delay": 2000}), Kind::Timeout),
        (json!({"slow": 100}), Kind::Timeout),
        (json!({"status": 429}), Kind::RateLimited),
        (json!({"status": 404, "code": "ERR_UID_NOT_FOUND"}), Kind::NotFound),
    ] {
        let mut rule = fault.clone();
        rule["operation"] = json!("getUser");
        program.local("PUT", "faults", json!([rule]));
        let client = program.client(json!({"maxRetries": 0, "timeoutMs": 700}));
        let error = client.get_user("ada").unwrap_err();
        assert_eq!(error.kind(), kind, "{fault}: {error}");
    }
    for form in ["html", "json", "empty"] {
        program.local("PUT", "faults", json!([{"operation": "getUser", "malformed": form}]));
        let error = program.client(json!({"maxRetries": 0})).get_user("ada").unwrap_err();
        assert_eq!(error.kind(), Kind::Service, "{form}: {error}");
    }
}

#[test]
fn faults_over_tls_end_the_connection_too() {
    let folder = tempfile::tempdir().unwrap();
    let faults = folder.path().join("faults.json");
    let rules = r#"[{"operation": "createUser", "times": 1, "cut": "after"}]"#;
    std::fs::write(&faults, rules).unwrap();
    let program = serve(&["--tls", "--faults", faults.to_str().unwrap()]);
    let pem = program.folder.path().join("ca.pem");
    std::fs::write(&pem, program.ready["certificate"].as_str().unwrap()).unwrap();
    let client = program.client(json!({"caFile": pem}));
    assert_eq!(client.create_user(UserPayload::new("ada", "Ada")).unwrap().fields().uid, "ada");
}
