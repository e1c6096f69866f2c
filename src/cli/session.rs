//! `cometchat-users session`: the logged-in user. A command ends soon, so what `login` begins
//! is kept in a file, from which later commands take it up.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::failure::{Done, Failure};
use super::files;
use super::kept::KeptSession;
use super::place::Place;
use super::program::{Program, operation};
use super::request::{Request, Whole};
use super::secret::TokenFile;
use super::table::Secrets;
use super::user::{Clearing, Ensure, Profile};
use crate::client::Client;
use crate::error::Kind;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users session login ada-01
  cometchat-users session current
  cometchat-users session update-user --status-message 'At lunch'
  cometchat-users session logout
  cometchat-users token create ada-01 --json | cometchat-users session login-with-token --token-file -
  cometchat-users session ensure ada-01 --name Ada --reactivate
  cometchat-users session export >session.json
  cometchat-users session restore session.json

The session is kept in a file that only you can read; --session names another one.";

/// A verb.
#[derive(Subcommand)]
pub enum Session {
    /// Log a user in by uid, with a new token
    Login(Login),
    /// Log a user in with a token that was given
    LoginWithToken(TokenFile),
    /// End the session: its token stops working
    Logout,
    /// Show who is logged in, as it is now
    Current,
    /// Change the logged-in user's own details: what is not given stays as it is
    UpdateUser(UpdateUser),
    /// The whole way to a logged-in user: resume, or create, change, reactivate and log in
    Ensure(EnsureSession),
    /// Print the session as a document, which is a secret
    Export,
    /// Take up a session from such a document
    Restore(Restore),
}

#[derive(Args, Serialize)]
pub struct Login {
    /// Who it is
    uid: String,
}

#[derive(Args, Serialize)]
pub struct UpdateUser {
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

#[derive(Args)]
pub struct EnsureSession {
    #[command(flatten)]
    user: Ensure,

    #[command(flatten)]
    token: TokenFile,
}

#[derive(Args)]
pub struct Restore {
    /// The document; `-` is standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
}

impl Session {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        match self {
            Session::Login(login) => begin(program, |_| Ok(Request::of(&login))),
            Session::LoginWithToken(token) => begin(program, |_| {
                Ok(Request::default().with("authToken", token.needed()?.expose()))
            }),
            Session::Ensure(ensure) => begin(program, |kept| ensure.request(kept)),
            Session::Restore(restore) => begin(program, |_| {
                let text = files::read(&restore.file);
                let text = text.map_err(|error| files::trouble(&restore.file, error))?;
                Request::from_json(&text)
            }),
            Session::Logout => logout(program),
            Session::Current => program.send(&Request::default(), Secrets::Hidden),
            Session::UpdateUser(update) => {
                program.send(&update.clearing.of(Request::of(&update)), Secrets::Hidden)
            }
            Session::Export => export(program),
        }
    }
}

impl EnsureSession {
    /// With the token that was given, or the one that is kept of this very user.
    fn request(&self, kept: &KeptSession) -> Result<Request, Failure> {
        let request = self.user.request();
        let uid = request.text("uid").unwrap_or_default();
        let token = match self.token.given()? {
            Some(token) => Some(token.expose().to_owned()),
            None => kept
                .kept()?
                .filter(|kept| kept.uid.eq_ignore_ascii_case(&uid))
                .map(|kept| kept.auth_token),
        };
        Ok(match token {
            Some(token) => request.with("authToken", token),
            None => request,
        })
    }
}

/// A call that logs a user in, and what it takes to stay so.
fn begin(
    program: &Program,
    request: impl FnOnce(&KeptSession) -> Result<Request, Failure>,
) -> Done {
    let place = program.place()?;
    let client = place.open()?;
    let kept = place.kept_session()?;
    let result = operation(&program.operation)(&client, &request(&kept)?.to_json())?;
    keep(program, &client, &kept)?;
    program.show(&result, Secrets::Hidden)
}

fn keep(program: &Program, client: &Client, kept: &KeptSession) -> Done {
    if client.backend_name() == "memory" {
        program.note("The session is not kept: what is in memory: ends with this command.");
        return Ok(());
    }
    kept.write(&operation("session_export")(client, "{}")?)?;
    program.note(&format!("The session is kept in {}.", kept.path().display()));
    Ok(())
}

fn logout(program: &Program) -> Done {
    let place = program.place()?;
    let result = program.call(&place, &place.open()?, &Request::default());
    // A token that is dead is worth keeping no more than one that was ended.
    let is_over = |failure: &Failure| matches!(failure, Failure::Call(error) if error.kind() == Kind::Unauthenticated);
    if result.as_ref().map_or_else(is_over, |_| true) {
        place.kept_session()?.remove()?;
    }
    program.show(&result?, Secrets::Hidden)
}

fn export(program: &Program) -> Done {
    let place: Place = program.place()?;
    let document = program.call(&place, &place.open()?, &Request::default())?;
    program.print(&document)
}
