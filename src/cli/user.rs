//! `cometchat-users user`: users, as an administrator sees them.

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::value::RawValue;

use super::failure::Done;
use super::files;
use super::pages;
use super::program::{Confirmation, Program};
use super::request::{PageArguments, Request, Whole};
use super::table::Secrets;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users user create ada-01 --name Ada --tag staff --metadata '{\"team\": \"north\"}'
  cometchat-users user get ada-01 --json
  cometchat-users user list --search ada --status online --per-page 20
  cometchat-users user list --all --json >users.jsonl
  cometchat-users user update ada-01 --name 'Ada L.' --clear avatar
  cometchat-users user ensure ada-01 --name Ada --reactivate
  cometchat-users user deactivate ada-01 bob-02
  cometchat-users user reactivate ada-01
  cometchat-users user delete ada-01 --yes";

/// A verb.
#[derive(Subcommand)]
pub enum User {
    /// Create a user
    Create(Create),
    /// Show a user
    Get(Get),
    /// List users, newest first
    List(List),
    /// Change a user: what is not given stays as it is
    Update(Update),
    /// Delete a user for good
    Delete(Delete),
    /// Deactivate users, which can be undone
    Deactivate(Uids),
    /// Reactivate users
    Reactivate(Uids),
    /// Create, change or leave a user, so that it is as given
    Ensure(Ensure),
}

/// What a user tells about itself.
#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// What people see
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The URL of a picture
    #[arg(long, value_name = "URL")]
    avatar: Option<String>,

    /// The URL of a profile page
    #[arg(long, value_name = "URL")]
    link: Option<String>,

    /// The id of an existing role
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,

    /// Any text
    #[arg(long, value_name = "TEXT")]
    status_message: Option<String>,

    /// An object of your own
    #[arg(long, value_name = "JSON|@FILE|-", value_parser = files::json)]
    metadata: Option<Box<RawValue>>,

    /// A label to find the user by; say it again for more
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

/// What an update takes away.
#[derive(Args)]
pub struct Clearing {
    /// A member to clear: avatar, link, statusMessage, metadata or tags; say it again for more
    #[arg(long, value_name = "MEMBER")]
    clear: Vec<String>,
}

impl Clearing {
    /// The request with it.
    pub fn of(&self, request: Request) -> Request {
        request.clearing(&self.clear)
    }
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// Who it is, for good: letters, digits and `_`, `-`, `.`, `@`, `:` …, in any case
    #[arg(required_unless_present = "request")]
    uid: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    profile: Profile,

    /// Answer with a new token of the user
    #[arg(long)]
    with_auth_token: bool,

    /// A name of what you want: said again, even later, it is created once
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Get {
    /// Who it is
    uid: String,

    /// As this user sees it, with blocks
    #[arg(long, value_name = "UID")]
    on_behalf_of: Option<String>,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct List {
    /// A part of the name or uid, in any case
    #[arg(long = "search", value_name = "TEXT")]
    search_key: Option<String>,

    /// Where to search: name or uid; say it again for both
    #[arg(long, value_name = "MEMBER")]
    search_in: Vec<String>,

    /// online or offline
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,

    /// Users with this role; say it again for any of several
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,

    /// Users with this tag; say it again for any of several
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// Show tags as well
    #[arg(long)]
    with_tags: bool,

    /// Deactivated users: `with` the others, or `only` them
    #[arg(long, value_name = "HOW", value_parser = ["with", "only"])]
    #[serde(skip)]
    deactivated: Option<String>,

    /// As this user sees them, with blocks
    #[arg(long, value_name = "UID")]
    on_behalf_of: Option<String>,

    /// As the logged-in user: this user; say it again for more
    #[arg(long = "uid", value_name = "UID")]
    uids: Vec<String>,

    /// As the logged-in user: friends only
    #[arg(long)]
    friends_only: bool,

    /// As the logged-in user: without those with whom there is a block
    #[arg(long)]
    hide_blocked_users: bool,

    /// As the logged-in user: status or name
    #[arg(long, value_name = "MEMBER")]
    sort_by: Option<String>,

    /// As the logged-in user: asc or desc
    #[arg(long, value_name = "ORDER")]
    sort_order: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,

    /// Every page; with --json, a line for each user
    #[arg(long, conflicts_with_all = ["page", "per_page"])]
    #[serde(skip)]
    all: bool,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

impl List {
    fn request(&self) -> Request {
        let request = Request::of(self);
        match self.deactivated.as_deref() {
            Some("only") => request.with("onlyDeactivated", true),
            Some(_) => request.with("withDeactivated", true),
            None => request,
        }
    }
}

#[derive(Args, Serialize)]
pub struct Update {
    /// Who it is
    #[arg(required_unless_present = "request")]
    uid: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    profile: Profile,

    #[command(flatten)]
    #[serde(skip)]
    clearing: Clearing,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
pub struct Delete {
    /// Who it is
    uid: String,

    #[command(flatten)]
    #[serde(skip)]
    confirmation: Confirmation,
}

#[derive(Args, Serialize)]
pub struct Uids {
    /// Who they are, at most 25
    #[arg(required = true, value_name = "UID")]
    uids: Vec<String>,
}

/// For `session ensure` as well.
#[derive(Args, Serialize)]
pub struct Ensure {
    /// Who it is
    #[arg(required_unless_present = "request")]
    uid: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    profile: Profile,

    #[command(flatten)]
    #[serde(skip)]
    clearing: Clearing,

    /// Reactivate a user that is deactivated, instead of failing
    #[arg(long)]
    reactivate: bool,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

impl Ensure {
    /// The request.
    pub fn request(&self) -> Request {
        self.clearing.of(Request::of(self))
    }
}

impl User {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            // A token is in the answer if it was asked for.
            User::Create(create) => program.send(&Request::of(&create), Secrets::Shown),
            User::Get(get) => program.run(&get),
            User::List(list) if list.all => pages::run(program, list.request()),
            User::List(list) => program.send(&list.request(), Secrets::Hidden),
            User::Update(update) => {
                program.send(&update.clearing.of(Request::of(&update)), Secrets::Hidden)
            }
            User::Delete(delete) => {
                let question = format!("Delete the user {} for good?", delete.uid);
                program.confirm(&delete.confirmation, &question)?;
                program.run(&delete)
            }
            User::Deactivate(uids) | User::Reactivate(uids) => program.run(&uids),
            User::Ensure(ensure) => program.send(&ensure.request(), Secrets::Hidden),
        }
    }
}
