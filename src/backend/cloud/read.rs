//! What answers hold.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::Success;
use crate::backend::wire::{self, Members};
use crate::error::{Error, Refusal};
use crate::model::{
    ApiKey, ImportOutcomes, ItemOutcome, ItemOutcomes, List, Outcome, Outcomes, Permissions, Role,
    Session, Token, Uid, User,
};
use crate::secret::Secret;

pub fn user(answer: &Success<'_>) -> Option<User> {
    wire::user(answer.data.get())
}

pub fn role(answer: &Success<'_>) -> Option<Role> {
    object(answer.data).map(Role)
}

pub fn api_key(answer: &Success<'_>) -> Option<ApiKey> {
    object(answer.data).map(ApiKey)
}

pub fn token(answer: &Success<'_>) -> Option<Token> {
    Token::read(answer.data.get())
}

pub fn session(answer: &Success<'_>, token: &Secret) -> Option<Session> {
    let user = wire::session_user(answer.data.get(), token)?;
    Some(Session { uid: user.fields().uid, token: token.clone(), user })
}

/// What was done, in words.
pub fn message(answer: &Success<'_>) -> Option<String> {
    #[derive(Deserialize)]
    struct Done {
        message: String,
    }
    answer.of::<Done>().map(|done| done.message)
}

/// A page of a list, item by item.
pub fn list<T>(answer: &Success<'_>, item: impl Fn(&RawValue) -> Option<T>) -> Option<List<T>> {
    let (items, pagination) = answer.page()?;
    Some(List { items: items.into_iter().map(item).collect::<Option<_>>()?, pagination })
}

pub fn users(answer: &Success<'_>) -> Option<List<User>> {
    list(answer, |json| wire::user(json.get()))
}

/// An object that is passed on as it is.
pub fn object(json: &RawValue) -> Option<String> {
    json.get().starts_with('{').then(|| json.get().to_owned())
}

/// What became of each uid that was sent.
pub fn outcomes(answer: &Success<'_>, uids: Vec<String>) -> Option<Outcomes> {
    let sorted: Sorted = answer.of()?;
    let outcome = |sent: String| {
        let outcome = sorted.outcome(&sent)?;
        Some((sent, outcome))
    };
    uids.into_iter().map(outcome).collect::<Option<_>>().map(Outcomes)
}

/// Uids by what became of them. Those that exist come in lower case, others as they were sent.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Sorted {
    deactivated_uids: Vec<String>,
    already_deactivated_uids: Vec<String>,
    reactivated_uids: Vec<String>,
    non_deactivated_uids: Vec<String>,
    not_found: Vec<String>,
}

impl Sorted {
    fn outcome(&self, sent: &str) -> Option<Outcome> {
        let uid = Uid::fold(sent);
        [
            (&self.deactivated_uids, Outcome::Deactivated),
            (&self.reactivated_uids, Outcome::Reactivated),
            (&self.already_deactivated_uids, Outcome::AlreadyDeactivated),
            (&self.non_deactivated_uids, Outcome::NonDeactivated),
            (&self.not_found, Outcome::NotFound),
        ]
        .into_iter()
        .find(|(uids, _)| uids.iter().any(|known| Uid::fold(known) == uid))
        .map(|(_, outcome)| outcome)
    }
}

/// What became of each name that was sent.
pub fn item_outcomes(json: &RawValue, names: Vec<String>) -> Option<ItemOutcomes> {
    let Members(members) = serde_json::from_str(json.get()).ok()?;
    let one = |name: String| {
        let outcome: ItemOutcome = serde_json::from_str(member(&members, &name)?.get()).ok()?;
        Some((name, outcome))
    };
    names.into_iter().map(one).collect::<Option<_>>().map(ItemOutcomes)
}

/// A member by its name, which may come back in lower case.
fn member<'a>(members: &[(String, &'a RawValue)], name: &str) -> Option<&'a RawValue> {
    let named = members.iter().find(|(known, _)| known == name);
    let named = named.or_else(|| members.iter().find(|(known, _)| *known == Uid::fold(name)));
    named.map(|(_, json)| *json)
}

/// All that are set.
pub fn permissions(answer: &Success<'_>) -> Option<Permissions> {
    #[derive(Deserialize)]
    struct Set {
        permissions: Permissions,
    }
    answer.of::<Set>().map(|set| set.permissions)
}

/// What became of each user that was sent.
pub fn imported(answer: &Success<'_>, uids: Vec<String>) -> Option<ImportOutcomes> {
    #[derive(Deserialize)]
    struct Item<'a> {
        success: bool,
        #[serde(borrow)]
        data: Option<&'a RawValue>,
        #[serde(borrow)]
        error: Option<Fault<'a>>,
    }
    #[derive(Deserialize)]
    struct Fault<'a> {
        code: String,
        message: String,
        #[serde(borrow)]
        details: Option<&'a RawValue>,
    }
    let Members(members) = answer.of()?;
    let one = |uid: String| {
        let item: Item<'_> = serde_json::from_str(member(&members, &uid)?.get()).ok()?;
        let outcome = match (item.success, item.data, item.error) {
            (true, Some(user), _) => Ok(wire::user(user.get())?),
            (false, _, Some(fault)) => Err(Error::Refused(Box::new(Refusal {
                code: fault.code,
                message: fault.message,
                details: fault.details.map(ToOwned::to_owned),
                http_status: None,
                retry_after: None,
            }))),
            _ => return None,
        };
        Some((uid, outcome))
    };
    uids.into_iter().map(one).collect::<Option<_>>().map(ImportOutcomes)
}

/// Where the users who are connected are counted, and the `jwt` that opens it.
#[derive(Deserialize)]
pub struct OnlineMembers {
    pub jwt: String,
    settings: Settings,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Settings {
    chat_host: String,
    #[serde(default)]
    chat_host_override: String,
    #[serde(default)]
    chat_host_app_specific: String,
    ws_api_version: String,
}

impl OnlineMembers {
    /// Behind the same scheme as all calls.
    pub fn url(&self, base: &str) -> String {
        let scheme = base.split("://").next().unwrap_or("https");
        let Settings { chat_host, chat_host_override, chat_host_app_specific, ws_api_version } =
            &self.settings;
        let hosts = [chat_host_override, chat_host_app_specific, chat_host];
        let host = hosts.into_iter().find(|host| !host.is_empty()).unwrap_or(chat_host);
        format!("{scheme}://{host}/api/{ws_api_version}/online-members")
    }
}

pub fn online_count(answer: &Success<'_>) -> Option<u64> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Count {
        online_users_count: u64,
    }
    answer.of::<Count>().map(|count| count.online_users_count)
}
