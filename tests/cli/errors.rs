use serde_json::json;

use super::program::{API_KEY, AUTH_KEY, Place};

#[test]
fn an_error_has_a_message_details_a_remedy_and_an_exit_code_of_its_kind() {
    let place = Place::file();
    place.create(&["ada"]);
    let taken = place.run(&["user", "create", "ADA", "--name", "Ada"]);
    assert_eq!((taken.code, taken.out.as_str()), (19, ""));
    let lines: Vec<_> = taken.err.lines().collect();
    assert!(lines[0].starts_with("error: The uid ada"), "{taken:?}");
    assert!(lines[0].ends_with("(ERR_UID_ALREADY_EXISTS)"), "{taken:?}");
    assert!(lines[1].starts_with("hint: "), "{taken:?}");

    let invalid = place.run(&["user", "create", "bob", "--avatar", "no url"]);
    assert_eq!(invalid.code, 14);
    assert!(invalid.err.contains("\n  name: The name field is required.\n"), "{invalid:?}");
    assert!(invalid.err.contains("\n  avatar: "), "{invalid:?}");

    let error = place.json(&["user", "get", "nobody"]).error();
    assert_eq!(error["code"], "ERR_UID_NOT_FOUND");
    assert_eq!(error["kind"], "not_found");
    let usage = place.json(&["user", "delete", "ada"]).error();
    assert_eq!((&usage["code"], &usage["kind"]), (&json!("USAGE"), &json!("invalid_argument")));
}

#[test]
fn every_kind_that_can_be_met_here_has_its_number() {
    let place = Place::file();
    let refused = Place::none().with("COMETCHAT_URL", "http://127.0.0.1:9");
    let keyed = refused.with("COMETCHAT_API_KEY", "key");
    for (place, arguments, code) in [
        (&place, &["user", "get"][..], 2),
        (&place, &["session", "current"], 17),
        (&place, &["session", "restore", "/no/such/file"], 26),
        (&place, &["user", "list", "--url", "file:/no/such/folder/users.db"], 26),
        (&place, &["user", "list", "--url", "postgres://localhost/users"], 27),
        (&place, &["user", "list", "--url", "nonsense"], 14),
        (&keyed, &["user", "list"], 24),
    ] {
        let output = place.run(arguments);
        assert_eq!(output.code, code, "{arguments:?}: {output:?}");
        assert!(output.err.contains("error:"), "{output:?}");
    }
}

#[test]
fn a_wrong_key_is_refused_and_never_shown() {
    let place = Place::server(&[]).with("COMETCHAT_API_KEY", "wrong-key-0123456789");
    let ready = place.ready();
    let place = place
        .without("COMETCHAT_CONFIG")
        .with("COMETCHAT_URL", ready["url"].as_str().unwrap())
        .with("COMETCHAT_APP_ID", "local");
    for output in [place.run(&["user", "list"]), place.json(&["user", "list"])] {
        assert_eq!(output.code, 15, "{output:?}");
        assert!(!output.err.contains("wrong-key"), "{output:?}");
    }
    let place = place.with("COMETCHAT_API_KEY", AUTH_KEY);
    assert_eq!(place.run(&["user", "list"]).code, 16);
    let place = place.with("COMETCHAT_API_KEY", API_KEY);
    place.run(&["user", "list"]).ok();
    let help = place.run(&["user", "list", "--help"]);
    assert!(!help.ok().contains(API_KEY) && help.out.contains("COMETCHAT_URL"));
}

#[test]
fn there_is_no_colour_without_a_terminal() {
    let place = Place::file();
    for output in [place.run(&["user", "get", "nobody"]), place.run(&["doctor"])] {
        assert!(!output.err.contains('\u{1b}') && !output.out.contains('\u{1b}'), "{output:?}");
    }
}
