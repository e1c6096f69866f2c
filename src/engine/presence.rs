//! Who is connected.

use super::{Engine, UserRecord, sessions, users};
use crate::error::Result;
use crate::secret::Secret;
use crate::store::Store;

impl<S: Store> Engine<S> {
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

    /// Whether two users are friends.
    pub fn are_friends(&self, one: &str, other: &str) -> Result<bool> {
        self.store.read(|tables| tables.are_friends(one, other))
    }

    /// Forget who was connected when a server stopped without saying so.
    pub fn set_all_offline(&self) -> Result<()> {
        self.store.write(|tables| tables.set_all_offline())
    }

    /// How many users are connected.
    pub fn count_online(&self) -> Result<u64> {
        self.store.read(|tables| tables.count_online())
    }

    /// How many users are connected; asked by the owner of a token.
    pub fn count_online_seen(&self, token: &Secret) -> Result<u64> {
        self.store.snapshot(|tables| {
            sessions::owner(tables, token)?;
            tables.count_online()
        })
    }
}
