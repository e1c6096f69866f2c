use super::{Engine, roles};
use crate::error::{Error, Result};
use crate::model::Member;
use crate::model::{
    Act, ItemOutcome, ItemOutcomes, List, Page, PageRequest, Permissions, Rights, Uid,
    check_permissions, feature_document, feature_key, permission_definitions, set_permission,
    stored_map,
};
use crate::store::{RoleRow, Store, Tables, UserRow};
use serde_json::value::RawValue;

impl<S: Store> Engine<S> {
    /// List the permissions that a role can have.
    pub fn list_permissions(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        let page = self.page_of_role(role, page)?;
        self.store.read(|tables| roles::find(tables, &Uid::fold(role)))?;
        Ok(page.of(permission_definitions()))
    }

    /// Set permissions of a role; what became of each, and all that are set then.
    pub fn set_permissions(
        &self,
        role: &str,
        permissions: Member<&RawValue>,
    ) -> Result<(ItemOutcomes, Permissions)> {
        let id = Uid::fold(role).into_owned();
        let wanted = check_permissions(permissions).map_err(|error| {
            self.explain(error, |tables| roles::find(tables, &id).map(|_| None))
        })?;
        self.change_role(id, move |id, row| {
            let mut set: Permissions = stored_map(row.permissions.as_deref());
            let outcomes = wanted
                .into_iter()
                .map(|(permission, value)| {
                    let outcome = set_permission(&mut set, id, &permission, value);
                    (permission, outcome)
                })
                .collect();
            row.permissions = print(&set);
            (ItemOutcomes(outcomes), set)
        })
    }

    /// Unset a permission of a role; what stays set.
    pub fn unset_permission(&self, role: &str, permission: &str) -> Result<Permissions> {
        let permission = permission.trim().to_owned();
        self.change_role(Uid::fold(role).into_owned(), move |_, row| {
            let mut set: Permissions = stored_map(row.permissions.as_deref());
            set.remove(&permission);
            row.permissions = print(&set);
            set
        })
    }

    /// Restrict features of a role.
    pub fn restrict_features(&self, role: &str, features: Vec<String>) -> Result<ItemOutcomes> {
        let now = self.clock.now();
        self.change_role(Uid::fold(role).into_owned(), move |_, row| {
            let mut restricted = stored_map(row.restrictions.as_deref());
            let outcomes = features
                .into_iter()
                .map(|feature| {
                    restricted.entry(feature_key(&feature)).or_insert(now);
                    let message =
                        format!("The feature {feature} has been restricted successfully.");
                    (feature, ItemOutcome::done(message))
                })
                .collect();
            row.restrictions = print(&restricted);
            ItemOutcomes(outcomes)
        })
    }

    /// List the restricted features of a role.
    pub fn list_restricted_features(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        let page = self.page_of_role(role, page)?;
        let row = self.store.read(|tables| roles::find(tables, &Uid::fold(role)))?;
        let restricted = stored_map(row.restrictions.as_deref());
        let documents = restricted.iter().map(|(key, at)| feature_document(key, *at));
        Ok(page.of(documents.collect()))
    }

    /// Allow features of a role again, all if none is named; what the service says about it.
    pub fn allow_features(&self, role: &str, features: Option<Vec<String>>) -> Result<String> {
        self.change_role(Uid::fold(role).into_owned(), move |id, row| {
            let mut restricted = stored_map::<u64>(row.restrictions.as_deref());
            match features {
                None => restricted.clear(),
                Some(features) => {
                    for feature in &features {
                        restricted.remove(&feature_key(feature));
                    }
                }
            }
            row.restrictions = print(&restricted);
            format!("The features of role {id} have been allowed successfully.")
        })
    }

    fn page_of_role(&self, role: &str, page: PageRequest) -> Result<Page> {
        let id = Uid::fold(role);
        Page::check(page)
            .map_err(|error| self.explain(error, |tables| roles::find(tables, &id).map(|_| None)))
    }

    fn change_role<T: Send + 'static>(
        &self,
        id: String,
        change: impl FnOnce(&str, &mut RoleRow) -> T + Send + 'static,
    ) -> Result<T> {
        self.store.write(move |tables| {
            let mut row = roles::find(tables, &id)?;
            let result = change(&id, &mut row);
            tables.update_role(&id, &row)?;
            Ok(result)
        })
    }
}

fn print<T: serde::Serialize>(map: &std::collections::BTreeMap<String, T>) -> Option<String> {
    (!map.is_empty()).then(|| serde_json::to_string(map).expect("JSON can be printed"))
}

/// What the role of a user grants.
pub(super) fn of(tables: &dyn Tables, user: &UserRow) -> Result<Rights> {
    Ok(tables.role(&user.role)?.map_or_else(Rights::default, |role| {
        Rights::read(&role.definition, role.permissions.as_deref(), role.restrictions.as_deref())
    }))
}

/// What the role of a user grants, if it grants that.
pub(super) fn require(tables: &dyn Tables, user: &UserRow, act: Act) -> Result<Rights> {
    let rights = of(tables, user)?;
    if rights.allow(act) { Ok(rights) } else { Err(Error::PermissionDenied) }
}
