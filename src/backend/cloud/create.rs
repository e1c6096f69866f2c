//! Creating exactly once. The service has no keys for that, so when the answer to a creation is
//! lost, what is there is read and compared.

use std::time::{SystemTime, UNIX_EPOCH};

use ureq::http::Method;

use super::http::{Credential, Deadline, Failed};
use super::operations::print;
use super::retry::{Backoff, Repeat};
use super::urls::{self, Query};
use super::{Cloud, read};
use crate::error::{Error, Kind, Result};
use crate::model::{
    Member, ObjectWriter, PageRequest, Role, RolePayload, Token, User, UserPayload, difference,
    role_difference,
};

/// Seconds by which the service's clock may be behind ours.
const SKEW: u64 = 300;

impl Cloud {
    pub(super) fn create_user_once(&self, user: &UserPayload<'_>) -> Result<User> {
        let key = user.auth_key.clone().given();
        let began = now();
        let uid = user.uid.clone().given().unwrap_or_default();
        let deadline = self.http.deadline();
        let (created, read_back) = self.create_once(
            "users",
            self.auth_only(key.as_ref())?,
            print(user),
            deadline,
            read::user,
            || {
                let key = self.full_access()?;
                let path = urls::user(&uid, "");
                let there = self.call(Method::GET, &path, key, None, deadline, read::user)?;
                let fields = there.fields();
                if fields.created_at + SKEW < began {
                    return Err(Error::UserExists(fields.uid.as_str().into()));
                }
                let wanted = UserPayload { role: Member::Absent, ..user.clone() };
                let (_, mut changed) = difference(wanted, &fields);
                if user.role.clone().given().is_some_and(|role| *role.trim() != *fields.role) {
                    changed.push("role");
                }
                if !changed.is_empty() {
                    return Err(Error::CreatedOtherwise {
                        id: fields.uid.as_str().into(),
                        members: changed,
                    });
                }
                Ok(there)
            },
        )?;
        let wants_token = matches!(user.with_auth_token, Member::Given(true));
        if read_back && wants_token {
            return self.with_newest_token(created, deadline);
        }
        Ok(created)
    }

    pub(super) fn create_role_once(&self, role: &RolePayload<'_>) -> Result<Role> {
        let key = self.full_access()?;
        let id = role.role.clone().given().unwrap_or_default();
        let deadline = self.http.deadline();
        self.create_once("roles", key, print(role), deadline, read::role, || {
            let path = urls::role(&id, "");
            let there = self.call(Method::GET, &path, key, None, deadline, read::role)?;
            let changed = role_difference(role, &there);
            if changed.is_empty() {
                Ok(there)
            } else {
                Err(Error::CreatedOtherwise { id: (&*id).into(), members: changed })
            }
        })
        .map(|(role, _)| role)
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
        read: fn(&super::answer::Success<'_>) -> Option<T>,
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
            match read_back() {
                Ok(there) => return Ok((there, true)),
                Err(missing) if missing.kind() == Kind::NotFound => {
                    if !backoff.next(None)? {
                        return Err(unclear.unwrap_or(error));
                    }
                    unclear = Some(error);
                }
                Err(found @ (Error::CreatedOtherwise { .. } | Error::UserExists(_))) => {
                    return Err(found);
                }
                // It cannot be read either.
                Err(_) => return Err(unclear.unwrap_or(error)),
            }
        }
    }

    /// The token that a creation made whose answer was lost; a new one if it made none.
    fn with_newest_token(&self, user: User, deadline: Deadline) -> Result<User> {
        let uid = user.fields().uid;
        let newest = PageRequest { per_page: 1.into(), ..PageRequest::default() };
        let path = Query::page(newest)?.after(&urls::user(&uid, "auth_tokens"));
        let key = self.full_access()?;
        let tokens = self.call(Method::GET, &path, key, None, deadline, |answer| {
            read::list(answer, |json| Token::read(json.get()))
        })?;
        let token = match tokens.items.into_iter().next() {
            Some(token) => token,
            None => {
                let path = urls::user(&uid, "auth_tokens");
                self.call(Method::POST, &path, key, None, deadline, read::token)?
            }
        };
        let mut document = ObjectWriter::extending(user.as_json(), 200);
        Ok(User(document.text("authToken", token.auth_token.expose()).finish()))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
