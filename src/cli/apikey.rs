//! `cometchat-users apikey`: the keys of the app.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::failure::Done;
use super::program::{Confirmation, Program};
use super::request::{PageArguments, Request, Whole};
use super::secret::secret_in;
use super::table::Secrets;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users apikey create --name 'CI job' --scope fullAccess --json >key.json
  cometchat-users apikey list --scope authOnly
  cometchat-users apikey get --key-file key.json
  cometchat-users apikey update --key-file key.json --name 'Nightly job'
  cometchat-users apikey delete --key-file key.json --yes

A key is a secret: it is read from a file or standard input.";

/// A verb.
#[derive(Subcommand)]
pub enum ApiKey {
    /// Create a key and show it
    Create(Create),
    /// List the keys; --json shows them whole
    List(List),
    /// Show a key
    Get(One),
    /// Change a key's name or scope
    Update(Update),
    /// Delete a key: who uses it is locked out
    Delete(Delete),
}

#[derive(Args, Serialize)]
pub struct Create {
    /// What it is for
    #[arg(long, value_name = "NAME", required_unless_present = "request")]
    name: Option<String>,

    /// authOnly or fullAccess [default: authOnly]
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,

    /// A name of what you want: said again, even later, it is created once
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct List {
    /// authOnly or fullAccess
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,

    /// A part of the name, in any case
    #[arg(long = "search", value_name = "TEXT")]
    search_key: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,
}

#[derive(Args, Serialize)]
pub struct One {
    /// A file with the key, or with what `apikey create --json` printed; `-` is standard input
    #[arg(long, value_name = "FILE|-")]
    #[serde(skip)]
    key_file: PathBuf,
}

#[derive(Args, Serialize)]
pub struct Update {
    #[command(flatten)]
    #[serde(flatten)]
    one: One,

    /// What it is for
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// authOnly or fullAccess
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
}

#[derive(Args, Serialize)]
pub struct Delete {
    #[command(flatten)]
    #[serde(flatten)]
    one: One,

    #[command(flatten)]
    #[serde(skip)]
    confirmation: Confirmation,
}

impl ApiKey {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            ApiKey::Create(create) => program.send(&Request::of(&create), Secrets::Shown),
            ApiKey::List(list) => program.run(&list),
            ApiKey::Get(one) => send(program, &one, Request::of(&one), Secrets::Shown),
            ApiKey::Update(update) => {
                send(program, &update.one, Request::of(&update), Secrets::Hidden)
            }
            ApiKey::Delete(delete) => {
                program.confirm(&delete.confirmation, "Delete this key?")?;
                send(program, &delete.one, Request::of(&delete), Secrets::Hidden)
            }
        }
    }
}

fn send(program: &Program, one: &One, request: Request, secrets: Secrets) -> Done {
    let key = secret_in(&one.key_file, "apiKey")?;
    program.send(&request.with("apiKey", key.expose()), secrets)
}
