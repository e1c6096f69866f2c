use serde_json::Value;

use super::program::{API_KEY, AUTH_KEY, Output, Place};

fn checks(output: &Output) -> Vec<(String, bool)> {
    let document: Value =
        serde_json::from_str(&output.out).unwrap_or_else(|_| panic!("{output:?}"));
    let check = |check: &Value| {
        (check["name"].as_str().unwrap().to_owned(), check["ok"].as_bool().unwrap())
    };
    document["checks"].as_array().unwrap().iter().map(check).collect()
}

fn bad(output: &Output) -> Vec<String> {
    checks(output).into_iter().filter_map(|(name, ok)| (!ok).then_some(name)).collect()
}

#[test]
fn all_is_well_with_a_server_and_with_a_file() {
    let place = Place::server(&[]);
    let output = place.run(&["doctor"]);
    for line in ["✓ connection: ", "✓ apiKey: accepted, with the scope fullAccess"] {
        assert!(output.ok().contains(line), "{output:?}");
    }
    assert!(!output.out.contains(API_KEY) && !output.out.contains(AUTH_KEY));
    place.create(&["ada"]);
    place.run(&["session", "login", "ada"]).ok();
    assert!(place.run(&["doctor"]).ok().contains("ada is logged in"));

    let file = Place::file().json(&["doctor"]);
    assert_eq!(file.json()["ok"], true);
    assert!(checks(&file).contains(&("storage".to_owned(), true)));
}

#[test]
fn wrong_keys_and_keys_of_the_wrong_scope_are_found() {
    let place = Place::server(&[]);
    let mut config = place.ready();
    let mut with = |api: &str, auth: &str| {
        config["apiKey"] = api.into();
        config["authKey"] = auth.into();
        place.write("wrong.json", &config.to_string());
        let output = place.json(&["doctor", "--config", "wrong.json"]);
        assert!(output.code == i32::from(!bad(&output).is_empty()));
        bad(&output)
    };
    assert_eq!(with(API_KEY, AUTH_KEY), [""; 0]);
    assert_eq!(with("nonsense", AUTH_KEY), ["apiKey"]);
    assert_eq!(with(AUTH_KEY, API_KEY), ["apiKey", "authKey"]);
    assert_eq!(with("", ""), ["keys"]);
}

#[test]
fn nothing_listening_and_no_place_are_found_with_what_to_do() {
    let silent = Place::none().with("COMETCHAT_URL", "http://127.0.0.1:9");
    let output = silent.run(&["doctor"]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("✗ connection: 127.0.0.1:9: "), "{output:?}");
    assert!(output.out.contains("  → Check that the server runs"), "{output:?}");
    assert_eq!(bad(&Place::none().json(&["doctor"])), ["configuration"]);
    let dead = Place::file();
    dead.create(&["ada"]);
    dead.run(&["session", "login", "ada"]).ok();
    dead.run(&["token", "flush", "ada", "--yes"]).ok();
    assert_eq!(bad(&dead.json(&["doctor"])), ["session"]);
}
