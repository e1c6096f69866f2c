//! `cometchat-users role`, and what a role may do: `permission` and `feature`.

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;

use super::failure::Done;
use super::files;
use super::program::{Confirmation, Program};
use super::request::{PageArguments, Request, Whole};
use super::table::Secrets;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users role create moderator --name Moderator --description 'Keeps the peace'
  cometchat-users role get moderator
  cometchat-users role list
  cometchat-users role update moderator --settings '{\"listUsers\": \"friendsOnly\"}'
  cometchat-users role delete moderator --yes";

/// What `--help` shows.
pub const PERMISSION_EXAMPLES: &str = "\
Examples:
  cometchat-users permission list moderator
  cometchat-users permission set moderator listUsers=deny blockUser=allow
  cometchat-users permission set moderator listUsers.allowedRoles=default,moderator
  cometchat-users permission unset moderator listUsers";

/// What `--help` shows.
pub const FEATURE_EXAMPLES: &str = "\
Examples:
  cometchat-users feature restrict moderator u.listUsers u.blockUser
  cometchat-users feature list moderator
  cometchat-users feature allow moderator u.listUsers
  cometchat-users feature allow moderator --all";

/// A verb.
#[derive(Subcommand)]
pub enum Role {
    /// Create a role
    Create(Create),
    /// Show a role
    Get(ByRole),
    /// List the roles, newest first
    List(PageArguments),
    /// Change a role: what is not given stays as it is
    Update(Update),
    /// Delete a role; its users fall back to `default`
    Delete(Delete),
}

#[derive(Args, Serialize)]
pub struct ByRole {
    /// Its id
    role: String,
}

#[derive(Args, Serialize)]
pub struct Create {
    /// Its id, for good
    #[arg(required_unless_present = "request")]
    role: Option<String>,

    /// What people see
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,

    /// An object of your own
    #[arg(long, value_name = "JSON|@FILE|-", value_parser = files::json)]
    metadata: Option<Box<RawValue>>,

    /// listUsers and sendMessagesTo, each all or friendsOnly
    #[arg(long, value_name = "JSON|@FILE|-", value_parser = files::json)]
    settings: Option<Box<RawValue>>,

    /// A name of what you want: said again, even later, it is created once
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
pub struct Update {
    #[command(flatten)]
    #[serde(flatten)]
    role: Create,

    /// A member to clear: description, metadata or settings; say it again for more
    #[arg(long, value_name = "MEMBER")]
    #[serde(skip)]
    clear: Vec<String>,
}

#[derive(Args, Serialize)]
pub struct Delete {
    /// Its id
    role: String,

    #[command(flatten)]
    #[serde(skip)]
    confirmation: Confirmation,
}

impl Role {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Role::Create(create) => program.run(&create),
            Role::Get(role) => program.run(&role),
            Role::List(page) => program.run(&page),
            Role::Update(update) => {
                program.send(&Request::of(&update).clearing(&update.clear), Secrets::Hidden)
            }
            Role::Delete(delete) => {
                let question = format!("Delete the role {}?", delete.role);
                program.confirm(&delete.confirmation, &question)?;
                program.run(&delete)
            }
        }
    }
}

/// A verb.
#[derive(Subcommand)]
pub enum Permission {
    /// List the permissions that a role can have
    List(OfRole),
    /// Set permissions of a role, and show all that are set
    Set(SetPermissions),
    /// Unset a permission of a role, and show those that stay set
    Unset(Unset),
}

#[derive(Args, Serialize)]
pub struct OfRole {
    /// The role's id
    role: String,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,
}

#[derive(Args, Serialize)]
pub struct SetPermissions {
    /// The role's id
    #[arg(required_unless_present = "request")]
    role: Option<String>,

    /// A permission and its value; ids of roles are separated by commas
    #[arg(value_name = "ID=VALUE", value_parser = permission)]
    #[serde(skip)]
    permissions: Vec<(String, Box<RawValue>)>,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
pub struct Unset {
    /// The role's id
    role: String,

    /// The permission's id
    permission: String,
}

/// `ID=VALUE`; what is about roles has a list of them.
fn permission(argument: &str) -> Result<(String, Box<RawValue>), String> {
    let (id, value) = argument.split_once('=').ok_or("it must be ID=VALUE")?;
    let value = match id.ends_with(".allowedRoles") {
        true => to_raw_value(&value.split(',').map(str::trim).collect::<Vec<_>>()),
        false => to_raw_value(value),
    };
    Ok((id.to_owned(), value.expect("texts can be printed")))
}

impl Permission {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Permission::List(list) => program.run(&list),
            Permission::Set(set) => {
                let mut request = Request::of(&set);
                if !set.permissions.is_empty() {
                    let permissions: BTreeMap<_, _> = set.permissions.into_iter().collect();
                    request = request.with("permissions", permissions);
                }
                program.send(&request, Secrets::Hidden)
            }
            Permission::Unset(unset) => program.run(&unset),
        }
    }
}

/// A verb.
#[derive(Subcommand)]
pub enum Feature {
    /// Restrict features for the users of a role
    Restrict(Restrict),
    /// List the features that are restricted for a role
    List(OfRole),
    /// Allow features again
    Allow(Allow),
}

#[derive(Args, Serialize)]
pub struct Restrict {
    /// The role's id
    role: String,

    /// Keys of features
    #[arg(required = true, value_name = "KEY")]
    features: Vec<String>,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Allow {
    /// The role's id
    role: String,

    /// Keys of features
    #[arg(required_unless_present = "allow_all", value_name = "KEY")]
    features: Vec<String>,

    /// All of them
    #[arg(long = "all", conflicts_with = "features")]
    allow_all: bool,
}

impl Feature {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Feature::Restrict(restrict) => program.run(&restrict),
            Feature::List(list) => program.run(&list),
            Feature::Allow(allow) => program.run(&allow),
        }
    }
}
