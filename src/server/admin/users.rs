//! Users.

use serde::Deserialize;

use crate::backend::wire::Members;
use crate::engine::UserRecord;
use crate::error::{Details, Error};
use crate::model::limits::USERS_PER_IMPORT;
use crate::model::{
    Checker, ImportPayload, Member, ObjectWriter, Outcome, Outcomes, Texts, Uid, UserListRequest,
    UserQuery, uids,
};
use crate::server::answer::{Failure, Success, print};
use crate::server::app::Call;
use crate::server::query::BY_KEY;
use crate::server::routes::Operation;
use crate::server::{Engine, auth};

pub async fn run(operation: Operation, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateUser => {
            let user = call.blocking(|engine, call| engine.create_user(call.payload())).await?;
            Ok(Success::data(&user.wire()))
        }
        GetUser(uid) => {
            let viewer = auth::on_behalf_of(&call.headers);
            // Inline: a thread's hand-over costs more than the look-up.
            Ok(Success::data(&call.app.engine.get_user(&uid, viewer.as_deref())?.wire()))
        }
        ListUsers => list_users(call).await,
        UpdateUser(uid) => {
            let update =
                move |engine: &Engine, call: &Call| engine.update_user(&uid, call.payload());
            Ok(Success::data(&call.blocking(update).await?.wire()))
        }
        DeleteUser(uid) => delete_user(uid, call).await,
        DeactivateUsers => {
            let uids = uids("uidsToDeactivate", call.payload::<Request<'_>>().uids_to_deactivate)?;
            let app = call.app.clone();
            let outcomes = app.blocking(move |engine| engine.deactivate_users(uids)).await?;
            for (uid, _) in &outcomes.0 {
                app.presence.disconnect(&Uid::fold(uid));
            }
            Ok(Success::data(&by_outcome(&outcomes)))
        }
        ReactivateUsers => {
            let uids = uids("uidsToActivate", call.payload::<Request<'_>>().uids_to_activate)?;
            let outcomes = call.blocking(|engine, _| engine.reactivate_users(uids)).await?;
            Ok(Success::data(&by_outcome(&outcomes)))
        }
        ImportUsers => import_users(call).await,
        _ => Err(Failure::no_endpoint()),
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Request<'a> {
    #[serde(borrow)]
    uids_to_deactivate: Texts<'a>,
    #[serde(borrow)]
    uids_to_activate: Texts<'a>,
}

async fn list_users(call: Call) -> Result<Success, Failure> {
    let viewer = auth::on_behalf_of(&call.headers);
    let request = call.query().request(&BY_KEY);
    let list = move |engine: &Engine, _: &Call| {
        let mut request: UserListRequest<'_> = serde_json::from_str(&request).unwrap_or_default();
        request.on_behalf_of = viewer.map_or(Member::Absent, |uid| Member::Given(uid.into()));
        if let (Err(error), Some(viewer)) =
            (UserQuery::check(request.clone()), request.on_behalf_of.clone().given())
        {
            engine.get_user(&viewer, None)?;
            return Err(error);
        }
        let users = engine.list_users(&UserQuery::check(request)?)?;
        Ok((users, engine.newest_change()?))
    };
    let (users, newest) = call.blocking(list).await?;
    Ok(Success::page(users.items.iter().map(UserRecord::wire), &users.pagination, Some(newest)))
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
        app.engine.get_user(&uid, None)?;
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

/// The wire has a map where the library has an array; each user has an outcome of its own.
async fn import_users(call: Call) -> Result<Success, Failure> {
    #[derive(Deserialize)]
    struct Request<'a> {
        #[serde(borrow)]
        users: Members<'a>,
    }
    let import = |engine: &Engine, call: &Call| {
        let Ok(Request { users: Members(users) }) = serde_json::from_str(call.object()) else {
            return Ok(None);
        };
        if users.len() > USERS_PER_IMPORT {
            let text = format!("The users must not have more than {USERS_PER_IMPORT} items.");
            return Err(Error::Validation(Details::of("users", text)));
        }
        let users = users.into_iter().map(|(uid, json)| (uid, ImportPayload { json }));
        engine.import_users(users.collect()).map(Some)
    };
    let Some(outcomes) = call.blocking(import).await? else {
        return Err(Failure::new(
            hyper::StatusCode::BAD_REQUEST,
            "ERR_IMPORT_INVALID_USER_FORMAT",
            "The users property has an invalid format.",
        ));
    };
    let mut object = String::from("{");
    for (uid, outcome) in outcomes {
        if object.len() > 1 {
            object.push(',');
        }
        let mut item = ObjectWriter::with_capacity(200);
        match outcome {
            Ok(user) => item.json("success", "true").json("data", &user.wire()),
            Err(error) => {
                item.json("success", "false").json("error", &Failure::from(error).document())
            }
        };
        object += &format!("{}:{}", print(&uid), item.finish());
    }
    object.push('}');
    Ok(Success::data(&object))
}
