//! The orders of lists: the ids of all users in each order, cut into pieces. A page is found by
//! counting the ids before it that are in the list, a few nanoseconds each, instead of
//! following an index entry by entry.

use rusqlite::{Connection, OptionalExtension, params};

use super::id_set::IdSet;

/// Ids of the longest piece: its row does not leave its page.
const PIECE: usize = 192;

#[derive(Clone, Copy)]
pub enum By {
    /// Time of creation, then id.
    Age = 0,
    /// Name, then uid.
    Name = 1,
}

/// Which pages of an order are meant.
#[derive(Clone, Copy)]
pub struct Page {
    pub backwards: bool,
    pub skip: u64,
    pub most: u64,
}

impl By {
    /// What a user is sorted by, as bytes that sort alike.
    pub fn key(self, connection: &Connection, id: u64) -> rusqlite::Result<Vec<u8>> {
        match self {
            By::Age => connection
                .prepare_cached("SELECT created_at FROM users WHERE id = ?1")?
                .query_row([id], |row| Ok(age(row.get(0)?, id))),
            By::Name => connection
                .prepare_cached("SELECT name, uid FROM users WHERE id = ?1")?
                .query_row([id], |row| {
                    Ok(name(row.get_ref(0)?.as_bytes()?, row.get_ref(1)?.as_bytes()?))
                }),
        }
    }
}

pub fn age(created_at: u64, id: u64) -> Vec<u8> {
    [created_at.to_be_bytes(), id.to_be_bytes()].concat()
}

pub fn name(name: &[u8], uid: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 2 + uid.len());
    for byte in name {
        key.push(*byte);
        if *byte == 0 {
            key.push(0xFF);
        }
    }
    // Lower than whatever a longer name goes on with.
    key.extend_from_slice(&[0, 1]);
    key.extend_from_slice(uid);
    key
}

/// Put a user, whose row has this key, in its place.
pub fn insert(connection: &Connection, by: By, key: &[u8], id: u64) -> rusqlite::Result<()> {
    let Some((first, mut ids)) = piece(connection, by, key)? else {
        // The first piece begins before everything.
        return write(connection, by, &[], &[id as u32]);
    };
    let at = match by {
        By::Age => search(connection, &ids, key)?,
        By::Name => after_next_lower(connection, &ids, id)?,
    };
    if ids.len() < PIECE {
        ids.insert(at, id as u32);
        return write(connection, by, &first, &ids);
    }
    if at == PIECE {
        // Mostly they come in order, and then pieces are left full.
        return write(connection, by, key, &[id as u32]);
    }
    ids.insert(at, id as u32);
    let rest = ids.split_off(PIECE / 2);
    let middle = match rest[0] == id as u32 {
        true => key.to_vec(),
        false => by.key(connection, rest[0].into())?,
    };
    write(connection, by, &first, &ids)?;
    write(connection, by, &middle, &rest)
}

/// Take a user out, whose row has or had this key.
pub fn remove(connection: &Connection, by: By, key: &[u8], id: u64) -> rusqlite::Result<()> {
    let Some((first, mut ids)) = piece(connection, by, key)? else { return Ok(()) };
    ids.retain(|known| u64::from(*known) != id);
    if ids.is_empty() {
        return connection
            .prepare_cached("DELETE FROM orders WHERE by = ?1 AND first = ?2")?
            .execute(params![by as u8, first])
            .map(drop);
    }
    write(connection, by, &first, &ids)
}

/// The users of a page, of those in a set.
pub fn page(
    connection: &Connection,
    by: By,
    users: &IdSet,
    Page { backwards, mut skip, most }: Page,
) -> rusqlite::Result<Vec<u64>> {
    let mut statement = connection.prepare_cached(match backwards {
        false => "SELECT users FROM orders WHERE by = ?1 ORDER BY first",
        true => "SELECT users FROM orders WHERE by = ?1 ORDER BY first DESC",
    })?;
    let mut rows = statement.query([by as u8])?;
    let mut page = Vec::new();
    while let Some(row) = rows.next()? {
        let ids = row.get_ref(0)?.as_blob()?.as_chunks().0.iter();
        let ids = ids.map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        let ids = ids.filter(|id| users.contains(*id));
        if skip > 0 {
            let count = ids.clone().count() as u64;
            if count <= skip {
                skip -= count;
                continue;
            }
        }
        let left = (most as usize).saturating_sub(page.len());
        match backwards {
            false => page.extend(ids.skip(skip as usize).take(left)),
            true => page.extend(ids.rev().skip(skip as usize).take(left)),
        }
        skip = 0;
        if page.len() as u64 == most {
            break;
        }
    }
    Ok(page)
}

/// The piece that a key falls into.
fn piece(
    connection: &Connection,
    by: By,
    key: &[u8],
) -> rusqlite::Result<Option<(Vec<u8>, Vec<u32>)>> {
    connection
        .prepare_cached(
            "SELECT first, users FROM orders WHERE by = ?1 AND first <= ?2
             ORDER BY first DESC LIMIT 1",
        )?
        .query_row(params![by as u8, key], |row| {
            let ids = row.get_ref(1)?.as_blob()?.as_chunks().0.iter();
            Ok((row.get(0)?, ids.map(|bytes| u32::from_le_bytes(*bytes)).collect()))
        })
        .optional()
}

/// The place of a time in a piece.
fn search(connection: &Connection, ids: &[u32], key: &[u8]) -> rusqlite::Result<usize> {
    let is_before =
        |id: u32| -> rusqlite::Result<bool> { Ok(*By::Age.key(connection, id.into())? < *key) };
    // Mostly it comes last.
    if let Some(last) = ids.last()
        && is_before(*last)?
    {
        return Ok(ids.len());
    }
    let (mut low, mut high) = (0, ids.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if is_before(ids[middle])? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The place of a user's name in a piece: behind the next lower one, if that is in it. To compare
/// with names of the piece would read rows from all over the file.
fn after_next_lower(connection: &Connection, ids: &[u32], id: u64) -> rusqlite::Result<usize> {
    // As one comparison of pairs, SQLite would step over all who have the same name.
    let mut lower: Option<u32> = None;
    for sql in [
        "SELECT id FROM users INDEXED BY users_by_name
         WHERE name = (SELECT name FROM users WHERE id = ?1)
           AND uid < (SELECT uid FROM users WHERE id = ?1)
         ORDER BY uid DESC LIMIT 1",
        "SELECT id FROM users INDEXED BY users_by_name
         WHERE name < (SELECT name FROM users WHERE id = ?1)
         ORDER BY name DESC, uid DESC LIMIT 1",
    ] {
        if lower.is_none() {
            lower = connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        }
    }
    let place = ids.iter().position(|known| Some(*known) == lower);
    Ok(place.map_or(0, |place| place + 1))
}

fn write(connection: &Connection, by: By, first: &[u8], ids: &[u32]) -> rusqlite::Result<()> {
    let users: Vec<u8> = ids.iter().flat_map(|id| id.to_le_bytes()).collect();
    connection
        .prepare_cached(
            "INSERT INTO orders (by, first, users) VALUES (?1, ?2, ?3)
             ON CONFLICT (by, first) DO UPDATE SET users = excluded.users",
        )?
        .execute(params![by as u8, first, users])
        .map(drop)
}
