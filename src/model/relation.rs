use std::borrow::Cow;

use serde::Deserialize;

use super::{Checker, Member, Page, PageRequest, Search};
use crate::error::Result;

/// Which of a user's blocks to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both.
    #[default]
    Both,
    /// Those of the user.
    BlockedByMe,
    /// Those of others.
    HasBlockedMe,
}

impl Direction {
    /// As SDKs spell it.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Both => "both",
            Direction::BlockedByMe => "blockedByMe",
            Direction::HasBlockedMe => "hasBlockedMe",
        }
    }
}

/// Which blocks or friends of a user to list, as it came in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RelationListRequest<'a> {
    /// Whose they are; the logged-in user's if absent.
    #[serde(borrow)]
    pub uid: Member<Cow<'a, str>>,
    /// From 1; 1 if absent.
    pub page: Member<i64>,
    /// 1 to 1000; 100 if absent.
    pub per_page: Member<i64>,
    /// A part of the name or uid, in any case.
    #[serde(borrow)]
    pub search_key: Member<Cow<'a, str>>,
    /// Of the logged-in user's blocks: "both", "blockedByMe" or "hasBlockedMe".
    #[serde(borrow)]
    pub direction: Member<Cow<'a, str>>,
}

/// A checked list of blocks or friends.
#[derive(Clone, Debug)]
pub struct RelationQuery {
    pub(crate) page: Page,
    pub(crate) search: Option<Search>,
    pub(crate) direction: Option<Direction>,
}

impl RelationQuery {
    /// Check a request for blocks, and whose they are; `None` is the logged-in user's.
    pub fn check_blocks(request: RelationListRequest<'_>) -> Result<(Option<Cow<'_, str>>, Self)> {
        let mut check = Checker::default();
        let uid = check.text("uid", request.uid.clone(), usize::MAX);
        let query = Self::read(&mut check, request);
        if uid.is_some() {
            // The service does not know them there.
            for (member, given) in
                [("direction", query.direction.is_some()), ("searchKey", query.search.is_some())]
            {
                if given {
                    let text = "is for the logged-in user, without uid.";
                    check.refuse(member, format!("The {member} field {text}"));
                }
            }
        }
        check.finish(|| (uid, query))
    }

    /// Check a request for friends, and whose they are.
    pub fn check_friends(request: RelationListRequest<'_>) -> Result<(Cow<'_, str>, Self)> {
        let mut check = Checker::default();
        let uid = check.required_text("uid", request.uid.clone(), usize::MAX);
        let query = Self::read(&mut check, request);
        check.finish(|| (uid, query))
    }

    /// Check a request of which it is known whose relations it is about.
    pub fn check(request: RelationListRequest<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let query = Self::read(&mut check, request);
        check.finish(|| query)
    }

    fn read(check: &mut Checker, request: RelationListRequest<'_>) -> Self {
        let page = PageRequest {
            page: request.page,
            per_page: request.per_page,
            ..PageRequest::default()
        };
        let page = Page::read(check, page);
        let search = Search::anywhere(check.text("searchKey", request.search_key, usize::MAX));
        let direction = match check.text("direction", request.direction, usize::MAX).as_deref() {
            None => None,
            Some("both") => Some(Direction::Both),
            Some("blockedByMe") => Some(Direction::BlockedByMe),
            Some("hasBlockedMe") => Some(Direction::HasBlockedMe),
            Some(_) => {
                check.refuse("direction", "The selected direction is invalid.");
                None
            }
        };
        RelationQuery { page, search, direction }
    }
}
