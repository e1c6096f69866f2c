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

    /// The object as compact JSON.
    pub fn into_json(self) -> String {
        self.0
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
            b'-' | b'0'..=b'9' => at = number_end(bytes, at)?,
            b' ' | b'\t' | b'\n' | b'\r' => {
                out.push_str(&json[copied..at]);
                at += 1;
                copied = at;
            }
            b'{' | b'[' => {
                depth += 1;
                if depth > METADATA_DEPTH {
                    return Err("must not be nested deeper than 100 levels.");
                }
                at += 1;
            }
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
    }
    out.push_str(&json[copied..]);
    Ok(out)
}

/// Where the string that starts at `start` ends; its surrogate escapes must be paired.
fn string_end(bytes: &[u8], start: usize) -> Result<usize, &'static str> {
    let mut at = start + 1;
    loop {
        at += plain_length(&bytes[at..]);
        if bytes[at] == b'"' {
            return Ok(at + 1);
        }
        at += escape_length(&bytes[at..])?;
    }
}

/// How far it is to the next quote or backslash, eight bytes at a time: most strings are short.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xFF;
    let mut at = 0;
    while let Some(&eight) = bytes[at..].first_chunk::<8>() {
        let eight = u64::from_le_bytes(eight);
        // The high bit of the first byte that is zero, and maybe of later ones.
        let zero = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
        let found =
            zero(eight ^ (ONES * u64::from(b'"'))) | zero(eight ^ (ONES * u64::from(b'\\')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..]
        .iter()
        .position(|byte| matches!(byte, b'"' | b'\\'))
        .expect("the syntax was checked")
}

/// How long the escape is, or the pair of them, that `bytes` begin with.
#[cold]
fn escape_length(bytes: &[u8]) -> Result<usize, &'static str> {
    let escape = |at: usize| -> Option<u32> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(br"\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    match escape(0) {
        Some(0xD800..=0xDBFF) if matches!(escape(6), Some(0xDC00..=0xDFFF)) => Ok(12),
        Some(0xD800..=0xDFFF) => Err(UNPAIRED),
        Some(_) => Ok(6),
        None => Ok(2),
    }
}

/// Where the number that starts at `start` ends; it must fit a double, without which most
/// readers refuse the whole document.
fn number_end(bytes: &[u8], start: usize) -> Result<usize, &'static str> {
    let mut end = start;
    let mut exponent = false;
    loop {
        match bytes.get(end) {
            Some(b'0'..=b'9' | b'-' | b'+' | b'.') => end += 1,
            Some(b'e' | b'E') => {
                exponent = true;
                end += 1;
            }
            _ => break,
        }
    }
    // A double takes 308 digits before the point, so only an exponent makes a short one large.
    if (!exponent && end - start <= 300) || fits_a_double(&bytes[start..end]) {
        Ok(end)
    } else {
        Err("must not contain a number out of range.")
    }
}

#[cold]
fn fits_a_double(number: &[u8]) -> bool {
    let number = std::str::from_utf8(number).ok();
    number.is_some_and(|number| number.parse::<f64>().is_ok_and(f64::is_finite))
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
