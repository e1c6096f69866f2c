//! The same users in tables of the usual kind, and their lists in SQL.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::people::Person;

pub const NEWEST: &str = "created_at DESC, id DESC";
pub const BY_STATUS: &str = "online DESC, name, uid";

const SCHEMA: &str = "
CREATE TABLE users (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, folded TEXT NOT NULL,
    role TEXT NOT NULL, profile TEXT NOT NULL, tags TEXT, created_at INTEGER NOT NULL,
    updated_at INTEGER, deactivated_at INTEGER NOT NULL, last_active_at INTEGER,
    online INTEGER NOT NULL
) STRICT;
CREATE INDEX users_by_age ON users (created_at, id) WHERE deactivated_at = 0;
CREATE INDEX users_by_status ON users (online DESC, name, uid) WHERE deactivated_at = 0;
CREATE INDEX users_by_role ON users (role, created_at) WHERE deactivated_at = 0;
CREATE INDEX users_online ON users (created_at) WHERE deactivated_at = 0 AND online = 1;
CREATE INDEX users_deactivated ON users (created_at) WHERE deactivated_at <> 0;
CREATE TABLE tags (tag TEXT NOT NULL, user INTEGER NOT NULL, PRIMARY KEY (tag, user))
    STRICT, WITHOUT ROWID;
";

pub struct Rival {
    pub path: PathBuf,
    connection: Connection,
    has_trigrams: bool,
}

impl Rival {
    pub fn new(path: &Path) -> Self {
        let is_new = !path.exists();
        let connection = Connection::open(path).expect("a file");
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
            .expect("known");
        if is_new {
            connection.execute_batch(SCHEMA).expect("valid");
        }
        let has_trigrams = connection
            .execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS trigrams
                 USING fts5(text, content = '', tokenize = 'trigram')",
            )
            .is_ok();
        println!("  FTS5 for the rival: {}", if has_trigrams { "yes" } else { "no" });
        Rival { path: path.to_owned(), connection, has_trigrams }
    }

    pub fn insert(&self, people: &[Person]) {
        let prepare = |sql| self.connection.prepare_cached(sql).expect("valid");
        prepare("BEGIN").execute([]).expect("free");
        for Person { uid, name, tags, row } in people {
            let folded = name.to_lowercase();
            prepare("INSERT INTO users VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL, ?)")
                .execute(params![
                    uid,
                    name,
                    folded,
                    row.role,
                    row.profile,
                    row.tags,
                    row.created_at,
                    row.deactivated_at,
                    row.online,
                ])
                .expect("it is new");
            let id = self.connection.last_insert_rowid();
            for tag in tags {
                prepare("INSERT INTO tags VALUES (?, ?)").execute(params![tag, id]).expect("new");
            }
            if self.has_trigrams {
                prepare("INSERT INTO trigrams (rowid, text) VALUES (?, ?)")
                    .execute(params![id, format!("{uid}\n{folded}")])
                    .expect("it is new");
            }
        }
        prepare("COMMIT").execute([]).expect("written");
    }

    /// The rest of a statement: `{tags:LIST}` and `{has:TEXT}` are what SQL needs for it.
    pub fn query(&self, conditions: &str, order: &str) -> [String; 2] {
        let mut sql = conditions.to_owned();
        while let Some((before, (tags, after))) = sql
            .split_once("{tags:")
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            sql = format!("{before}id IN (SELECT user FROM tags WHERE tag IN ({tags})){after}");
        }
        while let Some((before, (text, after))) =
            sql.split_once("{has:").and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let has = if self.has_trigrams && text.chars().count() >= 3 {
                format!("id IN (SELECT rowid FROM trigrams WHERE trigrams MATCH '\"{text}\"')")
            } else {
                format!("(instr(uid, '{text}') OR instr(folded, '{text}'))")
            };
            sql = format!("{before}{has}{after}");
        }
        [
            format!("SELECT * FROM users WHERE {sql} ORDER BY {order} LIMIT 100 OFFSET ?1"),
            format!("SELECT count(*) FROM users WHERE {sql}"),
        ]
    }

    /// Uids of the page, and how many users there are.
    pub fn list(&self, query: &[String; 2], offset: u64, counted: bool) -> (Vec<String>, u64) {
        let mut page = self.connection.prepare_cached(&query[0]).expect("valid");
        let rows = page.query_map([offset], |row| {
            row.get::<_, String>("profile")?;
            row.get(1)
        });
        let uids = rows.expect("valid").collect::<Result<_, _>>().expect("uids");
        let count = || {
            let mut count = self.connection.prepare_cached(&query[1]).expect("valid");
            count.query_row([], |row| row.get(0)).expect("a number")
        };
        (uids, if counted { count() } else { 0 })
    }
}
