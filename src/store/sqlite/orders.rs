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
    let Some(mut piece) = Piece::of(connection, key)? else {
        // The first piece begins before everything.
        return Piece::new(key.by(), Vec::new(), key, id).write(connection);
    };
    let at = match key {
        Key::Age { created_at, id } => piece
            .users
            .partition_point(|user| (user.created_at, u64::from(user.id)) < (created_at, id)),
        Key::Name { name, uid } => piece.after_next_lower(connection, name, uid)?,
    };
    if at == PIECE {
        // Mostly they come in order, and then pieces are left full.
        return Piece::new(key.by(), key.bytes(), key, id).write(connection);
    }
    piece.users.insert(at, Placed::new(key, id));
    if piece.users.len() > PIECE {
        let users = piece.users.split_off(PIECE / 2);
        let first = piece.by.key(connection, users[0].id.into())?;
        Piece { by: piece.by, first, users }.write(connection)?;
    }
    piece.write(connection)
}

/// Take a user out who has, or had, this key.
pub fn remove(connection: &Connection, key: Key<'_>, id: u64) -> rusqlite::Result<()> {
    let Some(mut piece) = Piece::of(connection, key)? else { return Ok(()) };
    piece.users.retain(|user| u64::from(user.id) != id);
    piece.write(connection)
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
        let ids = ids(row.get_ref(0)?.as_blob()?).map(u64::from);
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

/// Users who follow one another.
struct Piece {
    by: By,
    /// No key in it is lower, and none of the pieces before has one that is not.
    first: Vec<u8>,
    users: Vec<Placed>,
}

/// A user of a piece.
#[derive(Debug, PartialEq)]
struct Placed {
    id: u32,
    /// In the order of age: else a place in it would be found by reading rows from all over
    /// the file.
    created_at: u64,
}

impl Placed {
    fn new(key: Key<'_>, id: u64) -> Self {
        let created_at = match key {
            Key::Age { created_at, .. } => created_at,
            Key::Name { .. } => 0,
        };
        Placed { id: id as u32, created_at }
    }
}

impl Piece {
    fn new(by: By, first: Vec<u8>, key: Key<'_>, id: u64) -> Self {
        Piece { by, first, users: vec![Placed::new(key, id)] }
    }

    /// The piece that a key falls into.
    fn of(connection: &Connection, key: Key<'_>) -> rusqlite::Result<Option<Self>> {
        let by = key.by();
        connection
            .prepare_cached(
                "SELECT first, users FROM orders WHERE by = ?1 AND first <= ?2
                 ORDER BY first DESC LIMIT 1",
            )?
            .query_row(params![by as u8, key.bytes()], |row| {
                Ok(Piece { by, first: row.get(0)?, users: unpack(row.get_ref(1)?.as_blob()?) })
            })
            .optional()
    }

    fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        if self.users.is_empty() {
            return connection
                .prepare_cached("DELETE FROM orders WHERE by = ?1 AND first = ?2")?
                .execute(params![self.by as u8, self.first])
                .map(drop);
        }
        connection
            .prepare_cached(
                "INSERT INTO orders (by, first, users) VALUES (?1, ?2, ?3)
                 ON CONFLICT (by, first) DO UPDATE SET users = excluded.users",
            )?
            .execute(params![self.by as u8, self.first, pack(&self.users, self.by)])
            .map(drop)
    }

    /// The place of a user's name: behind the next lower one, if that is in the piece. To
    /// compare with names of the piece would read rows from all over the file.
    fn after_next_lower(
        &self,
        connection: &Connection,
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
        let place = self.users.iter().position(|user| Some(user.id) == lower);
        Ok(place.map_or(0, |place| place + 1))
    }
}

/// As bytes: how many users there are, how many bytes an id takes, the ids, and in the order
/// of age the seconds from each user to the next, seven bits a byte.
fn pack(users: &[Placed], by: By) -> Vec<u8> {
    let is_small = users.iter().all(|user| user.id < 1 << 24);
    let width = if is_small { 3 } else { 4 };
    let mut packed = Vec::with_capacity(2 + users.len() * (width + 2));
    packed.extend([users.len() as u8, width as u8]);
    for user in users {
        packed.extend_from_slice(&user.id.to_le_bytes()[..width]);
    }
    if let By::Age = by {
        let mut time = 0;
        for user in users {
            let mut rest = user.created_at.wrapping_sub(time);
            time = user.created_at;
            while rest >= 0x80 {
                packed.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            packed.push(rest as u8);
        }
    }
    packed
}

fn unpack(packed: &[u8]) -> Vec<Placed> {
    let mut times = times(packed);
    ids(packed).map(|id| Placed { id, created_at: times.next().unwrap_or(0) }).collect()
}

fn ids(packed: &[u8]) -> impl DoubleEndedIterator<Item = u32> + Clone {
    let (ids, _) = parts(packed);
    let (small, large) = match packed.get(1) {
        Some(3) => (ids.as_chunks().0, Default::default()),
        _ => (Default::default(), ids.as_chunks().0),
    };
    let small = small.iter().map(|[a, b, c]| u32::from_le_bytes([*a, *b, *c, 0]));
    small.chain(large.iter().map(|id| u32::from_le_bytes(*id)))
}

fn times(packed: &[u8]) -> impl Iterator<Item = u64> {
    let (_, mut bytes) = parts(packed);
    let mut time = 0_u64;
    std::iter::from_fn(move || {
        let last = bytes.iter().position(|byte| *byte < 0x80)?;
        let (gap, rest) = bytes.split_at(last + 1);
        bytes = rest;
        let gap = gap.iter().rev().fold(0, |gap, byte| gap << 7 | u64::from(byte & 0x7F));
        time = time.wrapping_add(gap);
        Some(time)
    })
}

/// The bytes of the ids, and of the times.
fn parts(packed: &[u8]) -> (&[u8], &[u8]) {
    let Some((&[count, width], rest)) = packed.split_first_chunk() else {
        return Default::default();
    };
    rest.split_at_checked(usize::from(count) * usize::from(width)).unwrap_or_default()
}

const _: () = assert!(PIECE <= u8::MAX as usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_any_ids_and_times() {
        let times = [0, 0, 1, 127, 128, 16_383, 16_384, 1 << 35, u64::MAX];
        for ids in [[1, 5, 200, 65_536, 3, 9, 8, 7, (1 << 24) - 1], [1 << 24; 9], [u32::MAX; 9]] {
            let all = ids.iter().zip(times);
            let users: Vec<_> =
                all.map(|(id, created_at)| Placed { id: *id, created_at }).collect();
            let packed = pack(&users, By::Age);
            assert_eq!(unpack(&packed), users);
            assert!(super::ids(&packed).rev().eq(ids.into_iter().rev()));
            let packed = pack(&users, By::Name);
            assert!(super::ids(&packed).eq(ids));
        }
    }
}
