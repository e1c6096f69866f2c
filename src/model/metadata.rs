//! Metadata: an object that is the caller's own. It is checked once, when it comes in, and
//! from then on only passed along as text: numbers keep every digit.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::limits::METADATA_DEPTH;

const UNPAIRED: &str = "must not contain an unpaired surrogate.";

/// A checked object as compact JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata(String);

impl Metadata {
    /// Check what was given: an object, or a string that holds one. A string that is no JSON
    /// is kept as `{"rawMetadata": …}`, as the service does. The error is the broken rule,
    /// to follow the member's name.
    pub fn check(given: &RawValue) -> Result<Option<Self>, &'static str> {
        let text = given.get();
        if !text.starts_with('"') {
            return Self::check_object(given);
        }
        let inner: String = serde_json::from_str(text).map_err(|_| UNPAIRED)?;
        match serde_json::from_str::<&RawValue>(inner.trim()) {
            _ if inner.trim().is_empty() => Ok(None),
            Ok(raw) => compact(raw.get()).map(|text| Some(Metadata(text))),
            Err(_) => Ok(Some(Metadata(format!(r#"{{"rawMetadata":{text}}}"#)))),
        }
    }

    /// Check what has to be an object.
    pub fn check_object(given: &RawValue) -> Result<Option<Self>, &'static str> {
        compact(given.get()).map(|text| Some(Metadata(text)))
    }

    /// What was checked when it was stored.
    pub(super) fn stored(json: &RawValue) -> Self {
        Metadata(json.get().to_owned())
    }

    /// An object of members that were checked when they were stored.
    pub(super) fn printed(members: &BTreeMap<String, &RawValue>) -> Self {
        Metadata(serde_json::to_string(members).expect("JSON can be printed"))
    }

    /// The object as compact JSON.
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

/// Drop blanks between tokens and refuse what a `RawValue`, of which only the syntax is
/// known, may still hold and other readers choke on.
fn compact(json: &str) -> Result<String, &'static str> {
    if !json.starts_with('{') {
        return Err("must be an object.");
    }
    let bytes = json.as_bytes();
    let mut out = String::with_capacity(json.len());
    let mut copied = 0;
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at)?,
            b'-' | b'0'..=b'9' => at = number_end(json, at)?,
            b' ' | b'\t' | b'\n' | b'\r' => {
                out.push_str(&json[copied..at]);
                at += 1;
                copied = at;
            }
            _ => {
                match byte {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                if depth > METADATA_DEPTH {
                    return Err("must not be nested deeper than 100 levels.");
                }
                at += 1;
            }
        }
    }
    out.push_str(&json[copied..]);
    Ok(out)
}

/// Where the string that starts at `start` ends; its surrogate escapes must be paired.
fn string_end(bytes: &[u8], start: usize) -> Result<usize, &'static str> {
    let escape = |at: usize| -> Option<u32> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', &bytes[at..]).expect("the syntax was checked");
        if bytes[at] == b'"' {
            return Ok(at + 1);
        }
        at += match escape(at) {
            Some(0xD800..=0xDBFF) if matches!(escape(at + 6), Some(0xDC00..=0xDFFF)) => 12,
            Some(0xD800..=0xDFFF) => return Err(UNPAIRED),
            Some(_) => 6,
            None => 2,
        };
    }
}

/// Where the number that starts at `start` ends; it must fit a double, without which most
/// readers refuse the whole document.
fn number_end(json: &str, start: usize) -> Result<usize, &'static str> {
    let length = json.as_bytes()[start..]
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
        .unwrap_or(json.len() - start);
    let number = &json[start..start + length];
    // A double takes 308 digits before the point, so only an exponent makes a short one large.
    let surely_fits = length <= 300 && !number.contains(['e', 'E']);
    if surely_fits || number.parse::<f64>().is_ok_and(f64::is_finite) {
        Ok(start + length)
    } else {
        Err("must not contain a number out of range.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str) -> Result<Option<Metadata>, &'static str> {
        Metadata::check(serde_json::from_str(json).unwrap())
    }

    fn kept(json: &str) -> String {
        check(json).unwrap().unwrap().0
    }

    #[test]
    fn numbers_keep_every_digit_and_blanks_go() {
        assert_eq!(
            kept("{ \"n\" : 12345678901234567890.10e0 , \"s\" : \" a b \" }"),
            r#"{"n":12345678901234567890.10e0,"s":" a b "}"#
        );
    }

    #[test]
    fn a_string_with_json_is_that_json_and_another_string_is_kept_raw() {
        assert_eq!(kept(r#""{\"a\": 1}""#), r#"{"a":1}"#);
        assert_eq!(kept(r#""a \"b\"""#), r#"{"rawMetadata":"a \"b\""}"#);
        assert_eq!(check(r#"" ""#), Ok(None));
    }

    #[test]
    fn what_other_readers_choke_on_is_refused() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(101), "}".repeat(101));
        for (json, rule) in [
            ("[]", "must be an object."),
            ("1", "must be an object."),
            (r#"{"a":"\ud800"}"#, "must not contain an unpaired surrogate."),
            (r#"{"a":"\udc00"}"#, "must not contain an unpaired surrogate."),
            (r#"{"a":"\ud800\u0041"}"#, "must not contain an unpaired surrogate."),
            (r#"{"a":1e999}"#, "must not contain a number out of range."),
            (deep.as_str(), "must not be nested deeper than 100 levels."),
            (r#""[1]""#, "must be an object."),
        ] {
            assert_eq!(check(json), Err(rule), "{json}");
        }
        assert_eq!(kept(r#"{"a":"\ud83d\ude00 \\ud800"}"#), r#"{"a":"\ud83d\ude00 \\ud800"}"#);
    }
}
