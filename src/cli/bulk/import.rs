//! `bulk import`: in calls of as many users as one takes, to the end of the file.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::read::{Record, records};
use crate::cli::failure::{Done, Failure};
use crate::cli::files;
use crate::cli::log::say;
use crate::cli::program::{Program, operation};
use crate::cli::request::Request;
use crate::cli::table::clean;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::model::limits::USERS_PER_IMPORT;

/// Waits in a row that a busy service gets, and seconds if it does not say how many.
const WAITS: u32 = 10;
const SECONDS: u64 = 5;

/// What became of all.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    users: usize,
    imported: usize,
    failed: Vec<Failed>,
    /// Those after a failure of the place itself.
    not_tried: usize,
}

/// A user that was not created.
#[derive(Serialize)]
struct Failed {
    /// Counted from 1.
    record: usize,
    uid: Option<String>,
    error: Box<RawValue>,
}

/// Import a file.
pub fn run(program: &Program, file: &Path) -> Done {
    let text = files::read(file).map_err(|error| files::trouble(file, error))?;
    let users = records(&text)
        .map_err(|error| Error::InvalidJson(format!("{}: {error}", file.display())))?;
    let client = program.place()?.open()?;
    let mut import = Import {
        client: &client,
        report: Report { users: users.len(), ..Report::default() },
        progress: Progress::start(users.len()),
    };
    let mut ended = Ok(());
    let mut rest = users.into_iter();
    while ended.is_ok() {
        let batch: Vec<Record> = rest.by_ref().take(USERS_PER_IMPORT).collect();
        if batch.is_empty() {
            break;
        }
        ended = import.batch(batch);
        import.progress.at(import.report.imported + import.report.failed.len());
    }
    import.progress.end();
    let mut report = import.report;
    report.not_tried = report.users - report.imported - report.failed.len();
    program.print(&match program.json {
        true => serde_json::to_string(&report).expect("made of JSON"),
        false => report.text(),
    })?;
    match (ended, report.failed.is_empty()) {
        (Err(error), _) => Err(error.into()),
        (Ok(()), true) => Ok(()),
        (Ok(()), false) => Err(Failure::Incomplete),
    }
}

struct Import<'a> {
    client: &'a Client,
    report: Report,
    progress: Progress,
}

impl Import<'_> {
    /// A call, and again without those users for whom it was refused as a whole.
    fn batch(&mut self, mut batch: Vec<Record>) -> Result<(), Error> {
        while !batch.is_empty() {
            let error = match self.call(&batch) {
                Ok(outcomes) => {
                    self.note(batch, outcomes);
                    return Ok(());
                }
                Err(error) => error,
            };
            let mut refused = refused_users(&error);
            refused.retain(|index, _| *index < batch.len());
            if refused.is_empty() {
                return Err(error);
            }
            let numbered = std::mem::take(&mut batch).into_iter().enumerate();
            for (index, record) in numbered {
                match refused.remove(&index) {
                    Some(details) => {
                        let error = only(&error, &details);
                        self.report.failed.push(Failed {
                            record: record.number,
                            uid: record.uid,
                            error,
                        });
                    }
                    None => batch.push(record),
                }
            }
        }
        Ok(())
    }

    /// A call, with patience for a busy service.
    fn call(&mut self, batch: &[Record]) -> Result<Outcomes, Error> {
        let users: Vec<&RawValue> = batch.iter().map(|record| &*record.json).collect();
        let request = Request::default().with("users", users).to_json();
        for _ in 0..WAITS {
            match operation("bulk_import")(self.client, &request) {
                Err(error) if error.kind() == Kind::RateLimited => {
                    let seconds = member(&error, "retryAfter").as_u64().unwrap_or(SECONDS);
                    self.progress.say(&format!("The service is busy; waiting {seconds} s."));
                    std::thread::sleep(Duration::from_secs(seconds));
                }
                result => return result.map(|document| Outcomes::read(&document)),
            }
        }
        operation("bulk_import")(self.client, &request).map(|document| Outcomes::read(&document))
    }

    fn note(&mut self, batch: Vec<Record>, mut outcomes: Outcomes) {
        for Record { number, uid, .. } in batch {
            match outcomes.0.remove(uid.as_deref().unwrap_or_default()) {
                Some(error) => self.report.failed.push(Failed { record: number, uid, error }),
                None => self.report.imported += 1,
            }
        }
    }
}

/// The error documents of a call, by uid.
struct Outcomes(BTreeMap<String, Box<RawValue>>);

impl Outcomes {
    fn read(document: &str) -> Self {
        #[derive(Deserialize)]
        struct Document {
            outcomes: BTreeMap<String, Outcome>,
        }
        #[derive(Deserialize)]
        struct Outcome {
            error: Option<Box<RawValue>>,
        }
        let document: Document = serde_json::from_str(document).expect("outcomes by uid");
        let errors = document.outcomes.into_iter();
        Outcomes(errors.filter_map(|(uid, outcome)| Some((uid, outcome.error?))).collect())
    }
}

fn member(error: &Error, name: &str) -> Value {
    let mut document: Value = serde_json::from_str(&error.to_json()).unwrap_or_default();
    document[name].take()
}

/// The users for whom a call was refused as a whole, by their place in it: the texts of
/// `users.7` and `users.7.uid`.
fn refused_users(error: &Error) -> BTreeMap<usize, Value> {
    let mut users: BTreeMap<usize, Value> = BTreeMap::new();
    let Value::Object(details) = member(error, "details") else {
        return users;
    };
    for (name, texts) in details {
        let Some(rest) = name.strip_prefix("users.") else { continue };
        let (index, name) = rest.split_once('.').unwrap_or((rest, "user"));
        if let Ok(index) = index.parse() {
            users.entry(index).or_insert_with(|| Value::Object(Default::default()))[name] = texts;
        }
    }
    users
}

/// The error as that of one user.
fn only(error: &Error, details: &Value) -> Box<RawValue> {
    let mut document: Value = serde_json::from_str(&error.to_json()).unwrap_or_default();
    document["details"] = details.clone();
    serde_json::value::to_raw_value(&document).expect("made of JSON")
}

impl Report {
    fn text(&self) -> String {
        let mut text = format!("{} of {} users imported", self.imported, self.users);
        if self.not_tried > 0 {
            text += &format!(", {} not tried", self.not_tried);
        }
        if self.failed.is_empty() {
            return text + ".";
        }
        text += &format!(", {} failed:\n", self.failed.len());
        for Failed { record, uid, error } in &self.failed {
            let error: Value = serde_json::from_str(error.get()).unwrap_or_default();
            let uid = uid.as_deref().unwrap_or("(no uid)");
            let reason = reason(&error);
            text += &format!("  record {record}, {}: {}\n", clean(uid), clean(&reason));
        }
        text
    }
}

/// The broken rules if there are some, else the message.
fn reason(error: &Value) -> String {
    let mut texts = Vec::new();
    for rules in error["details"].as_object().into_iter().flat_map(|details| details.values()) {
        texts.extend(rules.as_array().into_iter().flatten().filter_map(Value::as_str));
    }
    match texts.is_empty() {
        true => error["message"].as_str().unwrap_or("refused").to_owned(),
        false => texts.join(" "),
    }
}

/// How far it is: a bar on a terminal, else a line now and then.
struct Progress {
    bar: ProgressBar,
    users: usize,
}

impl Progress {
    fn start(users: usize) -> Self {
        let bar = ProgressBar::new(users as u64);
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} users, {eta} left");
        bar.set_style(style.expect("a valid template"));
        Progress { bar, users }
    }

    fn at(&self, done: usize) {
        self.bar.set_position(done as u64);
        if self.bar.is_hidden() && (done % 1000 < USERS_PER_IMPORT || done == self.users) {
            say(&format!("{done} of {} users", self.users));
        }
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
