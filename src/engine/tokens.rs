use std::fmt::Write;

use super::{Engine, random_bytes, users};
use crate::error::Result;
use crate::model::limits::TOKENS_PER_USER;
use crate::model::{Token, Uid};
use crate::secret::Secret;
use crate::store::{Store, Tables};

impl<S: Store> Engine<S> {
    /// Create a token for a user.
    pub fn create_token(&self, uid: &str) -> Result<Token> {
        let uid = Uid::fold(uid).into_owned();
        let created_at = self.clock.now();
        let auth_token = make(&uid, created_at)?;
        self.store.write(move |tables| {
            users::active(tables, &uid)?;
            keep(tables, &uid, &auth_token, created_at)?;
            Ok(Token { uid, auth_token, created_at })
        })
    }
}

/// A new token in the service's form: uid, `_`, 10 digits of time, 30 hexadecimal digits.
pub(super) fn make(uid: &str, now: u64) -> Result<Secret> {
    let mut token = format!("{uid}_{now:010}");
    for byte in random_bytes::<15>()? {
        write!(token, "{byte:02x}").expect("a string can be written");
    }
    Ok(Secret::new(token))
}

/// Make a token valid, and the oldest beyond the limit invalid.
pub(super) fn keep(tables: &dyn Tables, uid: &str, token: &Secret, now: u64) -> Result<()> {
    tables.insert_token(uid, token.expose(), now)?;
    tables.keep_newest_tokens(uid, TOKENS_PER_USER)
}
