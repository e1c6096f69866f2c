//! A test that needs another process starts itself again, with arguments.

use std::process::Command;

const ARGUMENTS: &str = "COMETCHAT_TEST_CHILD";

/// What this process was started again with; `None` in the test itself.
pub fn arguments() -> Option<Vec<String>> {
    let arguments = std::env::var(ARGUMENTS).ok()?;
    Some(arguments.split('\n').map(str::to_owned).collect())
}

/// This test binary with one test and arguments.
pub fn again(test: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(ARGUMENTS, arguments.join("\n"));
    command
}
