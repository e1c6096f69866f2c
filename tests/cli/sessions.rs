use serde_json::{Value, json};

use super::program::Place;

/// The files in which sessions are kept.
fn kept(place: &Place) -> Vec<std::path::PathBuf> {
    let folder = std::fs::read_dir(place.path("state/cometchat-users"));
    folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_session_lasts_from_login_to_logout_over_commands() {
    for place in [Place::file(), Place::server(&[])] {
        place.create(&["ada"]);
        let nobody = place.run(&["session", "current"]);
        assert_eq!(nobody.code, 17);
        assert!(nobody.err.contains("session login UID"), "{nobody:?}");

        let login = place.run(&["session", "login", "ada"]);
        let files = kept(&place);
        assert_eq!(files.len(), 1);
        assert!(login.err.contains(files[0].to_str().unwrap()), "{login:?}");
        let document: Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
        let token = document["authToken"].as_str().unwrap();
        assert!(login.ok().contains("ada") && !login.out.contains(token));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&files[0]).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }

        assert_eq!(place.json(&["session", "current"]).json()["uid"], "ada");
        let updated = place.json(&["session", "update-user", "--status-message", "At lunch"]);
        assert_eq!(updated.json()["statusMessage"], "At lunch");
        assert_eq!(place.json(&["session", "export"]).json(), document);
        assert!(place.json(&["presence", "count"]).json()["onlineUsersCount"].is_u64());

        assert!(place.run(&["session", "logout"]).ok().contains("logged out"));
        assert_eq!(kept(&place).len(), 0);
        assert_eq!(place.run(&["session", "logout"]).code, 17);
    }
}

#[test]
fn a_token_is_read_from_standard_input_a_file_or_the_environment() {
    let place = Place::file();
    place.create(&["ada"]);
    let created = place.json(&["token", "create", "ada"]);
    let token = created.json()["authToken"].as_str().unwrap().to_owned();
    place.write("token", &format!("{token}\n"));
    place.write("token.json", created.ok());
    let login = ["session", "login-with-token", "--token-file"];
    let uid = |output: super::program::Output| output.json()["uid"].clone();
    assert_eq!(uid(place.json(&[&login[..], &["token"]].concat())), "ada");
    assert_eq!(uid(place.json(&[&login[..], &["token.json"]].concat())), "ada");
    assert_eq!(uid(place.feed(&[&login[..], &["-", "--json"]].concat(), &token)), "ada");
    let missing = place.run(&login[..2]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("--token-file FILE"), "{missing:?}");
    let place = place.with("COMETCHAT_AUTH_TOKEN", &token);
    assert_eq!(uid(place.json(&login[..2])), "ada");
    let dead = place.with("COMETCHAT_AUTH_TOKEN", "ada_dead").run(&login[..2]);
    assert_eq!(dead.code, 15);
    assert!(!dead.err.contains("ada_dead"), "{dead:?}");
}

#[test]
fn ensure_goes_the_whole_way_and_resumes_what_is_kept() {
    let place = Place::server(&[]);
    let ensure = ["session", "ensure", "ada", "--name", "Ada"];
    let first = place.json(&ensure).json();
    assert_eq!(first["steps"], json!(["created", "loggedIn"]));
    let second = place.json(&ensure).json();
    assert_eq!(second["steps"], json!(["resumed"]));
    assert_eq!(second["authToken"], first["authToken"]);
    place.run(&["token", "flush", "ada", "--yes"]).ok();
    let third = place.json(&ensure).json();
    assert_eq!(third["steps"], json!(["tokenDead", "loggedIn"]));
    assert_eq!(place.json(&["session", "current"]).json()["authToken"], third["authToken"]);
}

#[test]
fn an_exported_session_is_taken_up_elsewhere() {
    let place = Place::server(&[]);
    place.create(&["ada"]);
    place.run(&["session", "login", "ada", "--session", "here.json"]).ok();
    let document = place.run(&["session", "export", "--session", "here.json"]).ok().to_owned();
    let restored = place.feed(&["session", "restore", "-", "--session", "there.json"], &document);
    assert!(restored.ok().contains("ada"), "{restored:?}");
    let current = place.json(&["session", "current", "--session", "there.json"]);
    assert_eq!(current.json()["uid"], "ada");
    let foreign = document.replace("\"local\"", "\"other\"");
    let refused = place.feed(&["session", "restore", "-", "--session", "third.json"], &foreign);
    assert_eq!(refused.code, 14, "{refused:?}");
    assert!(!place.path("third.json").exists());
}

#[test]
fn a_session_of_one_place_is_not_shown_to_another() {
    let place = Place::file();
    place.create(&["ada"]);
    place.run(&["session", "login", "ada"]).ok();
    place.run(&["user", "create", "ada", "--name", "Ada", "--url", "file:other.db"]).ok();
    assert_eq!(place.run(&["session", "current", "--url", "file:other.db"]).code, 17);
    assert_eq!(place.run(&["session", "login", "ada", "--url", "file:other.db"]).code, 0);
    assert_eq!(kept(&place).len(), 2);
}

#[test]
fn a_dead_session_says_so_and_logout_forgets_it() {
    let place = Place::server(&[]);
    place.create(&["ada"]);
    place.run(&["session", "login", "ada"]).ok();
    place.run(&["token", "flush", "ada", "--yes"]).ok();
    let dead = place.run(&["session", "current"]);
    assert_eq!(dead.code, 15);
    assert!(dead.err.contains("Log in again"), "{dead:?}");
    assert_eq!(place.run(&["session", "logout"]).code, 15);
    assert_eq!(kept(&place).len(), 0);
}

#[test]
fn without_a_key_users_are_listed_as_the_logged_in_user() {
    let place = Place::server(&[]);
    place.create(&["ada", "bob"]);
    place.run(&["session", "login", "ada", "--session", "s.json"]).ok();
    let ready = place.ready();
    let alone = place
        .without("COMETCHAT_CONFIG")
        .with("COMETCHAT_URL", ready["url"].as_str().unwrap())
        .with("COMETCHAT_APP_ID", "local");
    let list = alone.json(&["user", "list", "--session", "s.json", "--sort-by", "name"]).json();
    assert_eq!(list["users"][0]["uid"], "bob");
    let nobody = alone.run(&["user", "list", "--session", "none.json"]);
    assert_eq!(nobody.code, 16);
    assert!(nobody.err.contains("COMETCHAT_API_KEY"), "{nobody:?}");
}
