//! The control door: reset, seed, snapshots, the clock, the journal, and who gets in.

use serde_json::{Value, json};

use super::program::{API_KEY, AUTH_KEY, Program, command, eventually, serve};

impl Program {
    /// What the control door answers with success.
    #[track_caller]
    pub fn local(&self, method: &str, path: &str, body: Value) -> Value {
        self.admin(method, &format!("/_local/{path}"), body).ok()["data"].clone()
    }

    /// Status and message of what the control door refuses.
    #[track_caller]
    pub fn local_refused(&self, method: &str, path: &str, body: Value) -> (u16, String) {
        let answer = self.admin(method, &format!("/_local/{path}"), body);
        let (status, _) = answer.refused();
        (status, answer.json()["error"]["message"].as_str().unwrap().to_owned())
    }

    fn uids(&self) -> Vec<String> {
        let list = self.admin("GET", "/users", Value::Null).ok();
        let users = list["data"].as_array().unwrap().iter();
        users.map(|user| user["uid"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn only_who_has_the_key_gets_in_and_no_page_of_a_browser() {
    let program = serve(&[]);
    for (method, path) in
        [("POST", "reset"), ("GET", "faults"), ("PUT", "clock"), ("GET", "journal"), ("GET", "x")]
    {
        let call = |headers: &[(&str, &str)]| {
            program.call(method, &format!("/_local/{path}"), headers, "").refused()
        };
        assert_eq!(call(&[]), (401, "AUTH_ERR_EMPTY_APIKEY".to_owned()));
        assert_eq!(call(&[("apikey", "wrong")]), (401, "AUTH_ERR_APIKEY_NOT_FOUND".to_owned()));
        assert_eq!(call(&[("apikey", AUTH_KEY)]), (403, "AUTH_ERR_NO_ACCESS".to_owned()));
        for header in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let refused = call(&[("apikey", API_KEY), header]);
            assert_eq!(refused, (403, "ERR_ORIGIN_DENIED".to_owned()));
        }
    }
    let preflight =
        program.call("OPTIONS", "/_local/reset", &[("origin", "https://evil.example")], "");
    assert_eq!(preflight.status, 403);
    let allowed = program.admin("GET", "/_local/clock", Value::Null);
    for answer in [&preflight, &allowed] {
        assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control")));
    }
    assert_eq!(program.local_refused("GET", "nothing", Value::Null).0, 404);
    assert_eq!(program.local_refused("GET", "reset", Value::Null).0, 404);
}

#[test]
fn a_reset_leaves_an_empty_app_with_the_keys_of_the_ready_file() {
    let program = serve(&[]);
    let (token, me) = program.log_in("ada");
    program.create("bob");
    program.admin("POST", "/users/ada/friends", json!({"accepted": ["bob"]})).ok();
    program.admin("POST", "/roles", json!({"role": "vip", "name": "VIP"})).ok();
    let made = program.admin("POST", "/apikeys", json!({"name": "x", "scope": "fullAccess"})).ok();
    let url = format!("ws://{}/", program.address());
    let (mut socket, _) = tungstenite::client(url, program.connect()).unwrap();
    let auth = json!({"type": "auth", "body": {"auth": me["jwt"]}});
    socket.send(tungstenite::Message::text(auth.to_string())).unwrap();
    assert!(socket.read().unwrap().to_text().unwrap().contains("OK"));
    program.local("PUT", "faults", json!([{"status": 503, "operation": "ping"}]));
    program.local("PUT", "clock", json!({"advance": 1000}));

    program.local("POST", "reset", Value::Null);
    while socket.read().is_ok() {}
    assert_eq!(program.local("GET", "faults", Value::Null)["rules"], json!([]));
    assert_eq!(program.local("GET", "clock", Value::Null)["offset"], 0);
    assert_eq!(program.local("GET", "journal", Value::Null), json!([]));
    assert!(program.uids().is_empty());
    assert_eq!(program.admin("GET", "/roles/vip", Value::Null).status, 404);
    program.admin("GET", "/roles/default", Value::Null).ok();
    assert_eq!(program.user(&token, "GET", "/me", Value::Null).status, 401);
    let keys = program.admin("GET", "/apikeys", Value::Null).ok();
    assert_eq!(keys["data"].as_array().unwrap().len(), 2);
    let gone = made["data"]["apiKey"].as_str().unwrap();
    assert_eq!(program.call("GET", "/users", &[("apikey", gone)], "").status, 401);
    let body = r#"{"uid": "ada", "name": "Ada"}"#;
    program.call("POST", "/users", &[("apikey", AUTH_KEY)], body).ok();
    let friends = program.admin("GET", "/users/ada/friends", Value::Null).ok();
    assert_eq!(friends["data"], json!([]));
}

#[test]
fn a_seed_plants_what_is_missing_and_names_what_is_wrong() {
    let program = serve(&[]);
    program.local(
        "POST",
        "seed",
        json!({"roles": [{"role": "vip", "name": "VIP"}],
        "users": [{"uid": "ada", "name": "Ada", "role": "vip"}]}),
    );
    program.local(
        "POST",
        "seed",
        json!([{"uid": "ada", "name": "Other"}, {"uid": "bob", "name": "B"}]),
    );
    let ada = program.admin("GET", "/users/ada", Value::Null).ok();
    assert_eq!((&ada["data"]["name"], &ada["data"]["role"]), (&json!("Ada"), &json!("vip")));
    assert_eq!(program.uids().len(), 2);
    let wrong = json!([{"uid": "eve", "name": "E"}, {"uid": "x"}]);
    let (status, message) = program.local_refused("POST", "seed", wrong);
    assert_eq!((status, &*message), (400, "users[1]: The name field is required."));
    assert_eq!(program.uids().len(), 2);
}

#[test]
fn a_snapshot_is_restored_as_often_as_one_likes_in_memory_and_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("file:{}", folder.path().join("users.db").display());
    for arguments in [&[][..], &["--store", &store]] {
        let program = serve(arguments);
        let (token, _) = program.log_in("ada");
        // Enough for the copy to have many pages.
        for batch in 0..4 {
            let users: serde_json::Map<_, _> = (0..50)
                .map(|index| {
                    let uid = format!("user-{batch}-{index}");
                    let metadata = json!({"text": "x".repeat(500)});
                    (uid.clone(), json!({"uid": uid, "name": uid, "metadata": metadata}))
                })
                .collect();
            program.admin("POST", "/data_import/users", json!({"users": users})).ok();
        }
        let count = |program: &Program| {
            let list = program.admin("GET", "/users?per_page=1", Value::Null).ok();
            list["meta"]["pagination"]["total"].clone()
        };
        assert_eq!(count(&program), 201);
        let made = program.local("POST", "snapshot", Value::Null);
        assert_eq!(made, json!({"name": "snapshot-1"}));
        for _ in 0..2 {
            program.admin("DELETE", "/users/ada", json!({"permanent": true})).ok();
            program.create("later");
            assert_eq!(program.user(&token, "GET", "/me", Value::Null).status, 401);
            program.local("POST", "restore", json!({"name": "snapshot-1"}));
            assert_eq!(program.admin("GET", "/users/later", Value::Null).status, 404);
            program.user(&token, "GET", "/me", Value::Null).ok();
            assert_eq!(count(&program), 201);
        }
        // What is written to a restored store is kept, too.
        program.create("after");
        program.local("POST", "snapshot", json!({"name": "two"}));
        program.local("POST", "reset", Value::Null);
        assert_eq!(count(&program), 0);
        program.local("POST", "restore", json!({"name": "two"}));
        program.admin("GET", "/users/after", Value::Null).ok();
        let (status, message) = program.local_refused("POST", "restore", json!({"name": "no"}));
        assert_eq!(status, 404);
        assert!(message.contains("snapshot-1, two"), "{message}");
        assert_eq!(program.local_refused("POST", "restore", Value::Null).0, 400);
        assert_eq!(program.local_refused("POST", "snapshot", json!({"nam": "x"})).0, 400);
    }
    // On the disk it is a database as before.
    let program = serve(&["--store", &store]);
    program.admin("GET", "/users/after", Value::Null).ok();
}

#[test]
fn users_and_tokens_follow_the_clock_which_never_goes_back_behind_them() {
    let program = serve(&[]);
    let frozen = program.local("PUT", "clock", json!({"freeze": 1_735_689_600}));
    assert_eq!((&frozen["now"], &frozen["frozen"]), (&json!(1_735_689_600), &json!(true)));
    program.create("ada");
    let token = program.admin("POST", "/users/ada/auth_tokens", Value::Null).ok();
    assert_eq!(token["data"]["createdAt"], 1_735_689_600);
    assert!(token["data"]["authToken"].as_str().unwrap().starts_with("ada_1735689600"));
    program.local("PUT", "clock", json!({"advance": 86_400}));
    let ada = program.admin("PUT", "/users/ada", json!({"name": "A"})).ok();
    assert_eq!(ada["data"]["createdAt"], 1_735_689_600);
    assert_eq!(ada["data"]["updatedAt"], 1_735_776_000);

    let (status, message) = program.local_refused("PUT", "clock", json!({"freeze": 1_735_689_600}));
    assert_eq!(status, 409);
    assert!(message.contains("1735776000") && message.contains("reset"), "{message}");
    let running = program.local("PUT", "clock", json!({"freeze": false}));
    assert_eq!(running["frozen"], false);
    assert!((1_735_776_000..1_735_776_060).contains(&running["now"].as_u64().unwrap()));
    let machine = program.local("DELETE", "clock", Value::Null);
    assert_eq!((&machine["frozen"], &machine["offset"]), (&json!(false), &json!(0)));
    let before = machine["now"].as_u64().unwrap();
    let advanced = program.local("PUT", "clock", json!({"advance": 3600}));
    assert!((before + 3600..before + 3660).contains(&advanced["now"].as_u64().unwrap()));
    program.create("bob");
    assert_eq!(program.local_refused("DELETE", "clock", Value::Null).0, 409);

    for (wrong, expected) in [
        (json!({}), "one of them"),
        (json!({"freeze": true, "advance": 1}), "one of them"),
        (json!({"freeze": "now"}), "`freeze` must be true, false or Unix seconds"),
        (json!({"freeze": -5}), "`freeze` must be Unix seconds"),
        (json!({"advance": -5}), "`advance` must be a whole number from 0"),
        (json!({"advanc": 5}), "`advanc` is not known here; known are freeze, advance"),
        (json!([]), "must be a JSON object"),
    ] {
        let (status, message) = program.local_refused("PUT", "clock", wrong);
        assert_eq!(status, 400);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn the_journal_tells_what_came_without_secrets() {
    let program = serve(&[]);
    let (token, _) = program.log_in("ada");
    let body = json!({"name": "A", "metadata": {"apiToken": "hush-1", "deep": [{"jwt": "hush-2"}]},
        "withAuthToken": true});
    program.admin("PUT", "/users/ADA", body).ok();
    program.admin("GET", &format!("/v3/users/ada/auth_tokens/{token}"), Value::Null).ok();
    program.user(&token, "GET", "/me", Value::Null).ok();
    program.admin("GET", "/nothing", Value::Null);
    program.local("GET", "clock", Value::Null);
    program.call("OPTIONS", "/users", &[], "");
    let answer = program.admin("GET", "/_local/journal", Value::Null);
    for secret in [&*token, "hush-1", "hush-2", API_KEY, AUTH_KEY] {
        assert!(!answer.body.contains(secret), "{}", answer.body);
    }
    let entries = answer.ok()["data"].as_array().unwrap().clone();
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| json!([entry["operation"], entry["uid"], entry["status"], entry["path"]]))
        .collect();
    assert_eq!(
        shown,
        [
            json!(["createUser", "ada", 200, "/users"]),
            json!(["createToken", "ada", 200, "/users/ada/auth_tokens"]),
            json!(["updateMe", "ada", 200, "/me"]),
            json!(["updateUser", "ada", 200, "/users/ADA"]),
            json!(["getToken", "ada", 200, "/v3/users/ada/auth_tokens/***"]),
            json!(["getMe", "ada", 200, "/me"]),
            json!([null, null, 404, "/nothing"]),
        ]
    );
    let expected = json!({"name": "A", "withAuthToken": true,
        "metadata": {"apiToken": "***", "deep": [{"jwt": "***"}]}});
    assert_eq!(entries[3]["body"], expected);
    assert!(entries[3]["ms"].as_f64().unwrap() > 0.0);
    assert!(entries[0]["time"].as_u64().unwrap() > 1_600_000_000_000);
    assert_eq!((&entries[3]["method"], &entries[3]["fault"]), (&json!("PUT"), &Value::Null));

    for (filter, expected) in [
        ("method=post", 2),
        ("uid=ADA", 6),
        ("path=/users/*", 1),
        ("path=/users/**", 4),
        ("status=404", 1),
        ("operation=getMe&status=200", 1),
        ("operation=getMe&status=404", 0),
    ] {
        let list = program.local("GET", &format!("journal?{filter}"), Value::Null);
        assert_eq!(list.as_array().unwrap().len(), expected, "{filter}");
    }
    for wrong in ["operaton=getMe", "operation=getme", "path=users", "status=x"] {
        assert_eq!(program.local_refused("GET", &format!("journal?{wrong}"), Value::Null).0, 400);
    }
    program.local("DELETE", "journal", Value::Null);
    assert_eq!(program.local("GET", "journal", Value::Null), json!([]));
}

#[test]
fn the_journal_keeps_the_last_thousand() {
    let program = serve(&[]);
    let mut stream = program.connect();
    let mut answers = std::io::BufReader::new(stream.try_clone().unwrap());
    for index in 0..1005 {
        let path = format!("/users/u{index}");
        let request = super::program::request("GET", &path, &[("apikey", API_KEY)], "");
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        super::program::Answer::read(&mut answers).unwrap();
    }
    let list = program.local("GET", "journal", Value::Null);
    let list = list.as_array().unwrap();
    assert_eq!((list.len(), &list[0]["uid"]), (1000, &json!("u5")));
}

#[test]
fn an_assertion_holds_or_says_what_came_instead() {
    let program = serve(&[]);
    let (status, message) =
        program.local_refused("POST", "journal/assert", json!({"operation": "createUser"}));
    assert_eq!(status, 409);
    assert!(message.contains("at least 1") && message.contains("no request came"), "{message}");
    program.create("ada");
    program.create("bob");
    program.admin("GET", "/users/ada", Value::Null).ok();
    for (holds, expected) in [
        (json!({"operation": "createUser"}), 2),
        (json!({"method": "POST", "path": "/users", "count": 2}), 2),
        (json!({"uid": "bob", "count": 1}), 1),
        (json!({"uid": "ada", "atLeast": 1, "atMost": 2}), 2),
        (json!({"operation": "deleteUser", "count": 0}), 0),
        (json!({"body": {"name": "bob"}, "count": 1}), 1),
        (json!({"body": {"name": "eve"}, "atMost": 0}), 0),
    ] {
        assert_eq!(program.local("POST", "journal/assert", holds), json!({"count": expected}));
    }
    let wrong = json!({"operation": "createUser", "uid": "ada", "count": 2});
    let (status, message) = program.local_refused("POST", "journal/assert", wrong);
    assert_eq!(status, 409);
    for part in [
        "expected exactly 2 of",
        "but there are 1; the 3 requests that came:",
        "POST /users (createUser ada): 200",
        "POST /users (createUser bob): 200",
        "GET /users/ada (getUser ada): 200",
    ] {
        assert!(message.contains(part), "{message}");
    }
    for wrong in [
        json!({"count": 1, "atMost": 1}),
        json!({"exactly": 1}),
        json!({"count": -1}),
        json!({"body": 7}),
        json!([]),
    ] {
        assert_eq!(program.local_refused("POST", "journal/assert", wrong).0, 400);
    }
}

#[test]
fn the_log_has_the_control_door_and_no_key() {
    let program = serve(&[]);
    program.local("GET", "faults", Value::Null);
    let log = eventually("the line", || {
        Some(program.log()).filter(|log| log.contains("info GET /_local/faults 200 "))
    });
    assert!(!log.contains(API_KEY), "{log}");
}

#[test]
fn calls_beyond_a_limit_are_refused_until_the_minute_ends() {
    let program = serve(&["--rate-limit", "3"]);
    for _ in 0..3 {
        program.admin("GET", "/users", Value::Null).ok();
    }
    let refused = program.admin("GET", "/users", Value::Null);
    assert_eq!(refused.refused(), (429, "ERR_TOO_MANY_REQUESTS".to_owned()));
    let number = |name: &str| refused.header(name).unwrap().parse::<u64>().unwrap();
    assert!((1..=60).contains(&number("retry-after")));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    assert!((now.as_secs()..now.as_secs() + 62).contains(&number("x-rate-limit-reset")));
    assert_eq!((number("x-ratelimit-limit"), number("x-ratelimit-remaining")), (3, 0));
    // Whoever may not call at all is told so first, and the control door has no limit.
    assert_eq!(program.call("GET", "/users", &[], "").refused().0, 401);
    program.local("POST", "reset", Value::Null);
    program.admin("GET", "/users", Value::Null).ok();

    let program = serve(&["--rate-limit", "service"]);
    let import = |program: &Program| program.admin("POST", "/data_import/users", json!({}));
    for _ in 0..60 {
        assert_ne!(import(&program).status, 429);
    }
    let refused = import(&program);
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("data import API. 60 per minute"), "{}", refused.body);
    program.create("another-class");
    let wrong = command(&["--rate-limit", "0"]).output().unwrap();
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("a number of calls from 1"));
}
