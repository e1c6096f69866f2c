use serde_json::json;

use super::program::Place;

#[test]
fn tokens_are_created_listed_changed_and_deleted() {
    for place in [Place::file(), Place::server(&[])] {
        place.create(&["ada"]);
        let created = place.run(&["token", "create", "ada", "--platform", "ios"]);
        let token = created
            .words()
            .into_iter()
            .find_map(|words| (words[0] == "authToken").then(|| words[1].to_owned()));
        let token = token.expect("the token is what was asked for");
        place.write("token", &token);

        let list = place.run(&["token", "list", "ada"]);
        assert!(list.ok().contains(&token[token.len() - 4..]) && !list.out.contains(&token));
        assert_eq!(place.json(&["token", "list", "ada"]).json()["tokens"][0]["authToken"], token);

        let one = ["ada", "--token-file", "token"];
        let got = place.json(&[&["token", "get"], &one[..]].concat()).json();
        assert_eq!(got["platform"], "ios");
        let info = [&["token", "update"], &one[..], &["--app-info", r#"{"v": 2}"#]].concat();
        let info = [&info[..], &["--clear", "platform"]].concat();
        let updated = place.json(&info).json();
        assert_eq!(updated["appInfo"], json!({"v": 2}));
        assert_eq!(updated.get("platform"), None);

        place.run(&[&["token", "delete"], &one[..], &["--yes"]].concat()).ok();
        assert_eq!(place.run(&["token", "list", "ada"]).ok(), "No tokens.\n");
        place.run(&["token", "flush", "ada", "--yes"]).ok();
    }
}

#[test]
fn roles_with_their_permissions_and_features() {
    for place in [Place::file(), Place::server(&[])] {
        place.run(&["role", "create", "staff", "--name", "Staff", "--description", "Us"]).ok();
        let list = place.run(&["role", "list"]);
        assert_eq!(list.words()[0][..3], ["ROLE", "NAME", "DESCRIPTION"]);
        assert_eq!(list.words()[1][..3], ["staff", "Staff", "Us"]);
        let settings = r#"{"listUsers": "friendsOnly"}"#;
        let update = ["role", "update", "staff", "--clear", "description", "--settings", settings];
        let updated = place.json(&update).json();
        assert_eq!(updated["settings"], json!({"listUsers": "friendsOnly"}));
        assert_eq!(updated.get("description"), None);
        assert!(place.run(&["role", "get", "staff"]).ok().contains("friendsOnly"));

        let known = place.run(&["permission", "list", "staff"]);
        assert!(known.words().iter().any(|words| words[0] == "listUsers"), "{known:?}");
        let set = ["permission", "set", "staff", "blockUser=deny"];
        let set = place.json(&[&set[..], &["listUsers.allowedRoles=default, staff"]].concat());
        assert_eq!(
            set.json()["permissions"],
            json!({"blockUser": "deny", "listUsers.allowedRoles": ["default", "staff"]})
        );
        let left = place.run(&["permission", "unset", "staff", "blockUser"]);
        assert!(left.ok().contains("default, staff") && !left.out.contains("deny"), "{left:?}");

        place.run(&["feature", "restrict", "staff", "u.listUsers"]).ok();
        let features = place.run(&["feature", "list", "staff"]);
        assert_eq!(features.words()[1][0], "u.listUsers", "{features:?}");
        place.run(&["feature", "allow", "staff", "--all"]).ok();
        assert_eq!(place.run(&["feature", "list", "staff"]).ok(), "No features.\n");

        place.run(&["role", "delete", "staff", "--yes"]).ok();
        assert_eq!(place.run(&["role", "get", "staff"]).code, 18);
    }
}

#[test]
fn blocks_and_friends() {
    for place in [Place::file(), Place::server(&[])] {
        place.create(&["ada", "bob", "eve"]);
        let blocked = place.run(&["block", "add", "bob", "--uid", "ada"]);
        assert_eq!(blocked.words()[0][..2], ["bob", "done"]);
        let some = place.run(&["block", "add", "eve", "nobody", "--uid", "ada"]);
        assert_eq!(some.code, 1, "{some:?}");
        assert!(some.out.contains("done") && some.out.contains("refused"), "{some:?}");
        let list = place.json(&["block", "list", "--uid", "ada"]).json();
        assert_eq!(list["users"].as_array().unwrap().len(), 2);
        place.run(&["block", "remove", "eve", "--uid", "ada"]).ok();

        place.run(&["session", "login", "ada"]).ok();
        let mine = place.json(&["block", "list", "--direction", "blockedByMe"]).json();
        assert_eq!(mine["users"][0]["uid"], "bob");
        place.run(&["block", "remove", "bob"]).ok();
        assert_eq!(place.run(&["block", "list"]).ok(), "No users.\n");

        place.run(&["friend", "add", "ada", "bob", "eve"]).ok();
        let friends = place.run(&["friend", "list", "ada", "--search", "EV"]);
        assert_eq!(friends.words()[1][0], "eve");
        place.run(&["friend", "remove", "ada", "bob", "eve"]).ok();
        assert_eq!(place.run(&["friend", "remove", "ada", "bob"]).code, 18);
        assert_eq!(place.run(&["friend", "list", "ada"]).ok(), "No users.\n");
    }
}

#[test]
fn keys_are_shown_where_they_are_asked_for() {
    for place in [Place::file(), Place::server(&[])] {
        let created = place.json(&["apikey", "create", "--name", "CI", "--scope", "fullAccess"]);
        let key = created.json()["apiKey"].as_str().unwrap().to_owned();
        place.write("key.json", created.ok());
        let list = place.run(&["apikey", "list", "--search", "ci"]);
        assert!(list.ok().contains("fullAccess") && !list.out.contains(&key), "{list:?}");
        let one = ["--key-file", "key.json"];
        assert!(place.run(&[&["apikey", "get"], &one[..]].concat()).ok().contains(&key));
        let named = [&["apikey", "update"], &one[..], &["--name", "Nightly"]].concat();
        let named = place.run(&named);
        assert!(named.ok().contains("Nightly") && !named.out.contains(&key), "{named:?}");
        let delete = [&["apikey", "delete"], &one[..], &["--yes"]].concat();
        place.run(&delete).ok();
        let gone = place.run(&delete);
        assert_eq!(gone.code, 18);
        assert!(!gone.err.contains(&key), "{gone:?}");
    }
}

#[test]
fn info_tells_version_place_and_limits() {
    let place = Place::file();
    let info = place.run(&["client", "info"]);
    for words in [["backend", "file"], ["version", env!("CARGO_PKG_VERSION")], ["tags", "25"]] {
        assert!(info.words().contains(&words.to_vec()), "{words:?}: {info:?}");
    }
}
