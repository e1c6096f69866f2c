//! Tokens and keys that are arguments: from files, standard input or the environment, since
//! everybody on a machine can see the command lines of its programs.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::failure::Failure;
use super::files;
use crate::secret::Secret;

/// A token.
#[derive(Args)]
pub struct TokenFile {
    /// A file with the token, or with what `token create --json` printed; `-` is standard input
    /// [env: COMETCHAT_AUTH_TOKEN]
    #[arg(long, value_name = "FILE|-")]
    token_file: Option<PathBuf>,
}

impl TokenFile {
    /// The token, if there is one.
    pub fn given(&self) -> Result<Option<Secret>, Failure> {
        if let Some(path) = &self.token_file {
            return secret_in(path, "authToken").map(Some);
        }
        let token = std::env::var("COMETCHAT_AUTH_TOKEN").ok();
        Ok(token.filter(|token| !token.trim().is_empty()).map(|token| Secret::new(token.trim())))
    }

    /// The token, without which there is nothing to do.
    pub fn needed(&self) -> Result<Secret, Failure> {
        self.given()?.ok_or_else(|| {
            Failure::Usage(
                "which token? Say --token-file FILE, --token-file - for standard input, or set \
                 COMETCHAT_AUTH_TOKEN"
                    .to_owned(),
            )
        })
    }
}

/// A secret in a file: the whole text, or a member of a JSON object.
pub fn secret_in(path: &Path, member: &str) -> Result<Secret, Failure> {
    let text = files::read(path).map_err(|error| files::trouble(path, error))?;
    let text = text.trim();
    if !text.starts_with('{') {
        return Ok(Secret::new(text));
    }
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    document[member].as_str().map(Secret::new).ok_or_else(|| {
        Failure::Usage(format!("{}: it is a JSON object without {member}", path.display()))
    })
}
