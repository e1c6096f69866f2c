//! The program `cometchat-users`: one file a noun. A command is named as its operation is, makes
//! a request of its arguments, calls the operation and shows the result; rules and limits are
//! the library's.

mod apikey;
mod bulk;
mod doctor;
mod explain;
mod failure;
mod files;
mod kept;
mod log;
mod pages;
mod place;
mod program;
mod relation;
mod request;
mod role;
mod secret;
mod serve;
mod session;
mod table;
mod token;
mod user;

use std::process::ExitCode;

use ::log::LevelFilter;
use clap::{
    ArgMatches, Args, Command as ClapCommand, CommandFactory, FromArgMatches, Parser, Subcommand,
};

use self::failure::{Done, Failure};
use self::place::PlaceArguments;
use self::program::Program;
use self::request::Request;
use self::table::Secrets;

const AFTER_HELP: &str = "\
Examples:
  cometchat-users serve --ready-file ready.json
  cometchat-users doctor --config ready.json
  cometchat-users user create ada-01 --name Ada --config ready.json
  cometchat-users user list --url file:users.db
  cometchat-users session login ada-01 --url cometchat://APPID@us

Keys are never arguments: they come from COMETCHAT_API_KEY (scope fullAccess) and
COMETCHAT_AUTH_KEY (scope authOnly), or from the file of --config or COMETCHAT_CONFIG.

Exit codes:
   0  done
   1  done in part: some of several items were refused, or `doctor` found something
   2  the arguments do not fit together
  11  invalid_argument   12  invalid_json       13  invalid_handle    14  validation
  15  unauthenticated    16  permission_denied  17  not_logged_in     18  not_found
  19  already_exists     20  conflict           21  quota_exceeded    22  rate_limited
  23  timeout            24  network            25  service           26  storage
  27  unsupported        28  internal           29  cancelled";

/// CometChat user management.
#[derive(Parser)]
#[command(name = "cometchat-users", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Arguments {
    /// Print results and errors as JSON, one document a line
    #[arg(long, global = true)]
    json: bool,

    #[command(flatten)]
    place: PlaceArguments,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Users
    #[command(subcommand, after_help = user::EXAMPLES)]
    User(user::User),
    /// The logged-in user
    #[command(subcommand, after_help = session::EXAMPLES)]
    Session(session::Session),
    /// Tokens that users log in with
    #[command(subcommand, after_help = token::EXAMPLES)]
    Token(token::Token),
    /// Roles
    #[command(subcommand, after_help = role::EXAMPLES)]
    Role(role::Role),
    /// What the users of a role may do
    #[command(subcommand, after_help = role::PERMISSION_EXAMPLES)]
    Permission(role::Permission),
    /// Features that a role goes without
    #[command(subcommand, after_help = role::FEATURE_EXAMPLES)]
    Feature(role::Feature),
    /// Who blocks whom
    #[command(subcommand, after_help = relation::BLOCK_EXAMPLES)]
    Block(relation::Block),
    /// Who is whose friend
    #[command(subcommand, after_help = relation::FRIEND_EXAMPLES)]
    Friend(relation::Friend),
    /// Keys of the app
    #[command(subcommand, after_help = apikey::EXAMPLES)]
    Apikey(apikey::ApiKey),
    /// Many users at once
    #[command(subcommand, after_help = bulk::EXAMPLES)]
    Bulk(bulk::Bulk),
    /// Who is connected
    #[command(subcommand, after_help = PRESENCE_EXAMPLES)]
    Presence(Presence),
    /// This program and its place
    #[command(subcommand, after_help = CLIENT_EXAMPLES)]
    Client(Client),
    #[command(after_help = serve::EXAMPLES)]
    Serve(serve::Serve),
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Doctor),
    #[command(after_help = explain::EXAMPLES)]
    Explain(explain::Explain),
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
}

const PRESENCE_EXAMPLES: &str = "\
Examples:
  cometchat-users presence count";

#[derive(Subcommand)]
enum Presence {
    /// Count the users that are online, as the logged-in user
    Count,
}

const CLIENT_EXAMPLES: &str = "\
Examples:
  cometchat-users client info --url memory:";

#[derive(Subcommand)]
enum Client {
    /// Show version, place and limits
    Info,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  cometchat-users completions bash >~/.local/share/bash-completion/completions/cometchat-users";

/// Print what a shell needs to complete commands and arguments
#[derive(Args)]
struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// Run the program with the arguments of this process.
pub fn run() -> ExitCode {
    let matches = command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let program = Program {
        arguments: arguments.place,
        json: arguments.json,
        operation: operation_of(&matches),
    };
    match arguments.command.run(&program) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.report(program.json);
            failure.code()
        }
    }
}

/// `cometchat-users session update-user` as `session_update_user`.
fn operation_of(matches: &ArgMatches) -> String {
    let mut words = Vec::new();
    let mut matches = matches;
    while let Some((word, rest)) = matches.subcommand() {
        words.push(word.replace('-', "_"));
        matches = rest;
    }
    words.join("_")
}

/// The help of each verb shows those examples of its noun that are about it.
fn with_examples(noun: ClapCommand) -> ClapCommand {
    let all = noun.get_after_help().map(ToString::to_string).unwrap_or_default();
    let noun_name = noun.get_name().to_owned();
    noun.mut_subcommands(|verb| {
        let name = format!("cometchat-users {noun_name} {}", verb.get_name());
        let shows = |line: &&str| {
            line.split_once(&*name)
                .is_some_and(|(_, rest)| matches!(rest.get(..1), None | Some(" ")))
        };
        let examples: Vec<_> = all.lines().filter(shows).collect();
        verb.after_help(format!("Examples:\n{}", examples.join("\n")))
    })
}

/// What there is to say, with the arguments that some commands have no use for out of sight.
fn command() -> ClapCommand {
    let mut command = Arguments::command().mut_subcommands(with_examples);
    command.build();
    ["serve", "explain", "completions"].into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| {
            let is_needless = |id: &str| {
                matches!(id, "url" | "config" | "timeout_ms" | "session")
                    || (name != "serve" && matches!(id, "app_id" | "region"))
                    || (name == "completions" && id == "json")
            };
            sub.mut_args(|argument| match is_needless(argument.get_id().as_str()) {
                true => argument.hide(true),
                false => argument,
            })
        })
    })
}

impl Command {
    fn run(self, program: &Program) -> Done {
        if let (Command::Serve(_) | Command::Explain(_) | Command::Completions(_), Some(argument)) =
            (&self, program.arguments.given())
        {
            return Err(Failure::Usage(format!("this command has no use for {argument}")));
        }
        if !matches!(self, Command::Serve(_)) {
            log::start(LevelFilter::Warn);
        }
        match self {
            Command::User(verb) => verb.run(program),
            Command::Session(verb) => verb.run(program),
            Command::Token(verb) => verb.run(program),
            Command::Role(verb) => verb.run(program),
            Command::Permission(verb) => verb.run(program),
            Command::Feature(verb) => verb.run(program),
            Command::Block(verb) => verb.run(program),
            Command::Friend(verb) => verb.run(program),
            Command::Apikey(verb) => verb.run(program),
            Command::Bulk(verb) => verb.run(program),
            Command::Presence(Presence::Count) | Command::Client(Client::Info) => {
                program.send(&Request::default(), Secrets::Hidden)
            }
            Command::Serve(serve) => serve.run(program),
            Command::Doctor(doctor) => doctor.run(program),
            Command::Explain(explain) => explain.run(program),
            Command::Completions(completions) => {
                let mut script = Vec::new();
                let mut command = command();
                clap_complete::generate(
                    completions.shell,
                    &mut command,
                    "cometchat-users",
                    &mut script,
                );
                // For bash, clap_complete takes the hyphen of our name for a space in some places.
                let script = String::from_utf8_lossy(&script);
                program.print(&script.replace("cometchat__subcmd__users", "cometchat__users"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
