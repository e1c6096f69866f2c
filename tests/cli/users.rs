use serde_json::json;

use super::program::Place;

#[test]
fn a_user_is_created_shown_changed_and_deleted_everywhere() {
    for place in [Place::file(), Place::server(&[])] {
        let created = place.json(&[
            "user",
            "create",
            "ada",
            "--name",
            "Ada",
            "--avatar",
            "https://example.com/a.png",
            "--tag",
            "staff",
            "--tag",
            "north",
            "--metadata",
            r#"{"team": "blue"}"#,
            "--status-message",
            "Here",
        ]);
        let created = created.json();
        assert_eq!(created["tags"], json!(["staff", "north"]));
        assert_eq!(created["metadata"], json!({"team": "blue"}));

        let shown = place.run(&["user", "get", "ada"]);
        for text in ["Ada", "https://example.com/a.png", r#"{"team":"blue"}"#, "Here"] {
            assert!(shown.ok().contains(text), "{text}: {shown:?}");
        }
        assert!(!shown.out.contains(&created["createdAt"].to_string()), "times are readable");

        let updated =
            place.json(&["user", "update", "ada", "--name", "Ada L.", "--clear", "avatar"]);
        let updated = updated.json();
        assert_eq!(updated["name"], "Ada L.");
        assert_eq!(updated.get("avatar"), None);
        assert_eq!(updated["statusMessage"], "Here");

        place.create(&["bob"]);
        let list = place.run(&["user", "list", "--with-tags"]);
        let words = list.words();
        assert_eq!(words[0][..5], ["UID", "NAME", "ROLE", "STATUS", "TAGS"]);
        assert_eq!((words[1][0], words[2][0]), ("bob", "ada"));
        assert!(words[2].contains(&"staff,"));

        let found = place.json(&["user", "list", "--search", "ADA", "--tag", "north"]).json();
        assert_eq!(found["users"].as_array().unwrap().len(), 1);
        let none = place.run(&["user", "list", "--role", "default", "--status", "online"]);
        assert_eq!(none.ok(), "No users.\n");

        assert_eq!(place.run(&["user", "deactivate", "bob"]).words(), [["bob", "deactivated"]]);
        let only = place.json(&["user", "list", "--deactivated", "only"]).json();
        assert_eq!(only["users"][0]["uid"], "bob");
        let with = place.json(&["user", "list", "--deactivated", "with"]).json();
        assert_eq!(with["pagination"]["total"], 2);
        assert_eq!(place.run(&["user", "reactivate", "bob"]).words(), [["bob", "reactivated"]]);

        let deleted = place.run(&["user", "delete", "ada", "--yes"]);
        assert!(deleted.ok().contains("ada has been deleted"), "{deleted:?}");
        assert_eq!(place.run(&["user", "get", "ada"]).code, 18);
    }
}

#[test]
fn ensure_says_what_it_did() {
    let place = Place::file();
    let ensure = ["user", "ensure", "ada", "--name", "Ada"];
    assert_eq!(place.json(&ensure).json()["outcome"], "created");
    assert_eq!(place.json(&ensure).json()["outcome"], "unchanged");
    let changed = place.run(&["user", "ensure", "ada", "--name", "Ada L."]);
    let words = changed.words();
    assert!(words.contains(&vec!["outcome", "updated"]), "{changed:?}");
    assert!(words.contains(&vec!["changed", "name"]), "{changed:?}");
    assert!(words.contains(&vec!["name", "Ada", "L."]), "{changed:?}");
    place.run(&["user", "deactivate", "ada"]).ok();
    let refused = place.run(&["user", "ensure", "ada"]);
    assert_eq!(refused.code, 20, "{refused:?}");
    assert!(refused.err.contains("user reactivate"), "{refused:?}");
    let done = place.json(&["user", "ensure", "ada", "--reactivate"]);
    assert_eq!(done.json()["outcome"], "reactivated");
}

#[test]
fn what_is_created_with_an_intent_is_created_once() {
    let place = Place::file();
    for arguments in [
        &["user", "create", "ada", "--name", "Ada"][..],
        &["role", "create", "staff", "--name", "Staff"],
        &["token", "create", "ada"],
        &["apikey", "create", "--name", "Web"],
    ] {
        let create = || place.json(&[arguments, &["--intent", "setup"]].concat()).json();
        assert_eq!(create(), create(), "{arguments:?}");
    }
}

#[test]
fn a_request_can_be_given_whole_from_the_argument_a_file_or_standard_input() {
    let place = Place::file();
    let request = r#"{"uid": "ada", "name": "Ada", "tags": ["staff"]}"#;
    let create =
        |argument: &str| ["user", "create", "--json", "--request", argument].map(str::to_owned);
    let run = |argument: &str, input| {
        let arguments = create(argument);
        let output = place.feed(&arguments.each_ref().map(String::as_str), input).json();
        place.run(&["user", "delete", "ada", "--yes"]).ok();
        output["tags"].clone()
    };
    place.write("ada.json", request);
    for (argument, input) in [(request, ""), ("@ada.json", ""), ("-", request)] {
        assert_eq!(run(argument, input), json!(["staff"]), "{argument}");
    }
    let over = ["user", "create", "--request", "@ada.json", "--name", "Other", "--json"];
    let over = place.run(&over).json();
    assert_eq!((&over["uid"], &over["name"]), (&json!("ada"), &json!("Other")));
    let wrong = place.run(&["user", "create", "--request", "[1]"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("it is no JSON object"), "{wrong:?}");
}

#[test]
fn all_pages_are_a_table_or_a_line_for_each_user() {
    let place = Place::file();
    let users: Vec<_> =
        (0..2003).map(|n| json!({"uid": format!("u{n}"), "name": "User"}).to_string()).collect();
    place.feed(&["bulk", "import", "-"], &users.join("\n")).ok();
    let lines = place.json(&["user", "list", "--all"]);
    let mut uids: Vec<String> = lines
        .ok()
        .lines()
        .map(|line| {
            let user: serde_json::Value = serde_json::from_str(line).unwrap();
            user["uid"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(uids.len(), 2003);
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), 2003);
    let table = place.run(&["user", "list", "--all", "--search", "u200"]);
    assert_eq!(table.words().len(), 1 + 4, "u200, u2000, u2001, u2002: {table:?}");
}

#[test]
fn what_cannot_be_undone_is_not_done_without_a_yes() {
    let place = Place::file();
    place.create(&["ada"]);
    for arguments in [
        &["user", "delete", "ada"][..],
        &["role", "delete", "staff"],
        &["token", "flush", "ada"],
        &["token", "delete", "ada", "--token-file", "-"],
        &["apikey", "delete", "--key-file", "-"],
    ] {
        let refused = place.run(arguments);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("say --yes"), "{refused:?}");
    }
    place.run(&["user", "get", "ada"]).ok();
}

#[test]
fn what_a_terminal_would_obey_is_not_printed() {
    let place = Place::file();
    place.run(&["user", "create", "eve", "--name", "Eve\u{1b}[2J\u{202e}"]).ok();
    for output in [place.run(&["user", "get", "eve"]), place.run(&["user", "list"])] {
        assert!(output.ok().contains("Eve") && !output.out.contains(['\u{1b}', '\u{202e}']));
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_is_no_error() {
    use std::process::{Command, Stdio};
    let place = Place::file();
    let users: Vec<_> = (0..1500)
        .map(|n| json!({"uid": format!("u{n}"), "name": "x".repeat(99)}).to_string())
        .collect();
    place.feed(&["bulk", "import", "-"], &users.join("\n")).ok();
    for arguments in [&["user", "list", "--all", "--json"][..], &["user", "list", "--all"]] {
        let mut command = place.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // In an expression of its own: the command would keep the pipe open.
        let stdout = child.stdout.take().unwrap();
        let head = Command::new("head").arg("-n1").stdin(stdout).output().unwrap();
        assert_eq!(String::from_utf8(head.stdout).unwrap().lines().count(), 1);
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert_eq!(output.status.code(), Some(0));
    }
}
