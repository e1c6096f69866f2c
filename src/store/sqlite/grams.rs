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
//!
//! The grams of a shard are written one after another into blocks that fill a page each, so that
//! a look-up on a cold disk reads a block and what leads to it.

use rusqlite::{Connection, params};

use super::facets::{self, Facet};
use super::id_set::IdSet;
use super::texts::{self, Needle};

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

/// Bytes of a block: with its key, a row that does not leave its page.
const BLOCK_BYTES: usize = 4000;

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Uid,
    Name,
}

/// Keep the index right after a text was written.
pub fn note(connection: &Connection, id: u64) -> rusqlite::Result<()> {
    let shard = id / SHARD;
    if is_indexed(connection, shard)? {
        facets::set(connection, Facet::Reworded, id, true)?;
        let first = shard * SHARD;
        let reworded = facets::read_part(connection, Facet::Reworded, first, SHARD)?;
        if reworded.len() >= REWORDED {
            facets::clear_part(connection, Facet::Reworded, first, SHARD)?;
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
        let Some(Known { users, exact }) = (Index { connection, shard, needle }).users()? else {
            maybe.extend(first, &among);
            continue;
        };
        let reworded = reworded.slice(first, SHARD);
        maybe.extend(first, &reworded.clone().and(&among));
        let users = users.and(&among).minus(&reworded);
        if exact { &mut found } else { &mut maybe }.extend(first, &users);
    }
    let maybe = needle.filter(connection, &maybe.minus(&found))?;
    Ok(found.or(&maybe))
}

fn is_indexed(connection: &Connection, shard: u64) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM grams WHERE shard = ?1 LIMIT 1")?.exists([shard])
}

/// The indexed texts of a shard.
struct Index<'a> {
    connection: &'a Connection,
    shard: u64,
    needle: &'a Needle<'a>,
}

/// What the index knows of what is looked for.
struct Known {
    users: IdSet,
    /// Whether it is they who have it; else these may, and nobody else.
    exact: bool,
}

/// What it knows of a text.
enum Hit {
    /// Who has it.
    Whole(IdSet),
    /// Who has so many bytes of it from its beginning.
    Beginning(usize, IdSet),
}

impl Index<'_> {
    /// Nothing if the shard is not indexed.
    fn users(&self) -> rusqlite::Result<Option<Known>> {
        let text = self.needle.text;
        let (mut at, mut users) = match self.look_up(text)? {
            None => return Ok(None),
            Some(Hit::Whole(users)) => return Ok(Some(Known { users, exact: true })),
            Some(Hit::Beginning(bytes, users)) => (bytes, users),
        };
        // Who has the beginning must have the rest as well, somewhere.
        while at < text.len() && users.len() > 2 {
            let Some(rest) = text.get(at..) else {
                // Inside of a letter, where no gram begins.
                at += 1;
                continue;
            };
            let (bytes, others) = match self.look_up(rest)? {
                None => break,
                Some(Hit::Whole(users)) => (rest.len(), users),
                Some(Hit::Beginning(bytes, users)) => (bytes, users),
            };
            users = users.and(&others);
            at += bytes;
        }
        Ok(Some(Known { users, exact: false }))
    }

    fn look_up(&self, text: &str) -> rusqlite::Result<Option<Hit>> {
        let text = text.as_bytes();
        let mut statement = self.connection.prepare_cached(
            "SELECT entries FROM grams WHERE shard = ?1 AND first <= ?2
             ORDER BY first DESC LIMIT 1",
        )?;
        let mut rows = statement.query(params![self.shard, text])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let entries = Entries(row.get_ref(0)?.as_blob()?);
        let last = entries.take_while(|entry| entry.gram <= text).last();
        let Some(Entry { gram, uids, names }) = last.filter(|last| text.starts_with(last.gram))
        else {
            return Ok(Some(Hit::Whole(IdSet::default())));
        };
        let [uids, names] = [uids, names].map(|users| IdSet::unpack(users, SHARD));
        let either = uids.clone().or(&names);
        let is_common = either.len() >= COMMON;
        let users = match (self.needle.in_uid, self.needle.in_name) {
            (true, true) => either,
            (true, false) => uids,
            (false, true) => names,
            (false, false) => IdSet::default(),
        };
        Ok(Some(match gram.len() {
            bytes if bytes == text.len() => Hit::Whole(users),
            bytes if !is_common || bytes == LONGEST => Hit::Beginning(bytes, users),
            // All that comes after what is common is indexed, and this is not.
            _ => Hit::Whole(IdSet::default()),
        }))
    }
}

/// A gram, and the packed sets of who has it in the uid, in the name.
struct Entry<'a> {
    gram: &'a [u8],
    uids: &'a [u8],
    names: &'a [u8],
}

impl Entry<'_> {
    const PREFIX: usize = 5;

    fn bytes(&self) -> usize {
        Self::PREFIX + self.gram.len() + self.uids.len() + self.names.len()
    }

    fn write(&self, block: &mut Vec<u8>) {
        block.push(self.gram.len() as u8);
        block.extend_from_slice(&(self.uids.len() as u16).to_le_bytes());
        block.extend_from_slice(&(self.names.len() as u16).to_le_bytes());
        [self.gram, self.uids, self.names].iter().for_each(|part| block.extend_from_slice(part));
    }
}

/// The entries of a block, in the order of their grams.
struct Entries<'a>(&'a [u8]);

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (&[gram, a, b, c, d], rest) = self.0.split_first_chunk()?;
        let [uids, names] = [[a, b], [c, d]].map(u16::from_le_bytes);
        let (gram, rest) = rest.split_at_checked(gram.into())?;
        let (uids, rest) = rest.split_at_checked(uids.into())?;
        let (names, rest) = rest.split_at_checked(names.into())?;
        self.0 = rest;
        Some(Entry { gram, uids, names })
    }
}

/// A place in a text, and the user whose it is.
#[derive(Clone, Copy)]
struct Place {
    at: u32,
    user: u16,
    field: Field,
}

/// Index a shard from its texts.
fn index(connection: &Connection, shard: u64) -> rusqlite::Result<()> {
    let first = shard * SHARD;
    connection.prepare_cached("DELETE FROM grams WHERE shard = ?1")?.execute([shard])?;
    let (mut texts, mut places) = (Vec::new(), Vec::new());
    texts::all(connection, first, SHARD, |id, uid, name| {
        for (field, text) in [(Field::Uid, uid), (Field::Name, name)] {
            let start = texts.len() as u32;
            texts.extend_from_slice(text);
            texts.push(END);
            // Where letters begin.
            let begins = text.iter().zip(start..).filter(|(byte, _)| (**byte as i8) >= -0x40);
            let user = (id - first) as u16;
            places.extend(begins.map(|(_, at)| Place { at, user, field }));
        }
    })?;
    let mut indexer = Indexer {
        connection,
        shard,
        texts: &texts,
        // The first block begins before everything, and is there even if nobody is.
        first: Vec::new(),
        block: Vec::with_capacity(BLOCK_BYTES),
    };
    indexer.add(&mut places, 0)?;
    indexer.write_block()
}

struct Indexer<'a> {
    connection: &'a Connection,
    shard: u64,
    /// One after another, each ended.
    texts: &'a [u8],
    /// First gram of the block that is being filled.
    first: Vec<u8>,
    block: Vec<u8>,
}

impl Indexer<'_> {
    /// Index the grams that go on from places which have `depth` bytes in common, in order.
    fn add(&mut self, places: &mut [Place], depth: usize) -> rusqlite::Result<()> {
        let texts = self.texts;
        let byte = |place: &Place| texts[place.at as usize + depth];
        places.sort_unstable_by_key(byte);
        for places in places.chunk_by_mut(|one, other| byte(one) == byte(other)) {
            if byte(&places[0]) == END {
                continue;
            }
            let start = places[0].at as usize;
            let gram = &texts[start..=start + depth];
            let users = |field| {
                let places = places.iter().filter(move |place| place.field == field);
                places.map(|place| place.user)
            };
            if places.len() < COMMON as usize {
                // Most grams: no sets of bits for these.
                let [uids, names] =
                    [Field::Uid, Field::Name].map(|field| IdSet::pack_few(users(field).collect()));
                self.write(&Entry { gram, uids: &uids, names: &names })?;
                continue;
            }
            let [uids, names] = [Field::Uid, Field::Name]
                .map(|field| -> IdSet { users(field).map(u64::from).collect() });
            self.write(&Entry { gram, uids: &uids.pack(SHARD), names: &names.pack(SHARD) })?;
            if uids.or(&names).len() >= COMMON && depth + 1 < LONGEST {
                self.add(places, depth + 1)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, entry: &Entry<'_>) -> rusqlite::Result<()> {
        if !self.block.is_empty() && self.block.len() + entry.bytes() > BLOCK_BYTES {
            self.write_block()?;
            self.first = entry.gram.to_vec();
        }
        entry.write(&mut self.block);
        Ok(())
    }

    fn write_block(&mut self) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO grams (shard, first, entries) VALUES (?1, ?2, ?3)")?
            .execute(params![self.shard, self.first, self.block])?;
        self.block.clear();
        Ok(())
    }
}

const _: () = assert!(SHARD.is_multiple_of(texts::BLOCK) && SHARD.is_multiple_of(facets::PIECE));
const _: () = assert!(SHARD <= 1 << 16);
