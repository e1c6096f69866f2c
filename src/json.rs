//! The operations on text: one function each, JSON in, JSON out. Safe code; `ffi` and every
//! other front calls these.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ffi::ABI_VERSION;
use crate::model::limits::Limits;
use crate::model::{
    Checker, Member, ObjectWriter, Outcomes, PageRequest, Role, RolePayload, User, UserPayload,
};
use crate::secret::Secret;

/// An operation on a client: its request and its result as JSON.
pub type Operation = fn(&Client, &str) -> Result<String>;

/// Every operation by its name, which is that of the C function without its prefix.
pub const OPERATIONS: [(&str, Operation); 19] = [
    ("client_info", client_info),
    ("user_create", user_create),
    ("user_get", user_get),
    ("user_list", user_list),
    ("user_update", user_update),
    ("user_delete", user_delete),
    ("user_deactivate", user_deactivate),
    ("user_reactivate", user_reactivate),
    ("session_login", session_login),
    ("session_login_with_token", session_login_with_token),
    ("session_logout", session_logout),
    ("session_current", session_current),
    ("session_update_user", session_update_user),
    ("token_create", token_create),
    ("role_create", role_create),
    ("role_get", role_get),
    ("role_list", role_list),
    ("role_update", role_update),
    ("role_delete", role_delete),
];

/// `cometchat_client_open`: the client, and what `client_info` says of it.
pub fn open(config: &str) -> Result<(Client, String)> {
    let client = Client::open(&Config::from_json(config)?)?;
    let info = client_info(&client, "{}")?;
    Ok((client, info))
}

/// `cometchat_client_info`
pub fn client_info(client: &Client, request: &str) -> Result<String> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Info<'a> {
        version: &'a str,
        abi_version: u32,
        backend: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        app_id: Option<&'a str>,
        region: &'a str,
        timeout_ms: u128,
        limits: Limits,
    }
    parse::<Nothing>(request)?;
    let config = client.config();
    Ok(print(&Info {
        version: env!("CARGO_PKG_VERSION"),
        abi_version: ABI_VERSION,
        backend: client.backend_name(),
        app_id: config.app_id.as_deref(),
        region: &config.region,
        timeout_ms: config.timeout.as_millis(),
        limits: Limits::CURRENT,
    }))
}

/// `cometchat_user_create`
pub fn user_create(client: &Client, request: &str) -> Result<String> {
    client.create_user(parse(request)?).map(User::into_json)
}

/// `cometchat_user_get`
pub fn user_get(client: &Client, request: &str) -> Result<String> {
    client.get_user(&uid(request)?).map(User::into_json)
}

/// `cometchat_user_list`
pub fn user_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_users(parse::<PageRequest>(request)?)?.to_json())
}

/// `cometchat_user_update`
pub fn user_update(client: &Client, request: &str) -> Result<String> {
    let payload: UserPayload<'_> = parse(request)?;
    let uid = required("uid", payload.uid.clone())?;
    client.update_user(&uid, payload).map(User::into_json)
}

/// `cometchat_user_delete`
pub fn user_delete(client: &Client, request: &str) -> Result<String> {
    client.delete_user(&uid(request)?).map(|message| done(&message))
}

/// `cometchat_user_deactivate`
pub fn user_deactivate(client: &Client, request: &str) -> Result<String> {
    client.deactivate_users(uids(request)?).map(outcomes)
}

/// `cometchat_user_reactivate`
pub fn user_reactivate(client: &Client, request: &str) -> Result<String> {
    client.reactivate_users(uids(request)?).map(outcomes)
}

/// `cometchat_session_login`
pub fn session_login(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        uid: Member<Cow<'a, str>>,
        auth_key: Member<Secret>,
    }
    let request: Request<'_> = parse(request)?;
    let mut check = Checker::default();
    let uid = check.required_text("uid", request.uid, usize::MAX);
    let key = check.secret("authKey", request.auth_key);
    let uid = check.finish(|| uid)?;
    client.login(&uid, key.as_ref()).map(User::into_json)
}

/// `cometchat_session_login_with_token`
pub fn session_login_with_token(client: &Client, request: &str) -> Result<String> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Request<'a> {
        #[serde(borrow)]
        auth_token: Member<Cow<'a, str>>,
    }
    let request: Request<'_> = parse(request)?;
    let token = Secret::new(required("authToken", request.auth_token)?);
    client.login_with_token(&token).map(User::into_json)
}

/// `cometchat_session_logout`
pub fn session_logout(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    client.logout().map(|()| done("The user has been logged out successfully."))
}

/// `cometchat_session_current`
pub fn session_current(client: &Client, request: &str) -> Result<String> {
    parse::<Nothing>(request)?;
    client.current_session().map(User::into_json)
}

/// `cometchat_session_update_user`
pub fn session_update_user(client: &Client, request: &str) -> Result<String> {
    client.update_current_user(parse(request)?).map(User::into_json)
}

/// `cometchat_token_create`
pub fn token_create(client: &Client, request: &str) -> Result<String> {
    client.create_token(&uid(request)?).map(|token| print(&token))
}

/// `cometchat_role_create`
pub fn role_create(client: &Client, request: &str) -> Result<String> {
    client.create_role(parse(request)?).map(Role::into_json)
}

/// `cometchat_role_get`
pub fn role_get(client: &Client, request: &str) -> Result<String> {
    client.get_role(&role_id(request)?).map(Role::into_json)
}

/// `cometchat_role_list`
pub fn role_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_roles(parse::<PageRequest>(request)?)?.to_json())
}

/// `cometchat_role_update`
pub fn role_update(client: &Client, request: &str) -> Result<String> {
    let payload: RolePayload<'_> = parse(request)?;
    let id = required("role", payload.role.clone())?;
    client.update_role(&id, payload).map(Role::into_json)
}

/// `cometchat_role_delete`
pub fn role_delete(client: &Client, request: &str) -> Result<String> {
    client.delete_role(&role_id(request)?).map(|message| done(&message))
}

/// A request that asks for nothing.
#[derive(Deserialize)]
struct Nothing {}

fn parse<'a, T: Deserialize<'a>>(request: &'a str) -> Result<T> {
    // serde would read a struct from an array as well.
    if !request.trim_start().starts_with('{') {
        return match serde_json::from_str::<serde::de::IgnoredAny>(request) {
            Ok(_) => Err(Error::InvalidJson("it is a value of another type".to_owned())),
            Err(error) => Err(Error::InvalidJson(error.to_string())),
        };
    }
    serde_json::from_str(request).map_err(|error| Error::InvalidJson(error.to_string()))
}

fn print(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts and numbers can be printed")
}

fn done(message: &str) -> String {
    ObjectWriter::with_capacity(message.len() + 40)
        .json("success", "true")
        .text("message", message)
        .finish()
}

fn outcomes(outcomes: Outcomes) -> String {
    #[derive(Serialize)]
    struct Document {
        outcomes: Outcomes,
    }
    print(&Document { outcomes })
}

fn uid(request: &str) -> Result<Cow<'_, str>> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        uid: Member<Cow<'a, str>>,
    }
    required("uid", parse::<Request<'_>>(request)?.uid)
}

fn role_id(request: &str) -> Result<Cow<'_, str>> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        role: Member<Cow<'a, str>>,
    }
    required("role", parse::<Request<'_>>(request)?.role)
}

fn uids(request: &str) -> Result<Vec<String>> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Request<'a> {
        #[serde(borrow)]
        uids: Member<Vec<Member<Cow<'a, str>>>>,
    }
    Outcomes::check(parse::<Request<'_>>(request)?.uids)
}

fn required<'a>(member: &str, value: Member<Cow<'a, str>>) -> Result<Cow<'a, str>> {
    let mut check = Checker::default();
    let text = check.required_text(member, value, usize::MAX);
    check.finish(|| text)
}
