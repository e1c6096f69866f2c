//! The tables, and the marks by which a file is known.

/// `PRAGMA application_id` of our files: "CCus".
pub(super) const APPLICATION_ID: i32 = 0x4343_7573;

/// `PRAGMA user_version`: grows with every change of the schema.
pub(super) const VERSION: i32 = 1;

/// A profile is the JSON that a user document begins with, so that reading it is a copy;
/// what is searched, sorted or changed on its own has a column.
pub(super) const SCHEMA: &str = "
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    profile TEXT NOT NULL,
    tags TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    deactivated_at INTEGER NOT NULL,
    last_active_at INTEGER,
    online INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX users_by_name ON users (name, uid);
CREATE INDEX users_by_change ON users (max(created_at, coalesce(updated_at, 0)))
WHERE deactivated_at = 0;

-- What lists are made from; facets.rs, orders.rs, texts.rs and grams.rs tell how.
CREATE TABLE facets (
    name TEXT NOT NULL,
    piece INTEGER NOT NULL,
    users BLOB NOT NULL,
    PRIMARY KEY (name, piece)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    by INTEGER NOT NULL,
    first BLOB NOT NULL,
    users BLOB NOT NULL,
    PRIMARY KEY (by, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE texts (
    block INTEGER PRIMARY KEY,
    texts BLOB NOT NULL
) STRICT;

-- With rowids: what leads to a block stays small.
CREATE TABLE grams (
    shard INTEGER NOT NULL,
    first BLOB NOT NULL,
    entries BLOB NOT NULL,
    PRIMARY KEY (shard, first)
) STRICT;

CREATE TABLE blocks (
    blocker INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    blocked INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (blocker, blocked)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_by_blocked ON blocks (blocked, blocker);

-- A friendship is two rows.
CREATE TABLE friends (
    one INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX friends_by_other ON friends (other);

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    platform TEXT,
    user_agent TEXT,
    device_id TEXT,
    app_info TEXT
) STRICT;
CREATE INDEX tokens_by_user ON tokens (user);

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    role TEXT NOT NULL UNIQUE,
    definition TEXT NOT NULL,
    permissions TEXT,
    restrictions TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER
) STRICT;

CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE constants (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
";
