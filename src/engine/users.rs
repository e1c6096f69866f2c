use std::collections::HashMap;

use super::{DEFAULT_ROLE, Engine, UserRecord, rights, roles, sessions, tokens};
use crate::error::{Error, Result};
use crate::model::{Act, Actor, NewUser, Outcome, Outcomes, Rights, Uid, UserPatch, UserPayload};
use crate::secret::Secret;
use crate::store::{Store, Tables, UserRow};

impl<S: Store> Engine<S> {
    /// Create a user, with a token if the payload asks for one.
    pub fn create_user(&self, user: UserPayload<'_>) -> Result<UserRecord> {
        let role = user.role.clone();
        let new = NewUser::check(user)
            .map_err(|error| self.explain(error, |tables| roles::also_require(tables, role)))?;
        let uid = new.uid.into_string();
        let now = self.clock.now();
        let token = match new.with_auth_token {
            true => Some(tokens::make(&uid, now)?),
            false => None,
        };
        let name = new.profile.name.clone().into_owned();
        let row = UserRow {
            profile: new.profile.print(&uid),
            tags: new.tags,
            role: new.role.map_or_else(|| DEFAULT_ROLE.to_owned(), Uid::into_string),
            created_at: now,
            ..UserRow::default()
        };
        self.store.write(move |tables| {
            roles::require(tables, &row.role)?;
            if !tables.insert_user(&uid, &name, &row)? {
                return Err(Error::UserExists(uid.as_str().into()));
            }
            if let Some(token) = &token {
                tables.insert_token(&uid, token)?;
            }
            let token = token.map(|row| Secret::new(row.token));
            Ok(UserRecord::new(row, true).with_token(token))
        })
    }

    /// Update a user; the uid inside of `user` is not looked at.
    pub fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<UserRecord> {
        let uid = Uid::fold(uid).into_owned();
        let role = user.role.clone();
        let patch = UserPatch::check(user).map_err(|error| {
            self.explain(error, |tables| {
                active(tables, &uid)?;
                roles::also_require(tables, role)
            })
        })?;
        let now = self.clock.now();
        self.store.write(move |tables| {
            let row = active(tables, &uid)?;
            Ok(UserRecord::new(update(tables, &uid, row, patch, now)?, true))
        })
    }

    /// Delete a user for good, with its tokens; what the service says about it.
    pub fn delete_user(&self, uid: &str) -> Result<String> {
        let uid = Uid::fold(uid).into_owned();
        self.store.write(move |tables| match tables.delete_user(&uid)? {
            true => Ok(format!("User with UID {uid} has been deleted successfully.")),
            false => Err(Error::UserNotFound(uid.as_str().into())),
        })
    }

    /// Deactivate users.
    pub fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        let now = self.clock.now();
        self.for_each(uids, move |tables, uid, user| match user.deactivated_at {
            0 => {
                if user.online {
                    tables.set_online(uid, false, now)?;
                }
                tables.set_deactivated_at(uid, now).map(|()| Outcome::Deactivated)
            }
            _ => Ok(Outcome::AlreadyDeactivated),
        })
    }

    /// Reactivate users.
    pub fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.for_each(uids, |tables, uid, user| match user.deactivated_at {
            0 => Ok(Outcome::NonDeactivated),
            _ => tables.set_deactivated_at(uid, 0).map(|()| Outcome::Reactivated),
        })
    }

    /// Do something to every user who is there, all in one commit.
    fn for_each(
        &self,
        uids: Vec<String>,
        act: impl Fn(&dyn Tables, &str, &UserRow) -> Result<Outcome> + Send + 'static,
    ) -> Result<Outcomes> {
        self.store.write(move |tables| {
            // Two spellings of one uid are one user, and have one outcome.
            let mut known: HashMap<String, Outcome> = HashMap::new();
            let mut outcomes = Vec::with_capacity(uids.len());
            for sent in uids {
                let uid = Uid::fold(&sent).into_owned();
                let outcome = match (known.get(&uid), tables.user(&uid)?) {
                    (Some(outcome), _) => *outcome,
                    (None, Some(user)) => act(tables, &uid, &user)?,
                    (None, None) => Outcome::NotFound,
                };
                known.insert(uid, outcome);
                outcomes.push((sent, outcome));
            }
            Ok(Outcomes(outcomes))
        })
    }
}

/// A user who is there and not deactivated.
pub(super) fn active(tables: &dyn Tables, uid: &str) -> Result<UserRow> {
    tables
        .user(uid)?
        .filter(|user| user.deactivated_at == 0)
        .ok_or_else(|| Error::UserNotFound(uid.into()))
}

/// Who acts, and what its role grants, if that is granted: an administrator's word needs no
/// grant.
pub(super) fn actor(tables: &dyn Tables, actor: &Actor, act: Act) -> Result<(String, Rights)> {
    match actor {
        Actor::Uid(uid) => {
            let uid = Uid::fold(uid).into_owned();
            active(tables, &uid)?;
            Ok((uid, Rights::default()))
        }
        Actor::Session(token) => {
            let (uid, row) = sessions::owner(tables, token)?;
            let rights = rights::require(tables, &row, act)?;
            Ok((uid, rights))
        }
    }
}

/// A user as a patch leaves it.
pub(super) fn update(
    tables: &dyn Tables,
    uid: &str,
    mut row: UserRow,
    patch: UserPatch,
    now: u64,
) -> Result<UserRow> {
    if patch.is_empty() {
        return Ok(row);
    }
    if let Some(role) = &patch.role {
        roles::require(tables, role.as_str())?;
        role.as_str().clone_into(&mut row.role);
    }
    let name = patch.name.clone();
    patch.tags.clone().apply(&mut row.tags);
    row.profile = patch.apply(uid, &row.profile);
    row.updated_at = Some(now);
    tables.update_user(uid, name.as_deref(), &row)?;
    Ok(row)
}
