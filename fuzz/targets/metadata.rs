//! What `Metadata` accepts, every reader has to accept.

#![no_main]

use cometchat_users::model::Metadata;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use serde_json::value::RawValue;

const DEEPEST: usize = 100;

fn depth(value: &Value) -> usize {
    let deepest = |depths: &mut dyn Iterator<Item = usize>| 1 + depths.max().unwrap_or(0);
    match value {
        Value::Array(elements) => deepest(&mut elements.iter().map(depth)),
        Value::Object(members) => deepest(&mut members.values().map(depth)),
        _ => 0,
    }
}

/// What came in as an object: a value, or nothing if a reader refuses it.
fn read(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    let deep = depth(&value) > DEEPEST;
    (value.is_object() && !deep).then_some(value)
}

fuzz_target!(|text: &str| {
    let Ok(given) = serde_json::from_str::<&RawValue>(text) else { return };
    // A string holds an object, or is kept as it is.
    let inner = match given.get().starts_with('"') {
        true => serde_json::from_str::<String>(given.get()).ok(),
        false => Some(given.get().to_owned()),
    };
    let meant = match &inner {
        None => None,
        Some(inner) if serde_json::from_str::<&RawValue>(inner.trim()).is_ok() => read(inner.trim()),
        Some(inner) => Some(serde_json::json!({ "rawMetadata": inner })),
    };
    match Metadata::check(given) {
        Ok(Some(kept)) => {
            let json = kept.as_json();
            assert_eq!(read(json), meant, "{json}");
            assert!(!json.bytes().any(|byte| byte < b' '), "{json}");
            let again: &RawValue = serde_json::from_str(json).unwrap();
            assert_eq!(Metadata::check(again), Ok(Some(kept.clone())));
            assert_eq!(Metadata::check_object(again), Ok(Some(kept.clone())));
        }
        Ok(None) => assert!(inner.unwrap().trim().is_empty()),
        Err(rule) => assert_eq!(meant, None, "{rule}"),
    }
});
