//! Paths and queries as the service spells them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Result;
use crate::model::{ApiKeyQuery, Order, Page, PageRequest, RelationQuery, UserQuery, UserState};
use crate::secret::Secret;

/// A path below a user.
pub fn user(uid: &str, rest: &str) -> String {
    below("users", uid, rest)
}

/// A path below a role.
pub fn role(id: &str, rest: &str) -> String {
    below("roles", id, rest)
}

/// A path below one of several.
pub fn below(several: &str, one: &str, rest: &str) -> String {
    match rest {
        "" => format!("{several}/{}", segment(one)),
        rest => format!("{several}/{}/{rest}", segment(one)),
    }
}

/// A part of a path. A uid that breaks the rules must not become another path.
pub fn segment(text: &str) -> String {
    match text.trim() {
        // Dots alone would be taken for the way up.
        dots @ ("." | "..") => dots.replace('.', "%2E"),
        text => encode(text),
    }
}

fn encode(text: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The token or key that a URL names.
pub fn secret_in(url: &str) -> Option<Secret> {
    let named = ["/auth_tokens/", "/apikeys/"].iter().find_map(|part| url.split_once(part));
    named.filter(|(_, secret)| !secret.is_empty()).map(|(_, secret)| Secret::new(secret))
}

/// The path of a URL, without the token or key in it and without the query.
pub fn masked_path(url: &str) -> String {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.find('/').map_or("/", |start| &path[start..]);
    let path = path.split('?').next().unwrap_or(path);
    match secret_in(url) {
        Some(secret) => path.replace(secret.expose(), "***"),
        None => path.to_owned(),
    }
}

/// A query that is added to a path.
pub struct Query(String);

impl Query {
    /// A page of a list.
    pub fn page(page: PageRequest) -> Result<Self> {
        Page::check(page).map(|page| Self::of(page, "perPage"))
    }

    fn of(page: Page, per_page: &str) -> Self {
        Query(format!("?page={}&{per_page}={}", page.number, page.size))
    }

    fn text(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0 += &format!("&{name}={}", encode(value));
        }
        self
    }

    /// Elements are encoded one by one; the commas between them are not.
    fn list<'a>(mut self, name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<_> = values.into_iter().map(encode).collect();
        if !values.is_empty() {
            self.0 += &format!("&{name}={}", values.join(","));
        }
        self
    }

    fn flag(mut self, name: &str, on: bool) -> Self {
        if on {
            self.0 += &format!("&{name}=1");
        }
        self
    }

    /// A list of users; by a user, the SDKs' spelling, else that of the REST interface.
    pub fn users(query: &UserQuery, by_user: bool) -> Self {
        let UserQuery { page, filter, .. } = query;
        let search = filter.search.as_ref();
        let fields = search.into_iter().flat_map(|search| {
            let fields = [("name", search.in_name), ("uid", search.in_uid)];
            fields.into_iter().filter(|(_, on)| *on && search.in_name != search.in_uid)
        });
        let (sort, descending) = match query.order {
            Some(Order::Name { descending }) => (Some("name"), descending),
            Some(Order::Status { descending }) => (Some("status"), descending),
            Some(Order::Newest) | None => (None, false),
        };
        Query::of(*page, if by_user { "per_page" } else { "perPage" })
            .text("searchKey", search.map(|search| search.text.as_str()))
            .list("searchIn", fields.map(|(field, _)| field))
            .text("status", filter.online.map(|on| if on { "available" } else { "offline" }))
            .flag("hideBlockedUsers", query.hide_blocked)
            .list("roles", filter.roles.iter().flatten().map(String::as_str))
            .list("tags", filter.tags.iter().map(String::as_str))
            .flag("friendsOnly", query.friends_only)
            .flag("withTags", page.with_tags)
            .flag("withDeactivated", filter.state == UserState::Any)
            .flag("onlyDeactivated", filter.state == UserState::Deactivated)
            .list("uids", filter.uids.iter().flatten().map(String::as_str))
            .text("sortBy", sort)
            .text("sortOrder", sort.map(|_| if descending { "desc" } else { "asc" }))
    }

    /// A list of blocks or friends.
    pub fn relations(query: &RelationQuery) -> Self {
        Query::of(query.page, "perPage")
            .text("direction", query.direction.map(|direction| direction.name()))
            .text("searchKey", query.search.as_ref().map(|search| search.text.as_str()))
    }

    /// A list of keys.
    pub fn api_keys(query: &ApiKeyQuery) -> Self {
        Query::of(query.page, "perPage")
            .text("scope", query.scope.map(|scope| scope.name()))
            .text("searchKey", query.search.as_deref())
    }

    /// Added to a path.
    pub fn after(&self, path: &str) -> String {
        format!("{path}{}", self.0)
    }
}
