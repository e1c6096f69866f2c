use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::request::{both, done, outcomes, parse, print, required, several_uids, uid};
use crate::client::Client;
use crate::error::Result;
use crate::model::{Checker, ImportPayload, Member, ObjectWriter, User, UserPayload};

/// `cometchat_user_create`
pub fn user_create(client: &Client, request: &str) -> Result<String> {
    client.create_user(parse(request)?).map(User::into_json)
}

/// `cometchat_user_get`
pub fn user_get(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        uid: Member<Cow<'a, str>>,
        #[serde(borrow)]
        on_behalf_of: Member<Cow<'a, str>>,
    }
    let request: Request<'_> = parse(request)?;
    let mut check = Checker::default();
    let viewer = check.text("onBehalfOf", request.on_behalf_of, usize::MAX);
    let (uid, viewer) = both(required("uid", request.uid), check.finish(|| viewer))?;
    match viewer {
        Some(viewer) => client.get_user_seen_by(&viewer, &uid),
        None => client.get_user(&uid),
    }
    .map(User::into_json)
}

/// `cometchat_user_list`
pub fn user_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_users(parse(request)?)?.to_json("users"))
}

/// `cometchat_user_update`
pub fn user_update(client: &Client, request: &str) -> Result<String> {
    let payload: UserPayload<'_> = parse(request)?;
    let uid = required("uid", payload.uid.clone())?;
    client.update_user(&uid, payload).map(User::into_json)
}

/// `cometchat_user_delete`
pub fn user_delete(client: &Client, request: &str) -> Result<String> {
    client.delete_user(&uid(request)?).map(|message| done(&message))
}

/// `cometchat_user_deactivate`
pub fn user_deactivate(client: &Client, request: &str) -> Result<String> {
    client.deactivate_users(several_uids(request)?).map(|done| outcomes(&done))
}

/// `cometchat_user_reactivate`
pub fn user_reactivate(client: &Client, request: &str) -> Result<String> {
    client.reactivate_users(several_uids(request)?).map(|done| outcomes(&done))
}

/// What asks for a user to be so, besides the user's own members.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ensure {
    reactivate: Member<bool>,
}

impl Ensure {
    /// Read it, and check the uid, without which nothing can be ensured.
    pub fn read(request: &str) -> Result<(UserPayload<'_>, bool)> {
        let payload: UserPayload<'_> = parse(request)?;
        let ensure: Ensure = parse(request)?;
        let mut check = Checker::default();
        let reactivate = check.boolean("reactivate", ensure.reactivate);
        check.required_text("uid", payload.uid.clone(), usize::MAX);
        check.secret("authKey", payload.auth_key.clone());
        check.finish(|| (payload, reactivate))
    }
}

/// `cometchat_user_ensure`
pub fn user_ensure(client: &Client, request: &str) -> Result<String> {
    let (payload, reactivate) = Ensure::read(request)?;
    let ensured = client.ensure_user(payload, reactivate)?;
    let user = ensured.user.as_json();
    Ok(ObjectWriter::with_capacity(user.len() + 100)
        .json("outcome", &print(&ensured.outcome))
        .json("changed", &print(&ensured.changed))
        .json("user", user)
        .finish())
}

/// `cometchat_bulk_import`
pub fn bulk_import(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        users: Member<&'a RawValue>,
    }
    let users = ImportPayload::all(parse::<Request<'_>>(request)?.users)?;
    client.import_users(users).map(|done| outcomes(&done))
}
