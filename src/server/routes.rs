//! Which operation a method and a path mean, and what its caller has to show.

use std::borrow::Cow;

use hyper::{Method, StatusCode};

use super::answer::Failure;
use super::rates::Class;
use crate::model::KeyScope;
use crate::secret::Secret;

/// What is asked for; a text is a uid, role id, token, key or permission of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    CreateUser,
    ListUsers,
    DeactivateUsers,
    ReactivateUsers,
    GetUser(String),
    UpdateUser(String),
    DeleteUser(String),
    ImportUsers,
    CreateToken(String),
    ListTokens(String),
    FlushTokens(String),
    GetToken(String, Secret),
    UpdateToken(String, Secret),
    DeleteToken(String, Secret),
    CreateRole,
    ListRoles,
    GetRole(String),
    UpdateRole(String),
    DeleteRole(String),
    ListPermissions(String),
    SetPermissions(String),
    UnsetPermission(String, String),
    RestrictFeatures(String),
    ListFeatures(String),
    AllowFeatures(String),
    BlockUsersOf(String),
    UnblockUsersOf(String),
    ListBlockedUsersOf(String),
    AddFriends(String),
    RemoveFriends(String),
    ListFriends(String),
    CreateApiKey,
    ListApiKeys,
    GetApiKey(Secret),
    UpdateApiKey(Secret),
    DeleteApiKey(Secret),
    GetMe,
    UpdateMe,
    Logout,
    CreateJwt,
    GetSettings,
    BlockUsers,
    UnblockUsers,
    ListBlockedUsers,
    ReportUsage,
    CountOnline,
    Ping,
}

/// What opens the door to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A key.
    Key(KeyScope),
    /// A user's token.
    Token,
    /// Either; what is seen differs.
    KeyOrToken,
    /// A session's `jwt`.
    Jwt,
}

impl Operation {
    /// Look a request up.
    pub fn of(method: &Method, path: &str) -> Result<Self, Failure> {
        use Operation::*;
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        // The settings name these two with a path of our own before them.
        match (method, &segments[..]) {
            (&Method::POST, [.., "api", _, "online-members"]) => return Ok(CountOnline),
            (&Method::POST, ["analytics", _, "ping"]) => return Ok(Ping),
            _ => {}
        }
        let segments = match &segments[..] {
            ["v3" | "v3.0", rest @ ..] => rest,
            [version, _, ..] if is_version(version) => {
                let message = "The API version is invalid.";
                return Err(Failure::new(
                    StatusCode::NOT_FOUND,
                    "ERR_INVALID_API_VERSION",
                    message,
                ));
            }
            all => all,
        };
        if segments.contains(&"") {
            return Err(Failure::no_endpoint());
        }
        Ok(match (method.as_str(), segments) {
            ("POST", ["users"]) => CreateUser,
            ("GET", ["users"]) => ListUsers,
            ("DELETE", ["users"]) => DeactivateUsers,
            ("PUT", ["users"]) => ReactivateUsers,
            ("GET", ["users", uid]) => GetUser(decode(uid)),
            ("PUT", ["users", uid]) => UpdateUser(decode(uid)),
            ("DELETE", ["users", uid]) => DeleteUser(decode(uid)),
            ("POST", ["data_import", "users"]) => ImportUsers,
            (method, ["users", uid, "auth_tokens", rest @ ..]) => {
                let uid = decode(uid);
                match (method, rest) {
                    ("POST", []) => CreateToken(uid),
                    ("GET", []) => ListTokens(uid),
                    ("DELETE", []) => FlushTokens(uid),
                    ("GET", [token]) => GetToken(uid, secret(token)),
                    ("PUT", [token]) => UpdateToken(uid, secret(token)),
                    ("DELETE", [token]) => DeleteToken(uid, secret(token)),
                    _ => return Err(Failure::no_endpoint()),
                }
            }
            ("POST", ["users", uid, "blockedusers"]) => BlockUsersOf(decode(uid)),
            ("DELETE", ["users", uid, "blockedusers"]) => UnblockUsersOf(decode(uid)),
            ("GET", ["users", uid, "blockedusers"]) => ListBlockedUsersOf(decode(uid)),
            ("POST", ["users", uid, "friends"]) => AddFriends(decode(uid)),
            ("DELETE", ["users", uid, "friends"]) => RemoveFriends(decode(uid)),
            ("GET", ["users", uid, "friends"]) => ListFriends(decode(uid)),
            ("POST", ["apikeys"]) => CreateApiKey,
            ("GET", ["apikeys"]) => ListApiKeys,
            ("GET", ["apikeys", key]) => GetApiKey(secret(key)),
            ("PUT", ["apikeys", key]) => UpdateApiKey(secret(key)),
            ("DELETE", ["apikeys", key]) => DeleteApiKey(secret(key)),
            ("GET", ["roles", id, "permissions"]) => ListPermissions(decode(id)),
            ("PUT", ["roles", id, "permissions"]) => SetPermissions(decode(id)),
            ("DELETE", ["roles", id, "permissions", permission]) => {
                UnsetPermission(decode(id), decode(permission))
            }
            ("POST", ["roles", id, "restrictedfeatures"]) => RestrictFeatures(decode(id)),
            ("GET", ["roles", id, "restrictedfeatures"]) => ListFeatures(decode(id)),
            ("DELETE", ["roles", id, "restrictedfeatures"]) => AllowFeatures(decode(id)),
            ("POST", ["roles"]) => CreateRole,
            ("GET", ["roles"]) => ListRoles,
            ("GET", ["roles", id]) => GetRole(decode(id)),
            ("PUT", ["roles", id]) => UpdateRole(decode(id)),
            ("DELETE", ["roles", id]) => DeleteRole(decode(id)),
            ("GET", ["me"]) => GetMe,
            ("PUT", ["me"]) => UpdateMe,
            ("DELETE", ["me"]) => Logout,
            ("POST", ["me", "jwt"]) => CreateJwt,
            ("GET", ["settings"]) => GetSettings,
            ("POST", ["blockedusers"]) => BlockUsers,
            ("DELETE", ["blockedusers"]) => UnblockUsers,
            ("GET", ["blockedusers"]) => ListBlockedUsers,
            ("POST", ["user_sessions"]) => ReportUsage,
            _ => return Err(Failure::no_endpoint()),
        })
    }

    /// What its caller has to show.
    pub fn door(&self) -> Door {
        use Operation::*;
        match self {
            CreateUser | UpdateUser(_) | CreateToken(_) => Door::Key(KeyScope::AuthOnly),
            ListUsers | GetUser(_) => Door::KeyOrToken,
            GetMe | UpdateMe | Logout | CreateJwt | GetSettings | BlockUsers | UnblockUsers
            | ListBlockedUsers | ReportUsage => Door::Token,
            CountOnline | Ping => Door::Jwt,
            _ => Door::Key(KeyScope::FullAccess),
        }
    }

    /// Which limit a minute it counts against.
    pub fn class(&self) -> Class {
        use Operation::*;
        match self {
            CreateUser | DeleteUser(_) | DeactivateUsers => Class::Core,
            ImportUsers => Class::Import,
            _ => Class::Standard,
        }
    }
}

fn secret(segment: &str) -> Secret {
    Secret::new(decode(segment))
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        number.starts_with(|first: char| first.is_ascii_digit())
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// A segment of a path. A blank one is echoed by the service as it was sent.
fn decode(segment: &str) -> String {
    let text = percent_decode(segment);
    if text.trim().is_empty() { segment.to_owned() } else { text.into_owned() }
}

/// Text with its escapes undone; what is not UTF-8 then names nobody.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = (*first == b'%').then(|| Some((hex(*after.first()?)?, hex(*after.get(1)?)?)));
        match escape.flatten() {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// A path as the log and the journal show it: without tokens and keys.
pub fn masked(path: &str) -> String {
    let mut shown = String::with_capacity(path.len());
    let mut hide = false;
    for (index, segment) in path.split('/').enumerate() {
        if index > 0 {
            shown.push('/');
        }
        shown.push_str(if hide || looks_secret(segment) { "***" } else { segment });
        hide = matches!(segment, "auth_tokens" | "apikeys");
    }
    // A path is not trusted to be one line, nor to be short.
    if shown.len() > 200 || shown.contains(char::is_control) {
        shown = shown.chars().filter(|char| !char.is_control()).take(200).collect();
    }
    shown
}

/// Whether it ends as tokens and keys do, in a long run of hexadecimal digits.
fn looks_secret(segment: &str) -> bool {
    segment.bytes().rev().take_while(u8::is_ascii_hexdigit).count() >= 30
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: Method, path: &str) -> Option<Operation> {
        Operation::of(&method, path).ok()
    }

    #[test]
    fn a_path_means_the_same_with_and_without_a_version() {
        for prefix in ["", "/v3", "/v3.0"] {
            assert_eq!(of(Method::GET, &format!("{prefix}/me")), Some(Operation::GetMe));
        }
        assert_eq!(of(Method::GET, "/v2/me"), None);
        assert_eq!(of(Method::GET, "/v3/v3/me"), None);
    }

    #[test]
    fn escapes_in_a_uid_are_undone_unless_it_is_blank() {
        let get = |uid: &str| of(Method::GET, &format!("/users/{uid}"));
        assert_eq!(get("a%20b%C3%A9"), Some(Operation::GetUser("a bé".to_owned())));
        assert_eq!(get("a%2Fb"), Some(Operation::GetUser("a/b".to_owned())));
        assert_eq!(get("%20"), Some(Operation::GetUser("%20".to_owned())));
        assert_eq!(get("50%"), Some(Operation::GetUser("50%".to_owned())));
        assert_eq!(get("%zz%4"), Some(Operation::GetUser("%zz%4".to_owned())));
    }

    #[test]
    fn the_log_shows_no_token() {
        let token = format!("ada_1735689600{}", "0123456789abcdef0123456789abcd");
        assert_eq!(
            masked(&format!("/users/ada/auth_tokens/{token}")),
            "/users/ada/auth_tokens/***"
        );
        assert_eq!(masked(&format!("/users/{token}")), "/users/***");
        assert_eq!(masked("/apikeys/short"), "/apikeys/***");
    }
}
