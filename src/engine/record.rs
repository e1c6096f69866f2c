//! What the engine answers, before a front prints it: as the documents that SDKs show, or as
//! the service sends it (`wire`), without the defaults that SDKs fill in.

use crate::model::{ApiKey, ObjectWriter, Role, Session, Token, User, without_private};
use crate::secret::Secret;
use crate::store::{ApiKeyRow, RoleRow, SeenRow, TokenRow, UserRow};

/// Bytes that the members from columns take at most, tags and tokens apart.
const COLUMNS: usize = 132;

/// A user.
pub struct UserRecord {
    row: UserRow,
    with_tags: bool,
    /// Handed out once, with the answer that created it.
    auth_token: Option<Secret>,
    sight: Option<Sight>,
}

/// What one user sees of another.
struct Sight {
    conversation_id: String,
    blocked_by_me_at: Option<u64>,
    has_blocked_me_at: Option<u64>,
    /// Whether it is an item of a list of blocks.
    is_block: bool,
}

impl UserRecord {
    /// A user as an administrator sees it.
    pub(super) fn new(row: UserRow, with_tags: bool) -> Self {
        UserRecord { row, with_tags, auth_token: None, sight: None }
    }

    /// A user as everybody else sees it.
    pub(super) fn public(mut row: UserRow) -> Self {
        hide_private(&mut row);
        UserRecord::new(row, false)
    }

    pub(super) fn with_token(mut self, token: Option<Secret>) -> Self {
        self.auth_token = token;
        self
    }

    /// A user as another one sees it: without what is private.
    pub(super) fn seen(by: &str, mut seen: SeenRow, with_tags: bool, is_block: bool) -> Self {
        let (first, second) =
            if by < seen.uid.as_str() { (by, seen.uid.as_str()) } else { (seen.uid.as_str(), by) };
        let sight = Sight {
            conversation_id: format!("{first}_user_{second}"),
            blocked_by_me_at: seen.blocked_by_me_at,
            has_blocked_me_at: seen.has_blocked_me_at,
            is_block,
        };
        hide_private(&mut seen.user);
        UserRecord { row: seen.user, with_tags, auth_token: None, sight: Some(sight) }
    }

    /// The id of its role.
    pub fn role(&self) -> &str {
        &self.row.role
    }

    /// As SDKs show it.
    pub fn document(&self) -> User {
        User(self.print(false, self.row.online, 0).finish())
    }

    /// As the service sends it.
    pub fn wire(&self) -> String {
        self.print(true, self.row.online, 0).finish()
    }

    /// A JSON object that is not finished, with room for `more` bytes.
    fn print(&self, wire: bool, online: bool, more: usize) -> ObjectWriter {
        let row = &self.row;
        let tags = row.tags.as_deref().filter(|_| self.with_tags);
        let status = match (online, wire) {
            (true, true) => "available",
            (true, false) => "online",
            (false, _) => "offline",
        };
        let mut user =
            ObjectWriter::extending(&row.profile, COLUMNS + tags.map_or(0, str::len) + more);
        user.json_if("tags", tags)
            .text("role", &row.role)
            .text("status", status)
            .number_if("lastActiveAt", row.last_active_at);
        let sight = self.sight.as_ref();
        let has_me = sight.and_then(|sight| sight.has_blocked_me_at);
        let by_me = sight.and_then(|sight| sight.blocked_by_me_at);
        for (flag, time, at) in
            [("hasBlockedMe", "hasBlockedMeAt", has_me), ("blockedByMe", "blockedByMeAt", by_me)]
        {
            match at {
                Some(at) => user.json(flag, "true").number(time, at),
                None if wire => &mut user,
                None => user.json(flag, "false"),
            };
        }
        if !wire || row.deactivated_at != 0 {
            user.number("deactivatedAt", row.deactivated_at);
        }
        user.number("createdAt", row.created_at).number_if("updatedAt", row.updated_at);
        if let Some(sight) = sight {
            user.number_if("blockedAt", by_me.or(has_me).filter(|_| sight.is_block))
                .text("conversationId", &sight.conversation_id);
        }
        user.text_if("authToken", self.auth_token.as_ref().map(Secret::expose));
        user
    }
}

fn hide_private(row: &mut UserRow) {
    if let Some(public) = without_private(&row.profile) {
        row.profile = public;
    }
}

/// A logged-in user.
pub struct SessionRecord {
    /// Whose session it is.
    pub uid: String,
    /// What the session is known by.
    pub token: Secret,
    pub(super) user: UserRecord,
    pub(super) identity: String,
    pub(super) jwt: String,
}

impl SessionRecord {
    /// As SDKs show it.
    pub fn session(self, settings: &str) -> Session {
        let user = User(self.print(false, settings));
        Session { uid: self.uid, token: self.token, user }
    }

    /// What tells other doors of the service who it is.
    pub fn jwt(&self) -> &str {
        &self.jwt
    }

    /// As the service sends it.
    pub fn wire(&self, settings: &str) -> String {
        self.print(true, settings)
    }

    fn print(&self, wire: bool, settings: &str) -> String {
        let token = self.token.expose();
        let more = token.len() + self.identity.len() + settings.len() + self.jwt.len() + 80;
        let channel = ObjectWriter::with_capacity(self.identity.len() + 16)
            .text("identity", &self.identity)
            .finish();
        self.user
            .print(wire, true, more)
            .text("authToken", token)
            .json("wsChannel", &channel)
            .json("settings", settings)
            .text("jwt", &self.jwt)
            .finish()
    }
}

/// A role; SDKs and the service agree on it.
pub(super) fn role(row: &RoleRow) -> Role {
    Role(
        ObjectWriter::extending(&row.definition, 80)
            .number("createdAt", row.created_at)
            .number_if("updatedAt", row.updated_at)
            .finish(),
    )
}

/// A token; SDKs and the service agree on it.
pub(super) fn token(uid: &str, row: &TokenRow) -> Token {
    let json = ObjectWriter::with_capacity(uid.len() + row.token.len() + 80)
        .text("uid", uid)
        .text("authToken", &row.token)
        .number("createdAt", row.created_at)
        .text_if("platform", row.platform.as_deref())
        .text_if("userAgent", row.user_agent.as_deref())
        .json_if("appInfo", row.app_info.as_deref())
        .finish();
    Token { auth_token: Secret::new(row.token.clone()), json }
}

/// A key.
pub(super) fn api_key(row: &ApiKeyRow) -> ApiKey {
    ApiKey(
        ObjectWriter::with_capacity(row.name.len() + 140)
            .text("apiKey", &row.key)
            .text("name", &row.name)
            .text("scope", &row.scope)
            .number("createdAt", row.created_at)
            .finish(),
    )
}
