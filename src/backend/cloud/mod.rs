//! The service itself, or a server that speaks its protocol, over HTTP.

mod answer;
mod http;
mod resolver;

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use ureq::http::Method;

use self::http::{Answer, Credential, Deadline, Http};
use super::{Backend, wire};
use crate::config::{Config, Remote};
use crate::error::{Error, Result};
use crate::model::{
    Member, Outcome, Outcomes, Page, PageRequest, Role, RolePage, RolePayload, Session, Token, Uid,
    User, UserPage, UserPayload,
};
use crate::secret::Secret;

/// A client of the service.
pub struct Cloud {
    http: Http,
    remote: Remote,
    app_id: Option<String>,
    api_key: Option<Secret>,
    auth_key: Option<Secret>,
}

impl Cloud {
    pub(crate) fn open(remote: &Remote, config: &Config) -> Result<Self> {
        Ok(Cloud {
            http: Http::new(config)?,
            remote: remote.clone(),
            app_id: config.app_id.clone(),
            api_key: config.api_key.clone(),
            auth_key: config.auth_key.clone(),
        })
    }

    /// The key for what only an administrator may do.
    fn full_access(&self) -> Result<Credential<'_>> {
        self.api_key.as_ref().map(Credential::Key).ok_or(Error::KeyNeeded(
            "this operation needs an apiKey, and the client was opened without one",
        ))
    }

    /// The key for what an authKey may do as well: create and update users, and log them in.
    fn auth_only<'a>(&'a self, given: Option<&'a Secret>) -> Result<Credential<'a>> {
        let key = given.or(self.api_key.as_ref()).or(self.auth_key.as_ref());
        key.map(Credential::Key).ok_or(Error::KeyNeeded(
            "this operation needs an apiKey or authKey, and the client was opened without one",
        ))
    }

    /// The key for what a logged-in user may do as well.
    fn key_or_session<'a>(&'a self, session: Option<&'a Secret>) -> Result<Credential<'a>> {
        match (&self.api_key, session) {
            (Some(key), _) => Ok(Credential::Key(key)),
            (None, Some(token)) => Ok(Credential::Token(token)),
            (None, None) => Err(Error::KeyNeeded(
                "this operation needs an apiKey or a logged-in user, and there is neither",
            )),
        }
    }

    /// Send a request that belongs to a call, and read what the answer holds.
    fn call<T>(
        &self,
        method: Method,
        path: &str,
        credential: Credential<'_>,
        body: Option<Vec<u8>>,
        deadline: Deadline,
        read: impl FnOnce(&answer::Success<'_>) -> Option<T>,
    ) -> Result<T> {
        let (base, secret) = match credential {
            Credential::Key(key) => (&self.remote.admin, key),
            Credential::Token(token) => (&self.remote.client, token),
        };
        let url = format!("{base}/{path}");
        let answer: Answer =
            self.http.send(method, &url, self.app_id.as_deref(), credential, body, deadline)?;
        let success = answer.read(&[secret])?;
        read(&success).ok_or_else(|| answer.nonsense(&[secret]))
    }

    /// The whole of a call that takes one request.
    fn once<T>(
        &self,
        method: Method,
        path: &str,
        credential: Credential<'_>,
        body: Option<Vec<u8>>,
        read: impl FnOnce(&answer::Success<'_>) -> Option<T>,
    ) -> Result<T> {
        self.call(method, path, credential, body, self.http.deadline(), read)
    }

    fn set_active(&self, method: Method, member: &str, uids: Vec<String>) -> Result<Outcomes> {
        let body = print(&HashMap::from([(member, &uids)]));
        self.once(method, "users", self.full_access()?, Some(body), |answer| {
            let sorted: Sorted = answer.of()?;
            let outcome = |sent: String| {
                let outcome = sorted.outcome(&sent)?;
                Some((sent, outcome))
            };
            uids.into_iter().map(outcome).collect::<Option<_>>().map(Outcomes)
        })
    }

    /// Register a session, or update its user: the service does both in one place.
    fn put_me(&self, token: &Secret, body: Option<Vec<u8>>, deadline: Deadline) -> Result<Session> {
        let credential = Credential::Token(token);
        self.call(Method::PUT, "me", credential, body, deadline, |answer| session(answer, token))
    }
}

impl Backend for Cloud {
    fn name(&self) -> &'static str {
        self.remote.name
    }

    fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        let key = user.auth_key.clone().given();
        let credential = self.auth_only(key.as_ref())?;
        self.once(Method::POST, "users", credential, Some(print(&user)), a_user)
    }

    fn get_user(&self, uid: &str, session: Option<&Secret>) -> Result<User> {
        let path = format!("users/{}", segment(uid));
        self.once(Method::GET, &path, self.key_or_session(session)?, None, a_user)
    }

    fn list_users(&self, page: PageRequest, session: Option<&Secret>) -> Result<UserPage> {
        let path = format!("users{}", query(page)?);
        self.once(Method::GET, &path, self.key_or_session(session)?, None, |answer| {
            let (items, pagination) = answer.page()?;
            let users = items.iter().map(|item| wire::user(item.get())).collect::<Option<_>>()?;
            Some(UserPage { users, pagination })
        })
    }

    fn update_user(&self, uid: &str, mut user: UserPayload<'_>) -> Result<User> {
        user.uid = Member::Absent;
        let key = user.auth_key.clone().given();
        let path = format!("users/{}", segment(uid));
        let credential = self.auth_only(key.as_ref())?;
        self.once(Method::PUT, &path, credential, Some(print(&user)), a_user)
    }

    fn delete_user(&self, uid: &str) -> Result<String> {
        let path = format!("users/{}", segment(uid));
        let body = br#"{"permanent":true}"#.to_vec();
        self.once(Method::DELETE, &path, self.full_access()?, Some(body), message)
    }

    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.set_active(Method::DELETE, "uidsToDeactivate", uids)
    }

    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.set_active(Method::PUT, "uidsToActivate", uids)
    }

    fn login(&self, uid: &str, key: Option<&Secret>) -> Result<Session> {
        let deadline = self.http.deadline();
        let path = format!("users/{}/auth_tokens", segment(uid));
        let credential = self.auth_only(key)?;
        let token = self.call(Method::POST, &path, credential, None, deadline, token)?;
        self.put_me(&token.auth_token, None, deadline)
    }

    fn login_with_token(&self, token: &Secret) -> Result<Session> {
        self.put_me(token, None, self.http.deadline())
    }

    fn session(&self, token: &Secret) -> Result<Session> {
        let credential = Credential::Token(token);
        self.once(Method::GET, "me", credential, None, |answer| session(answer, token))
    }

    fn update_session_user(&self, token: &Secret, mut user: UserPayload<'_>) -> Result<Session> {
        user.uid = Member::Absent;
        self.put_me(token, Some(print(&user)), self.http.deadline())
    }

    fn logout(&self, token: &Secret) -> Result<()> {
        let ended = self.once(Method::DELETE, "me", Credential::Token(token), None, |_| Some(()));
        match ended {
            // A token that is dead already is logged out as well.
            Err(error) if error.code() == Error::TokenNotFound.code() => Ok(()),
            other => other,
        }
    }

    fn create_token(&self, uid: &str) -> Result<Token> {
        let path = format!("users/{}/auth_tokens", segment(uid));
        // The service may hand out an earlier token unless told not to.
        let body = br#"{"force":true}"#.to_vec();
        self.once(Method::POST, &path, self.auth_only(None)?, Some(body), token)
    }

    fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        self.once(Method::POST, "roles", self.full_access()?, Some(print(&role)), a_role)
    }

    fn get_role(&self, role: &str) -> Result<Role> {
        let path = format!("roles/{}", segment(role));
        self.once(Method::GET, &path, self.full_access()?, None, a_role)
    }

    fn list_roles(&self, page: PageRequest) -> Result<RolePage> {
        let path = format!("roles{}", query(page)?);
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            let (items, pagination) = answer.page()?;
            let roles = items.iter().map(|item| Role(item.get().to_owned())).collect();
            Some(RolePage { roles, pagination })
        })
    }

    fn update_role(&self, id: &str, mut role: RolePayload<'_>) -> Result<Role> {
        role.role = Member::Absent;
        let path = format!("roles/{}", segment(id));
        self.once(Method::PUT, &path, self.full_access()?, Some(print(&role)), a_role)
    }

    fn delete_role(&self, role: &str) -> Result<String> {
        let path = format!("roles/{}", segment(role));
        self.once(Method::DELETE, &path, self.full_access()?, None, message)
    }
}

/// Uids by what became of them. Those that exist come in lower case, others as they were sent.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sorted {
    deactivated_uids: Vec<String>,
    already_deactivated_uids: Vec<String>,
    reactivated_uids: Vec<String>,
    non_deactivated_uids: Vec<String>,
    not_found: Vec<String>,
}

impl Sorted {
    fn outcome(&self, sent: &str) -> Option<Outcome> {
        let uid = Uid::fold(sent);
        [
            (&self.deactivated_uids, Outcome::Deactivated),
            (&self.reactivated_uids, Outcome::Reactivated),
            (&self.already_deactivated_uids, Outcome::AlreadyDeactivated),
            (&self.non_deactivated_uids, Outcome::NonDeactivated),
            (&self.not_found, Outcome::NotFound),
        ]
        .into_iter()
        .find(|(uids, _)| uids.iter().any(|known| Uid::fold(known) == uid))
        .map(|(_, outcome)| outcome)
    }
}

fn a_user(answer: &answer::Success<'_>) -> Option<User> {
    wire::user(answer.data.get())
}

fn a_role(answer: &answer::Success<'_>) -> Option<Role> {
    let json = answer.data.get();
    json.starts_with('{').then(|| Role(json.to_owned()))
}

fn session(answer: &answer::Success<'_>, token: &Secret) -> Option<Session> {
    let user = wire::session_user(answer.data.get(), token)?;
    Some(Session { uid: user.fields().uid, token: token.clone(), user })
}

fn token(answer: &answer::Success<'_>) -> Option<Token> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Sent {
        uid: String,
        auth_token: String,
        created_at: u64,
    }
    let Sent { uid, auth_token, created_at } = answer.of()?;
    Some(Token { uid, auth_token: Secret::new(auth_token), created_at })
}

fn message(answer: &answer::Success<'_>) -> Option<String> {
    #[derive(Deserialize)]
    struct Done {
        message: String,
    }
    answer.of::<Done>().map(|done| done.message)
}

/// A request body. Compact: the service counts bytes.
fn print(payload: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(payload).expect("what came as JSON can be printed")
}

/// A part of a path. A uid that breaks the rules must not become another path.
fn segment(text: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    match text.trim() {
        // Dots alone would be taken for the way up.
        dots @ ("." | "..") => dots.replace('.', "%2E"),
        text => utf8_percent_encode(text, PLAIN).to_string(),
    }
}

/// A page as the service is asked for it.
fn query(page: PageRequest) -> Result<String> {
    let page = Page::check(page)?;
    let tags = if page.with_tags { "&withTags=true" } else { "" };
    Ok(format!("?page={}&perPage={}{tags}", page.number, page.size))
}
