//! The session of the logged-in user, in a file, from one command to the next.

use std::fs;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::failure::Failure;
use super::files;
use super::log::say;

/// Bytes of a place in a file's name; file systems take 255.
const NAME_BYTES: usize = 200;

const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A file that holds the document of `session_export`, or will.
pub struct KeptSession {
    path: PathBuf,
}

/// What is in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// Who is logged in.
    pub uid: String,
    /// As whom.
    pub auth_token: String,
}

impl KeptSession {
    /// In a file of the caller's choice.
    pub fn at(path: &Path) -> Self {
        KeptSession { path: path.to_owned() }
    }

    /// In a file of its own for each place: a token is not to be shown to another one.
    pub fn of_place(url: &str, app: &str) -> Result<Self, Failure> {
        let place = match url.strip_prefix("file:") {
            Some(path) => format!("file:{}", absolute(path).display()),
            None => url.trim_end_matches('/').to_owned(),
        };
        let place = format!("{app}@{place}");
        let mut name = utf8_percent_encode(&place, NAME).to_string();
        // The end of a path tells more than its beginning.
        name.drain(..name.len().saturating_sub(NAME_BYTES));
        let folder = state_folder().ok_or_else(|| {
            Failure::Usage("there is no home folder to keep the session in; say --session".into())
        })?;
        Ok(KeptSession { path: folder.join("cometchat-users").join(name + ".session.json") })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The document, if one is kept.
    pub fn read(&self) -> Result<Option<String>, Failure> {
        match fs::read_to_string(&self.path) {
            Ok(document) => {
                if files::is_open_to_others(&self.path) {
                    let path = self.path.display();
                    say(&format!(
                        "warning: others may read the session in {path}; chmod 600 {path}"
                    ));
                }
                Ok(Some(document))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(files::trouble(&self.path, error)),
        }
    }

    /// What the document says; `None` if there is none, or it is no such document.
    pub fn kept(&self) -> Result<Option<Kept>, Failure> {
        Ok(self.read()?.and_then(|document| serde_json::from_str(&document).ok()))
    }

    /// Keep a document: whole or not at all, for this user only.
    pub fn write(&self, document: &str) -> Result<(), Failure> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let write = || {
            if let Some(folder) = folder {
                let mut builder = fs::DirBuilder::new();
                #[cfg(unix)]
                std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
                builder.recursive(true).create(folder)?;
            }
            files::write_private(&self.path, document.as_bytes())
        };
        write().map_err(|error| files::trouble(&self.path, error))
    }

    /// Forget it.
    pub fn remove(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(files::trouble(&self.path, error))
            }
            _ => Ok(()),
        }
    }
}

fn absolute(path: &str) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}

/// Where programs of this user keep what is not configuration.
fn state_folder() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    folder("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| Some(folder("HOME")?.join(".local/state")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_file_is_private_and_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptSession::at(&folder.path().join("state/session.json"));
        assert!(kept.read().unwrap().is_none());
        kept.write("first").unwrap();
        kept.write("second").unwrap();
        assert_eq!(kept.read().unwrap().as_deref(), Some("second"));
        assert!(!files::is_open_to_others(kept.path()));
        assert_eq!(fs::read_dir(folder.path().join("state")).unwrap().count(), 1);
        kept.remove().unwrap();
        kept.remove().unwrap();
        assert!(kept.read().unwrap().is_none());
    }

    #[test]
    fn every_place_has_a_session_file_of_its_own() {
        let name = |url, app| {
            let kept = KeptSession::of_place(url, app).ok().unwrap();
            kept.path().file_name().unwrap().to_owned()
        };
        assert_eq!(name("http://localhost:1/", "a"), name("http://localhost:1", "a"));
        assert_ne!(name("http://localhost:1", "a"), name("http://localhost:1", "b"));
        assert_ne!(name("http://localhost:1", "a"), name("http://localhost:2", "a"));
        assert_ne!(name("file:a.db", ""), name("file:b.db", ""));
        assert!(name(&format!("file:{}", "x".repeat(900)), "").len() < 255);
    }
}
