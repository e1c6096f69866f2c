//! Lists of users: any combination of filters, any page.

use rusqlite::types::ToSql;
use rusqlite::{Connection, params_from_iter};

use super::super::{Listing, Relation, SeenRow};
use super::fault::fault;
use super::rows::{seen_row, seen_users, user_columns};
use crate::error::Result;
use crate::model::{Order, UserState};

/// Users of a list, in its order.
pub fn users(
    connection: &Connection,
    list: &Listing<'_>,
    offset: u64,
    most: u64,
) -> Result<Vec<SeenRow>> {
    let mut query = Query::of(list);
    let order = match list.order {
        Order::Newest => "users.created_at DESC, users.id DESC",
        Order::Status { descending: false } => "users.online DESC, users.name, users.uid",
        Order::Status { descending: true } => "users.online, users.name, users.uid",
        Order::Name { descending: false } => "users.name, users.uid",
        Order::Name { descending: true } => "users.name DESC, users.uid DESC",
    };
    let most = query.bind(most);
    let offset = query.bind(offset);
    let sql = format!(
        "{}{} ORDER BY {order} LIMIT {most} OFFSET {offset}",
        seen_users!(),
        query.conditions
    );
    let read = || {
        let mut statement = connection.prepare_cached(&sql)?;
        statement
            .query_map(params_from_iter(query.values), seen_row)?
            .collect::<rusqlite::Result<_>>()
    };
    read().map_err(fault)
}

/// How many users a list has.
pub fn count(connection: &Connection, list: &Listing<'_>) -> Result<u64> {
    let query = Query::of(list);
    let sql = format!("SELECT count(*) FROM ({}{})", seen_users!(), query.conditions);
    let read = || {
        let mut statement = connection.prepare_cached(&sql)?;
        statement.query_row(params_from_iter(query.values), |row| row.get(0))
    };
    read().map_err(fault)
}

struct Query<'a> {
    conditions: String,
    values: Vec<Box<dyn ToSql + 'a>>,
}

impl<'a> Query<'a> {
    fn of(list: &'a Listing<'_>) -> Self {
        let mut query = Query { conditions: "WHERE 1".to_owned(), values: Vec::new() };
        query.values.push(Box::new(list.viewer));
        if list.viewer.is_some() {
            query.and("users.id <> viewer.id");
        }
        match list.filter.state {
            UserState::Active => query.and("users.deactivated_at = 0"),
            UserState::Deactivated => query.and("users.deactivated_at <> 0"),
            UserState::Any => {}
        }
        if let Some(online) = list.filter.online {
            let online = query.bind(online);
            query.and(&format!("users.online = {online}"));
        }
        if let Some(roles) = &list.filter.roles {
            let roles = query.bind_all(roles);
            query.and(&format!("users.role IN ({roles})"));
        }
        if let Some(uids) = &list.filter.uids {
            let uids = query.bind_all(uids);
            query.and(&format!("users.uid IN ({uids})"));
        }
        match list.relation {
            Relation::Any => {}
            Relation::Friend => query
                .and("EXISTS (SELECT 1 FROM friends WHERE one = viewer.id AND other = users.id)"),
            Relation::Block => {
                query.and("(mine.created_at IS NOT NULL OR theirs.created_at IS NOT NULL)");
            }
            Relation::BlockedByMe => query.and("mine.created_at IS NOT NULL"),
            Relation::HasBlockedMe => query.and("theirs.created_at IS NOT NULL"),
        }
        if list.hide_blocked {
            query.and("mine.created_at IS NULL AND theirs.created_at IS NULL");
        }
        query
    }

    fn and(&mut self, condition: &str) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(condition);
    }

    fn bind(&mut self, value: impl ToSql + 'a) -> String {
        self.values.push(Box::new(value));
        format!("?{}", self.values.len())
    }

    fn bind_all(&mut self, values: &'a [String]) -> String {
        values.iter().map(|value| self.bind(value)).collect::<Vec<_>>().join(", ")
    }
}
