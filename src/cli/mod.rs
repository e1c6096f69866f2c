//! The program `cometchat-users`: one file a command.

mod log;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// CometChat user management.
#[derive(Parser)]
#[command(name = "cometchat-users", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
}

/// Run the program with the arguments of this process.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => serve.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            log::say(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}
