use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::request::{both, done, outcomes, parse, print, required, role_id};
use crate::client::Client;
use crate::error::Result;
use crate::model::limits::FILTER_ITEMS;
use crate::model::{
    Checker, Member, ObjectWriter, PageRequest, Permissions, Role, RolePayload, Texts, names,
};

/// `cometchat_role_create`
pub fn role_create(client: &Client, request: &str) -> Result<String> {
    client.create_role(parse(request)?).map(Role::into_json)
}

/// `cometchat_role_get`
pub fn role_get(client: &Client, request: &str) -> Result<String> {
    client.get_role(&role_id(request)?).map(Role::into_json)
}

/// `cometchat_role_list`
pub fn role_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_roles(parse::<PageRequest>(request)?)?.to_json("roles"))
}

/// `cometchat_role_update`
pub fn role_update(client: &Client, request: &str) -> Result<String> {
    let payload: RolePayload<'_> = parse(request)?;
    let id = required("role", payload.role.clone())?;
    client.update_role(&id, payload).map(Role::into_json)
}

/// `cometchat_role_delete`
pub fn role_delete(client: &Client, request: &str) -> Result<String> {
    client.delete_role(&role_id(request)?).map(|message| done(&message))
}

/// `cometchat_permission_list`
pub fn permission_list(client: &Client, request: &str) -> Result<String> {
    let page = parse::<PageRequest>(request)?;
    Ok(client.list_permissions(&role_id(request)?, page)?.to_json("permissions"))
}

/// `cometchat_permission_set`
pub fn permission_set(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        permissions: Member<&'a RawValue>,
    }
    let Request { permissions } = parse(request)?;
    let (outcomes, set) = client.set_permissions(&role_id(request)?, permissions)?;
    Ok(ObjectWriter::with_capacity(200)
        .json("outcomes", &print(&outcomes))
        .json("permissions", &print(&set))
        .finish())
}

/// `cometchat_permission_unset`
pub fn permission_unset(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        permission: Member<Cow<'a, str>>,
    }
    let permission = required("permission", parse::<Request<'_>>(request)?.permission);
    let (role, permission) = both(role_id(request), permission)?;
    let set: Permissions = client.unset_permission(&role, &permission)?;
    Ok(ObjectWriter::with_capacity(200).json("permissions", &print(&set)).finish())
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct FeatureRequest<'a> {
    #[serde(borrow)]
    features: Texts<'a>,
    allow_all: Member<bool>,
}

/// `cometchat_feature_restrict`
pub fn feature_restrict(client: &Client, request: &str) -> Result<String> {
    let mut check = Checker::default();
    let features = parse::<FeatureRequest<'_>>(request)?.features;
    let features = names(&mut check, "features", features, FILTER_ITEMS);
    let (role, features) = both(role_id(request), check.finish(|| features))?;
    client.restrict_features(&role, features).map(|done| outcomes(&done))
}

/// `cometchat_feature_list`
pub fn feature_list(client: &Client, request: &str) -> Result<String> {
    let page = parse::<PageRequest>(request)?;
    Ok(client.list_restricted_features(&role_id(request)?, page)?.to_json("features"))
}

/// `cometchat_feature_allow`
pub fn feature_allow(client: &Client, request: &str) -> Result<String> {
    let mut check = Checker::default();
    let FeatureRequest { features, allow_all } = parse(request)?;
    let features = match check.boolean("allowAll", allow_all) {
        true => None,
        false => Some(names(&mut check, "features", features, FILTER_ITEMS)),
    };
    let (role, features) = both(role_id(request), check.finish(|| features))?;
    client.allow_features(&role, features).map(|message| done(&message))
}
