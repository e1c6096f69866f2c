//! What a logged-in user does with others: sees them, and blocks them. Whose token it is says
//! who looks.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Engine, UserRecord, sessions, users};
use crate::error::{Error, Result};
use crate::model::{Page, PageRequest, Pagination, Uid};
use crate::secret::Secret;
use crate::store::{Seen, Store, Tables};

/// What became of one item of a call on several, in the service's words.
#[derive(Debug, PartialEq, Eq)]
pub struct ItemOutcome {
    /// The uid, as it was sent.
    pub uid: String,
    /// Whether it is now as was asked.
    pub success: bool,
    /// For people.
    pub message: String,
}

impl<S: Store> Engine<S> {
    /// Get an active user as the owner of a token sees it.
    pub fn get_user_seen(&self, token: &Secret, uid: &str) -> Result<UserRecord> {
        let uid = Uid::fold(uid);
        self.store.snapshot(|tables| {
            let (viewer, _) = sessions::owner(tables, token)?;
            let seen = tables.user_seen_by(&viewer, &uid)?;
            let seen = seen.ok_or_else(|| Error::UserNotFound((&*uid).into()))?;
            if viewer == *uid {
                return Ok(UserRecord::new(seen.user, true));
            }
            Ok(UserRecord::seen(&viewer, seen, true, false))
        })
    }

    /// List users as the owner of a token sees them: who is connected first, then by name and
    /// uid. The service does not count such lists: `total` is 0.
    pub fn list_users_seen(
        &self,
        token: &Secret,
        which: Seen,
        page: PageRequest,
    ) -> Result<(Vec<UserRecord>, Pagination)> {
        let page = self.page_of(token, page)?;
        self.store.snapshot(|tables| {
            let (viewer, _) = sessions::owner(tables, token)?;
            let rows = tables.users_seen_by(&viewer, which, page.offset(), page.size)?;
            let pagination = page.uncounted(rows.len());
            let is_block = which != Seen::All;
            let see = |row| UserRecord::seen(&viewer, row, page.with_tags, is_block);
            Ok((rows.into_iter().map(see).collect(), pagination))
        })
    }

    /// List those of some users who are there, as the owner of a token sees them, in the same
    /// order.
    pub fn list_users_seen_among(
        &self,
        token: &Secret,
        uids: &[String],
        page: PageRequest,
    ) -> Result<(Vec<UserRecord>, Pagination)> {
        let page = self.page_of(token, page)?;
        let uids: BTreeSet<_> = uids.iter().map(|uid| Uid::fold(uid)).collect();
        self.store.snapshot(|tables| {
            let (viewer, _) = sessions::owner(tables, token)?;
            let others = uids.iter().filter(|uid| ***uid != viewer);
            let found = others.map(|uid| tables.user_seen_by(&viewer, uid));
            let mut rows: Vec<_> = found.filter_map(Result::transpose).collect::<Result<_>>()?;
            rows.sort_by_cached_key(|row| {
                (!row.user.online, name_in(&row.user.profile), row.uid.clone())
            });
            let first = usize::try_from(page.offset()).unwrap_or(usize::MAX);
            let most = usize::try_from(page.size).unwrap_or(usize::MAX);
            let rows = rows.into_iter().skip(first).take(most);
            let see = |row| UserRecord::seen(&viewer, row, page.with_tags, false);
            let users: Vec<_> = rows.map(see).collect();
            let pagination = page.uncounted(users.len());
            Ok((users, pagination))
        })
    }

    /// A checked page; a token that is not valid is what is said first.
    fn page_of(&self, token: &Secret, page: PageRequest) -> Result<Page> {
        Page::check(page).map_err(|error| {
            self.explain(error, |tables| sessions::owner(tables, token).map(|_| None))
        })
    }

    /// Block users in the name of the owner of a token.
    pub fn block_users(&self, token: &Secret, uids: Vec<String>) -> Result<Vec<ItemOutcome>> {
        let now = self.clock.now();
        self.for_each_block(token, uids, move |tables, me, other| {
            Ok(if tables.insert_block(me, other, now)? {
                format!("The user with UID {me} has blocked user with UID {other} successfully.")
            } else {
                format!("The user with UID {me} has already blocked user with UID {other}.")
            })
        })
    }

    /// Unblock users in the name of the owner of a token.
    pub fn unblock_users(&self, token: &Secret, uids: Vec<String>) -> Result<Vec<ItemOutcome>> {
        self.for_each_block(token, uids, |tables, me, other| {
            Ok(if tables.delete_block(me, other)? {
                format!("The user with UID {me} has unblocked user with UID {other} successfully.")
            } else {
                format!("The user with UID {me} has not blocked the user with UID {other}.")
            })
        })
    }

    fn for_each_block(
        &self,
        token: &Secret,
        uids: Vec<String>,
        act: impl Fn(&dyn Tables, &str, &str) -> Result<String> + Send + 'static,
    ) -> Result<Vec<ItemOutcome>> {
        let token = token.clone();
        self.store.write(move |tables| {
            let (me, _) = sessions::owner(tables, &token)?;
            let one = |uid: String| {
                let other = Uid::fold(&uid);
                let refused = if *other == me {
                    Some(format!("The UID {me} cannot block UID {me}."))
                } else {
                    match users::active(tables, &other) {
                        Ok(_) => None,
                        Err(Error::UserNotFound(_)) => Some(format!(
                            "The uid {uid} does not exist, please make sure you have created a \
                             uid with uid {uid}."
                        )),
                        Err(error) => return Err(error),
                    }
                };
                let success = refused.is_none();
                let message = match refused {
                    Some(message) => message,
                    None => act(tables, &me, &other)?,
                };
                Ok(ItemOutcome { uid, success, message })
            };
            uids.into_iter().map(one).collect()
        })
    }

    /// Note that a user is connected, or no longer; who it is, as others see it.
    pub fn set_online(&self, uid: &str, online: bool) -> Result<UserRecord> {
        let (uid, now) = (uid.to_owned(), self.clock.now());
        self.store.write(move |tables| {
            let mut user = users::active(tables, &uid)?;
            tables.set_online(&uid, online, now)?;
            (user.online, user.last_active_at) = (online, Some(now));
            Ok(UserRecord::public(user))
        })
    }

    /// Forget who was connected when a server stopped without saying so.
    pub fn set_all_offline(&self) -> Result<()> {
        self.store.write(|tables| tables.set_all_offline())
    }

    /// How many users are connected.
    pub fn count_online(&self) -> Result<u64> {
        self.store.read(|tables| tables.count_online())
    }
}

fn name_in(profile: &str) -> String {
    #[derive(Deserialize)]
    struct Stored {
        name: String,
    }
    serde_json::from_str::<Stored>(profile).expect("a stored profile has a name").name
}
