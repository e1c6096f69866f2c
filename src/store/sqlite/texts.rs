//! The uids and names of users without case, 64 users a row, so that all can be looked through
//! at the speed of memory.
//!
//! A row is the uid, 0xFE, the name, 0xFF of each of its users by id, up to the last who is
//! there. Neither byte is in any UTF-8, so nothing that is looked for reaches over them.

use memchr::{memchr, memchr_iter, memmem};
use rusqlite::{Connection, OptionalExtension, params};

use super::id_set::IdSet;
use crate::model::{Search, fold_case};

/// Ids of a row.
pub(super) const BLOCK: u64 = 64;

const BETWEEN: u8 = 0xFE;
const END: u8 = 0xFF;

/// Note a user's texts, or that there is no user.
pub fn set(connection: &Connection, id: u64, texts: Option<(&str, &str)>) -> rusqlite::Result<()> {
    let mut block = read(connection, id / BLOCK)?.unwrap_or_default();
    let slot = (id % BLOCK) as usize;
    let slots = memchr_iter(END, &block).count();
    block.extend(std::iter::repeat_n(END, (slot + 1).saturating_sub(slots)));
    let start = match slot {
        0 => 0,
        slot => memchr_iter(END, &block).nth(slot - 1).expect("there are enough slots") + 1,
    };
    let end = start + memchr(END, &block[start..]).expect("a slot ends");
    match texts {
        Some((uid, name)) => {
            let name = fold_case(name);
            let texts = uid.bytes().chain([BETWEEN]).chain(name.bytes());
            block.splice(start..end, texts);
        }
        None => drop(block.splice(start..end, [])),
    }
    connection
        .prepare_cached(
            "INSERT INTO texts (block, texts) VALUES (?1, ?2)
             ON CONFLICT (block) DO UPDATE SET texts = excluded.texts",
        )?
        .execute(params![id / BLOCK, block])
        .map(drop)
}

fn read(connection: &Connection, block: u64) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("SELECT texts FROM texts WHERE block = ?1")?
        .query_row([block], |row| row.get(0))
        .optional()
}

/// The texts of users: uid and name of each that is there, from an id on.
pub fn all(
    connection: &Connection,
    first: u64,
    span: u64,
    mut each: impl FnMut(u64, &[u8], &[u8]),
) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("SELECT block, texts FROM texts WHERE block >= ?1 AND block < ?2")?;
    let mut rows = statement.query(params![first / BLOCK, (first + span) / BLOCK])?;
    while let Some(row) = rows.next()? {
        let first = row.get::<_, u64>(0)? * BLOCK;
        for (texts, id) in slots(row.get_ref(1)?.as_blob()?).zip(first..) {
            if let Some(between) = memchr(BETWEEN, texts) {
                each(id, &texts[..between], &texts[between + 1..]);
            }
        }
    }
    Ok(())
}

fn slots(mut block: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = memchr(END, block)?;
        let texts = &block[..end];
        block = &block[end + 1..];
        Some(texts)
    })
}

/// What is looked for, without case.
pub struct Needle<'a> {
    pub text: &'a str,
    pub in_name: bool,
    pub in_uid: bool,
    finder: memmem::Finder<'a>,
}

impl<'a> Needle<'a> {
    /// `text` is the folded text of the search.
    pub fn new(search: &Search, text: &'a str) -> Self {
        let Search { in_name, in_uid, .. } = *search;
        Needle { text, in_name, in_uid, finder: memmem::Finder::new(text) }
    }

    /// Those of some users who have it.
    pub fn filter(&self, connection: &Connection, users: &IdSet) -> rusqlite::Result<IdSet> {
        let mut statement =
            connection.prepare_cached("SELECT texts FROM texts WHERE block = ?1")?;
        let mut found = IdSet::default();
        let mut ids = users.iter().peekable();
        while let Some(block) = ids.peek().map(|id| id / BLOCK) {
            let mut rows = statement.query([block])?;
            let texts = match rows.next()? {
                Some(row) => row.get_ref(0)?.as_blob()?,
                None => &[],
            };
            let mut slots = slots(texts).zip(block * BLOCK..);
            while let Some(id) = ids.next_if(|id| id / BLOCK == block) {
                let slot = slots.find(|(_, at)| *at == id);
                if slot.is_some_and(|(texts, _)| self.is_in(texts)) {
                    found.insert(id);
                }
            }
        }
        Ok(found)
    }

    fn is_in(&self, texts: &[u8]) -> bool {
        let between = memchr(BETWEEN, texts).unwrap_or(texts.len());
        let part = match (self.in_uid, self.in_name) {
            (true, true) => texts,
            (true, false) => &texts[..between],
            (false, true) => &texts[between..],
            (false, false) => return false,
        };
        self.finder.find(part).is_some()
    }
}
