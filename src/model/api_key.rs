use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits::NAME_CHARACTERS;
use super::{Checker, Member, Page, PageRequest};
use crate::error::Result;

/// A key as every backend returns it: a document, which is a secret as a whole.
pub struct ApiKey(pub(crate) String);

impl ApiKey {
    /// The document.
    pub fn into_json(self) -> String {
        self.0
    }

    /// The members that tell keys apart.
    pub(crate) fn fields(&self) -> ApiKeyFields {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

/// What a key document says besides the key.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ApiKeyFields {
    pub name: String,
    pub scope: String,
    pub created_at: u64,
}

impl AsRef<str> for ApiKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").finish_non_exhaustive()
    }
}

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyScope {
    /// Create and update users, and log them in.
    AuthOnly,
    /// Everything.
    FullAccess,
}

impl KeyScope {
    /// As the service spells it.
    pub fn name(self) -> &'static str {
        match self {
            KeyScope::AuthOnly => "authOnly",
            KeyScope::FullAccess => "fullAccess",
        }
    }

    /// As the service spells it; `None` for anything else.
    pub fn of(name: &str) -> Option<Self> {
        [KeyScope::AuthOnly, KeyScope::FullAccess].into_iter().find(|scope| scope.name() == name)
    }

    fn check(check: &mut Checker, value: Member<Cow<'_, str>>) -> Option<Self> {
        let text = check.text("scope", value, usize::MAX)?;
        let scope = KeyScope::of(&text);
        if scope.is_none() {
            check.refuse("scope", "The selected scope is invalid.");
        }
        scope
    }
}

/// A key to create or to update, as it came in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ApiKeyPayload<'a> {
    /// What it is for.
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub name: Member<Cow<'a, str>>,
    /// "authOnly" or "fullAccess".
    #[serde(borrow, skip_serializing_if = "Member::is_absent")]
    pub scope: Member<Cow<'a, str>>,
    /// On create: a name by which it is found when it is asked for again; never sent.
    #[serde(borrow, skip_serializing)]
    pub intent: Member<Cow<'a, str>>,
}

impl ApiKeyPayload<'_> {
    /// Whether a key of this name and scope is what a creation asks for.
    pub(crate) fn describes(&self, name: &str, scope: &str) -> bool {
        let wanted = self.clone().new_key();
        wanted.is_ok_and(|(wanted, as_scope)| wanted == name && as_scope.name() == scope)
    }

    /// Check a key that is to be created: its name and scope.
    pub(crate) fn new_key(self) -> Result<(String, KeyScope)> {
        let mut check = Checker::default();
        let name = check.required_text("name", self.name, NAME_CHARACTERS).into_owned();
        let scope = KeyScope::check(&mut check, self.scope).unwrap_or(KeyScope::AuthOnly);
        check.finish(|| (name, scope))
    }

    /// Check a change.
    pub(crate) fn change(self) -> Result<(Option<String>, Option<KeyScope>)> {
        let mut check = Checker::default();
        let name = check.kept_text("name", self.name, NAME_CHARACTERS).map(Cow::into_owned);
        let scope = KeyScope::check(&mut check, self.scope);
        check.finish(|| (name, scope))
    }
}

/// Which keys to list, as it came in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiKeyListRequest<'a> {
    /// From 1; 1 if absent.
    pub page: Member<i64>,
    /// 1 to 1000; 100 if absent.
    pub per_page: Member<i64>,
    /// "authOnly" or "fullAccess".
    #[serde(borrow)]
    pub scope: Member<Cow<'a, str>>,
    /// A part of the name, in any case.
    #[serde(borrow)]
    pub search_key: Member<Cow<'a, str>>,
}

/// A checked list of keys.
#[derive(Clone, Debug)]
pub struct ApiKeyQuery {
    pub(crate) page: Page,
    pub(crate) scope: Option<KeyScope>,
    pub(crate) search: Option<String>,
}

impl ApiKeyQuery {
    /// The newest keys.
    pub(crate) fn newest(most: i64) -> Result<Self> {
        Self::check(ApiKeyListRequest { per_page: most.into(), ..ApiKeyListRequest::default() })
    }

    /// Check a request.
    pub fn check(request: ApiKeyListRequest<'_>) -> Result<Self> {
        let mut check = Checker::default();
        let (page, per_page) = (request.page, request.per_page);
        let query = ApiKeyQuery {
            page: Page::read(&mut check, PageRequest { page, per_page, ..Default::default() }),
            scope: KeyScope::check(&mut check, request.scope),
            search: check.text("searchKey", request.search_key, usize::MAX).map(Cow::into_owned),
        };
        check.finish(|| query)
    }
}
