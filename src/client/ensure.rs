//! To have a user as one wants it, whatever was there before.

use serde::Serialize;

use super::{Client, Step};
use crate::error::{Error, Result};
use crate::model::{
    Member, Uid, User, UserListRequest, UserPatch, UserPayload, UserQuery, difference, given,
};

/// The most of a list's items at once.
const PER_PAGE: i64 = 1000;

/// What had to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EnsureOutcome {
    /// There was no such user.
    Created,
    /// It was deactivated.
    Reactivated,
    /// It had other members.
    Updated,
    /// Nothing.
    Unchanged,
}

impl EnsureOutcome {
    /// As a step to a session.
    pub(super) fn step(self) -> Option<Step> {
        match self {
            EnsureOutcome::Created => Some(Step::Created),
            EnsureOutcome::Reactivated => Some(Step::Reactivated),
            EnsureOutcome::Updated => Some(Step::Updated),
            EnsureOutcome::Unchanged => None,
        }
    }
}

/// A user, and what had to be done for it.
#[derive(Debug)]
pub struct Ensured {
    /// What had to be done.
    pub outcome: EnsureOutcome,
    /// The members that an update was made with.
    pub changed: Vec<&'static str>,
    /// The user as it is now.
    pub user: User,
}

/// What can be seen of a user.
enum Read {
    There(User),
    Missing,
    /// Without a key that may read.
    Unreadable,
}

impl Client {
    /// Create a user, or update what differs from `user`, or leave it. A deactivated one is
    /// reactivated if that is asked for.
    ///
    /// With an auth key only, a user cannot be read: one that is there is updated with all
    /// that is given.
    pub fn ensure_user(&self, mut user: UserPayload<'_>, reactivate: bool) -> Result<Ensured> {
        user.with_auth_token = Member::Absent;
        let uid = user.uid.clone().given().unwrap_or_default();
        let uid = Uid::fold(&uid).into_owned();
        if let Read::There(stored) = self.read(&uid)? {
            return self.update_if_different(stored, user);
        }
        let new = UserPayload { unset: Member::Absent, ..user.clone() };
        match self.backend.create_user(new) {
            Ok(user) => Ok(Ensured { outcome: EnsureOutcome::Created, changed: Vec::new(), user }),
            Err(error) if error.code() == "ERR_UID_ALREADY_EXISTS" => {
                self.ensure_taken(&uid, user, reactivate)
            }
            // Only to create, a name is needed.
            Err(error)
                if user.name.is_absent()
                    && error.names("name")
                    && !error.names("uid")
                    && self.is_deactivated(&uid)? =>
            {
                match error.without("name") {
                    Some(others) => Err(others),
                    None => self.ensure_taken(&uid, user, reactivate),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// The uid is taken by a user who could not be read: it is deactivated, or was created by
    /// somebody else meanwhile, or reading is not allowed.
    fn ensure_taken(&self, uid: &str, user: UserPayload<'_>, reactivate: bool) -> Result<Ensured> {
        match self.read(uid)? {
            Read::There(stored) => self.update_if_different(stored, user),
            Read::Missing if reactivate => {
                // Some of its rules are not those of a creation.
                UserPatch::check(user.clone())?;
                self.backend.reactivate_users(vec![uid.to_owned()])?;
                let stored = self.backend.get_user(uid, None, None)?;
                let ensured = self.update_if_different(stored, user)?;
                Ok(Ensured { outcome: EnsureOutcome::Reactivated, ..ensured })
            }
            Read::Missing => Err(Error::UserDeactivated(uid.into())),
            Read::Unreadable => {
                let changed = given(&user);
                match self.backend.update_user(uid, user) {
                    Ok(user) => Ok(Ensured { outcome: EnsureOutcome::Updated, changed, user }),
                    Err(error) if is_missing(&error) => Err(Error::UserDeactivated(uid.into())),
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn read(&self, uid: &str) -> Result<Read> {
        match self.backend.get_user(uid, None, None) {
            Ok(user) => Ok(Read::There(user)),
            Err(error) if is_missing(&error) => Ok(Read::Missing),
            Err(Error::KeyNeeded(_)) => Ok(Read::Unreadable),
            Err(error) => Err(error),
        }
    }

    /// Whether there is such a user who is deactivated: one that can only be listed.
    fn is_deactivated(&self, uid: &str) -> Result<bool> {
        for page in 1.. {
            let query = UserQuery::check(UserListRequest {
                page: page.into(),
                per_page: PER_PAGE.into(),
                search_key: uid.into(),
                search_in: vec!["uid".into()].into(),
                only_deactivated: true.into(),
                ..UserListRequest::default()
            })?;
            let users = match self.backend.list_users(&query, None) {
                Err(Error::KeyNeeded(_)) => return Ok(false),
                users => users?.items,
            };
            if users.iter().any(|user| user.fields().uid == uid) {
                return Ok(true);
            }
            if i64::try_from(users.len()).is_ok_and(|count| count < PER_PAGE) {
                break;
            }
        }
        Ok(false)
    }

    fn update_if_different(&self, stored: User, user: UserPayload<'_>) -> Result<Ensured> {
        let fields = stored.fields();
        let (change, changed) = difference(user, &fields);
        if changed.is_empty() {
            return Ok(Ensured { outcome: EnsureOutcome::Unchanged, changed, user: stored });
        }
        let user = self.backend.update_user(&fields.uid, change)?;
        Ok(Ensured { outcome: EnsureOutcome::Updated, changed, user })
    }
}

pub(super) fn is_missing(error: &Error) -> bool {
    error.code() == "ERR_UID_NOT_FOUND"
}
