use std::process::Command;

use serde_json::json;

use super::program::Place;

#[test]
fn a_code_is_explained_offline() {
    let place = Place::none();
    let text = place.run(&["explain", "err_uid_not_found"]);
    for part in ["ERR_UID_NOT_FOUND", "not_found", "18", "COMETCHAT_STATUS_NOT_FOUND (8)"] {
        assert!(text.ok().contains(part), "{part}: {text:?}");
    }
    let one = place.json(&["explain", "TIMEOUT"]).json();
    assert_eq!((&one["exitCode"], &one["retryable"]), (&json!(23), &json!(true)));
    let all = place.json(&["explain"]).json();
    for known in all.as_array().unwrap() {
        let meaning = known["meaning"].as_str().unwrap();
        assert!(meaning.len() > 10 && meaning.ends_with('.'), "{known}");
    }
    assert!(place.run(&["explain"]).ok().contains("ERR_UID_NOT_FOUND"));
    assert_eq!(place.run(&["explain", "NONSENSE"]).code, 2);
}

#[test]
fn every_shell_gets_its_completions() {
    let place = Place::none();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.run(&["completions", shell]);
        assert!(script.ok().contains("login-with-token"), "{shell}");
    }
}

#[test]
fn bash_completes_nouns_verbs_and_arguments() {
    let Ok(version) = Command::new("bash").arg("--version").output() else {
        eprintln!("skipped: there is no bash");
        return;
    };
    assert!(version.status.success());
    let place = Place::none();
    place.write("completions.bash", place.run(&["completions", "bash"]).ok());
    let complete = |words: &[&str]| {
        let script = format!(
            "source completions.bash; COMP_WORDS=(cometchat-users {}); \
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _cometchat__users cometchat-users \"${{COMP_WORDS[COMP_CWORD]}}\" x; \
             echo \"${{COMPREPLY[*]}}\"",
            words.join(" ")
        );
        let mut bash = Command::new("bash");
        let output = bash.args(["-c", &script]).current_dir(place.folder()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete(&["pres"]), "presence");
    assert_eq!(complete(&["session", "login-"]), "login-with-token");
    assert_eq!(complete(&["user", "create", "--meta"]), "--metadata");
}

#[test]
fn help_and_version_are_no_errors() {
    let place = Place::none();
    assert!(place.run(&["--version"]).ok().contains(env!("CARGO_PKG_VERSION")));
    assert!(place.run(&["help", "session"]).ok().contains("Examples:"));
    assert_eq!(place.run(&[]).code, 2);
    let typo = place.run(&["user", "lst"]);
    assert_eq!(typo.code, 2);
    assert!(typo.err.contains("list"), "{typo:?}");
}
