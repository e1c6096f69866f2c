//! One vocabulary: what the core can do and say is in every language, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cometchat_users::json;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The words that follow `before`, as long as they are of letters, digits and underscores.
fn words_after(text: &str, before: &str) -> BTreeSet<String> {
    let word = |rest: &str| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    text.split(before).skip(1).map(word).filter(|word| !word.is_empty()).collect()
}

fn set<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

/// The rows of the README's table: C, Python, Swift, command line.
fn table() -> Vec<[String; 4]> {
    let names = |line: &str| {
        let mut cells = line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned());
        cells.next();
        std::array::from_fn(|_| cells.next().unwrap())
    };
    read("README.md").lines().filter(|line| line.starts_with("| `cometchat_")).map(names).collect()
}

fn operations() -> BTreeSet<String> {
    set(json::OPERATIONS.iter().map(|(name, _)| *name))
}

#[test]
fn the_header_has_every_operation_and_a_few_free_functions() {
    let mut expected = operations();
    expected.extend(set([
        "client_open",
        "client_close",
        "client_share",
        "client_cancel",
        "string_free",
        "version",
        "abi_version",
        "status_name",
        "set_logger",
    ]));
    let header = read("include/cometchat_users.h");
    let declared: BTreeSet<_> = header
        .lines()
        .filter(|line| !line.starts_with([' ', '/', '*', '#']) && line.contains('('))
        .flat_map(|line| words_after(line.split('(').next().unwrap(), " cometchat_"))
        .chain(words_after(&header, "\nconst char *cometchat_"))
        .collect();
    assert_eq!(declared, expected);
}

#[test]
fn the_readme_names_every_operation() {
    let mut expected = operations();
    expected.extend(set(["client_open", "client_close", "client_share", "client_cancel"]));
    let named: BTreeSet<_> =
        table().iter().map(|row| row[0].trim_start_matches("cometchat_").to_owned()).collect();
    assert_eq!(named, expected);
}

/// The script runs on a server as well, so that each has a route there.
#[test]
fn every_operation_succeeds_in_the_contract_script() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract");
    let mut succeeded = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let script = fs::read_to_string(file.unwrap().path()).unwrap();
        let script: serde_json::Value = serde_json::from_str(&script).unwrap();
        let steps = script.as_array().into_iter().flatten();
        let successes = steps.filter(|step| step["status"].is_null());
        succeeded.extend(successes.map(|step| step["call"].as_str().unwrap().to_owned()));
    }
    assert_eq!(succeeded, operations());
}

#[test]
fn the_readme_names_the_command_of_every_operation() {
    for [c, _, _, command] in table() {
        let operation = c.trim_start_matches("cometchat_");
        let expected = match operation {
            "client_open" | "client_close" | "client_share" | "client_cancel" => String::new(),
            other => other.replacen('_', " ", 1).replace('_', "-"),
        };
        assert_eq!(command, expected);
    }
}

/// The files of a folder whose names begin so, one after the other.
fn read_all(folder: &str, prefix: &str) -> String {
    let mut files: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(prefix))
        .collect();
    files.sort();
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The lists that the wrappers walk whole: Python `iter_users`, Swift `allUsers`.
const WALKED: [&str; 6] = ["users", "blocked_users", "friends", "tokens", "roles", "api_keys"];

#[test]
fn python_and_swift_have_every_operation_under_one_name() {
    let client = read("bindings/python/src/cometchat_users/_client.py")
        + &read_all("bindings/python/src/cometchat_users/_operations", "");
    let asynchronous = read("bindings/python/src/cometchat_users/_async.py");
    let swift = read_all("bindings/swift/Sources/CometChatUsers", "Client")
        + &read_all("bindings/swift/Sources/CometChatUsers", "Lists");
    let mut python_names = set(["close", "call"]);
    let mut swift_names = set(["close", "call"]);
    for [c, python, swift, _] in table() {
        if !["cometchat_client_open", "cometchat_client_share"].contains(&c.as_str()) {
            assert_eq!(camel(&python), swift, "{c}");
            python_names.insert(python);
            swift_names.insert(swift);
        }
    }
    for list in WALKED {
        swift_names.insert(camel(&format!("all_{list}")));
    }
    let iterators: BTreeSet<_> = WALKED.iter().map(|list| format!("iter_{list}")).collect();
    let public = |names: BTreeSet<String>| -> BTreeSet<String> {
        names.into_iter().filter(|name| !name.starts_with('_')).collect()
    };
    let expected = python_names.union(&iterators).cloned().collect();
    assert_eq!(public(words_after(&client, "\n    def ")), expected, "Client");
    let coroutines = words_after(&asynchronous, " = _in_thread(Client.");
    for more_than_a_call_in_a_thread in ["close", "cancel"] {
        python_names.remove(more_than_a_call_in_a_thread);
    }
    assert_eq!(coroutines, python_names, "AsyncClient");
    let walked = words_after(&asynchronous, " = _page_by_page(Client.");
    assert_eq!(walked, iterators, "AsyncClient");
    assert_eq!(words_after(&swift, "public func "), swift_names, "Client.swift");
}

#[test]
fn the_swift_operations_and_the_c_table_are_the_cores() {
    let swift = read("bindings/swift/Sources/CometChatUsers/Operation.swift");
    let functions = words_after(&swift, ": cometchat_");
    assert_eq!(functions, operations(), "Operation.swift");
    let c = words_after(&read("tests/c/operations.h"), "    each(");
    assert_eq!(c, operations(), "tests/c/operations.h");
}

#[test]
fn every_kind_is_a_status_an_exception_and_a_case() {
    let mut kinds = words_after(&read("src/error/kind.rs"), " => \"");
    kinds.retain(|word| word.to_lowercase() == *word); // others are codes
    assert_eq!(kinds.len(), 19);
    let header = read("include/cometchat_users.h");
    let mut statuses = words_after(&header, "  COMETCHAT_STATUS_");
    assert!(statuses.remove("OK"));
    let statuses: BTreeSet<_> = statuses.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(statuses, kinds, "the header");
    let python = read("bindings/python/src/cometchat_users/_errors.py");
    assert_eq!(words_after(&python, "\n    \""), kinds, "Python");
    let swift = read("bindings/swift/Sources/CometChatUsers/CometChatError.swift");
    let cases: BTreeSet<_> = words_after(&swift.replace('`', ""), "\n    case ")
        .into_iter()
        .map(|name| name.to_lowercase())
        .filter(|name| name != "unknown")
        .collect();
    let flat: BTreeSet<_> = kinds.iter().map(|kind| kind.replace('_', "")).collect();
    assert_eq!(cases, flat, "Swift");
}

#[test]
fn the_tests_that_reliability_rests_on_are_there() {
    let table = read("docs/reliability.md");
    let named: Vec<_> =
        table.split('`').filter_map(|text| text.strip_prefix("tests/")?.split_once(": ")).collect();
    assert!(named.len() > 40, "only {} tests are named", named.len());
    for (file, name) in named {
        let source = read(&format!("tests/{file}"));
        assert!(source.contains(&format!("fn {name}()")), "tests/{file} has no {name}");
    }
}
