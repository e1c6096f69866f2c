//! Creating what may have been created before, by a call whose outcome was lost, maybe in a
//! process that is gone: a creation with an `intent` finds what an earlier one has made.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Client;
use crate::error::{Error, Kind, Result};
use crate::model::limits::NAME_CHARACTERS;
use crate::model::{
    ApiKey, ApiKeyListRequest, ApiKeyPayload, ApiKeyQuery, Checker, Member, ObjectWriter,
    PageRequest, Role, RolePayload, Token, TokenPayload, User, UserPayload, created_otherwise,
    role_difference,
};

/// The most of a list's items at once: more than the tokens of a user or the keys of an app.
const ALL: i64 = 1000;

/// The members of a JSON object.
type Members<'a> = BTreeMap<String, &'a RawValue>;

type Intent<'a> = Member<Cow<'a, str>>;

fn check<'a>(intent: &Intent<'a>) -> Result<Option<Cow<'a, str>>> {
    let mut check = Checker::default();
    let intent = check.text("intent", intent.clone(), NAME_CHARACTERS);
    check.finish(|| intent)
}

impl Client {
    /// Create a user. With an intent, one that is there and has just the members that are given
    /// is the one that was asked for.
    pub fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        if check(&user.intent)?.is_none() {
            return self.backend.create_user(user);
        }
        let taken = match self.backend.create_user(user.clone()) {
            Err(error) if error.kind() == Kind::AlreadyExists => error,
            created => return created,
        };
        let uid = user.uid.clone().given().unwrap_or_default();
        let there = match self.backend.get_user(&uid, None, None) {
            // It is deactivated, or cannot be read with the key of this client.
            Err(Error::KeyNeeded(_)) => return Err(taken),
            Err(error) if error.kind() == Kind::NotFound => return Err(taken),
            there => there?,
        };
        Error::unless_same(&uid, created_otherwise(&user, &there.fields()))?;
        if !matches!(user.with_auth_token, Member::Given(true)) {
            return Ok(there);
        }
        let device = TokenPayload { intent: user.intent.clone(), ..TokenPayload::default() };
        let token = self.create_token(&uid, device)?;
        let mut document = ObjectWriter::extending(there.as_json(), 200);
        Ok(User(document.text("authToken", token.auth_token.expose()).finish()))
    }

    /// Create a role. With an intent, one that is there and has just the members that are given
    /// is the one that was asked for.
    pub fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        if check(&role.intent)?.is_none() {
            return self.backend.create_role(role);
        }
        match self.backend.create_role(role.clone()) {
            Err(error) if error.kind() == Kind::AlreadyExists => {
                let id = role.role.clone().given().unwrap_or_default();
                let there = self.backend.get_role(&id)?;
                Error::unless_same(&id, role_difference(&role, &there))?;
                Ok(there)
            }
            created => created,
        }
    }

    /// Create a token for a user. An intent is kept as a member of `appInfo`, by which an
    /// earlier token is found.
    pub fn create_token(&self, uid: &str, device: TokenPayload<'_>) -> Result<Token> {
        let Some(intent) = check(&device.intent)? else {
            return self.backend.create_token(uid, device);
        };
        let marked = match &device.app_info {
            Member::Absent | Member::Null => {
                Some(ObjectWriter::with_capacity(120).text("intent", &intent).finish())
            }
            Member::Given(info) if info.get().starts_with('{') => {
                let mut info: Members<'_> = serde_json::from_str(info.get()).unwrap_or_default();
                let intent = serde_json::value::to_raw_value(&intent);
                let intent = intent.expect("a text can be printed");
                info.insert("intent".to_owned(), &intent);
                Some(serde_json::to_string(&info).expect("made of JSON"))
            }
            // The backend says what is wrong with it.
            Member::Given(_) | Member::Mistyped(_) => None,
        };
        let Some(marked) = marked.and_then(|json| RawValue::from_string(json).ok()) else {
            return self.backend.create_token(uid, device);
        };
        let all = PageRequest { per_page: ALL.into(), ..PageRequest::default() };
        let tokens = self.backend.list_tokens(uid, all)?.items;
        match tokens.into_iter().find(|token| is_marked(token, &intent)) {
            Some(token) => Ok(token),
            None => {
                let app_info = Member::Given(&*marked);
                self.backend.create_token(uid, TokenPayload { app_info, ..device })
            }
        }
    }

    /// Create a key. With an intent, the newest of the same name and scope is the one that was
    /// asked for.
    pub fn create_api_key(&self, key: ApiKeyPayload<'_>) -> Result<ApiKey> {
        if check(&key.intent)?.is_none() {
            return self.backend.create_api_key(key);
        }
        let per_page = ALL.into();
        let all = ApiKeyQuery::check(ApiKeyListRequest { per_page, ..Default::default() })?;
        let keys = self.backend.list_api_keys(all)?.items.into_iter();
        let mut same = keys.filter(|there| {
            let fields = there.fields();
            key.describes(&fields.name, &fields.scope)
        });
        match same.next() {
            Some(there) => Ok(there),
            None => self.backend.create_api_key(key),
        }
    }
}

fn is_marked(token: &Token, intent: &str) -> bool {
    #[derive(Deserialize)]
    struct Marked<'a> {
        #[serde(borrow)]
        intent: Cow<'a, str>,
    }
    let info = token.fields().app_info.map(RawValue::get);
    let marked = info.and_then(|info| serde_json::from_str::<Marked<'_>>(info).ok());
    marked.is_some_and(|marked| marked.intent == intent)
}
