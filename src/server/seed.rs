//! Users and roles that are there from the start.

use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Engine, StartError};
use crate::error::{Error, Kind, Result};
use crate::model::{Member, NewRole, NewUser, RolePayload, UserPayload};

/// Either an array of users, or both.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Seed<'a> {
    #[serde(borrow)]
    roles: Vec<&'a RawValue>,
    #[serde(borrow)]
    users: Vec<&'a RawValue>,
}

/// Create what a file names.
pub fn plant_file(engine: &Engine, path: &Path) -> Result<(), StartError> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
    let planted = text.and_then(|text| plant(engine, &text));
    planted.map_err(|text| StartError::Seed(format!("{}: {text}", path.display())))
}

/// Create what a text names and what is not there yet. Every entry is checked before the
/// first is created.
pub fn plant(engine: &Engine, text: &str) -> Result<(), String> {
    let read = || match text.trim_start().starts_with('[') {
        true => Ok(Seed { users: serde_json::from_str(text)?, ..Seed::default() }),
        false => serde_json::from_str(text),
    };
    let seed = read().map_err(|error: serde_json::Error| error.to_string())?;
    for create in [false, true] {
        for (index, role) in seed.roles.iter().enumerate() {
            plant_role(engine, role, create).map_err(|rule| named("roles", index, rule))?;
        }
        for (index, user) in seed.users.iter().enumerate() {
            plant_user(engine, user, create).map_err(|rule| named("users", index, rule))?;
        }
    }
    Ok(())
}

fn plant_role(engine: &Engine, role: &RawValue, create: bool) -> Result<()> {
    let role: RolePayload<'_> = object(role)?;
    match create {
        true => unless_there(engine.create_role(role)),
        false => NewRole::check(role).map(drop),
    }
}

fn plant_user(engine: &Engine, user: &RawValue, create: bool) -> Result<()> {
    let mut user: UserPayload<'_> = object(user)?;
    // Nobody would see it.
    user.with_auth_token = Member::Absent;
    match create {
        true => unless_there(engine.create_user(user)),
        false => NewUser::check(user).map(drop),
    }
}

fn object<'a, T: Deserialize<'a>>(entry: &'a RawValue) -> Result<T> {
    if !entry.get().starts_with('{') {
        return Err(Error::InvalidJson("it is no object".to_owned()));
    }
    serde_json::from_str(entry.get()).map_err(|error| Error::InvalidJson(error.to_string()))
}

fn unless_there<T>(created: Result<T>) -> Result<()> {
    match created {
        Err(error) if error.kind() != Kind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// `users[3]: The name field is required.`
fn named(list: &str, index: usize, error: Error) -> String {
    match &error {
        Error::Validation(details) => {
            format!("{list}[{index}]: {}", details.texts().collect::<Vec<_>>().join(" "))
        }
        error => format!("{list}[{index}]: {error}"),
    }
}
