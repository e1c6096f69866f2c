//! What a key's holder does: users, tokens, roles.

use std::borrow::Cow;

use serde::Deserialize;

use super::answer::{Failure, Success, print};
use super::app::Call;
use super::routes::Operation;
use crate::engine::UserRecord;
use crate::error::Error;
use crate::model::{Checker, Member, Outcome, Outcomes, Role, Uid};

/// Filters of the list of users that the engine has not learnt yet.
const FILTERS: [&str; 7] =
    ["searchKey", "status", "role", "roles", "tags", "withDeactivated", "onlyDeactivated"];

pub async fn run(operation: Operation, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateUser => {
            let user = call.blocking(|engine, call| engine.create_user(call.payload())).await?;
            Ok(Success::data(&user.wire()))
        }
        GetUser(uid) => {
            no_behalf(&call)?;
            // Inline: a thread's hand-over costs more than the look-up.
            Ok(Success::data(&call.app.engine.get_user(&uid)?.wire()))
        }
        ListUsers => list_users(call).await,
        UpdateUser(uid) => {
            let update =
                move |engine: &super::Engine, call: &Call| engine.update_user(&uid, call.payload());
            Ok(Success::data(&call.blocking(update).await?.wire()))
        }
        DeleteUser(uid) => delete_user(uid, call).await,
        DeactivateUsers => {
            let uids = uids(&call, "uidsToDeactivate")?;
            let app = call.app.clone();
            let outcomes = app.blocking(move |engine| engine.deactivate_users(uids)).await?;
            for (uid, _) in &outcomes.0 {
                app.presence.disconnect(&Uid::fold(uid));
            }
            Ok(Success::data(&by_outcome(&outcomes)))
        }
        ReactivateUsers => {
            let uids = uids(&call, "uidsToActivate")?;
            let outcomes = call.blocking(|engine, _| engine.reactivate_users(uids)).await?;
            Ok(Success::data(&by_outcome(&outcomes)))
        }
        CreateToken(uid) => {
            let token = call.blocking(move |engine, _| engine.create_token(&uid)).await?;
            Ok(Success::data(&print(&token)))
        }
        CreateRole => {
            let role = call.blocking(|engine, call| engine.create_role(call.payload())).await?;
            Ok(Success::data(role.as_json()))
        }
        ListRoles => {
            let page = call.query().page();
            let roles = call.blocking(|engine, _| engine.list_roles(page)).await?;
            Ok(Success::page(roles.roles.iter().map(Role::as_json), &roles.pagination, None))
        }
        GetRole(id) => Ok(Success::data(call.app.engine.get_role(&id)?.as_json())),
        UpdateRole(id) => {
            let update =
                move |engine: &super::Engine, call: &Call| engine.update_role(&id, call.payload());
            Ok(Success::data(call.blocking(update).await?.as_json()))
        }
        DeleteRole(id) => {
            let message = call.blocking(move |engine, _| engine.delete_role(&id)).await?;
            Ok(Success::done(&message))
        }
        _ => Err(Failure::no_endpoint()),
    }
}

async fn list_users(call: Call) -> Result<Success, Failure> {
    no_behalf(&call)?;
    let query = call.query();
    query.refuse(&FILTERS)?;
    let page = query.page();
    let list = |engine: &super::Engine, _: &Call| {
        let (users, pagination) = engine.list_users(page)?;
        Ok((users, pagination, engine.newest_change()?))
    };
    let (users, pagination, newest) = call.blocking(list).await?;
    Ok(Success::page(users.iter().map(UserRecord::wire), &pagination, Some(newest)))
}

async fn delete_user(uid: String, call: Call) -> Result<Success, Failure> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request {
        permanent: Member<bool>,
    }
    let mut check = Checker::default();
    let permanent = check.boolean("permanent", call.payload::<Request>().permanent);
    let app = call.app.clone();
    if let Err(error) = check.finish(|| ()) {
        app.engine.get_user(&uid)?;
        return Err(error.into());
    }
    let folded = Uid::fold(&uid).into_owned();
    let success = if permanent {
        let message = app.blocking(move |engine| engine.delete_user(&uid)).await?;
        Success::done(&message)
    } else {
        let deactivate = vec![folded.clone()];
        let outcomes = app.blocking(|engine| engine.deactivate_users(deactivate)).await?;
        if outcomes.0.iter().any(|(_, outcome)| *outcome == Outcome::NotFound) {
            return Err(Error::UserNotFound(folded.as_str().into()).into());
        }
        Success::data(&by_outcome(&outcomes))
    };
    app.presence.disconnect(&folded);
    Ok(success)
}

fn uids(call: &Call, member: &'static str) -> Result<Vec<String>, Failure> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        uids_to_deactivate: Member<Vec<Member<Cow<'a, str>>>>,
        #[serde(borrow)]
        uids_to_activate: Member<Vec<Member<Cow<'a, str>>>>,
    }
    let request: Request<'_> = call.payload();
    let uids = match member {
        "uidsToActivate" => request.uids_to_activate,
        _ => request.uids_to_deactivate,
    };
    Ok(Outcomes::check_named(member, uids)?)
}

/// The wire has a list for each outcome that occurred.
fn by_outcome(outcomes: &Outcomes) -> String {
    let lists = [
        ("deactivatedUids", Outcome::Deactivated),
        ("alreadyDeactivatedUids", Outcome::AlreadyDeactivated),
        ("reactivatedUids", Outcome::Reactivated),
        ("nonDeactivatedUids", Outcome::NonDeactivated),
        ("notFound", Outcome::NotFound),
    ];
    let mut object = serde_json::Map::new();
    for (name, outcome) in lists {
        let having = outcomes.0.iter().filter(|(_, had)| *had == outcome);
        let uids: Vec<&str> = having.map(|(uid, _)| uid.as_str()).collect();
        if !uids.is_empty() {
            object.insert(name.to_owned(), uids.into());
        }
    }
    print(&object)
}

/// To be answered in a user's eyes, and not as if that had not been asked.
fn no_behalf(call: &Call) -> Result<(), Failure> {
    if call.headers.get("onbehalfof").is_some_and(|value| !value.is_empty()) {
        let text = "The onBehalfOf header is not supported by this server yet.";
        return Err(Failure::invalid("onBehalfOf", text));
    }
    Ok(())
}
