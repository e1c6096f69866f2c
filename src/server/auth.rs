//! Who calls: a key or a token in the headers.

use hyper::StatusCode;
use hyper::header::HeaderMap;

use super::Engine;
use super::answer::Failure;
use crate::model::KeyScope;
use crate::secret::Secret;

/// Another app's calls are refused; a call that names no app means this one.
pub fn check_app(headers: &HeaderMap, app_id: &str) -> Result<(), Failure> {
    match text(headers, "appid") {
        Some(named) if named != app_id => Err(Failure::new(
            StatusCode::UNAUTHORIZED,
            "AUTH_ERR_INVALID_APPID",
            format!("The appId {} is not valid for this region.", cut(&named)),
        )),
        _ => Ok(()),
    }
}

/// Whether a key was sent, right or wrong.
pub fn has_key(headers: &HeaderMap) -> bool {
    text(headers, "apikey").is_some()
}

/// Whether a token was sent, right or wrong.
pub fn has_token(headers: &HeaderMap) -> bool {
    text(headers, "authtoken").is_some()
}

/// The caller's key; refused if it is missing, unknown or too weak.
pub fn check_key(
    headers: &HeaderMap,
    engine: &Engine,
    needed: KeyScope,
) -> Result<Secret, Failure> {
    let Some(key) = text(headers, "apikey") else {
        return Err(Failure::new(
            StatusCode::UNAUTHORIZED,
            "AUTH_ERR_EMPTY_APIKEY",
            "The apiKey header is missing or empty.",
        ));
    };
    let key = Secret::new(key);
    let masked = || mask(key.expose());
    match (engine.key_scope(&key)?, needed) {
        (Some(KeyScope::FullAccess), _) | (Some(_), KeyScope::AuthOnly) => Ok(key),
        (None, _) => Err(Failure::new(
            StatusCode::UNAUTHORIZED,
            "AUTH_ERR_APIKEY_NOT_FOUND",
            format!("The key {} does not exist. Please use correct apiKey.", masked()),
        )
        .for_developers(format!("The {} key doesn't work. Please use correct apiKey.", masked()))),
        (Some(KeyScope::AuthOnly), KeyScope::FullAccess) => Err(Failure::new(
            StatusCode::FORBIDDEN,
            "AUTH_ERR_NO_ACCESS",
            format!(
                "The key {} cannot be used to perform this operation. Please use API key with a \
                 correct scope to perform the operation.",
                masked()
            ),
        )
        .for_developers(format!(
            "The {} key does not have enough clearance. To perform the operation, please use the \
             API key with the correct scope.",
            masked()
        ))),
    }
}

/// The caller's token, not looked up yet.
pub fn token(headers: &HeaderMap) -> Result<Secret, Failure> {
    text(headers, "authtoken").map(Secret::new).ok_or_else(|| {
        Failure::new(
            StatusCode::UNAUTHORIZED,
            "AUTH_ERR_EMPTY_AUTH_TOKEN",
            "The authToken header is missing or empty.",
        )
    })
}

/// In whose eyes an answer is wanted.
pub fn on_behalf_of(headers: &HeaderMap) -> Option<String> {
    text(headers, "onbehalfof")
}

/// The `jwt` of a session, with or without the word Bearer before it.
pub fn jwt(headers: &HeaderMap) -> Result<Secret, Failure> {
    let value = text(headers, "authorization").ok_or_else(|| {
        Failure::new(
            StatusCode::UNAUTHORIZED,
            "AUTH_ERR_EMPTY_AUTH_HEADER",
            "The authentication header is missing.",
        )
    })?;
    Ok(Secret::new(value.strip_prefix("Bearer ").unwrap_or(&value).trim()))
}

/// A header that is there and not blank.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(name)?.as_bytes()).trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// A key as the service quotes it: its middle hidden, unless it is short.
fn mask(key: &str) -> String {
    let count = key.chars().count();
    if count <= 10 {
        return key.to_owned();
    }
    let first: String = key.chars().take(5).collect();
    let last: String = key.chars().skip(count - 5).collect();
    format!("{first}{}{last}", "*".repeat((count - 10).min(100)))
}

fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_quoted_with_its_middle_hidden() {
        assert_eq!(mask("1234567890"), "1234567890");
        assert_eq!(mask("12345678901"), "12345*78901");
        assert_eq!(mask(&"1".repeat(32)), format!("11111{}11111", "*".repeat(22)));
    }
}
