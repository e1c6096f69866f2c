//! What users have in common, as a set of ids each: cut into pieces, so that a change of one
//! user writes a few hundred bytes, and a million users are read with a few hundred rows.

use rusqlite::{Connection, OptionalExtension, params};

use super::id_set::IdSet;

/// Ids of a piece: its bits are 512 bytes, so that a row never leaves its page.
pub(super) const PIECE: u64 = 4096;

/// What users can have in common.
#[derive(Clone, Copy)]
pub enum Facet<'a> {
    /// They are there.
    All,
    Deactivated,
    Online,
    Role(&'a str),
    Tag(&'a str),
    /// Their texts have changed since they were indexed.
    Reworded,
}

impl Facet<'_> {
    fn name(self) -> String {
        match self {
            Facet::All => "all".to_owned(),
            Facet::Deactivated => "deactivated".to_owned(),
            Facet::Online => "online".to_owned(),
            Facet::Reworded => "reworded".to_owned(),
            Facet::Role(role) => format!("role:{role}"),
            Facet::Tag(tag) => format!("tag:{tag}"),
        }
    }
}

/// Who has it.
pub fn read(connection: &Connection, facet: Facet<'_>) -> rusqlite::Result<IdSet> {
    read_part(connection, facet, 0, i64::MAX as u64)
}

/// Who has it, of `span` ids from `first` on, counted from there: whole pieces.
pub fn read_part(
    connection: &Connection,
    facet: Facet<'_>,
    first: u64,
    span: u64,
) -> rusqlite::Result<IdSet> {
    let mut users = IdSet::default();
    let mut statement = connection.prepare_cached(
        "SELECT piece, users FROM facets WHERE name = ?1 AND piece >= ?2 AND piece < ?3",
    )?;
    let (start, end) = (first / PIECE, (first + span) / PIECE);
    let mut rows = statement.query(params![facet.name(), start, end])?;
    while let Some(row) = rows.next()? {
        let piece = IdSet::unpack(row.get_ref(1)?.as_blob()?, PIECE);
        users.extend((row.get::<_, u64>(0)? - start) * PIECE, &piece);
    }
    Ok(users)
}

/// Let nobody have it of `span` ids from `first` on: whole pieces.
pub fn clear_part(
    connection: &Connection,
    facet: Facet<'_>,
    first: u64,
    span: u64,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM facets WHERE name = ?1 AND piece >= ?2 AND piece < ?3")?
        .execute(params![facet.name(), first / PIECE, (first + span) / PIECE])
        .map(drop)
}

/// Note that a user has it, or has not.
pub fn set(connection: &Connection, facet: Facet<'_>, id: u64, has: bool) -> rusqlite::Result<()> {
    let (name, piece, offset) = (facet.name(), id / PIECE, id % PIECE);
    let known = connection
        .prepare_cached("SELECT users FROM facets WHERE name = ?1 AND piece = ?2")?
        .query_row(params![name, piece], |row| Ok(IdSet::unpack(row.get_ref(0)?.as_blob()?, PIECE)))
        .optional()?;
    let mut users = known.unwrap_or_default();
    if users.contains(offset) == has {
        return Ok(());
    }
    if has {
        users.insert(offset);
    } else {
        users.remove(offset);
    }
    write(connection, &name, piece, &users)
}

/// Let these users have it, and nobody else.
pub fn replace(connection: &Connection, facet: Facet<'_>, users: &IdSet) -> rusqlite::Result<()> {
    let name = facet.name();
    connection.prepare_cached("DELETE FROM facets WHERE name = ?1")?.execute([&name])?;
    let mut next = 0;
    while let Some(piece) = users.next_from(next).map(|id| id / PIECE) {
        write(connection, &name, piece, &users.slice(piece * PIECE, PIECE))?;
        next = (piece + 1) * PIECE;
    }
    Ok(())
}

fn write(connection: &Connection, name: &str, piece: u64, users: &IdSet) -> rusqlite::Result<()> {
    if users.is_empty() {
        connection
            .prepare_cached("DELETE FROM facets WHERE name = ?1 AND piece = ?2")?
            .execute(params![name, piece])
    } else {
        connection
            .prepare_cached(
                "INSERT INTO facets (name, piece, users) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name, piece) DO UPDATE SET users = excluded.users",
            )?
            .execute(params![name, piece, users.pack(PIECE)])
    }
    .map(drop)
}
