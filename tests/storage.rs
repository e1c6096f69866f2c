//! Files that cannot be used: the error says which trouble it is, and nothing is lost.

mod child;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use cometchat_users::model::UserPayload;
use cometchat_users::{Client, Config, Error, Kind, json};

fn open(path: &Path) -> Result<Client, Error> {
    Client::open(&Config::new(&format!("file:{}", path.display())).unwrap())
}

fn refused(path: &Path) -> Error {
    let error = open(path).err().expect("the file is refused");
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error} names the file");
    error
}

#[test]
fn a_directory_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(folder.path());
    assert_eq!((error.kind(), error.code()), (Kind::Storage, "STORAGE_CANNOT_OPEN"));
}

#[test]
fn a_file_in_a_missing_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refused(&folder.path().join("no/users.db")).code(), "STORAGE_CANNOT_OPEN");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let letter = "Dear Ada, this is not a database, but a letter. ".repeat(100);
    fs::write(&path, &letter).unwrap();
    assert_eq!(refused(&path).code(), "STORAGE_CORRUPT");
    assert_eq!(fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn another_programs_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(refused(&path).code(), "STORAGE_FOREIGN");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_of_a_newer_schema_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    drop(open(&path).unwrap());
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 1000).unwrap();
    database.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    drop(database);
    let before = fs::read(&path).unwrap();
    assert_eq!(refused(&path).code(), "STORAGE_NEWER_SCHEMA");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn damage_is_reported_when_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let client = open(&path).unwrap();
    for number in 0..200 {
        client.create_user(UserPayload::new(&format!("u{number}"), "U")).unwrap();
    }
    drop(client);
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 2..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xFF);
    }
    fs::write(&path, &bytes).unwrap();
    let errors: Vec<_> = match open(&path) {
        Err(error) => vec![error],
        Ok(client) => {
            (0..200).filter_map(|number| client.get_user(&format!("u{number}")).err()).collect()
        }
    };
    assert!(errors.iter().any(|error| error.code() == "STORAGE_CORRUPT"), "{errors:?}");
}

#[test]
fn an_empty_file_becomes_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    fs::write(&path, "").unwrap();
    open(&path).unwrap().create_user(UserPayload::new("ada", "Ada")).unwrap();
    assert_eq!(open(&path).unwrap().get_user("ada").unwrap().fields().name, "Ada");
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let _client = open(&path).unwrap();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?} may be read by others", file.file_name());
    }
}

#[test]
fn a_file_that_stays_locked_ends_the_call_at_its_timeout() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let config = format!(r#"{{"url":"file:{}","timeoutMs":300}}"#, path.display());
    let (client, _) = json::open(&config).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let began = Instant::now();
    let error = client.create_user(UserPayload::new("ada", "Ada")).unwrap_err();
    assert_eq!(error.kind(), Kind::Timeout);
    assert!((200..3000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
    other.execute_batch("COMMIT").unwrap();
    client.create_user(UserPayload::new("ada", "Ada")).unwrap();
}

#[test]
fn several_processes_write_one_file() {
    const TEST: &str = "several_processes_write_one_file";
    if let Some(arguments) = child::arguments() {
        let client = open(Path::new(&arguments[0])).unwrap();
        for number in 0..50 {
            let uid = format!("{}-{number}", arguments[1]);
            client.create_user(UserPayload::new(&uid, "U")).unwrap();
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    // All of them find no file and lay it out at the same time.
    let mut children: Vec<_> = ["a", "b", "c", "d"]
        .map(|name| child::again(TEST, &[path.to_str().unwrap(), name]).spawn().unwrap())
        .into();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let client = open(&path).unwrap();
    for name in ["a", "b", "c", "d"] {
        for number in 0..50 {
            client.get_user(&format!("{name}-{number}")).unwrap();
        }
    }
}

#[test]
fn a_full_disk_refuses_a_write_and_loses_none() {
    const TEST: &str = "a_full_disk_refuses_a_write_and_loses_none";
    let Some(arguments) = child::arguments() else {
        return child::on_small_disk(TEST, "");
    };
    let path = Path::new(&arguments[0]).join("users.db");
    let client = open(&path).unwrap();
    let mut written = 0;
    let error = loop {
        let (uid, status) = (format!("u{written}"), "s".repeat(9000));
        let mut user = UserPayload::new(&uid, "U");
        user.status_message = status.as_str().into();
        match client.create_user(user) {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.code()), (Kind::Storage, "STORAGE_FULL"));
    assert!(written > 3, "the disk was full after {written} users");
    drop(client);
    fs::remove_file(Path::new(&arguments[0]).join("ballast")).ok();
    let client = open(&path).unwrap();
    for number in 0..written {
        assert_eq!(client.get_user(&format!("u{number}")).unwrap().fields().name, "U");
    }
    assert_eq!(
        client.get_user(&format!("u{written}")).unwrap_err().kind(),
        Kind::NotFound,
        "what was refused is not there"
    );
}

#[test]
fn a_full_disk_refuses_a_new_file() {
    const TEST: &str = "a_full_disk_refuses_a_new_file";
    let Some(arguments) = child::arguments() else {
        return child::on_small_disk(TEST, "");
    };
    let folder = Path::new(&arguments[0]);
    fs::write(folder.join("ballast"), vec![1; 500_000]).unwrap_err();
    assert_eq!(refused(&folder.join("users.db")).code(), "STORAGE_FULL");
}

#[test]
fn a_read_only_file_system_is_refused() {
    const TEST: &str = "a_read_only_file_system_is_refused";
    let Some(arguments) = child::arguments() else {
        return child::on_small_disk(TEST, "");
    };
    let folder = Path::new(&arguments[0]);
    let path = folder.join("users.db");
    open(&path).unwrap().create_user(UserPayload::new("ada", "Ada")).unwrap();
    let remount = |how: &str| {
        let status = Command::new("mount").args(["-o", how]).arg(folder).status().unwrap();
        assert!(status.success());
    };
    remount("remount,ro");
    assert_eq!(refused(&path).code(), "STORAGE_READ_ONLY");
    assert_eq!(refused(&folder.join("new.db")).code(), "STORAGE_READ_ONLY");
    remount("remount,rw");
    std::thread::sleep(Duration::from_millis(1));
    assert_eq!(open(&path).unwrap().get_user("ada").unwrap().fields().name, "Ada");
}
