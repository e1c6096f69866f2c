//! Roles, and what they grant.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::model::limits::FILTER_ITEMS;
use crate::model::{Checker, Member, ObjectWriter, PageRequest, Texts, names};
use crate::server::Engine;
use crate::server::answer::{Failure, Success, print};
use crate::server::app::Call;
use crate::server::routes::Operation;

pub async fn run(operation: Operation, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateRole => {
            let role = call.blocking(|engine, call| engine.create_role(call.payload())).await?;
            Ok(Success::data(role.as_json()))
        }
        ListRoles => {
            let page: PageRequest = call.list_request(&[]);
            Ok(Success::list(&call.blocking(|engine, _| engine.list_roles(page)).await?))
        }
        GetRole(id) => Ok(Success::data(call.app.engine.get_role(&id)?.as_json())),
        UpdateRole(id) => {
            let update =
                move |engine: &Engine, call: &Call| engine.update_role(&id, call.payload());
            Ok(Success::data(call.blocking(update).await?.as_json()))
        }
        DeleteRole(id) => {
            let message = call.blocking(move |engine, _| engine.delete_role(&id)).await?;
            Ok(Success::done(&message))
        }
        ListPermissions(id) => {
            let page: PageRequest = call.list_request(&[]);
            let list = call.blocking(move |engine, _| engine.list_permissions(&id, page)).await?;
            Ok(Success::list(&list))
        }
        SetPermissions(id) => set_permissions(id, call).await,
        UnsetPermission(id, permission) => {
            let unset = move |engine: &Engine, _: &Call| engine.unset_permission(&id, &permission);
            let set = call.blocking(unset).await?;
            let mut data = ObjectWriter::with_capacity(200);
            Ok(Success::data(&data.json("permissions", &print(&set)).finish()))
        }
        RestrictFeatures(id) => {
            let request: Features<'_> = call.payload();
            let features = named("featuresToRestrict", request.features_to_restrict);
            let features = refuse_for_role(&call, &id, features)?;
            let restrict = move |engine: &Engine, _: &Call| engine.restrict_features(&id, features);
            Ok(Success::data(&print(&call.blocking(restrict).await?)))
        }
        ListFeatures(id) => {
            let page: PageRequest = call.list_request(&[]);
            let list = move |engine: &Engine, _: &Call| engine.list_restricted_features(&id, page);
            Ok(Success::list(&call.blocking(list).await?))
        }
        AllowFeatures(id) => {
            let request: Features<'_> = call.payload();
            let mut check = Checker::default();
            let features = match check.boolean("allowAll", request.allow_all) {
                true => Ok(None),
                false => named("featuresToAllow", request.features_to_allow).map(Some),
            };
            let features = check.finish(|| ()).map_err(Failure::from).and(features);
            let features = refuse_for_role(&call, &id, features)?;
            let allow = move |engine: &Engine, _: &Call| engine.allow_features(&id, features);
            Ok(Success::done(&call.blocking(allow).await?))
        }
        _ => Err(Failure::no_endpoint()),
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Features<'a> {
    #[serde(borrow)]
    features_to_restrict: Texts<'a>,
    #[serde(borrow)]
    features_to_allow: Texts<'a>,
    allow_all: Member<bool>,
}

fn named(member: &str, features: Texts<'_>) -> Result<Vec<String>, Failure> {
    let mut check = Checker::default();
    let features = names(&mut check, member, features, FILTER_ITEMS);
    Ok(check.finish(|| features)?)
}

/// A refusal; that there is no such role comes before it.
fn refuse_for_role<T>(call: &Call, id: &str, checked: Result<T, Failure>) -> Result<T, Failure> {
    if checked.is_err() {
        call.app.engine.get_role(id)?;
    }
    checked
}

/// The wire has the outcomes beside what is set.
async fn set_permissions(id: String, call: Call) -> Result<Success, Failure> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        permissions: Member<&'a RawValue>,
    }
    let set = move |engine: &Engine, call: &Call| {
        engine.set_permissions(&id, call.payload::<Request<'_>>().permissions)
    };
    let (outcomes, set) = call.blocking(set).await?;
    let mut data = ObjectWriter::extending(&print(&outcomes), 200);
    Ok(Success::data(&data.json("permissions", &print(&set)).finish()))
}
