//! What every command stands on: the place, the operation that it is named after, and how
//! its result is shown.

use std::io::{IsTerminal, Write};

use clap::Args;
use serde::Serialize;

use super::failure::{Done, Failure};
use super::log::say;
use super::place::{Place, PlaceArguments};
use super::request::Request;
use super::table::{self, Secrets};
use crate::client::Client;
use crate::error::Error;
use crate::json::{OPERATIONS, Operation};

/// A command in its surroundings.
pub struct Program {
    /// Where the calls go.
    pub arguments: PlaceArguments,
    /// Whether results and errors are documents.
    pub json: bool,
    /// Noun and verb, as the operation is named.
    pub operation: String,
}

/// For what cannot be undone.
#[derive(Args)]
pub struct Confirmation {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Program {
    /// The place that the arguments name.
    pub fn place(&self) -> Result<Place, Failure> {
        self.arguments.read()
    }

    /// The whole of a command that is one call.
    pub fn run(&self, arguments: &impl Serialize) -> Done {
        self.send(&Request::of(arguments), Secrets::Hidden)
    }

    /// One call whose request is made.
    pub fn send(&self, request: &Request, secrets: Secrets) -> Done {
        let place = self.place()?;
        let result = self.call(&place, &place.open()?, request)?;
        self.show(&result, secrets)
    }

    /// The operation of this command. What needs a user gets the one whose session is kept.
    pub fn call(
        &self,
        place: &Place,
        client: &Client,
        request: &Request,
    ) -> Result<String, Failure> {
        let call = || operation(&self.operation)(client, &request.to_json());
        let error = match call() {
            Err(error) if matches!(error.code(), "USER_NOT_LOGGED_IN" | "KEY_NEEDED") => error,
            result => return Ok(result?),
        };
        // Nothing was sent yet.
        let Some(document) = place.kept_session()?.read()? else {
            return Err(error.into());
        };
        match (operation("session_restore")(client, &document), error) {
            (Ok(_), _) => Ok(call()?),
            (Err(refused), Error::NotLoggedIn) => Err(refused.into()),
            (Err(_), key_needed) => Err(key_needed.into()),
        }
    }

    /// Show a result.
    pub fn show(&self, document: &str, secrets: Secrets) -> Done {
        if self.json {
            self.print(document)?;
        } else {
            self.print(&table::of(document, secrets))?;
        }
        match table::is_complete(document) {
            true => Ok(()),
            false => Err(Failure::Incomplete),
        }
    }

    /// A text on stdout, as lines.
    pub fn print(&self, text: &str) -> Done {
        let mut stdout = std::io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        if !text.ends_with('\n') && !text.is_empty() {
            stdout.write_all(b"\n")?;
        }
        Ok(stdout.flush()?)
    }

    /// Something for people besides the result, which programs have no use for.
    pub fn note(&self, text: &str) {
        if !self.json {
            say(text);
        }
    }

    /// Ask before what cannot be undone.
    pub fn confirm(&self, confirmation: &Confirmation, question: &str) -> Done {
        if confirmation.yes {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Err(Failure::Usage(format!(
                "{question} This cannot be undone, and there is no terminal to ask on: say --yes"
            )));
        }
        let mut stderr = std::io::stderr();
        let _ = write!(stderr, "{question} This cannot be undone. [y/N] ");
        let _ = stderr.flush();
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        match read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes") {
            true => Ok(()),
            false => {
                say("Nothing was done.");
                Err(Failure::Incomplete)
            }
        }
    }
}

/// An operation by its name.
pub fn operation(name: &str) -> Operation {
    let found = OPERATIONS.iter().find(|(known, _)| *known == name);
    found.map(|(_, operation)| *operation).expect("a test compares commands and operations")
}
