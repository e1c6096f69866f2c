//! Writing users: the row, and with it all that lists are made from.

use rusqlite::{Connection, OptionalExtension, Result, params};

use super::super::UserRow;
use super::facets::{self, Facet};
use super::orders::{self, Key};
use super::{grams, texts};

pub fn insert(connection: &Connection, uid: &str, name: &str, user: &UserRow) -> Result<bool> {
    let added = connection
        .prepare_cached(
            "INSERT INTO users (uid, name, role, profile, tags, created_at, updated_at,
                                deactivated_at, last_active_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (uid) DO NOTHING",
        )?
        .execute(params![
            uid,
            name,
            user.role,
            user.profile,
            user.tags,
            user.created_at,
            user.updated_at,
            user.deactivated_at,
            user.last_active_at,
        ])?;
    if added == 0 {
        return Ok(false);
    }
    let id = connection.last_insert_rowid().cast_unsigned();
    facets::set(connection, Facet::All, id, true)?;
    facets::set(connection, Facet::Role(&user.role), id, true)?;
    for tag in tags(user.tags.as_deref()) {
        facets::set(connection, Facet::Tag(&tag), id, true)?;
    }
    if user.deactivated_at != 0 {
        facets::set(connection, Facet::Deactivated, id, true)?;
    }
    orders::insert(connection, Key::Age { created_at: user.created_at, id }, id)?;
    orders::insert(connection, Key::Name { name, uid }, id)?;
    texts::set(connection, id, Some((uid, name)))?;
    grams::note(connection, id)?;
    Ok(true)
}

/// What lists know of a user.
struct Known {
    id: u64,
    name: String,
    role: String,
    tags: Option<String>,
    created_at: u64,
}

fn known(connection: &Connection, uid: &str) -> Result<Option<Known>> {
    connection
        .prepare_cached("SELECT id, name, role, tags, created_at FROM users WHERE uid = ?1")?
        .query_row([uid], |row| {
            Ok(Known {
                id: row.get(0)?,
                name: row.get(1)?,
                role: row.get(2)?,
                tags: row.get(3)?,
                created_at: row.get(4)?,
            })
        })
        .optional()
}

pub fn update(
    connection: &Connection,
    uid: &str,
    name: Option<&str>,
    user: &UserRow,
) -> Result<()> {
    let Some(Known { id, name: old_name, role, tags: old_tags, .. }) = known(connection, uid)?
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "UPDATE users SET role = ?2, profile = ?3, tags = ?4, updated_at = ?5 WHERE id = ?1",
        )?
        .execute(params![id, user.role, user.profile, user.tags, user.updated_at])?;
    if role != user.role {
        facets::set(connection, Facet::Role(&role), id, false)?;
        facets::set(connection, Facet::Role(&user.role), id, true)?;
    }
    if old_tags != user.tags {
        let (old, new) = (tags(old_tags.as_deref()), tags(user.tags.as_deref()));
        for tag in old.iter().filter(|tag| !new.contains(tag)) {
            facets::set(connection, Facet::Tag(tag), id, false)?;
        }
        for tag in new.iter().filter(|tag| !old.contains(tag)) {
            facets::set(connection, Facet::Tag(tag), id, true)?;
        }
    }
    if let Some(name) = name.filter(|name| *name != old_name) {
        // Apart, since SQLite writes the index of a column that is set, changed or not.
        connection
            .prepare_cached("UPDATE users SET name = ?2 WHERE id = ?1")?
            .execute(params![id, name])?;
        orders::remove(connection, Key::Name { name: &old_name, uid }, id)?;
        orders::insert(connection, Key::Name { name, uid }, id)?;
        texts::set(connection, id, Some((uid, name)))?;
        grams::note(connection, id)?;
    }
    Ok(())
}

pub fn delete(connection: &Connection, uid: &str) -> Result<bool> {
    let Some(Known { id, name, role, tags: old_tags, created_at }) = known(connection, uid)? else {
        return Ok(false);
    };
    orders::remove(connection, Key::Age { created_at, id }, id)?;
    orders::remove(connection, Key::Name { name: &name, uid }, id)?;
    connection.prepare_cached("DELETE FROM users WHERE id = ?1")?.execute([id])?;
    for facet in [Facet::All, Facet::Deactivated, Facet::Online, Facet::Role(&role)] {
        facets::set(connection, facet, id, false)?;
    }
    for tag in tags(old_tags.as_deref()) {
        facets::set(connection, Facet::Tag(&tag), id, false)?;
    }
    // The index may keep its texts: who is not there is in no list, and SQLite gives the id
    // to no other user but as a new one.
    texts::set(connection, id, None)?;
    Ok(true)
}

pub fn set_deactivated_at(connection: &Connection, uid: &str, at: u64) -> Result<()> {
    let id = connection
        .prepare_cached("UPDATE users SET deactivated_at = ?2 WHERE uid = ?1 RETURNING id")?
        .query_row(params![uid, at], |row| row.get(0))
        .optional()?;
    match id {
        Some(id) => facets::set(connection, Facet::Deactivated, id, at != 0),
        None => Ok(()),
    }
}

pub fn set_online(connection: &Connection, uid: &str, online: bool, at: u64) -> Result<()> {
    let id = connection
        .prepare_cached(
            "UPDATE users SET online = ?2, last_active_at = ?3 WHERE uid = ?1 RETURNING id",
        )?
        .query_row(params![uid, online, at], |row| row.get(0))
        .optional()?;
    match id {
        Some(id) => facets::set(connection, Facet::Online, id, online),
        None => Ok(()),
    }
}

pub fn set_all_offline(connection: &Connection) -> Result<()> {
    let mut statement = connection.prepare_cached("UPDATE users SET online = 0 WHERE id = ?1")?;
    for id in facets::read(connection, Facet::Online)?.iter() {
        statement.execute([id])?;
    }
    facets::replace(connection, Facet::Online, &Default::default())
}

pub fn count_online(connection: &Connection) -> Result<u64> {
    let online = facets::read(connection, Facet::Online)?;
    Ok(online.minus(&facets::read(connection, Facet::Deactivated)?).len())
}

/// Give the users of a role another.
pub fn replace_role(connection: &Connection, role: &str, instead: &str) -> Result<()> {
    let users = facets::read(connection, Facet::Role(role))?;
    let mut statement = connection.prepare_cached("UPDATE users SET role = ?2 WHERE id = ?1")?;
    for id in users.iter() {
        statement.execute(params![id, instead])?;
    }
    let others = facets::read(connection, Facet::Role(instead))?;
    facets::replace(connection, Facet::Role(role), &Default::default())?;
    facets::replace(connection, Facet::Role(instead), &others.or(&users))
}

fn tags(json: Option<&str>) -> Vec<String> {
    json.map(|json| serde_json::from_str(json).expect("tags are stored as an array of texts"))
        .unwrap_or_default()
}
