use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::limits::{UID_CHARACTERS, UIDS_PER_CALL};
use super::{Checker, Member};
use crate::error::Result;

/// What became of one user of a call on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
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

impl Outcomes {
    /// The uids to work on, each once.
    pub(crate) fn check(uids: Member<Vec<Member<Cow<'_, str>>>>) -> Result<Vec<String>> {
        Self::check_named("uids", uids)
    }

    /// The same for a member that has another name.
    pub(crate) fn check_named(
        member: &str,
        uids: Member<Vec<Member<Cow<'_, str>>>>,
    ) -> Result<Vec<String>> {
        let mut check = Checker::default();
        let missing = match &uids {
            Member::Absent | Member::Null => true,
            Member::Given(list) => list.is_empty(),
            Member::Mistyped(_) => false,
        };
        if missing {
            check.refuse(member, format!("The {member} field is required."));
        }
        let mut once: Vec<String> = Vec::new();
        for uid in check.texts(member, uids, UIDS_PER_CALL, UID_CHARACTERS) {
            if !once.iter().any(|known| *known == uid) {
                once.push(uid.into_owned());
            }
        }
        check.finish(|| once)
    }
}

impl Serialize for Outcomes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (uid, outcome) in &self.0 {
            map.serialize_entry(uid, outcome)?;
        }
        map.end()
    }
}
