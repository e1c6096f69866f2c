use serde_json::json;

use super::program::Place;

#[test]
fn users_come_from_an_array_lines_and_csv() {
    for place in [Place::file(), Place::server(&[])] {
        place.write("a.json", r#"[{"uid": "a1", "name": "A"}, {"uid": "a2", "name": "A"}]"#);
        place.write(
            "b.jsonl",
            "{\"uid\": \"b1\", \"name\": \"B\"}\n{\"uid\": \"b2\", \"name\": \"B\"}\n",
        );
        place.write(
            "c.csv",
            "uid,name,tags,metadata,createdAt\nc1,\"C, C\",x; y,\"{\"\"n\"\": 1}\",1600000000\n",
        );
        let import = |file| place.run(&["bulk", "import", file]);
        assert_eq!(import("a.json").ok(), "2 of 2 users imported.\n");
        assert_eq!(import("b.jsonl").ok(), "2 of 2 users imported.\n");
        assert_eq!(import("c.csv").ok(), "1 of 1 users imported.\n");
        let user = place.json(&["user", "get", "c1"]).json();
        assert_eq!(user["name"], "C, C");
        assert_eq!(user["metadata"], json!({"n": 1}));
        assert_eq!(user["createdAt"], 1_600_000_000);
        let tagged = place.json(&["user", "list", "--tag", "y"]).json();
        assert_eq!(tagged["pagination"]["total"], 1);
    }
}

#[test]
fn those_that_fail_are_named_and_the_others_imported() {
    for place in [Place::file(), Place::server(&[])] {
        place.create(&["taken"]);
        let mut users: Vec<_> =
            (0..120).map(|n| json!({"uid": format!("u{n}"), "name": "User"})).collect();
        users[3] = json!({"uid": "taken", "name": "User"});
        users[7] = json!({"uid": "u7"});
        users[60] = json!({"name": "Nobody"});
        users[61] = json!("no user");
        users[62] = json!({"uid": "U63", "name": "Twin"});
        place.write("users.json", &json!(users).to_string());

        let report = place.json(&["bulk", "import", "users.json"]);
        assert_eq!(report.code, 1, "{report:?}");
        assert!(report.err.contains("120 of 120 users"), "{report:?}");
        let report: serde_json::Value = serde_json::from_str(&report.out).unwrap();
        assert_eq!((&report["users"], &report["imported"]), (&json!(120), &json!(115)));
        assert_eq!(report["notTried"], 0);
        let failed = report["failed"].as_array().unwrap();
        let records: Vec<_> = failed.iter().map(|it| it["record"].as_u64().unwrap()).collect();
        let mut sorted = records.clone();
        sorted.sort();
        assert_eq!(sorted, [4, 8, 61, 62, 64]);
        let code = |record| {
            let index = records.iter().position(|known| *known == record).unwrap();
            failed[index]["error"]["code"].as_str().unwrap()
        };
        assert_eq!(code(4), "ERR_UID_ALREADY_EXISTS");
        assert_eq!(code(8), "ERR_BAD_REQUEST");

        let again = place.run(&["bulk", "import", "users.json"]);
        assert_eq!(again.code, 1);
        assert!(again.out.starts_with("0 of 120 users imported, 120 failed:\n"), "{again:?}");
        assert!(again.out.contains("record 8, u7: The name field is required."), "{again:?}");
        assert!(again.out.contains("record 61, (no uid): "), "{again:?}");
    }
}

#[test]
fn a_file_that_makes_no_sense_imports_nothing() {
    let place = Place::file();
    for (text, code) in [("[{\"uid\": \"a\"", 12), ("uid,nmae\na,b\n", 12)] {
        let output = place.feed(&["bulk", "import", "-"], text);
        assert_eq!(output.code, code, "{output:?}");
        assert_eq!(output.out, "");
    }
    assert_eq!(place.run(&["bulk", "import", "none.json"]).code, 26);
    assert_eq!(place.feed(&["bulk", "import", "-"], "").ok(), "0 of 0 users imported.\n");
}

#[test]
fn a_place_that_fails_ends_the_import_with_what_was_not_tried() {
    let place =
        Place::none().with("COMETCHAT_URL", "http://127.0.0.1:9").with("COMETCHAT_API_KEY", "key");
    let output = place.feed(&["bulk", "import", "-"], r#"[{"uid": "a", "name": "A"}]"#);
    assert_eq!(output.code, 24, "{output:?}");
    assert_eq!(output.out, "0 of 1 users imported, 1 not tried.\n");
}

#[test]
fn what_one_place_lists_another_imports() {
    let place = Place::file();
    place.run(&["user", "create", "ada", "--name", "Ada", "--tag", "x"]).ok();
    let lines = place.json(&["user", "list", "--all", "--with-tags"]).ok().to_owned();
    place.feed(&["bulk", "import", "-", "--url", "file:copy.db"], &lines).ok();
    let there = place.json(&["user", "list", "--all", "--with-tags", "--url", "file:copy.db"]);
    assert_eq!(there.ok(), lines);
}
