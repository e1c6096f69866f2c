//! Operations by name, and whom they are about.

use std::borrow::Cow;

use hyper::header::{HeaderMap, HeaderValue};
use serde::Deserialize;

use crate::model::{Member, Uid};
use crate::server::routes::{Door, Operation};

/// The opening of a WebSocket, which is no operation of the REST interface.
pub const OPEN_SOCKET: &str = "openSocket";

macro_rules! names {
    ($($operation:ident $name:literal),* $(,)?) => {
        /// All names.
        pub const NAMES: &[&str] = &[$($name,)* OPEN_SOCKET];

        /// What rules, filters and the journal call an operation.
        pub fn name(operation: &Operation) -> &'static str {
            match operation { $(Operation::$operation { .. } => $name,)* }
        }
    };
}

names! {
    CreateUser "createUser",
    ListUsers "listUsers",
    GetUser "getUser",
    UpdateUser "updateUser",
    DeleteUser "deleteUser",
    DeactivateUsers "deactivateUsers",
    ReactivateUsers "reactivateUsers",
    ImportUsers "importUsers",
    CreateToken "createToken",
    ListTokens "listTokens",
    GetToken "getToken",
    UpdateToken "updateToken",
    DeleteToken "deleteToken",
    FlushTokens "flushTokens",
    CreateRole "createRole",
    ListRoles "listRoles",
    GetRole "getRole",
    UpdateRole "updateRole",
    DeleteRole "deleteRole",
    ListPermissions "listPermissions",
    SetPermissions "setPermissions",
    UnsetPermission "unsetPermission",
    RestrictFeatures "restrictFeatures",
    ListFeatures "listFeatures",
    AllowFeatures "allowFeatures",
    BlockUsersOf "blockUsersOf",
    UnblockUsersOf "unblockUsersOf",
    ListBlockedUsersOf "listBlockedUsersOf",
    AddFriends "addFriends",
    RemoveFriends "removeFriends",
    ListFriends "listFriends",
    CreateApiKey "createApiKey",
    ListApiKeys "listApiKeys",
    GetApiKey "getApiKey",
    UpdateApiKey "updateApiKey",
    DeleteApiKey "deleteApiKey",
    GetMe "getMe",
    UpdateMe "updateMe",
    Logout "logout",
    CreateJwt "createJwt",
    GetSettings "getSettings",
    BlockUsers "blockUsers",
    UnblockUsers "unblockUsers",
    ListBlockedUsers "listBlockedUsers",
    ReportUsage "reportUsage",
    CountOnline "countOnline",
    Ping "ping",
}

/// Whom a request is about: the user of the path, the one to be created, or the token's.
pub fn uid(operation: &Operation, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    use Operation::*;
    match operation {
        GetUser(uid)
        | UpdateUser(uid)
        | DeleteUser(uid)
        | CreateToken(uid)
        | ListTokens(uid)
        | FlushTokens(uid)
        | GetToken(uid, _)
        | UpdateToken(uid, _)
        | DeleteToken(uid, _)
        | BlockUsersOf(uid)
        | UnblockUsersOf(uid)
        | ListBlockedUsersOf(uid)
        | AddFriends(uid)
        | RemoveFriends(uid)
        | ListFriends(uid) => Some(Uid::fold(uid).into_owned()),
        CreateUser => created(body),
        _ => match operation.door() {
            // As it says of itself; whether it is valid is not known yet.
            Door::Token | Door::KeyOrToken => {
                let token = headers.get("authtoken").map(HeaderValue::to_str)?.ok()?;
                token.trim().rsplit_once('_').map(|(uid, _)| uid.to_owned())
            }
            _ => None,
        },
    }
}

fn created(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Created<'a> {
        #[serde(borrow, default)]
        uid: Member<Cow<'a, str>>,
    }
    let uid = serde_json::from_slice::<Created<'_>>(body).ok()?.uid.given()?;
    Some(Uid::fold(&uid).into_owned())
}
