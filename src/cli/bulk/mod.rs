//! `cometchat-users bulk`: many users at once.

mod import;
mod read;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::failure::Done;
use super::program::Program;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users bulk import users.json
  cometchat-users bulk import users.csv --json >report.json
  cometchat-users user list --all --with-tags --json | cometchat-users bulk import - --url file:copy.db

A file is a JSON array of users, one JSON object a line, or CSV with a header of these columns:
uid, name, avatar, link, role, statusMessage, tags (separated by ;), metadata (JSON), createdAt,
lastActiveAt, deactivatedAt (Unix seconds). An empty cell is a member that is not given.";

/// A verb.
#[derive(Subcommand)]
pub enum Bulk {
    /// Create users with their past, from a file; the exit code is 0 if all were created
    Import(Import),
}

#[derive(Args)]
pub struct Import {
    /// JSON array, JSON lines or CSV; `-` is standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
}

impl Bulk {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        let Bulk::Import(import) = self;
        import::run(program, &import.file)
    }
}
