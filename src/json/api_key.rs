use super::request::{api_key, done, parse};
use crate::client::Client;
use crate::error::Result;
use crate::model::{ApiKey, ApiKeyPayload};

/// `cometchat_apikey_create`
pub fn apikey_create(client: &Client, request: &str) -> Result<String> {
    client.create_api_key(parse::<ApiKeyPayload<'_>>(request)?).map(ApiKey::into_json)
}

/// `cometchat_apikey_list`
pub fn apikey_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_api_keys(parse(request)?)?.to_json("apiKeys"))
}

/// `cometchat_apikey_get`
pub fn apikey_get(client: &Client, request: &str) -> Result<String> {
    client.get_api_key(&api_key(request)?).map(ApiKey::into_json)
}

/// `cometchat_apikey_update`
pub fn apikey_update(client: &Client, request: &str) -> Result<String> {
    let change = parse::<ApiKeyPayload<'_>>(request)?;
    client.update_api_key(&api_key(request)?, change).map(ApiKey::into_json)
}

/// `cometchat_apikey_delete`
pub fn apikey_delete(client: &Client, request: &str) -> Result<String> {
    client.delete_api_key(&api_key(request)?).map(|message| done(&message))
}
