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

/// Run a part of a test where a small file system of its own is mounted. Needs Linux and the
/// right to make namespaces; says so where it is missing, and fails there on CI.
#[allow(dead_code, reason = "not every test needs a disk")]
pub fn on_small_disk(test: &str, part: &str) {
    let folder = tempfile::tempdir().unwrap();
    let child = again(test, &[folder.path().to_str().unwrap(), part]);
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-ec", script, "sh"]);
        command.arg(folder.path());
        command
    };
    let mount = r#"mount -t tmpfs -o size=400k,mode=700 none "$1""#;
    if !unshare(mount).status().is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "CI must be able to mount");
        eprintln!("skipped: {test} needs the right to mount in a namespace");
        return;
    }
    let mut command = unshare(&format!(r#"{mount}; shift; exec "$@""#));
    command.arg(child.get_program()).args(child.get_args());
    for (name, value) in child.get_envs() {
        command.env(name, value.unwrap());
    }
    assert!(command.status().unwrap().success());
}
