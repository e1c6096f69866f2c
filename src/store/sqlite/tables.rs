//! The rows in SQL: every statement of the project is here.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::super::{ApiKeyRow, Listing, RoleRow, SeenRow, Tables, TokenRow, UserRow};
use super::fault::fault;
use super::rows::{
    api_key_row, role_columns, role_row, seen_row, seen_users, token_columns, token_row,
    user_columns, user_row,
};
use super::{lists, users};
use crate::error::Result;

/// The tables of a connection, inside or outside of a transaction.
pub struct SqliteTables<'a>(pub &'a Connection);

impl SqliteTables<'_> {
    /// Change rows; how many.
    fn change(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.0
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(fault)
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        self.0
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params, read).optional())
            .map_err(fault)
    }

    fn many<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.0
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, read)?.collect())
            .map_err(fault)
    }

    fn count(&self, sql: &str) -> Result<u64> {
        Ok(self.one(sql, [], |row| row.get(0))?.unwrap_or(0))
    }

    fn count_of(&self, sql: &str, uid: &str) -> Result<u64> {
        Ok(self.one(sql, [uid], |row| row.get(0))?.unwrap_or(0))
    }
}

impl Tables for SqliteTables<'_> {
    fn user(&self, uid: &str) -> Result<Option<UserRow>> {
        self.one(concat!("SELECT ", user_columns!(), " FROM users WHERE uid = ?1"), [uid], user_row)
    }

    fn users(&self, list: &Listing<'_>, offset: u64, most: u64) -> Result<(Vec<SeenRow>, u64)> {
        lists::users(self.0, list, offset, most).map_err(fault)
    }

    fn insert_user(&self, uid: &str, name: &str, user: &UserRow) -> Result<bool> {
        users::insert(self.0, uid, name, user).map_err(fault)
    }

    fn update_user(&self, uid: &str, name: Option<&str>, user: &UserRow) -> Result<()> {
        users::update(self.0, uid, name, user).map_err(fault)
    }

    fn set_deactivated_at(&self, uid: &str, at: u64) -> Result<()> {
        users::set_deactivated_at(self.0, uid, at).map_err(fault)
    }

    fn set_last_active_at(&self, uid: &str, at: u64) -> Result<()> {
        self.change("UPDATE users SET last_active_at = ?2 WHERE uid = ?1", params![uid, at])
            .map(drop)
    }

    fn delete_user(&self, uid: &str) -> Result<bool> {
        users::delete(self.0, uid).map_err(fault)
    }

    fn set_online(&self, uid: &str, online: bool, at: u64) -> Result<()> {
        users::set_online(self.0, uid, online, at).map_err(fault)
    }

    fn set_all_offline(&self) -> Result<()> {
        users::set_all_offline(self.0).map_err(fault)
    }

    fn count_online(&self) -> Result<u64> {
        users::count_online(self.0).map_err(fault)
    }

    fn user_seen_by(&self, viewer: &str, uid: &str) -> Result<Option<SeenRow>> {
        self.one(
            concat!(seen_users!(), "WHERE users.deactivated_at = 0 AND users.uid = ?2"),
            [viewer, uid],
            seen_row,
        )
    }

    fn insert_block(&self, blocker: &str, blocked: &str, at: u64) -> Result<bool> {
        let added = self.change(
            "INSERT INTO blocks (blocker, blocked, created_at)
             SELECT a.id, b.id, ?3 FROM users AS a, users AS b WHERE a.uid = ?1 AND b.uid = ?2
             ON CONFLICT DO NOTHING",
            params![blocker, blocked, at],
        )?;
        Ok(added == 1)
    }

    fn delete_block(&self, blocker: &str, blocked: &str) -> Result<bool> {
        let removed = self.change(
            "DELETE FROM blocks WHERE blocker = (SELECT id FROM users WHERE uid = ?1)
             AND blocked = (SELECT id FROM users WHERE uid = ?2)",
            [blocker, blocked],
        )?;
        Ok(removed == 1)
    }

    fn insert_friendship(&self, one: &str, other: &str, at: u64) -> Result<bool> {
        let added = self.change(
            "INSERT INTO friends (one, other, created_at)
             SELECT a.id, b.id, ?3 FROM users AS a, users AS b
             WHERE a.uid = ?1 AND b.uid = ?2 OR a.uid = ?2 AND b.uid = ?1
             ON CONFLICT DO NOTHING",
            params![one, other, at],
        )?;
        Ok(added > 0)
    }

    fn delete_friendship(&self, one: &str, other: &str) -> Result<bool> {
        let removed = self.change(
            "DELETE FROM friends WHERE (one, other) IN (
                 SELECT a.id, b.id FROM users AS a, users AS b
                 WHERE a.uid = ?1 AND b.uid = ?2 OR a.uid = ?2 AND b.uid = ?1)",
            [one, other],
        )?;
        Ok(removed > 0)
    }

    fn are_friends(&self, one: &str, other: &str) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM friends JOIN users AS a ON a.id = one JOIN users AS b ON b.id = other
             WHERE a.uid = ?1 AND b.uid = ?2",
            [one, other],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn count_friends(&self, uid: &str) -> Result<u64> {
        self.count_of(
            "SELECT count(*) FROM friends JOIN users ON users.id = one WHERE users.uid = ?1",
            uid,
        )
    }

    fn newest_change(&self) -> Result<u64> {
        self.count(
            "SELECT coalesce(max(max(created_at, coalesce(updated_at, 0))), 0)
             FROM users WHERE deactivated_at = 0",
        )
    }

    fn token_owner(&self, token: &str) -> Result<Option<String>> {
        self.one(
            "SELECT users.uid FROM tokens JOIN users ON users.id = tokens.user WHERE token = ?1",
            [token],
            |row| row.get(0),
        )
    }

    fn token(&self, uid: &str, token: &str) -> Result<Option<TokenRow>> {
        self.one(
            concat!(
                "SELECT ",
                token_columns!(),
                " FROM tokens JOIN users ON users.id = tokens.user
                 WHERE users.uid = ?1 AND tokens.token = ?2"
            ),
            [uid, token],
            token_row,
        )
    }

    fn tokens(&self, uid: &str, offset: u64, most: u64) -> Result<Vec<TokenRow>> {
        self.many(
            concat!(
                "SELECT ",
                token_columns!(),
                " FROM tokens JOIN users ON users.id = tokens.user
                 WHERE users.uid = ?1 ORDER BY tokens.id DESC LIMIT ?3 OFFSET ?2"
            ),
            params![uid, offset, most],
            token_row,
        )
    }

    fn count_tokens(&self, uid: &str) -> Result<u64> {
        self.count_of(
            "SELECT count(*) FROM tokens JOIN users ON users.id = tokens.user
             WHERE users.uid = ?1",
            uid,
        )
    }

    fn insert_token(&self, uid: &str, token: &TokenRow) -> Result<()> {
        self.change(
            "INSERT INTO tokens (token, user, created_at, platform, user_agent, device_id,
                                 app_info)
             SELECT ?2, id, ?3, ?4, ?5, ?6, ?7 FROM users WHERE uid = ?1",
            params![
                uid,
                token.token,
                token.created_at,
                token.platform,
                token.user_agent,
                token.device_id,
                token.app_info,
            ],
        )
        .map(drop)
    }

    fn update_token(&self, token: &TokenRow) -> Result<()> {
        self.change(
            "UPDATE tokens SET platform = ?2, user_agent = ?3, app_info = ?4 WHERE token = ?1",
            params![token.token, token.platform, token.user_agent, token.app_info],
        )
        .map(drop)
    }

    fn keep_newest_tokens(&self, uid: &str, most: u32) -> Result<()> {
        self.change(
            "DELETE FROM tokens WHERE id IN (
                 SELECT tokens.id FROM tokens JOIN users ON users.id = tokens.user
                 WHERE users.uid = ?1 ORDER BY tokens.id DESC LIMIT -1 OFFSET ?2)",
            params![uid, most],
        )
        .map(drop)
    }

    fn delete_token(&self, token: &str) -> Result<bool> {
        Ok(self.change("DELETE FROM tokens WHERE token = ?1", [token])? == 1)
    }

    fn role(&self, role: &str) -> Result<Option<RoleRow>> {
        self.one(
            concat!("SELECT ", role_columns!(), " FROM roles WHERE role = ?1"),
            [role],
            role_row,
        )
    }

    fn roles(&self, offset: u64, most: u64) -> Result<Vec<RoleRow>> {
        self.many(
            concat!("SELECT ", role_columns!(), " FROM roles ORDER BY id DESC LIMIT ?2 OFFSET ?1"),
            [offset, most],
            role_row,
        )
    }

    fn count_roles(&self) -> Result<u64> {
        self.count("SELECT count(*) FROM roles")
    }

    fn insert_role(&self, id: &str, role: &RoleRow) -> Result<bool> {
        let added = self.change(
            "INSERT INTO roles (role, definition, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4) ON CONFLICT (role) DO NOTHING",
            params![id, role.definition, role.created_at, role.updated_at],
        )?;
        Ok(added == 1)
    }

    fn update_role(&self, id: &str, role: &RoleRow) -> Result<()> {
        self.change(
            "UPDATE roles SET definition = ?2, permissions = ?3, restrictions = ?4,
                              updated_at = ?5
             WHERE role = ?1",
            params![id, role.definition, role.permissions, role.restrictions, role.updated_at],
        )
        .map(drop)
    }

    fn delete_role(&self, id: &str, instead: &str) -> Result<bool> {
        let deleted = self.change("DELETE FROM roles WHERE role = ?1", [id])? == 1;
        if deleted {
            users::replace_role(self.0, id, instead).map_err(fault)?;
        }
        Ok(deleted)
    }

    fn api_key(&self, key: &str) -> Result<Option<ApiKeyRow>> {
        self.one(
            "SELECT key, name, scope, created_at FROM api_keys WHERE key = ?1",
            [key],
            api_key_row,
        )
    }

    fn api_keys(&self, scope: Option<&str>, search: Option<&str>) -> Result<Vec<ApiKeyRow>> {
        // An app has 25 at most.
        let search = search.map(str::to_lowercase);
        let mut keys = self.many(
            "SELECT key, name, scope, created_at FROM api_keys
             WHERE ?1 IS NULL OR scope = ?1 ORDER BY id DESC",
            [scope],
            api_key_row,
        )?;
        if let Some(search) = search {
            keys.retain(|key| key.name.to_lowercase().contains(&search));
        }
        Ok(keys)
    }

    fn insert_api_key(&self, key: &ApiKeyRow) -> Result<bool> {
        let added = self.change(
            "INSERT INTO api_keys (key, name, scope, created_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key) DO NOTHING",
            params![key.key, key.name, key.scope, key.created_at],
        )?;
        Ok(added == 1)
    }

    fn update_api_key(&self, key: &ApiKeyRow) -> Result<()> {
        self.change(
            "UPDATE api_keys SET name = ?2, scope = ?3 WHERE key = ?1",
            params![key.key, key.name, key.scope],
        )
        .map(drop)
    }

    fn delete_api_key(&self, key: &str) -> Result<bool> {
        Ok(self.change("DELETE FROM api_keys WHERE key = ?1", [key])? == 1)
    }

    fn clear(&self) -> Result<()> {
        // Blocks, friends and tokens go with their users.
        for table in ["users", "facets", "orders", "texts", "grams", "roles", "api_keys"] {
            self.change(&format!("DELETE FROM {table}"), [])?;
        }
        Ok(())
    }

    fn constant(&self, name: &str, make: &dyn Fn() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let known =
            self.one("SELECT value FROM constants WHERE name = ?1", [name], |row| row.get(0))?;
        if let Some(value) = known {
            return Ok(value);
        }
        let value = make()?;
        self.change("INSERT INTO constants (name, value) VALUES (?1, ?2)", params![name, value])?;
        Ok(value)
    }
}
