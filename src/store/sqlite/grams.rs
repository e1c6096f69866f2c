//! The index of the texts: which users have which part of a text.
//!
//! Users are indexed a shard at a time, when it is full, as a whole: their grams are sorted and
//! written in one go, so that a single new user pays for none of them. Until then, and after a
//! text has changed, a user is looked at directly.
//!
//! A gram is indexed if it is one byte long, or if the gram without its last byte is *common*
//! in the shard. So common grams grow until they are rare or the text ends, and of anything
//! that is looked for, the last indexed gram that is not behind it in the order of bytes tells
//! all (`Index::look_up`): it is the very text; or its rare beginning, which few users have; or
//! neither, and then nobody has it. That is one look-up a shard, whatever is looked for.

use rusqlite::{Connection, OptionalExtension, params};

use super::facets::{self, Facet};
use super::id_set::IdSet;
use super::texts::{self, BLOCK, Needle};

/// Ids of a shard.
const SHARD: u64 = 1 << 14;

/// Users of a shard who make a gram common.
const COMMON: u64 = 64;

/// Bytes of the longest gram.
const LONGEST: usize = 24;

/// Changed texts of a shard after which it is indexed again.
const REWORDED: u64 = 1024;

/// After a byte of text there is no such.
const END: u8 = 0xFF;

#[derive(Clone, Copy)]
enum Field {
    Uid = 0,
    Name = 1,
}

/// Keep the index right after a text was written.
pub fn note(connection: &Connection, id: u64) -> rusqlite::Result<()> {
    let shard = id / SHARD;
    if is_indexed(connection, shard)? {
        facets::set(connection, Facet::Reworded, id, true)?;
        let reworded = facets::read(connection, Facet::Reworded)?;
        let of_shard = reworded.slice(shard * SHARD, SHARD);
        if of_shard.len() >= REWORDED {
            let mut others = reworded;
            of_shard.iter().for_each(|id| others.remove(shard * SHARD + id));
            facets::replace(connection, Facet::Reworded, &others)?;
            index(connection, shard)?;
        }
    } else if id.is_multiple_of(SHARD) && shard > 0 && !is_indexed(connection, shard - 1)? {
        index(connection, shard - 1)?;
    }
    Ok(())
}

/// Those of some users who have what is looked for.
pub fn search(
    connection: &Connection,
    needle: &Needle<'_>,
    among: &IdSet,
) -> rusqlite::Result<IdSet> {
    let mut found = IdSet::default();
    let mut maybe = IdSet::default();
    let reworded = facets::read(connection, Facet::Reworded)?;
    let mut next = 0;
    while let Some(shard) = among.next_from(next).map(|id| id / SHARD) {
        let first = shard * SHARD;
        next = first + SHARD;
        let among = among.slice(first, SHARD);
        if !is_indexed(connection, shard)? {
            maybe.extend(first, &among);
            continue;
        }
        let reworded = reworded.slice(first, SHARD);
        maybe.extend(first, &reworded.clone().and(&among));
        let among = among.minus(&reworded);
        for field in needle.fields() {
            let (users, exact) = Index { connection, shard, field }.users(needle.text)?;
            let users = users.and(&among);
            if exact { &mut found } else { &mut maybe }.extend(first, &users);
        }
    }
    let maybe = needle.filter(connection, &maybe.minus(&found))?;
    Ok(found.or(&maybe))
}

impl Needle<'_> {
    fn fields(&self) -> impl Iterator<Item = Field> {
        let uid = self.in_uid.then_some(Field::Uid);
        uid.into_iter().chain(self.in_name.then_some(Field::Name))
    }
}

fn is_indexed(connection: &Connection, shard: u64) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM grams WHERE shard = ?1 LIMIT 1")?.exists([shard])
}

/// The indexed texts of a shard.
struct Index<'a> {
    connection: &'a Connection,
    shard: u64,
    field: Field,
}

/// What the index knows of a text.
enum Known {
    /// Who has it.
    Exactly(IdSet),
    /// Who has so many bytes of it from its beginning.
    Begins(usize, IdSet),
}

impl Index<'_> {
    /// Who has a text, and whether that is certain: of who has not, few are among them.
    fn users(&self, text: &str) -> rusqlite::Result<(IdSet, bool)> {
        let (mut at, mut users) = match self.look_up(text)? {
            Known::Exactly(users) => return Ok((users, true)),
            Known::Begins(bytes, users) => (bytes, users),
        };
        // Who has the beginning must have the rest as well, somewhere.
        while at < text.len() && users.len() > 2 {
            let Some(rest) = text.get(at..) else {
                // Inside of a letter, where no gram begins.
                at += 1;
                continue;
            };
            let (bytes, others) = match self.look_up(rest)? {
                Known::Exactly(users) => (rest.len(), users),
                Known::Begins(bytes, users) => (bytes, users),
            };
            users = users.and(&others);
            at += bytes;
        }
        Ok((users, false))
    }

    fn look_up(&self, text: &str) -> rusqlite::Result<Known> {
        let text = text.as_bytes();
        let mut statement = self.connection.prepare_cached(
            "SELECT gram, users FROM grams WHERE shard = ?1 AND field = ?2 AND gram <= ?3
             ORDER BY gram DESC LIMIT 1",
        )?;
        let last = statement.query_row(params![self.shard, self.field as u8, text], |row| {
            let gram = row.get_ref(0)?.as_blob()?;
            if !text.starts_with(gram) {
                return Ok(None);
            }
            Ok(Some((gram.len(), IdSet::unpack(row.get_ref(1)?.as_blob()?, SHARD))))
        });
        Ok(match last.optional()?.flatten() {
            Some((bytes, users)) if bytes == text.len() => Known::Exactly(users),
            Some((bytes, users)) if users.len() < COMMON || bytes == LONGEST => {
                Known::Begins(bytes, users)
            }
            // All that comes after what is common is indexed, and this is not.
            _ => Known::Exactly(IdSet::default()),
        })
    }
}

/// A place in a text, and the user whose it is.
type Place = (u32, u16);

/// Index a shard from its texts.
fn index(connection: &Connection, shard: u64) -> rusqlite::Result<()> {
    let first = shard * SHARD;
    connection.prepare_cached("DELETE FROM grams WHERE shard = ?1")?.execute([shard])?;
    let [mut uids, mut names] = [const { (Vec::new(), Vec::new()) }; 2];
    texts::all(connection, first, SHARD, |id, uid, name| {
        for ((all, places), text) in [(&mut uids, uid), (&mut names, name)] {
            add(all, places, (id - first) as u16, text);
        }
    })?;
    for (field, (texts, mut places)) in [(Field::Uid, uids), (Field::Name, names)] {
        Indexer { connection, shard, field, texts: &texts }.add(&mut places, 0)?;
    }
    Ok(())
}

fn add(texts: &mut Vec<u8>, places: &mut Vec<Place>, user: u16, text: &[u8]) {
    let start = texts.len() as u32;
    texts.extend_from_slice(text);
    texts.push(END);
    // Where letters begin.
    let begins = |byte: &u8| (*byte as i8) >= -0x40;
    places.extend((start..).zip(text).filter(|(_, byte)| begins(byte)).map(|(at, _)| (at, user)));
}

struct Indexer<'a> {
    connection: &'a Connection,
    shard: u64,
    field: Field,
    /// One after another, each ended.
    texts: &'a [u8],
}

impl Indexer<'_> {
    /// Index the grams that go on from places which have `depth` bytes in common, in order.
    fn add(&self, places: &mut [Place], depth: usize) -> rusqlite::Result<()> {
        let byte = |place: &Place| self.texts[place.0 as usize + depth];
        places.sort_unstable_by_key(byte);
        for places in places.chunk_by_mut(|one, other| byte(one) == byte(other)) {
            if byte(&places[0]) == END {
                continue;
            }
            let users: IdSet = places.iter().map(|place| u64::from(place.1)).collect();
            let start = places[0].0 as usize;
            self.connection.prepare_cached("INSERT INTO grams VALUES (?1, ?2, ?3, ?4)")?.execute(
                params![
                    self.shard,
                    self.field as u8,
                    &self.texts[start..=start + depth],
                    users.pack(SHARD),
                ],
            )?;
            if users.len() >= COMMON && depth + 1 < LONGEST {
                self.add(places, depth + 1)?;
            }
        }
        Ok(())
    }
}

const _: () = assert!(SHARD.is_multiple_of(BLOCK) && SHARD <= 1 << 16);
