//! `cometchat-users token`: the tokens that users log in with.

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::value::RawValue;

use super::failure::Done;
use super::files;
use super::program::{Confirmation, Program};
use super::request::{PageArguments, Request, Whole};
use super::secret::TokenFile;
use super::table::Secrets;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users token create ada-01 --platform ios
  cometchat-users token create ada-01 --json >token.json
  cometchat-users token list ada-01
  cometchat-users token get ada-01 --token-file token.json
  cometchat-users token update ada-01 --token-file token.json --user-agent 'My app 2'
  cometchat-users token delete ada-01 --token-file token.json --yes
  cometchat-users token flush ada-01 --yes

A token is a secret: it is read from a file, standard input or COMETCHAT_AUTH_TOKEN.";

/// A verb.
#[derive(Subcommand)]
pub enum Token {
    /// Create a token and show it
    Create(Create),
    /// List a user's tokens, newest first; --json shows them whole
    List(List),
    /// Show a token
    Get(One),
    /// Change what is known about a token's device
    Update(Update),
    /// Delete a token: who uses it is logged out
    Delete(Delete),
    /// Delete all tokens of a user
    Flush(Flush),
}

/// What a token tells about its device.
#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// The kind of device
    #[arg(long, value_name = "TEXT")]
    platform: Option<String>,

    /// What the device calls itself
    #[arg(long, value_name = "TEXT")]
    user_agent: Option<String>,

    /// An object about the application
    #[arg(long, value_name = "JSON|@FILE|-", value_parser = files::json)]
    app_info: Option<Box<RawValue>>,
}

#[derive(Args, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Create {
    /// Who it is for
    #[arg(required_unless_present = "request")]
    uid: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    device: Device,

    /// The device
    #[arg(long, value_name = "ID")]
    device_id: Option<String>,

    /// A new token, where an earlier one might be handed out
    #[arg(long)]
    force: bool,

    /// A name of what you want: said again, even later, it is created once
    #[arg(long, value_name = "TEXT")]
    intent: Option<String>,

    #[command(flatten)]
    #[serde(flatten)]
    whole: Whole,
}

#[derive(Args, Serialize)]
pub struct List {
    /// Whose they are
    uid: String,

    #[command(flatten)]
    #[serde(flatten)]
    page: PageArguments,
}

#[derive(Args, Serialize)]
pub struct One {
    /// Whose it is
    uid: String,

    #[command(flatten)]
    #[serde(skip)]
    token: TokenFile,
}

#[derive(Args, Serialize)]
pub struct Update {
    #[command(flatten)]
    #[serde(flatten)]
    one: One,

    #[command(flatten)]
    #[serde(flatten)]
    device: Device,

    /// A member to clear: platform, userAgent or appInfo; say it again for more
    #[arg(long, value_name = "MEMBER")]
    #[serde(skip)]
    clear: Vec<String>,
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

#[derive(Args, Serialize)]
pub struct Flush {
    /// Whose they are
    uid: String,

    #[command(flatten)]
    #[serde(skip)]
    confirmation: Confirmation,
}

impl Token {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Token::Create(create) => program.send(&Request::of(&create), Secrets::Shown),
            Token::List(list) => program.run(&list),
            Token::Get(one) => send(program, &one, Request::of(&one)),
            Token::Update(update) => {
                send(program, &update.one, Request::of(&update).clearing(&update.clear))
            }
            Token::Delete(delete) => {
                let question = format!("Delete this token of {}?", delete.one.uid);
                program.confirm(&delete.confirmation, &question)?;
                send(program, &delete.one, Request::of(&delete))
            }
            Token::Flush(flush) => {
                let question = format!("Delete all tokens of {}?", flush.uid);
                program.confirm(&flush.confirmation, &question)?;
                program.run(&flush)
            }
        }
    }
}

fn send(program: &Program, one: &One, request: Request) -> Done {
    let token = one.token.needed()?;
    program.send(&request.with("authToken", token.expose()), Secrets::Hidden)
}
