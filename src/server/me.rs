//! What a logged-in user does, as the official SDKs ask for it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::admin::{blocked_uids, change_blocks, list, query};
use super::answer::{Failure, Success, print};
use super::app::Call;
use super::query::{BY_USER, Kind};
use super::routes::Operation;
use crate::error::Error;
use crate::model::{Actor, Member, ObjectWriter, UserListRequest, UserPayload, UserQuery};
use crate::secret::Secret;

/// `secret` is a token, or the `jwt` of operations that take one.
pub async fn run(operation: Operation, secret: Secret, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        GetMe => {
            let session = call.app.engine.session(&secret)?;
            Ok(Success::data(&session.wire(&call.settings())))
        }
        UpdateMe => {
            let settings = call.settings();
            let session = call.blocking(move |engine, call| {
                let user: UserPayload<'_> = call.payload();
                if call.registers() {
                    engine.login_with_token(&secret)
                } else {
                    engine.update_session_user(&secret, user)
                }
            });
            Ok(Success::data(&session.await?.wire(&settings)))
        }
        Logout => {
            let (app, dead) = (call.app.clone(), secret.clone());
            let logout = move |engine: &super::Engine, _: &Call| {
                engine.token_owner(&secret)?;
                engine.logout(&secret)
            };
            call.blocking(logout).await?;
            app.presence.disconnect_token(&dead);
            Ok(Success::done("The user has been logged out successfully."))
        }
        CreateJwt => {
            let session = call.app.engine.session(&secret)?;
            let mut data = ObjectWriter::with_capacity(session.jwt().len() + 16);
            Ok(Success::data(&data.text("jwt", session.jwt()).finish()))
        }
        GetSettings => {
            call.app.engine.token_owner(&secret)?;
            Ok(Success::data(&call.settings()))
        }
        GetUser(uid) => Ok(Success::data(&call.app.engine.get_user_seen(&secret, &uid)?.wire())),
        ListUsers => list_users(secret, call).await,
        ListBlockedUsers => list_blocked(secret, call).await,
        BlockUsers => {
            let uids = refuse(&call, &secret, blocked_uids(&call))?;
            change_blocks(call, Actor::Session(secret), uids, true).await
        }
        UnblockUsers => {
            let uids = refuse(&call, &secret, blocked_uids(&call))?;
            change_blocks(call, Actor::Session(secret), uids, false).await
        }
        ReportUsage => {
            call.app.engine.token_owner(&secret)?;
            Ok(Success::data(&call.echoed_session()))
        }
        CountOnline => {
            verify_jwt(&call, &secret)?;
            let count = call.blocking(|engine, _| engine.count_online()).await?;
            let mut data = ObjectWriter::with_capacity(40);
            Ok(Success::data(&data.number("onlineUsersCount", count).finish()))
        }
        Ping => {
            verify_jwt(&call, &secret)?;
            Ok(Success::data("{}"))
        }
        _ => Err(Failure::no_endpoint()),
    }
}

async fn list_users(token: Secret, call: Call) -> Result<Success, Failure> {
    let request = call.query().request(&BY_USER);
    let request: UserListRequest<'_> = serde_json::from_str(&request).unwrap_or_default();
    let query = refuse(&call, &token, UserQuery::check(request).map_err(Failure::from))?;
    list(call, move |engine| engine.list_users_seen(&token, &query)).await
}

async fn list_blocked(token: Secret, call: Call) -> Result<Success, Failure> {
    let members = [("direction", Kind::Text), ("searchKey", Kind::Text)];
    let query = refuse(&call, &token, query(&call, &members))?;
    list(call, move |engine| engine.list_blocked(&Actor::Session(token), &query)).await
}

/// A refusal; that the token is not valid comes before it.
fn refuse<T>(call: &Call, token: &Secret, checked: Result<T, Failure>) -> Result<T, Failure> {
    if checked.is_err() {
        call.app.engine.token_owner(token)?;
    }
    checked
}

fn verify_jwt(call: &Call, jwt: &Secret) -> Result<(), Failure> {
    call.app.engine.verify_jwt(jwt.expose()).map(drop).ok_or_else(|| Error::TokenNotFound.into())
}

impl Call {
    /// SDKs register a session by the request that also updates a user: then it names the
    /// device and nothing of the profile.
    fn registers(&self) -> bool {
        const DEVICE: [&str; 3] = ["platform", "deviceId", "appInfo"];
        const PROFILE: [&str; 7] =
            ["name", "avatar", "link", "statusMessage", "metadata", "tags", "unset"];
        let members: BTreeMap<String, IgnoredAny> = self.payload();
        let names = |some: &[&str]| some.iter().any(|name| members.contains_key(*name));
        !self.has_body() || names(&DEVICE) && !names(&PROFILE)
    }

    /// What a usage report is called, which is all that its sender wants to hear.
    fn echoed_session(&self) -> String {
        #[derive(Default, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        struct Report<'a> {
            #[serde(borrow)]
            session_id: Member<Cow<'a, str>>,
        }
        let mut data = serde_json::Map::new();
        if let Member::Given(id) = self.payload::<Report<'_>>().session_id {
            data.insert("sessionId".to_owned(), id.into());
        }
        print(&data)
    }
}
