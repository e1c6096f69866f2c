//! Rows as documents: the stored JSON, and behind it what has a column.

use crate::model::{ObjectWriter, Role, User};
use crate::store::{RoleRow, UserRow};

/// Bytes that the members from columns take at most, tags and tokens apart.
const COLUMNS: usize = 320;

/// A user, as the service shows it to an administrator.
pub fn user(row: &UserRow, with_tags: bool) -> User {
    User(begin(row, with_tags, "offline", 0).finish())
}

/// A user that was created with a token.
pub fn user_with_token(row: &UserRow, token: &str) -> User {
    User(begin(row, true, "offline", token.len()).text("authToken", token).finish())
}

/// The logged-in user.
pub fn session(row: &UserRow, token: &str, identity: &str, settings: &str, jwt: &str) -> User {
    let more = token.len() + identity.len() + settings.len() + jwt.len() + 80;
    let channel =
        ObjectWriter::with_capacity(identity.len() + 16).text("identity", identity).finish();
    User(
        begin(row, true, "online", more)
            .text("authToken", token)
            .json("wsChannel", &channel)
            .json("settings", settings)
            .text("jwt", jwt)
            .finish(),
    )
}

fn begin(row: &UserRow, with_tags: bool, status: &str, more: usize) -> ObjectWriter {
    let tags = row.tags.as_deref().filter(|_| with_tags);
    let more = COLUMNS + tags.map_or(0, str::len) + more;
    let mut user = ObjectWriter::extending(&row.profile, more);
    user.json_if("tags", tags)
        .text("role", &row.role)
        .text("status", status)
        .number_if("lastActiveAt", row.last_active_at)
        .json("hasBlockedMe", "false")
        .json("blockedByMe", "false")
        .number("deactivatedAt", row.deactivated_at)
        .number("createdAt", row.created_at)
        .number_if("updatedAt", row.updated_at);
    user
}

/// A role.
pub fn role(row: &RoleRow) -> Role {
    Role(
        ObjectWriter::extending(&row.definition, 80)
            .number("createdAt", row.created_at)
            .number_if("updatedAt", row.updated_at)
            .finish(),
    )
}
