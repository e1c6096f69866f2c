use std::borrow::Cow;

use serde::{Deserialize, Serialize, Serializer};

use super::limits::{UID_CHARACTERS, UIDS_PER_CALL};
use super::{Checker, Member};
use crate::error::Result;

/// A list of texts, as it came in.
pub type Texts<'a> = Member<Vec<Member<Cow<'a, str>>>>;

/// What became of one user of a call on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was active, and is deactivated now.
    Deactivated,
    /// It was deactivated before.
    AlreadyDeactivated,
    /// It was deactivated, and is active now.
    Reactivated,
    /// It was active before.
    NonDeactivated,
    /// There is no such user.
    NotFound,
}

/// What became of each, by uid as it was sent, in that order.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcomes(pub Vec<(String, Outcome)>);

/// Texts that name what a call is about, each once; at least one.
pub(crate) fn names(
    check: &mut Checker,
    member: &str,
    texts: Texts<'_>,
    most: usize,
) -> Vec<String> {
    let missing = match &texts {
        Member::Absent | Member::Null => true,
        Member::Given(list) => list.is_empty(),
        Member::Mistyped(_) => false,
    };
    if missing {
        check.refuse(member, format!("The {member} field is required."));
    }
    let mut once: Vec<String> = Vec::new();
    for text in check.texts(member, texts, most, UID_CHARACTERS) {
        if !once.iter().any(|known| *known == text) {
            once.push(text.into_owned());
        }
    }
    once
}

/// The uids of a call on several, under the name that they came with.
pub(crate) fn uids(member: &str, uids: Texts<'_>) -> Result<Vec<String>> {
    let mut check = Checker::default();
    let uids = names(&mut check, member, uids, UIDS_PER_CALL);
    check.finish(|| uids)
}

impl Serialize for Outcomes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(uid, outcome)| (uid, outcome)))
    }
}

/// What became of one item of a call on several, in the service's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// Whether it is now as was asked.
    pub success: bool,
    /// For people.
    pub message: String,
}

impl ItemOutcome {
    /// It is as was asked.
    pub(crate) fn done(message: String) -> Self {
        ItemOutcome { success: true, message }
    }

    /// It is not.
    pub(crate) fn refused(message: String) -> Self {
        ItemOutcome { success: false, message }
    }
}

/// What became of each, by its name as it was sent, in that order.
#[derive(Debug, PartialEq, Eq)]
pub struct ItemOutcomes(pub Vec<(String, ItemOutcome)>);

impl Serialize for ItemOutcomes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, outcome)| (name, outcome)))
    }
}
