use super::{DEFAULT_ROLE, Engine, UserRecord, roles};
use crate::error::{Error, Result};
use crate::model::{ImportPayload, ImportedUser, Uid};
use crate::store::{Store, Tables, UserRow};

/// A user that can be stored: uid, name, row.
type New = (String, String, UserRow);

impl<S: Store> Engine<S> {
    /// Create users that come with a past, all in one commit; what became of each.
    pub fn import_users(
        &self,
        users: Vec<(String, ImportPayload<'_>)>,
    ) -> Result<Vec<(String, Result<UserRecord>)>> {
        let now = self.clock.now();
        let users: Vec<_> = users
            .into_iter()
            .map(|(key, payload)| {
                let new = payload.check(&key).map(|user| row(user, now));
                (key, new)
            })
            .collect();
        self.store.write(move |tables| {
            let one = |(key, new): (String, Result<New>)| {
                let outcome = new.and_then(|new| insert(tables, new));
                match outcome {
                    // The trouble of all, and not of one.
                    Err(error @ (Error::Storage { .. } | Error::Timeout(_))) => Err(error),
                    outcome => Ok((key, outcome)),
                }
            };
            users.into_iter().map(one).collect()
        })
    }
}

fn row(user: ImportedUser<'_>, now: u64) -> New {
    let ImportedUser { user, created_at, last_active_at, deactivated_at } = user;
    let uid = user.uid.into_string();
    let row = UserRow {
        profile: user.profile.print(&uid),
        tags: user.tags,
        role: user.role.map_or_else(|| DEFAULT_ROLE.to_owned(), Uid::into_string),
        created_at: created_at.unwrap_or(now),
        last_active_at,
        deactivated_at,
        ..UserRow::default()
    };
    (uid, user.profile.name.into_owned(), row)
}

fn insert(tables: &dyn Tables, (uid, name, row): New) -> Result<UserRecord> {
    roles::require(tables, &row.role)?;
    if !tables.insert_user(&uid, &name, &row)? {
        return Err(Error::UserExists(uid.as_str().into()));
    }
    Ok(UserRecord::new(row, true))
}
