use std::borrow::Cow;

use jsonwebtoken::{DecodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::{App, Engine, SessionRecord, UserRecord, rights, tokens, users};
use crate::error::{Error, Result};
use crate::model::limits::TOKENS_PER_USER;
use crate::model::{Act, Member, Uid, UserPatch, UserPayload};
use crate::secret::Secret;
use crate::store::{Store, Tables, UserRow};

impl<S: Store> Engine<S> {
    /// Begin a session with a new token.
    pub fn login(&self, uid: &str) -> Result<SessionRecord> {
        let uid = Uid::fold(uid).into_owned();
        let now = self.clock.now();
        let token = tokens::make(&uid, now)?;
        let (uid, row, token) = self.store.write(move |tables| {
            let mut row = users::active(tables, &uid)?;
            tokens::keep(tables, &uid, &token)?;
            arrive(tables, &uid, &mut row, now)?;
            Ok((uid, row, token))
        })?;
        self.session_of(uid, row, Secret::new(token.token))
    }

    /// Begin a session with a token that was given.
    pub fn login_with_token(&self, token: &Secret) -> Result<SessionRecord> {
        let now = self.clock.now();
        self.with_token(token, move |tables, uid, mut row| {
            arrive(tables, uid, &mut row, now)?;
            Ok(row)
        })
    }

    /// The session of a token, as it is now.
    pub fn session(&self, token: &Secret) -> Result<SessionRecord> {
        let (uid, row) = self.store.snapshot(|tables| {
            let (uid, row) = owner(tables, token)?;
            rights::require(tables, &row, Act::GetMyDetails)?;
            Ok((uid, row))
        })?;
        self.session_of(uid, row, token.clone())
    }

    /// Whose token it is, if it is valid.
    pub fn token_owner(&self, token: &Secret) -> Result<String> {
        self.store.snapshot(|tables| owner(tables, token)).map(|(uid, _)| uid)
    }

    /// Update the user of a session; a role in it is ignored.
    pub fn update_session_user(
        &self,
        token: &Secret,
        mut user: UserPayload<'_>,
    ) -> Result<SessionRecord> {
        user.role = Member::Absent;
        let patch = UserPatch::check(user)
            .map_err(|error| self.explain(error, |tables| owner(tables, token).map(|_| None)))?;
        let now = self.clock.now();
        self.with_token(token, move |tables, uid, row| {
            rights::require(tables, &row, Act::EditProfile)?;
            users::update(tables, uid, row, patch, now)
        })
    }

    /// End a session: its token stops working.
    pub fn logout(&self, token: &Secret) -> Result<()> {
        let token = token.clone();
        self.store.write(move |tables| match owner(tables, &token) {
            Ok((_, row)) => {
                rights::require(tables, &row, Act::Logout)?;
                tables.delete_token(token.expose()).map(drop)
            }
            // A token that is dead already is logged out as well.
            Err(Error::TokenNotFound) => Ok(()),
            Err(error) => Err(error),
        })
    }

    /// Change the owner of a token.
    fn with_token(
        &self,
        token: &Secret,
        change: impl FnOnce(&dyn Tables, &str, UserRow) -> Result<UserRow> + Send + 'static,
    ) -> Result<SessionRecord> {
        let token = token.clone();
        let (uid, row, token) = self.store.write(move |tables| {
            let (uid, row) = owner(tables, &token)?;
            let row = change(tables, &uid, row)?;
            Ok((uid, row, token))
        })?;
        self.session_of(uid, row, token)
    }

    fn session_of(&self, uid: String, row: UserRow, token: Secret) -> Result<SessionRecord> {
        let identity = format!("[{}]{uid}", self.app.id);
        let jwt = self.jwt(&uid, &token)?;
        Ok(SessionRecord { uid, token, user: UserRecord::new(row, true), identity, jwt })
    }

    fn jwt(&self, uid: &str, token: &Secret) -> Result<String> {
        let claims = Claims {
            app_id: (&*self.app.id).into(),
            sub: uid.into(),
            tok: tail(token.expose()).into(),
            iat: self.clock.now(),
        };
        jsonwebtoken::encode(&Header::default(), &claims, &self.jwt_key)
            .map_err(|_| Error::Internal)
    }

    /// Who a `jwt` of ours names, and the tail of the token that it belongs to, if that is
    /// still valid.
    pub fn verify_jwt(&self, jwt: &str) -> Option<(String, String)> {
        let (uid, tail) = verify(jwt, &self.jwt_verifier, &self.app.id)?;
        let valid = self.store.snapshot(|tables| {
            users::active(tables, &uid)?;
            let tokens = tables.tokens(&uid, 0, u64::from(TOKENS_PER_USER))?;
            Ok(tokens.iter().any(|row| self::tail(&row.token) == tail))
        });
        valid.unwrap_or(false).then_some((uid, tail))
    }
}

/// What tells the tokens of a user apart, and does not tell a token: 12 of its 30 random digits.
pub(crate) fn tail(token: &str) -> &str {
    token.get(token.len().saturating_sub(12)..).unwrap_or(token)
}

/// What a `jwt` says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims<'a> {
    app_id: Cow<'a, str>,
    sub: Cow<'a, str>,
    tok: Cow<'a, str>,
    iat: u64,
}

fn verify(jwt: &str, key: &DecodingKey, app_id: &str) -> Option<(String, String)> {
    let mut rules = Validation::default();
    // Like a token, it does not expire.
    rules.validate_exp = false;
    rules.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Claims<'_>>(jwt, key, &rules).ok()?.claims;
    (claims.app_id == app_id).then(|| (claims.sub.into_owned(), claims.tok.into_owned()))
}

/// Who a token belongs to, if it is valid: a deactivated user's is not.
pub(super) fn owner(tables: &dyn Tables, token: &Secret) -> Result<(String, UserRow)> {
    let uid = tables.token_owner(token.expose())?.ok_or(Error::TokenNotFound)?;
    match users::active(tables, &uid) {
        Ok(row) => Ok((uid, row)),
        Err(Error::UserNotFound(_)) => Err(Error::TokenNotFound),
        Err(error) => Err(error),
    }
}

fn arrive(tables: &dyn Tables, uid: &str, row: &mut UserRow, now: u64) -> Result<()> {
    row.last_active_at = Some(now);
    tables.set_last_active_at(uid, now)
}

/// The app's settings, with the keys that the official SDKs read and that mean something
/// without a service.
pub(super) fn settings(app: &App) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    struct Settings<'a> {
        region: &'a str,
        app_version: u32,
        chat_api_version: &'a str,
        mode: &'a str,
        analytics_ping_disabled: bool,
        #[serde(rename = "extensions")]
        extensions: [(); 0],
        #[serde(rename = "parameters")]
        parameters: Parameters,
    }
    #[derive(Serialize)]
    struct Parameters {}
    let settings = Settings {
        region: &app.region,
        app_version: 4,
        chat_api_version: "v3.0",
        mode: "DEFAULT",
        analytics_ping_disabled: true,
        extensions: [],
        parameters: Parameters {},
    };
    serde_json::to_string(&settings).expect("texts and numbers can be printed")
}
