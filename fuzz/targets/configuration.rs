//! A text as a configuration, and as a session that is restored.

#![no_main]

use std::sync::OnceLock;

use cometchat_users::{Client, Config, json};
use cometchat_users_fuzz::{error, object, quotes};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Shorter ones may be in any text.
const SECRET: usize = 16;

/// The secrets of a configuration, unless another member gives them away.
fn secrets(text: &str) -> Vec<String> {
    let Ok(Value::Object(mut members)) = serde_json::from_str(text) else { return Vec::new() };
    let secrets = ["apiKey", "authKey", "proxy"].map(|name| members.remove(name));
    let rest = Value::Object(members);
    secrets
        .iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::trim)
        .filter(|secret| secret.len() >= SECRET && !quotes(&rest, secret))
        .map(str::to_owned)
        .collect()
}

fn configuration(text: &str) {
    let secrets = secrets(text);
    match Config::from_json(text) {
        Ok(config) => {
            let shown = format!("{config:?}");
            for secret in secrets {
                assert!(!shown.contains(&secret), "{shown}");
            }
            // Others would make files and read them.
            if shown.contains("place: Memory") {
                object(&json::open(text).unwrap().1);
            }
        }
        Err(refused) => {
            let document = error(&refused.to_json());
            for secret in secrets {
                assert!(!quotes(&document, &secret), "{document}");
            }
        }
    }
}

fn session(text: &str) {
    static CLIENT: OnceLock<(Client, String)> = OnceLock::new();
    let (client, token) = CLIENT.get_or_init(|| {
        let (client, _) = json::open(r#"{"url":"memory:"}"#).unwrap();
        json::user_create(&client, r#"{"uid":"ada","name":"Ada"}"#).unwrap();
        let session = object(&json::session_login(&client, r#"{"uid":"ada"}"#).unwrap());
        (client, session["authToken"].as_str().unwrap().to_owned())
    });
    let before = json::session_export(client, "{}").unwrap();
    match json::session_restore(client, &text.replace(r#":"$""#, &format!(r#":"{token}""#))) {
        Ok(document) => assert_eq!(object(&document)["uid"], "ada"),
        Err(refused) => {
            let document = error(&refused.to_json());
            assert!(!quotes(&document, token), "{document}");
        }
    }
    assert_eq!(json::session_export(client, "{}").unwrap(), before);
}

fuzz_target!(|text: &str| {
    configuration(text);
    session(text);
});
