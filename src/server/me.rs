//! What a logged-in user does, as the official SDKs ask for it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::answer::{Failure, Success, print};
use super::app::{Call, item_outcomes};
use super::routes::Operation;
use crate::engine::UserRecord;
use crate::error::Error;
use crate::model::{Checker, Member, ObjectWriter, UserPayload};
use crate::secret::Secret;
use crate::store::Seen;

/// Filters of the list of users that the engine has not learnt yet.
const USER_FILTERS: [&str; 8] = [
    "searchKey",
    "status",
    "hideBlockedUsers",
    "roles",
    "tags",
    "friendsOnly",
    "sortBy",
    "sortOrder",
];

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
            let logout = move |engine: &super::Engine, _: &Call| {
                engine.token_owner(&secret)?;
                engine.logout(&secret)
            };
            call.blocking(logout).await?;
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
            let uids = blocked_uids(&secret, &call)?;
            Ok(item_outcomes(call.blocking(move |e, _| e.block_users(&secret, uids)).await?))
        }
        UnblockUsers => {
            let uids = blocked_uids(&secret, &call)?;
            Ok(item_outcomes(call.blocking(move |e, _| e.unblock_users(&secret, uids)).await?))
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
    let query = call.query();
    refuse(&call, &token, query.refuse(&USER_FILTERS))?;
    let (page, uids) = (query.page(), query.uids());
    let list = move |engine: &super::Engine, _: &Call| {
        let (users, pagination) = match uids {
            Some(uids) => engine.list_users_seen_among(&token, &uids, page)?,
            None => engine.list_users_seen(&token, Seen::All, page)?,
        };
        Ok((users, pagination, engine.newest_change()?))
    };
    let (users, pagination, newest) = call.blocking(list).await?;
    Ok(Success::page(users.iter().map(UserRecord::wire), &pagination, Some(newest)))
}

async fn list_blocked(token: Secret, call: Call) -> Result<Success, Failure> {
    let query = call.query();
    let which = match query.direction().as_deref() {
        None | Some("both") => Ok(Seen::Blocked),
        Some("blockedByMe") => Ok(Seen::BlockedByMe),
        Some("hasBlockedMe") => Ok(Seen::HasBlockedMe),
        Some(_) => Err(Failure::invalid("direction", "The selected direction is invalid.")),
    };
    let which = refuse(&call, &token, query.refuse(&["searchKey"]).and(which))?;
    let page = query.page();
    let list = move |engine: &super::Engine, _: &Call| {
        let (users, pagination) = engine.list_users_seen(&token, which, page)?;
        Ok((users, pagination, engine.newest_change()?))
    };
    let (users, pagination, newest) = call.blocking(list).await?;
    Ok(Success::page(users.iter().map(UserRecord::wire), &pagination, Some(newest)))
}

fn blocked_uids(token: &Secret, call: &Call) -> Result<Vec<String>, Failure> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        blocked_uids: Member<Vec<Member<Cow<'a, str>>>>,
    }
    let uids = call.payload::<Request<'_>>().blocked_uids;
    let missing = match &uids {
        Member::Absent | Member::Null => true,
        Member::Given(uids) => uids.is_empty(),
        _ => false,
    };
    let mut check = Checker::default();
    if missing {
        check.refuse("blockedUids", "The blockedUids field is required.");
    }
    let mut once: Vec<String> = Vec::new();
    for uid in check.texts("blockedUids", uids, usize::MAX, usize::MAX) {
        if !once.iter().any(|known| *known == uid) {
            once.push(uid.into_owned());
        }
    }
    refuse(call, token, check.finish(|| once).map_err(Failure::from))
}

/// A refusal; that the token is not valid comes before it.
fn refuse<T>(call: &Call, token: &Secret, checked: Result<T, Failure>) -> Result<T, Failure> {
    if checked.is_err() {
        call.app.engine.token_owner(token)?;
    }
    checked
}

fn verify_jwt(call: &Call, jwt: &Secret) -> Result<(), Failure> {
    let uid = call.app.engine.verify_jwt(jwt.expose()).ok_or(Error::TokenNotFound)?;
    // It outlives its user.
    call.app.engine.get_user(&uid).map_err(|_| Error::TokenNotFound)?;
    Ok(())
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
