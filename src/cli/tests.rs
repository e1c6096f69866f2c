//! What the commands are called, and what their help says.

use std::collections::BTreeSet;

use clap::Parser;

use super::*;

/// Noun and verb of every command that is an operation.
fn commands() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for noun in command().get_subcommands() {
        for verb in noun.get_subcommands().filter(|verb| verb.get_name() != "help") {
            names.insert(format!("{}_{}", noun.get_name(), verb.get_name()).replace('-', "_"));
        }
    }
    names.retain(|name| !name.starts_with("help_"));
    names
}

#[test]
fn every_operation_is_a_command_and_every_verb_an_operation() {
    let operations = crate::json::OPERATIONS.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(commands(), operations.collect());
}

/// The words of a line as a shell reads them: of each program in a pipe.
fn words(line: &str) -> Vec<Vec<String>> {
    let mut programs = vec![Vec::new()];
    let mut word = String::new();
    let mut quoted = false;
    for c in line.chars().chain([' ']) {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => {
                let word = std::mem::take(&mut word);
                match word.as_str() {
                    "|" => programs.push(Vec::new()),
                    // A redirection is the shell's.
                    _ if word.is_empty() || word.starts_with(['<', '>']) => {}
                    _ => programs.last_mut().unwrap().push(word),
                }
            }
            c => word.push(c),
        }
    }
    programs
}

fn examples(help: &str) -> Vec<Vec<String>> {
    let lines = help.lines().map(str::trim).filter(|line| line.starts_with("cometchat-users "));
    lines.flat_map(words).collect()
}

#[test]
fn every_example_is_a_command_and_every_verb_has_one() {
    let mut shown = BTreeSet::new();
    let root = command();
    let helps = root.get_subcommands().chain([&root]).filter_map(ClapCommand::get_after_help);
    for words in helps.flat_map(|help| examples(&help.to_string())) {
        let parsed = command().try_get_matches_from(&words);
        let matches = parsed.unwrap_or_else(|error| panic!("{words:?}: {error}"));
        shown.insert(operation_of(&matches));
        Arguments::try_parse_from(&words).ok().unwrap();
    }
    assert_eq!(shown.intersection(&commands()).cloned().collect::<BTreeSet<_>>(), commands());
    for name in ["serve", "doctor", "explain", "completions"] {
        assert!(shown.contains(name), "{name}");
    }
}

#[test]
fn the_help_of_a_verb_shows_examples_of_it_and_of_no_other() {
    for noun in command().get_subcommands().filter(|noun| noun.get_name() != "help") {
        for verb in noun.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let help = verb.get_after_help().unwrap().to_string();
            let own = [noun.get_name(), verb.get_name()].map(str::to_owned);
            let examples = examples(&help);
            assert!(!examples.is_empty(), "{own:?}");
            assert!(examples.iter().any(|words| words[1..3] == own), "{own:?}: {help}");
        }
    }
}

#[test]
fn no_argument_takes_a_secret_but_those_of_the_local_server() {
    fn walk(command: &ClapCommand) {
        for argument in command.get_arguments().filter(|_| command.get_name() != "serve") {
            let id = argument.get_id().as_str();
            let is_file = id.ends_with("_file") || id == "with_auth_token";
            assert!(is_file || !(id.contains("token") || id.contains("key")) || id == "search_key");
        }
        command.get_subcommands().for_each(walk);
    }
    walk(&command());
}

#[test]
fn the_help_lists_the_exit_code_of_every_kind() {
    for code in crate::error::codes() {
        let line = format!("{}  {}", failure::exit_code(code.kind), code.kind.name());
        assert!(AFTER_HELP.contains(&line), "{line}");
    }
}
