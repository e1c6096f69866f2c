//! The orders of lists: the ids of all users in each order, cut into pieces. A page is found by
//! counting the ids before it that are in the list, a few nanoseconds each, instead of
//! following an index entry by entry.

use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

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

/// What a user is sorted by.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    Age { created_at: u64, id: u64 },
    Name { name: &'a str, uid: &'a str },
}

impl Key<'_> {
    fn by(&self) -> By {
        match self {
            Key::Age { .. } => By::Age,
            Key::Name { .. } => By::Name,
        }
    }

    /// As bytes that sort alike.
    fn bytes(&self) -> Vec<u8> {
        match self {
            Key::Age { created_at, id } => [created_at.to_be_bytes(), id.to_be_bytes()].concat(),
            Key::Name { name, uid } => {
                let mut key = Vec::with_capacity(name.len() + 2 + uid.len());
                for byte in name.bytes() {
                    key.push(byte);
                    if byte == 0 {
                        key.push(0xFF);
                    }
                }
                // Lower than whatever a longer name goes on with.
                key.extend_from_slice(&[0, 1]);
                key.extend_from_slice(uid.as_bytes());
                key
            }
        }
    }
}

impl By {
    /// The key of a user who is there, as bytes.
    pub fn key(self, connection: &Connection, id: u64) -> rusqlite::Result<Vec<u8>> {
        match self {
            By::Age => connection
                .prepare_cached("SELECT created_at FROM users WHERE id = ?1")?
                .query_row([id], |row| Ok(Key::Age { created_at: row.get(0)?, id }.bytes())),
            By::Name => connection
                .prepare_cached("SELECT name, uid FROM users WHERE id = ?1")?
                .query_row([id], |row| {
                    let (name, uid) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
                    Ok(Key::Name { name, uid }.bytes())
                }),
        }
    }
}

/// Put a user, whose row is written, in its place.
pub fn insert(connection: &Connection, key: Key<'_>, id: u64) -> rusqlite::Result<()> {
    let (by, bytes) = (key.by(), key.bytes());
    let Some((first, mut ids)) = piece(connection, by, &bytes)? else {
        // The first piece begins before everything.
        return write(connection, by, &[], &[id as u32]);
    };
    let at = match key {
        Key::Age { .. } => search(connection, &ids, &bytes)?,
        Key::Name { name, uid } => after_next_lower(connection, &ids, name, uid)?,
    };
    if at == PIECE {
        // Mostly they come in order, and then pieces are left full.
        return write(connection, by, &bytes, &[id as u32]);
    }
    ids.insert(at, id as u32);
    if ids.len() > PIECE {
        let rest = ids.split_off(PIECE / 2);
        let middle = by.key(connection, rest[0].into())?;
        write(connection, by, &middle, &rest)?;
    }
    write(connection, by, &first, &ids)
}

/// Take a user out who has, or had, this key.
pub fn remove(connection: &Connection, key: Key<'_>, id: u64) -> rusqlite::Result<()> {
    let by = key.by();
    let Some((first, mut ids)) = piece(connection, by, &key.bytes())? else { return Ok(()) };
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
fn after_next_lower(
    connection: &Connection,
    ids: &[u32],
    name: &str,
    uid: &str,
) -> rusqlite::Result<usize> {
    let lower = |sql, params: &[&str]| {
        let id = |row: &Row<'_>| row.get::<_, u32>(0);
        connection.prepare_cached(sql)?.query_row(params_from_iter(params), id).optional()
    };
    // As one comparison of pairs, SQLite would step over all who have the same name.
    let namesake = lower(
        "SELECT id FROM users INDEXED BY users_by_name WHERE name = ?1 AND uid < ?2
         ORDER BY uid DESC LIMIT 1",
        &[name, uid],
    )?;
    let lower = match namesake {
        None => lower(
            "SELECT id FROM users INDEXED BY users_by_name WHERE name < ?1
             ORDER BY name DESC, uid DESC LIMIT 1",
            &[name],
        )?,
        namesake => namesake,
    };
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
