use std::borrow::Cow;

use super::{DEFAULT_ROLE, Engine, record};
use crate::error::{Details, Error, Result};
use crate::model::limits::ROLES;
use crate::model::{
    Definition, List, Member, NewRole, Page, PageRequest, Role, RolePatch, RolePayload, Uid,
};
use crate::store::{RoleRow, Store, Tables};

impl<S: Store> Engine<S> {
    /// Create a role.
    pub fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        let new = NewRole::check(role)?;
        let id = new.role.into_string();
        let row = RoleRow {
            definition: new.definition.print(&id),
            created_at: self.clock.now(),
            ..RoleRow::default()
        };
        self.store.write(move |tables| {
            if !tables.insert_role(&id, &row)? {
                return Err(Error::RoleExists(id.as_str().into()));
            }
            if tables.count_roles()? > ROLES {
                let text = format!("The app must not have more than {ROLES} roles.");
                return Err(Error::Validation(Details::of("role", text)));
            }
            Ok(record::role(&row))
        })
    }

    /// Get a role.
    pub fn get_role(&self, role: &str) -> Result<Role> {
        let role = Uid::fold(role);
        let row = self.store.read(|tables| find(tables, &role))?;
        Ok(record::role(&row))
    }

    /// List the roles, newest first.
    pub fn list_roles(&self, page: PageRequest) -> Result<List<Role>> {
        let page = Page::check(page)?;
        let (rows, total) = self.store.snapshot(|tables| {
            Ok((tables.roles(page.offset(), page.size)?, tables.count_roles()?))
        })?;
        Ok(List {
            items: rows.iter().map(record::role).collect(),
            pagination: page.pagination(total, rows.len()),
        })
    }

    /// Update a role; the id inside of `role` is not looked at.
    pub fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role> {
        let id = Uid::fold(id).into_owned();
        let patch = RolePatch::check(role)
            .map_err(|error| self.explain(error, |tables| find(tables, &id).map(|_| None)))?;
        let now = self.clock.now();
        self.store.write(move |tables| {
            let mut row = find(tables, &id)?;
            if !patch.is_empty() {
                row.definition = patch.apply(&id, &row.definition);
                row.updated_at = Some(now);
                tables.update_role(&id, &row)?;
            }
            Ok(record::role(&row))
        })
    }

    /// Delete a role, whose users then have the default one; what the service says about it.
    pub fn delete_role(&self, role: &str) -> Result<String> {
        let role = Uid::fold(role).into_owned();
        if role == DEFAULT_ROLE {
            return Err(Error::RoleDeleteDenied(DEFAULT_ROLE.into()));
        }
        self.store.write(move |tables| match tables.delete_role(&role, DEFAULT_ROLE)? {
            true => Ok(format!("Role {role} has been deleted successfully.")),
            false => Err(Error::RoleNotFound(role.as_str().into())),
        })
    }
}

pub(super) fn find(tables: &dyn Tables, role: &str) -> Result<RoleRow> {
    tables.role(role)?.ok_or_else(|| Error::RoleNotFound(role.into()))
}

/// Refuse a payload whose role does not exist.
pub(super) fn require(tables: &dyn Tables, role: &str) -> Result<()> {
    if role == DEFAULT_ROLE || tables.role(role)?.is_some() {
        return Ok(());
    }
    Err(Error::Validation(Details::of("role", "The selected role is invalid.")))
}

/// The same for a payload that is refused anyway, so that all of its faults are named.
pub(super) fn also_require(
    tables: &dyn Tables,
    role: Member<Cow<'_, str>>,
) -> Result<Option<Details>> {
    let Some(role) = role.given() else {
        return Ok(None);
    };
    match require(tables, &Uid::fold(&role)) {
        Err(Error::Validation(details)) if !role.trim().is_empty() => Ok(Some(details)),
        Err(Error::Validation(_)) | Ok(()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The role that needs no creating.
pub(super) fn ensure_default(tables: &dyn Tables, now: u64) -> Result<()> {
    if tables.role(DEFAULT_ROLE)?.is_none() {
        let definition = Definition::named("Default Role").print(DEFAULT_ROLE);
        let row = RoleRow { definition, created_at: now, ..RoleRow::default() };
        tables.insert_role(DEFAULT_ROLE, &row)?;
    }
    Ok(())
}
