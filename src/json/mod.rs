//! The operations on text: one function each, JSON in, JSON out. Safe code; `ffi` and every
//! other front calls these.

mod api_key;
mod relation;
mod request;
mod role;
mod session;
mod token;
mod user;

use serde::Serialize;

pub use self::api_key::*;
pub use self::relation::*;
use self::request::{Nothing, parse, print};
pub use self::role::*;
pub use self::session::*;
pub use self::token::*;
pub use self::user::*;
use crate::call;
use crate::client::Client;
use crate::config::Config;
use crate::error::{Kind, Result};
use crate::ffi::ABI_VERSION;
use crate::model::ObjectWriter;
use crate::model::limits::{Limits, RateLimit};

/// An operation on a client: its request and its result as JSON.
pub type Operation = fn(&Client, &str) -> Result<String>;

/// Every operation by its name, which is that of the C function without its prefix.
pub const OPERATIONS: [(&str, Operation); 47] = [
    ("client_info", client_info),
    ("user_create", user_create),
    ("user_get", user_get),
    ("user_list", user_list),
    ("user_update", user_update),
    ("user_delete", user_delete),
    ("user_deactivate", user_deactivate),
    ("user_reactivate", user_reactivate),
    ("user_ensure", user_ensure),
    ("bulk_import", bulk_import),
    ("session_login", session_login),
    ("session_login_with_token", session_login_with_token),
    ("session_logout", session_logout),
    ("session_current", session_current),
    ("session_update_user", session_update_user),
    ("session_ensure", session_ensure),
    ("session_export", session_export),
    ("session_restore", session_restore),
    ("presence_count", presence_count),
    ("token_create", token_create),
    ("token_list", token_list),
    ("token_get", token_get),
    ("token_update", token_update),
    ("token_delete", token_delete),
    ("token_flush", token_flush),
    ("role_create", role_create),
    ("role_get", role_get),
    ("role_list", role_list),
    ("role_update", role_update),
    ("role_delete", role_delete),
    ("permission_list", permission_list),
    ("permission_set", permission_set),
    ("permission_unset", permission_unset),
    ("feature_restrict", feature_restrict),
    ("feature_list", feature_list),
    ("feature_allow", feature_allow),
    ("block_add", block_add),
    ("block_remove", block_remove),
    ("block_list", block_list),
    ("friend_add", friend_add),
    ("friend_remove", friend_remove),
    ("friend_list", friend_list),
    ("apikey_create", apikey_create),
    ("apikey_list", apikey_list),
    ("apikey_get", apikey_get),
    ("apikey_update", apikey_update),
    ("apikey_delete", apikey_delete),
];

/// Make a call as its caller sees it: the result, or the kind and document of the error; either
/// says how many attempts it took, if it took several.
pub fn documented(work: impl FnOnce() -> Result<String>) -> Result<String, (Kind, String)> {
    let (result, attempts) = call::counted(work);
    let count = |document: String| match attempts {
        0 | 1 => document,
        several => {
            ObjectWriter::extending(&document, 24).number("attempts", several.into()).finish()
        }
    };
    match result {
        Ok(document) => Ok(count(document)),
        Err(error) => Err((error.kind(), count(error.to_json()))),
    }
}

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
        #[serde(skip_serializing_if = "Option::is_none")]
        rate_limits: Option<Vec<RateLimit>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        clock_skew: Option<i64>,
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
        rate_limits: client.rate_limits(),
        clock_skew: client.clock_skew(),
    }))
}
