use super::request::{both, done, parse, uid, uid_and_token};
use crate::client::Client;
use crate::error::Result;
use crate::model::{PageRequest, Token, TokenPayload};

/// `cometchat_token_create`
pub fn token_create(client: &Client, request: &str) -> Result<String> {
    client.create_token(&uid(request)?, parse::<TokenPayload<'_>>(request)?).map(Token::into_json)
}

/// `cometchat_token_list`
pub fn token_list(client: &Client, request: &str) -> Result<String> {
    let (uid, page) = both(uid(request), parse::<PageRequest>(request))?;
    Ok(client.list_tokens(&uid, page)?.to_json("tokens"))
}

/// `cometchat_token_get`
pub fn token_get(client: &Client, request: &str) -> Result<String> {
    let (uid, token) = uid_and_token(request)?;
    client.get_token(&uid, &token).map(Token::into_json)
}

/// `cometchat_token_update`
pub fn token_update(client: &Client, request: &str) -> Result<String> {
    let (uid, token) = uid_and_token(request)?;
    let device = parse::<TokenPayload<'_>>(request)?;
    client.update_token(&uid, &token, device).map(Token::into_json)
}

/// `cometchat_token_delete`
pub fn token_delete(client: &Client, request: &str) -> Result<String> {
    let (uid, token) = uid_and_token(request)?;
    client.delete_token(&uid, &token).map(|message| done(&message))
}

/// `cometchat_token_flush`
pub fn token_flush(client: &Client, request: &str) -> Result<String> {
    client.flush_tokens(&uid(request)?).map(|message| done(&message))
}
