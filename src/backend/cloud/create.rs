//! Creating exactly once. The service has no keys for that, so when the answer to a creation is
//! lost, what is there is read and compared.

use std::sync::PoisonError;
use std::time::{Duration, Instant, SystemTime};

use ureq::http::Method;

use super::answer::Success;
use super::http::{Credential, Deadline, Failed};
use super::operations::print;
use super::retry::{Backoff, Repeat};
use super::urls::{self, Query};
use super::{Cloud, read};
use crate::error::{Error, Kind, Result};
use crate::model::{
    ApiKey, ApiKeyPayload, ApiKeyQuery, ImportOutcomes, ImportPayload, List, Member, ObjectWriter,
    PageRequest, Role, RolePayload, Token, TokenPayload, User, UserPayload, created_otherwise,
    role_difference,
};

/// Longer than a token can be taken for a newer one, since the answer that it came with has told
/// the service's time.
const RECENT: Duration = Duration::from_secs(10);
/// Tokens that are remembered; of more than these in 10 seconds the oldest are not.
const MOST_RECENT: usize = 1000;

/// Of the newest items, those that are looked through for the one whose creation was lost.
const NEWEST: i64 = 25;

impl Cloud {
    pub(super) fn create_user_once(&self, user: &UserPayload<'_>) -> Result<User> {
        let key = user.auth_key.clone().given();
        let key = self.auth_only(key.as_ref())?;
        let began = SystemTime::now();
        let uid = user.uid.clone().given().unwrap_or_default();
        let deadline = self.http.deadline();
        let (created, read_back) =
            self.create_once("users", key, print(user), deadline, read::user, || {
                let there = self.read_user(&uid, deadline)?;
                let fields = there.fields();
                if fields.created_at < self.http.service_time(began) {
                    return Err(Error::UserExists(fields.uid.as_str().into()));
                }
                Error::unless_same(&fields.uid, created_otherwise(user, &fields))?;
                Ok(there)
            })?;
        if !matches!(user.with_auth_token, Member::Given(true)) {
            return Ok(created);
        }
        if !read_back {
            Token::read(created.as_json()).map(|token| self.handed_out(token));
            return Ok(created);
        }
        // The token that was made with the user, or a new one if it cannot be told.
        let uid = created.fields().uid;
        let device = TokenPayload::default();
        let newest = || self.new_token(&uid, &device, began, deadline);
        let token = match self.insist(deadline, newest) {
            Err(error) if error.kind() == Kind::NotFound => {
                self.create_token_once(&uid, &device, key, deadline)?
            }
            found => self.handed_out(found?),
        };
        let mut document = ObjectWriter::extending(created.as_json(), 200);
        Ok(User(document.text("authToken", token.auth_token.expose()).finish()))
    }

    pub(super) fn create_role_once(&self, role: &RolePayload<'_>) -> Result<Role> {
        let key = self.full_access()?;
        let id = role.role.clone().given().unwrap_or_default();
        let deadline = self.http.deadline();
        let read_back = || {
            let path = urls::role(&id, "");
            let there = self.call(Method::GET, &path, key, None, deadline, read::role)?;
            Error::unless_same(&id, role_difference(role, &there))?;
            Ok(there)
        };
        let created = self.create_once("roles", key, print(role), deadline, read::role, read_back);
        created.map(|(role, _)| role)
    }

    /// A token has no name. One that was made in the meantime for the same device and was not
    /// handed out by this client, if there is just one, is taken for the lost one, so that it is
    /// not left behind unused.
    pub(super) fn create_token_once(
        &self,
        uid: &str,
        device: &TokenPayload<'_>,
        key: Credential<'_>,
        deadline: Deadline,
    ) -> Result<Token> {
        let began = SystemTime::now();
        let path = urls::user(uid, "auth_tokens");
        let created = self.create_once(&path, key, print(device), deadline, read::token, || {
            self.new_token(uid, device, began, deadline)
        });
        created.map(|(token, _)| self.handed_out(token))
    }

    pub(super) fn create_api_key_once(&self, wanted: &ApiKeyPayload<'_>) -> Result<ApiKey> {
        let key = self.full_access()?;
        let began = SystemTime::now();
        let deadline = self.http.deadline();
        let read_back = || {
            let newest = ApiKeyQuery::newest(NEWEST)?;
            let path = Query::api_keys(&newest).after("apikeys");
            let keys: List<ApiKey> =
                self.call(Method::GET, &path, key, None, deadline, |answer| {
                    read::list(answer, |json| read::object(json).map(ApiKey))
                })?;
            let since = self.http.service_time(began);
            let is_it = |key: &ApiKey| {
                let fields = key.fields();
                fields.created_at >= since && wanted.describes(&fields.name, &fields.scope)
            };
            the_only(keys.items, is_it).ok_or(Error::ApiKeyNotFound)
        };
        let body = print(wanted);
        let created = self.create_once("apikeys", key, body, deadline, read::api_key, read_back);
        created.map(|(key, _)| key)
    }

    /// Users of an import whose answer was lost are taken when they are sent again; those that
    /// are as they were sent have landed.
    pub(super) fn import_users_once(
        &self,
        users: &[(String, ImportPayload<'_>)],
        body: &[u8],
    ) -> Result<ImportOutcomes> {
        let key = self.full_access()?;
        let began = SystemTime::now();
        let deadline = self.http.deadline();
        let mut backoff = Backoff::new(self.http.retries(), deadline);
        let mut unclear = false;
        let mut outcomes = loop {
            let body = Some(body.to_vec());
            let mut request = self.request(Method::POST, "data_import/users", key, body);
            request.repeat = Repeat::AfterReading;
            let uids = users.iter().map(|(uid, _)| uid.clone()).collect();
            match self.send(request, deadline, |answer| read::imported(answer, uids)) {
                Ok(outcomes) => break outcomes,
                Err(failed) if failed.uncertain && backoff.next(None)? => unclear = true,
                Err(failed) => return Err(failed.error),
            }
        };
        let taken = |outcome: &Result<User>| {
            outcome.as_ref().is_err_and(|error| error.kind() == Kind::AlreadyExists)
        };
        for ((uid, outcome), (_, sent)) in outcomes.0.iter_mut().zip(users) {
            if unclear
                && taken(outcome)
                && let Some(landed) = self.imported(uid, *sent, began, deadline)?
            {
                *outcome = landed;
            }
        }
        Ok(outcomes)
    }

    /// A user that an import may have created: as it was sent, or otherwise; `None` if it was
    /// there before.
    fn imported(
        &self,
        uid: &str,
        sent: ImportPayload<'_>,
        began: SystemTime,
        deadline: Deadline,
    ) -> Result<Option<Result<User>>> {
        let there = match self.insist(deadline, || self.read_user(uid, deadline)) {
            // It is deactivated.
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            there => there?,
        };
        let fields = there.fields();
        let is_it = match sent.created_at(uid) {
            Some(at) => fields.created_at == at,
            None => fields.created_at >= self.http.service_time(began),
        };
        let changed = sent.user().filter(|_| is_it).map(|user| created_otherwise(&user, &fields));
        Ok(changed.map(|changed| Error::unless_same(uid, changed).map(|()| there)))
    }

    fn read_user(&self, uid: &str, deadline: Deadline) -> Result<User> {
        let (path, key) = (urls::user(uid, ""), self.full_access()?);
        self.call(Method::GET, &path, key, None, deadline, read::user)
    }

    /// The only token of a device that was made since.
    fn new_token(
        &self,
        uid: &str,
        device: &TokenPayload<'_>,
        began: SystemTime,
        deadline: Deadline,
    ) -> Result<Token> {
        let newest = PageRequest { per_page: NEWEST.into(), ..PageRequest::default() };
        let path = Query::page(newest)?.after(&urls::user(uid, "auth_tokens"));
        let key = self.full_access()?;
        let tokens = self.call(Method::GET, &path, key, None, deadline, |answer| {
            read::list(answer, |json| Token::read(json.get()))
        })?;
        let since = self.http.service_time(began);
        let known = self.handed_out.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |token: &Token| {
            let fields = token.fields();
            fields.created_at >= since
                && device.describes(&fields)
                && !known.iter().any(|(_, known)| *known == token.auth_token)
        };
        the_only(tokens.items, is_it).ok_or(Error::AuthTokenUnknown)
    }

    /// Read until the answer makes sense, as long as there are attempts and time.
    fn insist<T>(&self, deadline: Deadline, read: impl Fn() -> Result<T>) -> Result<T> {
        let mut backoff = Backoff::new(self.http.retries(), deadline);
        loop {
            match read() {
                Err(error) if error.kind() == Kind::Service && backoff.next(None)? => {}
                read => return read,
            }
        }
    }

    /// Remember a token for as long as it could be taken for another.
    fn handed_out(&self, token: Token) -> Token {
        let mut known = self.handed_out.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |(at, _): &(Instant, _)| at.elapsed() > RECENT;
        while known.len() >= MOST_RECENT || known.front().is_some_and(is_old) {
            known.pop_front();
        }
        known.push_back((Instant::now(), token.auth_token.clone()));
        token
    }

    /// Create something, and if it is not known what became of that, read it back: it landed,
    /// or not, and is created again, or is there but otherwise. With it comes whether it was
    /// read back.
    fn create_once<T>(
        &self,
        path: &str,
        credential: Credential<'_>,
        body: Vec<u8>,
        deadline: Deadline,
        read: fn(&Success<'_>) -> Option<T>,
        read_back: impl Fn() -> Result<T>,
    ) -> Result<(T, bool)> {
        let mut backoff = Backoff::new(self.http.retries(), deadline);
        let mut unclear: Option<Error> = None;
        loop {
            let mut request = self.request(Method::POST, path, credential, Some(body.clone()));
            request.repeat = Repeat::AfterReading;
            let Failed { error, uncertain, .. } = match self.send(request, deadline, read) {
                Ok(created) => return Ok((created, false)),
                Err(failed) => failed,
            };
            // The first attempt may have landed after it was read back.
            let taken = unclear.is_some() && error.kind() == Kind::AlreadyExists;
            if !uncertain && !taken {
                return Err(error);
            }
            match self.insist(deadline, &read_back) {
                Ok(there) => return Ok((there, true)),
                // By one that is deactivated.
                Err(missing) if taken && missing.kind() == Kind::NotFound => return Err(error),
                Err(missing) if missing.kind() == Kind::NotFound => {
                    if !backoff.next(None)? {
                        return Err(unclear.unwrap_or(error));
                    }
                    unclear = Some(error);
                }
                Err(
                    found @ (Error::CreatedOtherwise { .. }
                    | Error::UserExists(_)
                    | Error::Cancelled),
                ) => {
                    return Err(found);
                }
                // It cannot be read either.
                Err(_) => return Err(unclear.unwrap_or(error)),
            }
        }
    }
}

/// The item that it is, if it is just one.
fn the_only<T>(items: Vec<T>, is_it: impl FnMut(&T) -> bool) -> Option<T> {
    let mut found: Vec<T> = items.into_iter().filter(is_it).collect();
    found.pop().filter(|_| found.is_empty())
}
