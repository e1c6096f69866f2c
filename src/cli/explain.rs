//! `cometchat-users explain`: what a code means, offline.

use clap::Args;
use serde::Serialize;

use super::failure::{Done, Failure, exit_code, remedy};
use super::program::Program;
use super::table;
use crate::error::{Code, codes};
use crate::ffi::Status;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users explain
  cometchat-users explain ERR_UID_NOT_FOUND
  cometchat-users explain KEY_NEEDED --json";

/// What a code means and what to do; without a code, all of them
#[derive(Args)]
pub struct Explain {
    /// A code, as errors have them, in any case
    code: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Explanation {
    code: &'static str,
    kind: &'static str,
    exit_code: u8,
    status: String,
    meaning: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
    retryable: bool,
}

impl Explanation {
    fn of(code: Code) -> Self {
        let status = Status::from(code.kind) as i32;
        Explanation {
            code: code.code,
            kind: code.kind.name(),
            exit_code: exit_code(code.kind),
            status: format!("COMETCHAT_STATUS_{} ({status})", code.kind.name().to_uppercase()),
            meaning: code.meaning,
            remedy: remedy(code.code).or(code.remedy),
            retryable: code.kind.retryable(),
        }
    }
}

impl Explain {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        let Some(wanted) = self.code else {
            let all: Vec<_> = codes().map(Explanation::of).collect();
            return match program.json {
                true => program.print(&print(&all)),
                false => program.print(&list(&all)),
            };
        };
        let known = codes().find(|known| known.code.eq_ignore_ascii_case(&wanted));
        let known = known.map(Explanation::of).ok_or_else(|| {
            Failure::Usage(format!("no code {wanted} is known; `explain` lists them"))
        })?;
        match program.json {
            true => program.print(&print(&known)),
            false => program.print(&text(&known)),
        }
    }
}

fn print(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts and numbers can be printed")
}

fn list(all: &[Explanation]) -> String {
    let mut table = table::table();
    table.set_header(["CODE", "EXIT", "MEANING"]);
    for known in all {
        table.add_row([known.code, &known.exit_code.to_string(), known.meaning]);
    }
    table::finished(table)
}

fn text(known: &Explanation) -> String {
    let retry = if known.retryable { "the same call may succeed later" } else { "no" };
    let mut text = format!(
        "{}\n  {}\n\n  kind       {}\n  exit code  {}\n  C status   {}\n  retry      {retry}",
        known.code, known.meaning, known.kind, known.exit_code, known.status
    );
    if let Some(remedy) = known.remedy {
        text += &format!("\n  remedy     {remedy}");
    }
    text
}
