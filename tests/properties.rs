//! Rules that hold for any input.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cometchat_users::engine::{App, Engine};
use cometchat_users::model::Uid;
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::{Client, Clock, Config, json};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Time that only moves when told to.
struct Held(AtomicU64);

impl Clock for Held {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn client(clock: &Arc<Held>) -> Client {
    let app = App { id: "local".to_owned(), region: "us".to_owned() };
    let engine = Engine::new(Sqlite::in_memory().unwrap(), clock.clone(), app).unwrap();
    Client::on(engine, &Config::new("memory:").unwrap())
}

fn call(client: &Client, operation: json::Operation, request: &Value) -> Result<Value, String> {
    operation(client, &request.to_string())
        .map(|document| serde_json::from_str(&document).unwrap())
        .map_err(|error| error.to_json())
}

fn text() -> impl Strategy<Value = String> {
    "[^ \t\u{0}-\u{1f}]{1,3}.{0,20}[^ \\p{White_Space}]".prop_filter("trimmed", |s| s.trim() == s)
}

/// Any JSON object that is not deep.
fn object() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        any::<String>().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("[a-z]{0,8}", value, 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

/// A member of a payload and a valid value for it, or null.
fn change() -> impl Strategy<Value = (&'static str, Value)> {
    let or_null = |value: BoxedStrategy<Value>| prop_oneof![4 => value, 1 => Just(Value::Null)];
    prop_oneof![
        text().prop_map(|name| ("name", Value::from(name))),
        or_null(text().prop_map(Value::from).boxed()).prop_map(|v| ("statusMessage", v)),
        or_null("https://[a-z]{1,9}\\.example/[a-z0-9/]{0,20}".prop_map(Value::from).boxed())
            .prop_map(|v| ("avatar", v)),
        or_null("https://[a-z]{1,9}\\.example/[a-z0-9/]{0,20}".prop_map(Value::from).boxed())
            .prop_map(|v| ("link", v)),
        or_null(object().boxed()).prop_map(|v| ("metadata", v)),
        or_null(prop::collection::vec(text(), 0..4).prop_map(Value::from).boxed())
            .prop_map(|v| ("tags", v)),
    ]
}

fn payload() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec(change(), 0..6).prop_map(|changes| {
        changes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    })
}

/// What a user is after a payload, said in the simplest way.
fn model_apply(user: &mut Map<String, Value>, payload: &Map<String, Value>) {
    for (name, value) in payload {
        if value.is_null() || *value == json!([]) {
            user.remove(name);
        } else {
            user.insert(name.clone(), value.clone());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_is_idempotent_and_keeps_what_is_valid(sent in "[A-Za-z0-9_-]{1,100}") {
        let uid = Uid::parse(&sent, "uid", 100).unwrap();
        prop_assert_eq!(uid.as_str(), sent.to_ascii_lowercase());
        prop_assert_eq!(Uid::fold(&sent), uid.as_str());
        prop_assert_eq!(Uid::fold(uid.as_str()), uid.as_str());
        prop_assert_eq!(Uid::parse(uid.as_str(), "uid", 100).unwrap(), uid);
    }

    #[test]
    fn a_uid_with_any_other_character_is_refused(sent in "\\PC{1,40}") {
        let valid = sent.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        prop_assert_eq!(Uid::parse(&sent, "uid", 100).is_ok(), valid);
    }

    #[test]
    fn patches_merge_like_a_map(
        first in payload(),
        patches in prop::collection::vec(payload(), 0..5),
        start in 1_000_000_000_u64..2_000_000_000,
    ) {
        let clock = Arc::new(Held(AtomicU64::new(start)));
        let client = client(&clock);
        let mut request = first.clone();
        request.insert("uid".to_owned(), "ada".into());
        request.entry("name").or_insert("Ada".into());
        let mut model = json!({
            "uid": "ada", "role": "default", "status": "offline", "hasBlockedMe": false,
            "blockedByMe": false, "deactivatedAt": 0, "createdAt": start,
        }).as_object().unwrap().clone();
        model_apply(&mut model, &request);
        let made = call(&client, json::user_create, &Value::Object(request)).unwrap();
        prop_assert_eq!(&made, &Value::Object(model.clone()));
        for patch in patches {
            clock.0.fetch_add(7, Ordering::Relaxed);
            if !patch.is_empty() {
                model.insert("updatedAt".to_owned(), clock.now().into());
            }
            model_apply(&mut model, &patch);
            let mut request = patch;
            request.insert("uid".to_owned(), "ADA".into());
            let user = call(&client, json::user_update, &Value::Object(request)).unwrap();
            prop_assert_eq!(&user, &Value::Object(model.clone()));
        }
        let found = call(&client, json::user_get, &json!({"uid": "ada"})).unwrap();
        prop_assert_eq!(found, Value::Object(model));
    }

    #[test]
    fn any_text_is_answered_with_a_document(
        operation in 0..json::OPERATIONS.len(),
        request in "\\PC*|\\{\"(uid|name|role|uids|page|tags)\": ?\\PC{0,9}\\}",
    ) {
        let client = client(&Arc::new(Held(AtomicU64::new(1))));
        let answer = match (json::OPERATIONS[operation].1)(&client, &request) {
            Ok(document) => document,
            Err(error) => error.to_json(),
        };
        prop_assert!(serde_json::from_str::<Map<String, Value>>(&answer).is_ok(), "{}", answer);
    }

    #[test]
    fn any_members_are_answered_with_a_document_that_reads_back(
        operation in 0..json::OPERATIONS.len(),
        mut request in object(),
        member in prop::sample::select(vec![
            "uid", "name", "avatar", "link", "role", "statusMessage", "metadata", "tags", "uids",
            "withAuthToken", "unset", "settings", "description", "authToken", "page", "perPage",
        ]),
        value in object(),
    ) {
        let client = client(&Arc::new(Held(AtomicU64::new(1))));
        request["uid"] = "ada".into();
        request["name"] = "Ada".into();
        request[member] = value;
        let answer = match (json::OPERATIONS[operation].1)(&client, &request.to_string()) {
            Ok(document) => document,
            Err(error) => error.to_json(),
        };
        prop_assert!(serde_json::from_str::<Map<String, Value>>(&answer).is_ok(), "{}", answer);
    }
}
