//! Blocks and friendships.

use super::{Engine, users};
use crate::error::{Error, Result};
use crate::model::limits::FRIENDS;
use crate::model::{Act, Actor, ItemOutcome, ItemOutcomes, Uid};
use crate::store::{Store, Tables};

impl<S: Store> Engine<S> {
    /// Block users.
    pub fn block_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        let now = self.clock.now();
        self.for_each_block(actor, Act::BlockUser, uids, move |tables, me, other| {
            Ok(if tables.insert_block(me, other, now)? {
                format!("The user with UID {me} has blocked user with UID {other} successfully.")
            } else {
                format!("The user with UID {me} has already blocked user with UID {other}.")
            })
        })
    }

    /// Unblock users.
    pub fn unblock_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.for_each_block(actor, Act::UnblockUser, uids, |tables, me, other| {
            Ok(if tables.delete_block(me, other)? {
                format!("The user with UID {me} has unblocked user with UID {other} successfully.")
            } else {
                format!("The user with UID {me} has not blocked the user with UID {other}.")
            })
        })
    }

    /// Make friends.
    pub fn add_friends(&self, uid: &str, uids: Vec<String>) -> Result<ItemOutcomes> {
        let me = Uid::fold(uid).into_owned();
        let now = self.clock.now();
        self.store.write(move |tables| {
            users::active(tables, &me)?;
            for_each(tables, uids, |other| {
                if *other == me {
                    return Ok(ItemOutcome::refused(
                        "Self friend relationship cannot be formed.".to_owned(),
                    ));
                }
                if tables.are_friends(&me, other)? {
                    return Ok(ItemOutcome::done(
                        "Updated relationship with status accepted.".to_owned(),
                    ));
                }
                for full in [&*me, other] {
                    if tables.count_friends(full)? >= FRIENDS {
                        return Ok(ItemOutcome::refused(format!(
                            "The user with UID {full} must not have more than {FRIENDS} friends."
                        )));
                    }
                }
                tables.insert_friendship(&me, other, now)?;
                Ok(ItemOutcome::done("Created relationship with status accepted.".to_owned()))
            })
        })
    }

    /// End friendships; what the service says about it.
    pub fn remove_friends(&self, uid: &str, uids: Vec<String>) -> Result<String> {
        let me = Uid::fold(uid).into_owned();
        self.store.write(move |tables| {
            users::active(tables, &me)?;
            let mut removed = false;
            for uid in &uids {
                removed |= tables.delete_friendship(&me, &Uid::fold(uid))?;
            }
            // The spelling is the service's.
            let message = "Deleted the friend relations succussfully";
            if removed { Ok(message.to_owned()) } else { Err(Error::NotAFriend) }
        })
    }

    fn for_each_block(
        &self,
        actor: &Actor,
        act: Act,
        uids: Vec<String>,
        block: impl Fn(&dyn Tables, &str, &str) -> Result<String> + Send + 'static,
    ) -> Result<ItemOutcomes> {
        let actor = actor.clone();
        self.store.write(move |tables| {
            let (me, rights) = users::actor(tables, &actor, act)?;
            let roles = rights.roles(act);
            for_each(tables, uids, |other| {
                if *other == me {
                    return Ok(ItemOutcome::refused(format!(
                        "The UID {me} cannot block UID {me}."
                    )));
                }
                if let Some(roles) = &roles
                    && !roles.contains(&users::active(tables, other)?.role)
                {
                    return Ok(ItemOutcome::refused(Error::PermissionDenied.to_string()));
                }
                Ok(ItemOutcome::done(block(tables, &me, other)?))
            })
        })
    }
}

/// Do something with each user who is there.
fn for_each(
    tables: &dyn Tables,
    uids: Vec<String>,
    act: impl Fn(&str) -> Result<ItemOutcome>,
) -> Result<ItemOutcomes> {
    let one = |uid: String| {
        let outcome = match users::active(tables, &Uid::fold(&uid)) {
            Ok(_) => act(&Uid::fold(&uid))?,
            Err(Error::UserNotFound(_)) => ItemOutcome::refused(format!(
                "The uid {uid} does not exist, please make sure you have created a uid with uid \
                 {uid}."
            )),
            Err(error) => return Err(error),
        };
        Ok((uid, outcome))
    };
    uids.into_iter().map(one).collect::<Result<_>>().map(ItemOutcomes)
}
