use std::fmt::Write;

use super::{Engine, record, users};
use crate::error::{Error, Result};
use crate::model::limits::TOKENS_PER_USER;
use crate::model::{Device, List, Metadata, Page, PageRequest, Token, TokenPayload, Uid};
use crate::random::random_bytes;
use crate::secret::Secret;
use crate::store::{Store, Tables, TokenRow};

impl<S: Store> Engine<S> {
    /// Create a token for a user.
    pub fn create_token(&self, uid: &str, device: TokenPayload<'_>) -> Result<Token> {
        let uid = Uid::fold(uid).into_owned();
        let device = self.check_device(&uid, device)?;
        let mut row = make(&uid, self.clock.now())?;
        device.apply(&mut row);
        self.store.write(move |tables| {
            users::active(tables, &uid)?;
            keep(tables, &uid, &row)?;
            Ok(record::token(&uid, &row))
        })
    }

    /// List a user's tokens, newest first.
    pub fn list_tokens(&self, uid: &str, page: PageRequest) -> Result<List<Token>> {
        let uid = Uid::fold(uid);
        let page = Page::check(page).map_err(|error| {
            self.explain(error, |tables| users::active(tables, &uid).map(|_| None))
        })?;
        self.store.snapshot(|tables| {
            users::active(tables, &uid)?;
            let rows = tables.tokens(&uid, page.offset(), page.size)?;
            Ok(List {
                pagination: page.pagination(tables.count_tokens(&uid)?, rows.len()),
                items: rows.iter().map(|row| record::token(&uid, row)).collect(),
            })
        })
    }

    /// Get a token of a user.
    pub fn get_token(&self, uid: &str, token: &Secret) -> Result<Token> {
        let uid = Uid::fold(uid);
        let row = self.store.snapshot(|tables| find(tables, &uid, token))?;
        Ok(record::token(&uid, &row))
    }

    /// Change what a token tells about its device.
    pub fn update_token(
        &self,
        uid: &str,
        token: &Secret,
        device: TokenPayload<'_>,
    ) -> Result<Token> {
        let uid = Uid::fold(uid).into_owned();
        let device = Device::check(device).map_err(|error| {
            self.explain(error, |tables| find(tables, &uid, token).map(|_| None))
        })?;
        let token = token.clone();
        self.store.write(move |tables| {
            let mut row = find(tables, &uid, &token)?;
            device.apply(&mut row);
            tables.update_token(&row)?;
            Ok(record::token(&uid, &row))
        })
    }

    /// Delete a token of a user; what the service says about it.
    pub fn delete_token(&self, uid: &str, token: &Secret) -> Result<String> {
        let uid = Uid::fold(uid).into_owned();
        let token = token.clone();
        self.store.write(move |tables| {
            let TokenRow { token, .. } = find(tables, &uid, &token)?;
            tables.delete_token(&token)?;
            Ok(format!("The Auth Token {token} has been deleted successfully."))
        })
    }

    /// Delete all tokens of a user; what the service says about it.
    pub fn flush_tokens(&self, uid: &str) -> Result<String> {
        let uid = Uid::fold(uid).into_owned();
        self.store.write(move |tables| {
            users::active(tables, &uid)?;
            tables.keep_newest_tokens(&uid, 0)?;
            Ok(format!("Cleared Auth Tokens successfully for uid {uid}."))
        })
    }

    fn check_device(&self, uid: &str, device: TokenPayload<'_>) -> Result<Device> {
        Device::check(device)
            .map_err(|error| self.explain(error, |tables| users::active(tables, uid).map(|_| None)))
    }
}

/// A token that is there, of a user who is active.
fn find(tables: &dyn Tables, uid: &str, token: &Secret) -> Result<TokenRow> {
    users::active(tables, uid)?;
    tables.token(uid, token.expose())?.ok_or(Error::AuthTokenUnknown)
}

/// A new token in the service's form: uid, `_`, 10 digits of time, 30 hexadecimal digits.
pub(super) fn make(uid: &str, now: u64) -> Result<TokenRow> {
    let mut token = format!("{uid}_{now:010}");
    for byte in random_bytes::<15>()? {
        write!(token, "{byte:02x}").expect("a string can be written");
    }
    Ok(TokenRow { token, created_at: now, ..TokenRow::default() })
}

/// Make a token valid, and the oldest beyond the limit invalid.
pub(super) fn keep(tables: &dyn Tables, uid: &str, token: &TokenRow) -> Result<()> {
    tables.insert_token(uid, token)?;
    tables.keep_newest_tokens(uid, TOKENS_PER_USER)
}

impl Device {
    fn apply(self, row: &mut TokenRow) {
        self.platform.apply(&mut row.platform);
        self.user_agent.apply(&mut row.user_agent);
        self.device_id.apply(&mut row.device_id);
        self.app_info.map(Metadata::into_json).apply(&mut row.app_info);
    }
}
