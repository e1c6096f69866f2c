//! Blocks and friendships.

use serde::Deserialize;

use crate::error::Result as EngineResult;
use crate::model::limits::UIDS_PER_CALL;
use crate::model::{
    Actor, Checker, ObjectWriter, RelationListRequest, RelationQuery, Texts, names,
};
use crate::server::Engine;
use crate::server::answer::{Failure, Success, print};
use crate::server::app::Call;
use crate::server::query::Kind;
use crate::server::routes::Operation;
use crate::server::webhooks;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request<'a> {
    #[serde(borrow)]
    blocked_uids: Texts<'a>,
    #[serde(borrow)]
    accepted: Texts<'a>,
    #[serde(borrow)]
    friends: Texts<'a>,
}

pub async fn run(operation: Operation, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        BlockUsersOf(uid) => {
            let uids = refuse_for_user(&call, &uid, blocked_uids(&call))?;
            change_blocks(call, Actor::Uid(uid), uids, true).await
        }
        UnblockUsersOf(uid) => {
            let uids = refuse_for_user(&call, &uid, blocked_uids(&call))?;
            change_blocks(call, Actor::Uid(uid), uids, false).await
        }
        ListBlockedUsersOf(uid) => {
            let query = refuse_for_user(&call, &uid, query(&call, &[]))?;
            let actor = Actor::Uid(uid);
            list(call, move |engine| engine.list_blocked(&actor, &query)).await
        }
        AddFriends(uid) => {
            let uids = several("accepted", call.payload::<Request<'_>>().accepted, UIDS_PER_CALL);
            let uids = refuse_for_user(&call, &uid, uids)?;
            let add = move |engine: &Engine, _: &Call| engine.add_friends(&uid, uids);
            let outcomes = call.blocking(add).await?;
            let mut data = ObjectWriter::with_capacity(200);
            Ok(Success::data(&data.json("accepted", &print(&outcomes)).finish()))
        }
        RemoveFriends(uid) => {
            let uids = several("friends", call.payload::<Request<'_>>().friends, usize::MAX);
            let uids = refuse_for_user(&call, &uid, uids)?;
            let remove = move |engine: &Engine, _: &Call| engine.remove_friends(&uid, uids);
            Ok(Success::done(&call.blocking(remove).await?))
        }
        ListFriends(uid) => {
            let query = query(&call, &[("searchKey", Kind::Text)]);
            let query = refuse_for_user(&call, &uid, query)?;
            list(call, move |engine| engine.list_friends(&uid, &query)).await
        }
        _ => Err(Failure::no_endpoint()),
    }
}

/// Which blocks or friends a query asks for, by members of these kinds.
pub fn query(call: &Call, members: &[(&str, Kind)]) -> Result<RelationQuery, Failure> {
    let request = call.query().request(members);
    let request: RelationListRequest<'_> = serde_json::from_str(&request).unwrap_or_default();
    Ok(RelationQuery::check(request)?)
}

/// The users of a call that blocks or unblocks.
pub fn blocked_uids(call: &Call) -> Result<Vec<String>, Failure> {
    several("blockedUids", call.payload::<Request<'_>>().blocked_uids, usize::MAX)
}

/// Block or unblock, and tell the webhook.
pub async fn change_blocks(
    call: Call,
    actor: Actor,
    uids: Vec<String>,
    block: bool,
) -> Result<Success, Failure> {
    let app = call.app.clone();
    let by = actor.clone();
    let change = move |engine: &Engine, _: &Call| match block {
        true => engine.block_users(&actor, uids),
        false => engine.unblock_users(&actor, uids),
    };
    let outcomes = call.blocking(change).await?;
    if let Some(webhooks) = &app.webhooks {
        let trigger = if block { "user_blocked" } else { "user_unblocked" };
        webhooks::tell_of_blocks(webhooks, &app.engine, trigger, &by, &outcomes);
    }
    Ok(Success::data(&print(&outcomes)))
}

/// A list of users as one of them sees the others.
pub async fn list(
    call: Call,
    list: impl FnOnce(&Engine) -> EngineResult<crate::model::List<crate::engine::UserRecord>>
    + Send
    + 'static,
) -> Result<Success, Failure> {
    let list = |engine: &Engine, _: &Call| Ok((list(engine)?, engine.newest_change()?));
    let (users, newest) = call.blocking(list).await?;
    let items = users.items.iter().map(crate::engine::UserRecord::wire);
    Ok(Success::page(items, &users.pagination, Some(newest)))
}

fn several(member: &str, uids: Texts<'_>, most: usize) -> Result<Vec<String>, Failure> {
    let mut check = Checker::default();
    let uids = names(&mut check, member, uids, most);
    Ok(check.finish(|| uids)?)
}

/// A refusal; that there is no such user comes before it.
fn refuse_for_user<T>(call: &Call, uid: &str, checked: Result<T, Failure>) -> Result<T, Failure> {
    if checked.is_err() {
        call.app.engine.get_user(uid, None)?;
    }
    checked
}
