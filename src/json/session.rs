use std::borrow::Cow;

use serde::Deserialize;

use super::request::{Nothing, both, done, parse, print, required};
use super::user::Ensure;
use crate::client::{Client, ExportedSession};
use crate::error::Result;
use crate::model::{Checker, Member, ObjectWriter, User};
use crate::secret::Secret;

/// `cometchat_session_login`
pub fn session_login(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        uid: Member<Cow<'a, str>>,
        auth_key: Member<Secret>,
    }
    let request: Request<'_> = parse(request)?;
    let mut check = Checker::default();
    let uid = check.required_text("uid", request.uid, usize::MAX);
    let key = check.secret("authKey", request.auth_key);
    let uid = check.finish(|| uid)?;
    client.login(&uid, key.as_ref()).map(User::into_json)
}

/// `cometchat_session_login_with_token`
pub fn session_login_with_token(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        auth_token: Member<Cow<'a, str>>,
    }
    let request: Request<'_> = parse(request)?;
    let token = Secret::new(required("authToken", request.auth_token)?);
    client.login_with_token(&token).map(User::into_json)
}

/// `cometchat_session_logout`
pub fn session_logout(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    client.logout().map(|()| done("The user has been logged out successfully."))
}

/// `cometchat_session_current`
pub fn session_current(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    client.current_session().map(User::into_json)
}

/// `cometchat_session_update_user`
pub fn session_update_user(client: &Client, request: &str) -> Result<String> {
    client.update_current_user(parse(request)?).map(User::into_json)
}

/// `cometchat_session_ensure`
pub fn session_ensure(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request {
        auth_token: Member<Secret>,
    }
    let mut check = Checker::default();
    let token = check.secret("authToken", parse::<Request>(request)?.auth_token);
    let ((user, reactivate), token) = both(Ensure::read(request), check.finish(|| token))?;
    let ensured = client.ensure_session(user, reactivate, token)?;
    let steps = print(&ensured.steps);
    Ok(ObjectWriter::extending(ensured.user.as_json(), steps.len() + 16)
        .json("steps", &steps)
        .finish())
}

/// `cometchat_session_export`
pub fn session_export(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    client.export_session().map(|session| print(&session))
}

/// `cometchat_session_restore`
pub fn session_restore(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        version: Member<i64>,
        #[serde(borrow)]
        app_id: Member<Cow<'a, str>>,
        #[serde(borrow)]
        uid: Member<Cow<'a, str>>,
        auth_token: Member<Secret>,
    }
    let request: Request<'_> = parse(request)?;
    let mut check = Checker::default();
    let version = check.number("version", request.version, 1, 1..=u64::from(u32::MAX));
    let app_id = check.text("appId", request.app_id, usize::MAX);
    let uid = check.required_text("uid", request.uid, usize::MAX);
    if matches!(request.auth_token, Member::Absent | Member::Null) {
        check.refuse("authToken", "The authToken field is required.");
    }
    let token = check.secret("authToken", request.auth_token);
    let session = check.finish(|| ExportedSession {
        version: u32::try_from(version).unwrap_or(u32::MAX),
        app_id: app_id.map(Cow::into_owned),
        uid: uid.into_owned(),
        auth_token: token.map(|token| token.expose().to_owned()).unwrap_or_default(),
    })?;
    client.restore_session(&session).map(User::into_json)
}

/// `cometchat_presence_count`
pub fn presence_count(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    let count = client.count_online_users()?;
    Ok(ObjectWriter::with_capacity(40).number("onlineUsersCount", count).finish())
}
