//! What a run was told, and whether that is what is stored.

use std::collections::{BTreeMap, BTreeSet};

use cometchat_users::json;
use serde_json::{Value, json};

use crate::server::Server;

/// What one client knows of its users.
#[derive(Debug, Default)]
pub struct Model {
    pub users: BTreeMap<String, Known>,
    /// The calls, for the message of a failure.
    pub calls: Vec<String>,
}

/// A user.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub name: String,
    pub tags: Vec<String>,
    pub status_message: Option<String>,
    pub deactivated: bool,
    pub tokens: BTreeSet<String>,
    pub blocked: BTreeSet<String>,
    pub friends: BTreeSet<String>,
}

impl Known {
    /// Whether a user's document says the same.
    pub fn is(&self, user: &Value) -> bool {
        let tags: Vec<&str> =
            user["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        user["name"] == *self.name
            && tags == self.tags
            && user["statusMessage"].as_str() == self.status_message.as_deref()
    }
}

impl Model {
    /// Compare it with the store, through a client and without faults.
    pub fn is_what_is_stored(&self, server: &Server, uids: &[String]) {
        let client = server.client();
        let ask = |operation: json::Operation, request: Value| {
            operation(&client, &request.to_string()).map(|text| parse(&text))
        };
        for uid in uids {
            let found = ask(json::user_get, json!({"uid": uid}));
            let Some(known) = self.users.get(uid) else {
                assert_eq!(found.unwrap_err().code(), "ERR_UID_NOT_FOUND", "{uid} {self:#?}");
                let again = ask(json::user_reactivate, json!({"uids": [uid]})).unwrap();
                assert_eq!(again["outcomes"][uid], "notFound", "{uid} is there: {self:#?}");
                continue;
            };
            if known.deactivated {
                assert_eq!(found.unwrap_err().code(), "ERR_UID_NOT_FOUND", "{uid} {self:#?}");
                let again = ask(json::user_reactivate, json!({"uids": [uid]})).unwrap();
                assert_eq!(again["outcomes"][uid], "reactivated", "{uid} {self:#?}");
            }
        }
        // Now all of them are active.
        for (uid, known) in &self.users {
            let user = ask(json::user_get, json!({"uid": uid})).unwrap();
            assert!(known.is(&user), "{uid} is {user}, but {self:#?}");
            let tokens = ask(json::token_list, json!({"uid": uid, "perPage": 1000})).unwrap();
            assert_eq!(members(&tokens["tokens"], "authToken"), known.tokens, "{uid} {self:#?}");
            let blocked = ask(json::block_list, json!({"uid": uid})).unwrap();
            assert_eq!(members(&blocked["users"], "uid"), known.blocked, "{self:#?}");
            let friends = ask(json::friend_list, json!({"uid": uid})).unwrap();
            assert_eq!(members(&friends["users"], "uid"), known.friends, "{self:#?}");
        }
    }
}

pub fn parse(document: &str) -> Value {
    serde_json::from_str(document).unwrap()
}

pub fn members(items: &Value, member: &str) -> BTreeSet<String> {
    let texts = items.as_array().into_iter().flatten().filter_map(|item| item[member].as_str());
    texts.map(str::to_owned).collect()
}
