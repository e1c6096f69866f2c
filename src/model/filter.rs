use std::borrow::Cow;

use serde::Deserialize;

use super::limits::{FILTER_ITEMS, ROLE_CHARACTERS, TAG_CHARACTERS, UID_CHARACTERS, UIDS_PER_CALL};
use super::{Checker, Member, Page, PageRequest, Texts, Uid};
use crate::error::Result;

/// Which users to list, as it came in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserListRequest<'a> {
    /// From 1; 1 if absent.
    pub page: Member<i64>,
    /// 1 to 1000; 100 if absent.
    pub per_page: Member<i64>,
    /// Whether users come with their tags.
    pub with_tags: Member<bool>,
    /// A part of the name or uid, in any case.
    #[serde(borrow)]
    pub search_key: Member<Cow<'a, str>>,
    /// "name", "uid" or both, where to search.
    #[serde(borrow)]
    pub search_in: Texts<'a>,
    /// "online" or "offline".
    #[serde(borrow)]
    pub status: Member<Cow<'a, str>>,
    /// A role's id.
    #[serde(borrow)]
    pub role: Member<Cow<'a, str>>,
    /// Ids of roles, any of which a user has.
    #[serde(borrow)]
    pub roles: Texts<'a>,
    /// Tags, any of which a user has.
    #[serde(borrow)]
    pub tags: Texts<'a>,
    /// Deactivated users as well.
    pub with_deactivated: Member<bool>,
    /// Deactivated users only.
    pub only_deactivated: Member<bool>,
    /// Who looks, instead of the administrator.
    #[serde(borrow)]
    pub on_behalf_of: Member<Cow<'a, str>>,
    /// As the logged-in user: these users only.
    #[serde(borrow)]
    pub uids: Texts<'a>,
    /// As the logged-in user: friends only.
    pub friends_only: Member<bool>,
    /// As the logged-in user: without those with whom there is a block.
    pub hide_blocked_users: Member<bool>,
    /// As the logged-in user: "status" or "name".
    #[serde(borrow)]
    pub sort_by: Member<Cow<'a, str>>,
    /// As the logged-in user: "asc" or "desc".
    #[serde(borrow)]
    pub sort_order: Member<Cow<'a, str>>,
}

/// A checked list of users.
#[derive(Clone, Debug)]
pub struct UserQuery {
    pub(crate) page: Page,
    pub(crate) filter: UserFilter,
    /// A uid, in lower case.
    pub(crate) on_behalf_of: Option<String>,
    pub(crate) friends_only: bool,
    pub(crate) hide_blocked: bool,
    /// As the logged-in user.
    pub(crate) order: Option<Order>,
}

/// What users have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// What is in the name or uid.
    pub search: Option<Search>,
    /// Whether they are connected.
    pub online: Option<bool>,
    /// Ids of roles, any of them.
    pub roles: Option<Vec<String>>,
    /// Any of them, if there are some.
    pub tags: Vec<String>,
    /// Any of them, in lower case.
    pub uids: Option<Vec<String>>,
    /// Whether they are deactivated.
    pub state: UserState,
}

/// What to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Trimmed, and not empty; any case.
    pub text: String,
    /// Whether to look at names.
    pub in_name: bool,
    /// Whether to look at uids.
    pub in_uid: bool,
}

/// Whether users are deactivated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserState {
    /// They are not.
    #[default]
    Active,
    /// They are.
    Deactivated,
    /// Either.
    Any,
}

/// What comes first in a list of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest, by time of creation and then as they came.
    #[default]
    Newest,
    /// Who is connected (or who is not), then by name and uid.
    Status {
        /// Who is not.
        descending: bool,
    },
    /// By name and uid.
    Name {
        /// From the end.
        descending: bool,
    },
}

impl Search {
    /// A search in names and uids.
    pub fn anywhere(text: Option<Cow<'_, str>>) -> Option<Self> {
        text.map(|text| Search { text: text.into_owned(), in_name: true, in_uid: true })
    }
}

impl UserQuery {
    /// Check a request.
    pub fn check(request: UserListRequest<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let UserListRequest { page, per_page, with_tags, .. } = request;
        let page = Page::read(&mut check, PageRequest { page, per_page, with_tags });
        let search = check.text("searchKey", request.search_key, usize::MAX);
        let (in_name, in_uid) = search_in(&mut check, request.search_in);
        let search = search.map(|text| Search { text: text.into_owned(), in_name, in_uid });
        let mut roles = owned(check.texts("roles", request.roles, FILTER_ITEMS, ROLE_CHARACTERS));
        roles.extend(check.text("role", request.role, ROLE_CHARACTERS).map(Cow::into_owned));
        let roles = roles.iter().map(|role| Uid::fold(role).into_owned()).collect::<Vec<_>>();
        let uids_given = matches!(&request.uids, Member::Given(uids) if !uids.is_empty());
        let uids = check.texts("uids", request.uids, UIDS_PER_CALL, UID_CHARACTERS);
        let with_deactivated = check.boolean("withDeactivated", request.with_deactivated);
        let only_deactivated = check.boolean("onlyDeactivated", request.only_deactivated);
        let filter = UserFilter {
            search,
            online: status(&mut check, request.status),
            roles: (!roles.is_empty()).then_some(roles),
            tags: owned(check.texts("tags", request.tags, FILTER_ITEMS, TAG_CHARACTERS)),
            uids: uids_given.then(|| uids.iter().map(|uid| Uid::fold(uid).into_owned()).collect()),
            state: match (only_deactivated, with_deactivated) {
                (true, _) => UserState::Deactivated,
                (false, true) => UserState::Any,
                (false, false) => UserState::Active,
            },
        };
        let on_behalf_of = check.text("onBehalfOf", request.on_behalf_of, usize::MAX);
        let query = UserQuery {
            page,
            filter,
            on_behalf_of: on_behalf_of.map(|uid| Uid::fold(&uid).into_owned()),
            friends_only: check.boolean("friendsOnly", request.friends_only),
            hide_blocked: check.boolean("hideBlockedUsers", request.hide_blocked_users),
            order: order(&mut check, request.sort_by, request.sort_order),
        };
        if query.needs_session() {
            for (member, given) in [
                ("onBehalfOf", query.on_behalf_of.is_some()),
                ("withDeactivated", with_deactivated),
                ("onlyDeactivated", only_deactivated),
            ] {
                if given {
                    check.refuse(
                        member,
                        format!(
                            "The {member} field cannot be used with uids, friendsOnly, \
                             hideBlockedUsers, sortBy or sortOrder."
                        ),
                    );
                }
            }
        }
        check.finish(|| query)
    }

    /// Whether only the logged-in user can be answered so.
    pub fn needs_session(&self) -> bool {
        self.filter.uids.is_some() || self.friends_only || self.hide_blocked || self.order.is_some()
    }
}

fn owned(texts: Vec<Cow<'_, str>>) -> Vec<String> {
    texts.into_iter().map(Cow::into_owned).collect()
}

fn status(check: &mut Checker, value: Member<Cow<'_, str>>) -> Option<bool> {
    match &*check.text("status", value, usize::MAX)? {
        // The service says "available", its SDKs "online".
        "online" | "available" => Some(true),
        "offline" => Some(false),
        _ => {
            check.refuse("status", "The selected status is invalid.");
            None
        }
    }
}

fn search_in(check: &mut Checker, value: Texts<'_>) -> (bool, bool) {
    let fields = check.texts("searchIn", value, FILTER_ITEMS, usize::MAX);
    let (mut in_name, mut in_uid) = (fields.is_empty(), fields.is_empty());
    for (index, field) in fields.iter().enumerate() {
        match &**field {
            "name" => in_name = true,
            "uid" => in_uid = true,
            _ => check.refuse(
                &format!("searchIn.{index}"),
                format!("The selected searchIn.{index} is invalid."),
            ),
        }
    }
    (in_name, in_uid)
}

fn order(
    check: &mut Checker,
    by: Member<Cow<'_, str>>,
    direction: Member<Cow<'_, str>>,
) -> Option<Order> {
    let by = check.text("sortBy", by, usize::MAX);
    let direction = check.text("sortOrder", direction, usize::MAX);
    let descending = match direction.as_deref() {
        None | Some("asc") => false,
        Some("desc") => true,
        Some(_) => {
            check.refuse("sortOrder", "The selected sortOrder is invalid.");
            false
        }
    };
    match by.as_deref() {
        Some("name") => Some(Order::Name { descending }),
        Some("status") => Some(Order::Status { descending }),
        Some(_) => {
            check.refuse("sortBy", "The selected sortBy is invalid.");
            None
        }
        None => direction.map(|_| Order::Status { descending }),
    }
}
