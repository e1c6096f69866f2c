use serde_json::{Value, json};

use super::program::{API_KEY, Place};

#[test]
fn a_place_is_needed() {
    let nowhere = Place::none().run(&["user", "list"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("--url memory:"), "{nowhere:?}");
}

#[test]
fn arguments_win_over_their_file_the_environment_and_its_file() {
    let place = Place::none()
        .with("COMETCHAT_CONFIG", "far.json")
        .with("COMETCHAT_URL", "memory:")
        .with("COMETCHAT_REGION", "eu");
    place.write("far.json", r#"{"url": "file:far.db", "appId": "far", "timeoutMs": 1000}"#);
    place.write("near.json", r#"{"url": "file:near.db"}"#);
    let info = |arguments: &[&str]| {
        let info = place.json(&[&["client", "info"], arguments].concat()).json();
        ["backend", "appId", "region", "timeoutMs"].map(|member| info[member].clone())
    };
    assert_eq!(info(&[]), [json!("memory"), json!("far"), json!("eu"), json!(1000)]);
    let near = ["--config", "near.json", "--timeout-ms", "2000"];
    assert_eq!(info(&near), [json!("file"), json!("local"), json!("eu"), json!(2000)]);
    let url = ["--url", "memory:", "--app-id", "x", "--region", "in"];
    let all = [&near[..], &url].concat();
    assert_eq!(info(&all), [json!("memory"), json!("x"), json!("in"), json!(2000)]);
}

#[test]
fn an_app_and_its_region_are_a_place() {
    let place = Place::none().with("COMETCHAT_APP_ID", "abc123").with("COMETCHAT_REGION", "eu");
    let info = place.json(&["client", "info"]).json();
    assert_eq!((&info["backend"], &info["appId"]), (&json!("cloud"), &json!("abc123")));
}

#[test]
fn the_ready_file_of_a_server_is_a_configuration_also_over_tls() {
    for arguments in [&[][..], &["--tls"]] {
        let place = Place::server(arguments);
        place.create(&["ada"]);
        let place = place.without("COMETCHAT_CONFIG");
        let list = place.json(&["--config", "ready.json", "user", "list"]).json();
        assert_eq!(list["users"][0]["uid"], "ada");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_says_what_is_wrong_and_no_secret() {
    let place = Place::none();
    assert_eq!(place.run(&["user", "list", "--config", "none.json"]).code, 26);
    for text in [
        r#"{"url": "memory:", "apiKey": secret-0123}"#,
        r#"{"url": "memory:", "apikey": "secret-0123"}"#,
        r#"["secret-0123"]"#,
    ] {
        place.write("c.json", text);
        let output = place.run(&["user", "list", "--config", "c.json"]);
        assert!(matches!(output.code, 12 | 14), "{output:?}");
        assert!(!output.err.contains("secret-0123"), "{output:?}");
    }
}

#[cfg(unix)]
#[test]
fn keys_that_others_may_read_are_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::none();
    let warned = |mode, text: &str| {
        place.write("c.json", text);
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(place.path("c.json"), permissions).unwrap();
        let output = place.run(&["client", "info", "--config", "c.json"]);
        output.ok();
        output.err.contains("chmod 600")
    };
    let keys = r#"{"url": "memory:", "apiKey": "k"}"#;
    assert!(warned(0o644, keys));
    assert!(!warned(0o600, keys));
    assert!(!warned(0o644, r#"{"url": "memory:"}"#));
}

#[test]
fn serve_shows_its_card_as_json_and_has_no_use_for_a_place() {
    let place = Place::none();
    let refused = place.run(&["serve", "--url", "memory:"]);
    assert_eq!(refused.code, 2);
    let mut command = place.command(&["serve", "--listen", "127.0.0.1:0", "--json"]);
    command.env("COMETCHAT_API_KEY", API_KEY).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let card: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&card["apiKey"], &card["appId"]), (&json!(API_KEY), &json!("local")));
}
