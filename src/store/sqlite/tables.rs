//! The rows in SQL: every statement of the project is here.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::super::{RoleRow, Seen, SeenRow, Tables, UserRow};
use super::fault::fault;
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
}

/// In the order that `user_row` reads them.
macro_rules! user_columns {
    () => {
        "users.profile, users.tags, users.role, users.created_at, users.updated_at, \
         users.deactivated_at, users.last_active_at, users.online"
    };
}

/// Users as the viewer `?1` sees them.
macro_rules! seen {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            ", users.uid, mine.created_at, theirs.created_at
             FROM users
             JOIN users AS viewer ON viewer.uid = ?1
             LEFT JOIN blocks AS mine ON mine.blocker = viewer.id AND mine.blocked = users.id
             LEFT JOIN blocks AS theirs ON theirs.blocker = users.id AND theirs.blocked = viewer.id
             WHERE users.deactivated_at = 0 ",
            $rest
        )
    };
}

impl Tables for SqliteTables<'_> {
    fn user(&self, uid: &str) -> Result<Option<UserRow>> {
        self.one(concat!("SELECT ", user_columns!(), " FROM users WHERE uid = ?1"), [uid], user_row)
    }

    fn users(&self, offset: u64, most: u64) -> Result<Vec<UserRow>> {
        self.many(
            concat!(
                "SELECT ",
                user_columns!(),
                " FROM users WHERE deactivated_at = 0
                 ORDER BY created_at DESC, id DESC LIMIT ?2 OFFSET ?1"
            ),
            [offset, most],
            user_row,
        )
    }

    fn count_users(&self) -> Result<u64> {
        self.count("SELECT count(*) FROM users WHERE deactivated_at = 0")
    }

    fn insert_user(&self, uid: &str, name: &str, user: &UserRow) -> Result<bool> {
        let added = self.change(
            "INSERT INTO users (uid, name, role, profile, tags, created_at, updated_at,
                                deactivated_at, last_active_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (uid) DO NOTHING",
            params![
                uid,
                name,
                user.role,
                user.profile,
                user.tags,
                user.created_at,
                user.updated_at,
                user.deactivated_at,
                user.last_active_at,
            ],
        )?;
        Ok(added == 1)
    }

    fn update_user(&self, uid: &str, name: Option<&str>, user: &UserRow) -> Result<()> {
        self.change(
            "UPDATE users SET name = coalesce(?2, name), role = ?3, profile = ?4, tags = ?5,
                              updated_at = ?6
             WHERE uid = ?1",
            params![uid, name, user.role, user.profile, user.tags, user.updated_at],
        )
        .map(drop)
    }

    fn set_deactivated_at(&self, uid: &str, at: u64) -> Result<()> {
        self.change("UPDATE users SET deactivated_at = ?2 WHERE uid = ?1", params![uid, at])
            .map(drop)
    }

    fn set_last_active_at(&self, uid: &str, at: u64) -> Result<()> {
        self.change("UPDATE users SET last_active_at = ?2 WHERE uid = ?1", params![uid, at])
            .map(drop)
    }

    fn delete_user(&self, uid: &str) -> Result<bool> {
        Ok(self.change("DELETE FROM users WHERE uid = ?1", [uid])? == 1)
    }

    fn set_online(&self, uid: &str, online: bool, at: u64) -> Result<()> {
        self.change(
            "UPDATE users SET online = ?2, last_active_at = ?3 WHERE uid = ?1",
            params![uid, online, at],
        )
        .map(drop)
    }

    fn set_all_offline(&self) -> Result<()> {
        self.change("UPDATE users SET online = 0 WHERE online = 1 AND deactivated_at = 0", [])
            .map(drop)
    }

    fn count_online(&self) -> Result<u64> {
        self.count("SELECT count(*) FROM users WHERE deactivated_at = 0 AND online = 1")
    }

    fn user_seen_by(&self, viewer: &str, uid: &str) -> Result<Option<SeenRow>> {
        self.one(seen!("AND users.uid = ?2"), [viewer, uid], seen_row)
    }

    fn users_seen_by(
        &self,
        viewer: &str,
        seen: Seen,
        offset: u64,
        most: u64,
    ) -> Result<Vec<SeenRow>> {
        let (by_me, has_me) = match seen {
            Seen::All => (None, None),
            Seen::Blocked => (Some(true), Some(true)),
            Seen::BlockedByMe => (Some(true), None),
            Seen::HasBlockedMe => (None, Some(true)),
        };
        self.many(
            seen!(
                "AND users.id <> viewer.id
                 AND (?2 IS NULL AND ?3 IS NULL
                      OR ?2 AND mine.created_at IS NOT NULL
                      OR ?3 AND theirs.created_at IS NOT NULL)
                 ORDER BY users.online DESC, users.name, users.uid LIMIT ?5 OFFSET ?4"
            ),
            params![viewer, by_me, has_me, offset, most],
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

    fn newest_change(&self) -> Result<u64> {
        self.count(
            "SELECT max(coalesce(max(created_at), 0), coalesce(max(updated_at), 0))
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

    fn insert_token(&self, uid: &str, token: &str, created_at: u64) -> Result<()> {
        self.change(
            "INSERT INTO tokens (token, user, created_at)
             SELECT ?2, id, ?3 FROM users WHERE uid = ?1",
            params![uid, token, created_at],
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
            "SELECT definition, created_at, updated_at FROM roles WHERE role = ?1",
            [role],
            role_row,
        )
    }

    fn roles(&self, offset: u64, most: u64) -> Result<Vec<RoleRow>> {
        self.many(
            "SELECT definition, created_at, updated_at FROM roles
             ORDER BY id DESC LIMIT ?2 OFFSET ?1",
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
            "UPDATE roles SET definition = ?2, updated_at = ?3 WHERE role = ?1",
            params![id, role.definition, role.updated_at],
        )
        .map(drop)
    }

    fn delete_role(&self, id: &str, instead: &str) -> Result<bool> {
        let deleted = self.change("DELETE FROM roles WHERE role = ?1", [id])? == 1;
        if deleted {
            self.change(
                "UPDATE users SET role = ?2 WHERE role = ?1 AND role <> 'default'",
                [id, instead],
            )?;
        }
        Ok(deleted)
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

fn user_row(row: &Row<'_>) -> rusqlite::Result<UserRow> {
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

fn seen_row(row: &Row<'_>) -> rusqlite::Result<SeenRow> {
    Ok(SeenRow {
        user: user_row(row)?,
        uid: row.get(8)?,
        blocked_by_me_at: row.get(9)?,
        has_blocked_me_at: row.get(10)?,
    })
}

fn role_row(row: &Row<'_>) -> rusqlite::Result<RoleRow> {
    Ok(RoleRow { definition: row.get(0)?, created_at: row.get(1)?, updated_at: row.get(2)? })
}
