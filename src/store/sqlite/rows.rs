//! What is read of a table, and how.

use rusqlite::Row;

use super::super::{ApiKeyRow, RoleRow, SeenRow, TokenRow, UserRow};

/// In the order that `user_row` reads them.
macro_rules! user_columns {
    () => {
        "users.profile, users.tags, users.role, users.created_at, users.updated_at, \
         users.deactivated_at, users.last_active_at, users.online"
    };
}

/// In the order that `token_row` reads them.
macro_rules! token_columns {
    () => {
        "tokens.token, tokens.created_at, tokens.platform, tokens.user_agent, tokens.device_id, \
         tokens.app_info"
    };
}

/// In the order that `role_row` reads them.
macro_rules! role_columns {
    () => {
        "definition, permissions, restrictions, created_at, updated_at"
    };
}

/// Users as the viewer `?1` sees them; with NULL, as nobody sees them. In the order that
/// `seen_row` reads them.
macro_rules! seen_users {
    () => {
        concat!(
            "SELECT ",
            user_columns!(),
            ", users.uid, mine.created_at, theirs.created_at
             FROM users
             LEFT JOIN users AS viewer ON viewer.uid = ?1
             LEFT JOIN blocks AS mine ON mine.blocker = viewer.id AND mine.blocked = users.id
             LEFT JOIN blocks AS theirs ON theirs.blocker = users.id AND theirs.blocked = viewer.id
             "
        )
    };
}

pub(super) use {role_columns, seen_users, token_columns, user_columns};

pub fn user_row(row: &Row<'_>) -> rusqlite::Result<UserRow> {
    Ok(UserRow {
        profile: row.get(0)?,
        tags: row.get(1)?,
        role: row.get(2)?,
        created_at: row.get(3)?,
        updated_at: row.get(4)?,
        deactivated_at: row.get(5)?,
        last_active_at: row.get(6)?,
        online: row.get(7)?,
    })
}

pub fn seen_row(row: &Row<'_>) -> rusqlite::Result<SeenRow> {
    Ok(SeenRow {
        user: user_row(row)?,
        uid: row.get(8)?,
        blocked_by_me_at: row.get(9)?,
        has_blocked_me_at: row.get(10)?,
    })
}

pub fn token_row(row: &Row<'_>) -> rusqlite::Result<TokenRow> {
    Ok(TokenRow {
        token: row.get(0)?,
        created_at: row.get(1)?,
        platform: row.get(2)?,
        user_agent: row.get(3)?,
        device_id: row.get(4)?,
        app_info: row.get(5)?,
    })
}

pub fn role_row(row: &Row<'_>) -> rusqlite::Result<RoleRow> {
    Ok(RoleRow {
        definition: row.get(0)?,
        permissions: row.get(1)?,
        restrictions: row.get(2)?,
        created_at: row.get(3)?,
        updated_at: row.get(4)?,
    })
}

pub fn api_key_row(row: &Row<'_>) -> rusqlite::Result<ApiKeyRow> {
    Ok(ApiKeyRow {
        key: row.get(0)?,
        name: row.get(1)?,
        scope: row.get(2)?,
        created_at: row.get(3)?,
    })
}
