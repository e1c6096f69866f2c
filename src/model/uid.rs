use std::borrow::Cow;
use std::fmt;

/// An identifier of a user or a role: 1 to 100 letters, digits, dashes and underscores, in
/// lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(String);

impl Uid {
    /// Fold a text into an identifier, or say which rule it breaks; `text` is trimmed and
    /// not blank.
    pub fn parse(text: &str, member: &str, most: usize) -> Result<Self, String> {
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return Err(format!(
                "The {member} must only contain letters, numbers, dashes and underscores."
            ));
        }
        if text.len() > most {
            return Err(format!("The {member} must not be greater than {most} characters."));
        }
        Ok(Uid(text.to_ascii_lowercase()))
    }

    /// Fold a text for a look-up. A text that breaks the rules names nobody, so it needs no
    /// check of its own.
    pub fn fold(text: &str) -> Cow<'_, str> {
        let text = text.trim();
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
