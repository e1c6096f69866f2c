//! Lists of users: any combination of filters, any page.
//!
//! Each filter is a set of ids, so that a combination takes a few operations on words and its
//! size is known exactly, whatever it is. The page is then picked from the set in the order
//! of the list, and only its users are read.

use rusqlite::{Connection, OptionalExtension, Result, params};

use super::super::{Listing, Relation, SeenRow};
use super::facets::{self, Facet};
use super::grams;
use super::id_set::IdSet;
use super::orders::{self, By, Page};
use super::rows::{seen_row, seen_users, user_columns};
use super::texts::Needle;
use crate::model::{Order, UserState, fold_case};

/// Steps along an order that take as long as reading one user.
const STEPS: u64 = 400;

/// Users of a list, in its order, and how many it has.
pub fn users(
    connection: &Connection,
    list: &Listing<'_>,
    offset: u64,
    most: u64,
) -> Result<(Vec<SeenRow>, u64)> {
    let users = matching(connection, list)?;
    let total = users.len();
    let ids = match list.order {
        Order::Newest => Sorted::newest(users).page(connection, offset, most)?,
        Order::Name { descending } => {
            Sorted::by_name(users, descending).page(connection, offset, most)?
        }
        Order::Status { descending } => {
            let online = facets::read(connection, Facet::Online)?;
            let (first, then) = (users.clone().and(&online), users.minus(&online));
            let (first, then) = if descending { (then, first) } else { (first, then) };
            let firsts = first.len();
            let mut ids = Sorted::by_name(first, false).page(connection, offset, most)?;
            let (offset, most) = (offset.saturating_sub(firsts), most - ids.len() as u64);
            ids.extend(Sorted::by_name(then, false).page(connection, offset, most)?);
            ids
        }
    };
    let mut statement = connection.prepare_cached(concat!(seen_users!(), "WHERE users.id = ?2"))?;
    let rows = ids.into_iter().map(|id| statement.query_row(params![list.viewer, id], seen_row));
    Ok((rows.collect::<Result<_>>()?, total))
}

/// All users of a list.
fn matching(connection: &Connection, list: &Listing<'_>) -> Result<IdSet> {
    let filter = list.filter;
    let read = |facet| facets::read(connection, facet);
    let mut users = match &filter.uids {
        Some(uids) => ids(connection, uids)?,
        None => read(Facet::All)?,
    };
    users = match filter.state {
        UserState::Active => users.minus(&read(Facet::Deactivated)?),
        UserState::Deactivated => users.and(&read(Facet::Deactivated)?),
        UserState::Any => users,
    };
    users = match filter.online {
        Some(true) => users.and(&read(Facet::Online)?),
        Some(false) => users.minus(&read(Facet::Online)?),
        None => users,
    };
    if let Some(roles) = &filter.roles {
        users = users.and(&any(connection, roles.iter().map(|role| Facet::Role(role)))?);
    }
    if !filter.tags.is_empty() {
        users = users.and(&any(connection, filter.tags.iter().map(|tag| Facet::Tag(tag)))?);
    }
    if let Some(viewer) = list.viewer {
        users = in_view(connection, list, viewer, users)?;
    }
    if let Some(search) = &filter.search {
        let text = fold_case(&search.text);
        users = grams::search(connection, &Needle::new(search, &text), &users)?;
    }
    Ok(users)
}

/// Who has any of them.
fn any<'a>(connection: &Connection, mut facets: impl Iterator<Item = Facet<'a>>) -> Result<IdSet> {
    facets.try_fold(IdSet::default(), |any, facet| Ok(any.or(&facets::read(connection, facet)?)))
}

/// Those whom a viewer may see, and whom the relation of the list ties to it.
fn in_view(
    connection: &Connection,
    list: &Listing<'_>,
    viewer: &str,
    mut users: IdSet,
) -> Result<IdSet> {
    let Some(viewer) = id(connection, viewer)? else {
        return Ok(IdSet::default());
    };
    users.remove(viewer);
    let related = |sql| -> Result<IdSet> {
        connection.prepare_cached(sql)?.query_map([viewer], |row| row.get::<_, u64>(0))?.collect()
    };
    let mine = || related("SELECT blocked FROM blocks WHERE blocker = ?1");
    let theirs = || related("SELECT blocker FROM blocks WHERE blocked = ?1");
    users = match list.relation {
        Relation::Any => users,
        Relation::Friend => users.and(&related("SELECT other FROM friends WHERE one = ?1")?),
        Relation::Block => users.and(&mine()?.or(&theirs()?)),
        Relation::BlockedByMe => users.and(&mine()?),
        Relation::HasBlockedMe => users.and(&theirs()?),
    };
    if list.hide_blocked {
        users = users.minus(&mine()?).minus(&theirs()?);
    }
    Ok(users)
}

fn id(connection: &Connection, uid: &str) -> Result<Option<u64>> {
    connection
        .prepare_cached("SELECT id FROM users WHERE uid = ?1")?
        .query_row([uid], |row| row.get(0))
        .optional()
}

fn ids(connection: &Connection, uids: &[String]) -> Result<IdSet> {
    uids.iter().filter_map(|uid| id(connection, uid).transpose()).collect()
}

/// Users in an order.
struct Sorted {
    users: IdSet,
    by: By,
    descending: bool,
}

impl Sorted {
    fn newest(users: IdSet) -> Self {
        Sorted { users, by: By::Age, descending: true }
    }

    fn by_name(users: IdSet, descending: bool) -> Self {
        Sorted { users, by: By::Name, descending }
    }

    fn page(&self, connection: &Connection, offset: u64, most: u64) -> Result<Vec<u64>> {
        let total = self.users.len();
        let most = most.min(total.saturating_sub(offset));
        if most == 0 {
            return Ok(Vec::new());
        }
        // From the nearer end.
        let rest = total - offset - most;
        let steps = (offset.min(rest) + most) * self.users.span() / total;
        if total * STEPS <= steps {
            return self.sort(connection, offset as usize, most as usize);
        }
        let from_end = rest < offset;
        let skip = if from_end { rest } else { offset };
        let page = Page { backwards: self.descending != from_end, skip, most };
        let mut ids = orders::page(connection, self.by, &self.users, page)?;
        if from_end {
            ids.reverse();
        }
        Ok(ids)
    }

    /// Read what the users are sorted by.
    fn sort(&self, connection: &Connection, offset: usize, most: usize) -> Result<Vec<u64>> {
        let key = |id| Ok((self.by.key(connection, id)?, id));
        let mut keys = self.users.iter().map(key).collect::<Result<Vec<_>>>()?;
        keys.sort_unstable();
        if self.descending {
            keys.reverse();
        }
        Ok(keys.into_iter().skip(offset).take(most).map(|(_, id)| id).collect())
    }
}
