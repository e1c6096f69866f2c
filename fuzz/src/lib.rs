//! What every document has to be, for all targets.

use serde_json::Value;

/// The operation that a byte names, from `0` on: printable, so that inputs can be read.
pub fn operation(byte: u8) -> (&'static str, cometchat_users::json::Operation) {
    let operations = &cometchat_users::json::OPERATIONS;
    operations[usize::from(byte.wrapping_sub(b'0')) % operations.len()]
}

/// A document, which has to be one JSON object.
#[track_caller]
pub fn object(document: &str) -> Value {
    assert!(!document.contains('\0'), "a NUL would end it early: {document:?}");
    let value = serde_json::from_str(document)
        .unwrap_or_else(|error| panic!("{error}, which is no JSON: {document}"));
    assert!(matches!(value, Value::Object(_)), "no object: {document}");
    value
}

/// An error document, which has to say what programs rely on.
#[track_caller]
pub fn error(document: &str) -> Value {
    let error = object(document);
    for member in ["code", "kind", "message"] {
        let text = error[member].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "no {member}: {document}");
    }
    assert!(error["retryable"].is_boolean(), "{document}");
    assert_ne!(error["kind"], "internal", "{document}");
    error
}

/// Whether a text is anywhere in a document, in a name or in a value, however it is escaped.
pub fn quotes(document: &Value, text: &str) -> bool {
    match document {
        Value::String(string) => string.contains(text),
        Value::Array(elements) => elements.iter().any(|element| quotes(element, text)),
        Value::Object(members) => {
            members.iter().any(|(name, value)| name.contains(text) || quotes(value, text))
        }
        _ => false,
    }
}
