//! Users one by one and in lists, as an administrator or as another user sees them.

use super::{Engine, UserRecord, rights, sessions, users};
use crate::error::{Error, Result};
use crate::model::{
    Act, Actor, Direction, List, Order, Page, RelationQuery, Rights, Search, Uid, UserFilter,
    UserQuery,
};
use crate::secret::Secret;
use crate::store::{Listing, Relation, Store, Tables};

impl<S: Store> Engine<S> {
    /// Get an active user, as an administrator sees it, or as another user does.
    pub fn get_user(&self, uid: &str, on_behalf_of: Option<&str>) -> Result<UserRecord> {
        let uid = Uid::fold(uid);
        let Some(viewer) = on_behalf_of.map(Uid::fold) else {
            let row = self.store.read(|tables| users::active(tables, &uid))?;
            return Ok(UserRecord::new(row, true));
        };
        self.store.snapshot(|tables| {
            users::active(tables, &viewer)?;
            seen(tables, &viewer, &uid, &Rights::default())
        })
    }

    /// Get an active user as the owner of a token sees it.
    pub fn get_user_seen(&self, token: &Secret, uid: &str) -> Result<UserRecord> {
        let uid = Uid::fold(uid);
        self.store.snapshot(|tables| {
            let (viewer, row) = sessions::owner(tables, token)?;
            let rights = rights::require(tables, &row, Act::GetUserDetails)?;
            seen(tables, &viewer, &uid, &rights)
        })
    }

    /// List users: as an administrator sees them, newest first and counted; or as another user
    /// does, who is connected first and, as the service has it, not counted.
    pub fn list_users(&self, query: &UserQuery) -> Result<List<UserRecord>> {
        let UserQuery { page, filter, on_behalf_of, .. } = query;
        let list = Listing {
            filter,
            viewer: on_behalf_of.as_deref(),
            relation: Relation::Any,
            hide_blocked: false,
            order: on_behalf_of.as_ref().map_or(Order::Newest, |_| BY_STATUS),
        };
        self.store.snapshot(|tables| {
            if let Some(viewer) = on_behalf_of {
                users::active(tables, viewer)?;
                return seen_list(tables, &list, *page);
            }
            let (rows, total) = tables.users(&list, page.offset(), page.size)?;
            Ok(List {
                pagination: page.pagination(total, rows.len()),
                items: rows
                    .into_iter()
                    .map(|row| UserRecord::new(row.user, page.with_tags))
                    .collect(),
            })
        })
    }

    /// List users as the owner of a token sees them.
    pub fn list_users_seen(&self, token: &Secret, query: &UserQuery) -> Result<List<UserRecord>> {
        self.store.snapshot(|tables| {
            let (viewer, row) = sessions::owner(tables, token)?;
            let rights = rights::require(tables, &row, Act::ListUsers)?;
            let friends = query.friends_only || rights.friends_only(Act::ListUsers);
            let list = Listing {
                filter: &UserFilter {
                    roles: both(query.filter.roles.clone(), rights.roles(Act::ListUsers)),
                    ..query.filter.clone()
                },
                viewer: Some(&viewer),
                relation: if friends { Relation::Friend } else { Relation::Any },
                hide_blocked: query.hide_blocked,
                order: query.order.unwrap_or(BY_STATUS),
            };
            seen_list(tables, &list, query.page)
        })
    }

    /// List the users with whom a user has a block.
    pub fn list_blocked(&self, actor: &Actor, query: &RelationQuery) -> Result<List<UserRecord>> {
        let RelationQuery { page, search, direction } = query;
        self.store.snapshot(|tables| {
            let (viewer, rights) = users::actor(tables, actor, Act::ListBlockedUsers)?;
            let relation = match (direction, actor) {
                (Some(Direction::BlockedByMe), _) | (None, Actor::Uid(_)) => Relation::BlockedByMe,
                (Some(Direction::HasBlockedMe), _) => Relation::HasBlockedMe,
                (Some(Direction::Both), _) | (None, Actor::Session(_)) => Relation::Block,
            };
            let roles = rights.roles(Act::ListBlockedUsers);
            related(tables, &viewer, relation, search.clone(), roles, *page)
        })
    }

    /// List a user's friends.
    pub fn list_friends(&self, uid: &str, query: &RelationQuery) -> Result<List<UserRecord>> {
        let uid = Uid::fold(uid);
        self.store.snapshot(|tables| {
            users::active(tables, &uid)?;
            related(tables, &uid, Relation::Friend, query.search.clone(), None, query.page)
        })
    }

    /// The newest time of creation or update of all active users.
    pub fn newest_change(&self) -> Result<u64> {
        self.store.read(|tables| tables.newest_change())
    }
}

/// The order of what a user sees.
const BY_STATUS: Order = Order::Status { descending: false };

/// A user as a viewer whose role grants `rights` sees it; whom it must not see is not there.
fn seen(tables: &dyn Tables, viewer: &str, uid: &str, rights: &Rights) -> Result<UserRecord> {
    let row = tables.user_seen_by(viewer, uid)?.ok_or_else(|| Error::UserNotFound(uid.into()))?;
    if viewer == uid {
        return Ok(UserRecord::new(row.user, true));
    }
    let act = Act::GetUserDetails;
    let stranger = rights.friends_only(act) && !tables.are_friends(viewer, uid)?;
    if stranger || rights.roles(act).is_some_and(|roles| !roles.contains(&row.user.role)) {
        return Err(Error::PermissionDenied);
    }
    Ok(UserRecord::seen(viewer, row, true, false))
}

fn seen_list(tables: &dyn Tables, list: &Listing<'_>, page: Page) -> Result<List<UserRecord>> {
    let viewer = list.viewer.expect("a list that is seen has a viewer");
    let (rows, _) = tables.users(list, page.offset(), page.size)?;
    let is_block =
        matches!(list.relation, Relation::Block | Relation::BlockedByMe | Relation::HasBlockedMe);
    Ok(List {
        pagination: page.uncounted(rows.len()),
        items: rows
            .into_iter()
            .map(|row| UserRecord::seen(viewer, row, page.with_tags, is_block))
            .collect(),
    })
}

fn related(
    tables: &dyn Tables,
    viewer: &str,
    relation: Relation,
    search: Option<Search>,
    roles: Option<Vec<String>>,
    page: Page,
) -> Result<List<UserRecord>> {
    let filter = UserFilter { search, roles, ..UserFilter::default() };
    let list = Listing {
        filter: &filter,
        viewer: Some(viewer),
        relation,
        hide_blocked: false,
        order: BY_STATUS,
    };
    seen_list(tables, &list, page)
}

/// The roles that are wanted and allowed.
fn both(wanted: Option<Vec<String>>, allowed: Option<Vec<String>>) -> Option<Vec<String>> {
    match (wanted, allowed) {
        (Some(mut wanted), Some(allowed)) => {
            wanted.retain(|role| allowed.contains(role));
            Some(wanted)
        }
        (wanted, allowed) => wanted.or(allowed),
    }
}
