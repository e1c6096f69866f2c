//! Every snippet of the README and of docs/ runs.
//!
//! Programs need the release library and, for Python, the package in `target/python`;
//! `make test` builds both first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// The fenced blocks of a language.
fn snippets(markdown: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = markdown.split(&fence).skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Commands of a document, in their order, as one script: its shell and Python snippets.
fn script(markdown: &str) -> String {
    let mut script = String::new();
    // Every second part is the inside of a fence.
    for block in markdown.split("```").skip(1).step_by(2) {
        match block.split_once('\n').expect("a fence names its language") {
            ("sh", commands) => script += commands,
            ("python", program) => script += &format!("python - <<'END'\n{program}END\n"),
            _ => {}
        }
    }
    script
}

fn folder() -> PathBuf {
    let folder = Path::new(ROOT).join("target/readme");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Run a command, and return what it printed.
fn run(command: &mut Command) -> String {
    let output = command.current_dir(ROOT).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Compile the only snippet of a language against the header and the library, and run it.
fn compiled(language: &str, compiler: &str, flags: &[&str]) -> String {
    let blocks = snippets(&read("README.md"), language);
    assert_eq!(blocks.len(), 1);
    let source = folder().join(format!("snippet.{language}"));
    let program = folder().join(format!("snippet-{language}"));
    fs::write(&source, &blocks[0]).unwrap();
    run(Command::new(compiler)
        .args(flags)
        .args(["-Wall", "-Wextra", "-Werror", "-Iinclude"])
        .arg(&source)
        .args(["-Ltarget/release", "-lcometchat_users", "-o"])
        .arg(&program));
    run(Command::new(&program).env("LD_LIBRARY_PATH", Path::new(ROOT).join("target/release")))
}

#[test]
#[ignore = "needs the release library; `make test` runs it"]
fn the_c_snippet_runs() {
    let printed = compiled("c", "cc", &["-std=c99", "-pedantic"]);
    assert!(printed.starts_with(r#"ok {"uid":"ada-01","name":"Ada""#), "{printed}");
}

#[test]
#[ignore = "needs the release library; `make test` runs it"]
fn the_cpp_snippet_runs() {
    let printed = compiled("cpp", "c++", &["-std=c++17", "-pedantic"]);
    assert!(printed.starts_with(r#"{"code":"ERR_UID_ALREADY_EXISTS""#), "{printed}");
}

#[test]
#[ignore = "needs the Python package; `make test` runs it"]
fn the_python_snippet_runs() {
    let blocks = snippets(&read("README.md"), "python");
    assert_eq!(blocks.len(), 1);
    let printed = run(Command::new("target/python/bin/python").args(["-c", &blocks[0]]));
    assert!(printed.starts_with("ERR_UID_ALREADY_EXISTS Update the user"), "{printed}");
    assert!(printed.ends_with("ada-01 online\n"), "{printed}");
}

/// The package's own tests compile and run it.
#[test]
fn the_swift_snippet_is_the_one_of_the_package() {
    let theirs = snippets(&read("bindings/swift/README.md"), "swift");
    assert_eq!(snippets(&read("README.md"), "swift"), theirs[..1]);
}

#[test]
#[ignore = "installs things below target; `make test` runs it"]
fn the_shell_snippets_run() {
    let blocks = snippets(&read("README.md"), "sh");
    assert_eq!(blocks.len(), 4);
    let _ = fs::remove_file(Path::new(ROOT).join("target/ready.json"));
    let path = format!("{ROOT}/target/python/bin:{}", std::env::var("PATH").unwrap());
    for block in blocks {
        run(Command::new("sh").args(["-ec", &block]).env("PATH", &path));
    }
}

/// Each document is one session: what its snippets start serves those that follow.
#[test]
#[ignore = "needs the Python package; `make test` runs it"]
fn the_snippets_of_every_document_run() {
    let path = format!("{ROOT}/target/python/bin:{}", std::env::var("PATH").unwrap());
    let mut seen = 0;
    let _ = fs::remove_file(Path::new(ROOT).join("target/testing.json"));
    for entry in fs::read_dir(Path::new(ROOT).join("docs")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let script = script(&fs::read_to_string(&file).unwrap());
        let printed = run(Command::new("sh").args(["-ec", &script]).env("PATH", &path));
        if file.ends_with("testing.md") {
            testing(&printed);
        }
        seen += 1;
    }
    assert_ne!(seen, 0);
}

/// What the snippets about testing are there to show.
fn testing(printed: &str) {
    for part in [
        r#"{"data":{"count":1}}"#,
        "ada\n1\n{'count': 1}\n",
        "no answer\n",
        "ERR_TOO_MANY_REQUESTS",
        r#""fired":1,"#,
        "expected exactly 2 of",
        r#""frozen":true"#,
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}
