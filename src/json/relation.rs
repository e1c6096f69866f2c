use super::request::{done, maybe_uid_and_uids, outcomes, parse, uid_and_uids};
use crate::client::Client;
use crate::error::Result;

/// `cometchat_block_add`
pub fn block_add(client: &Client, request: &str) -> Result<String> {
    let (uid, uids) = maybe_uid_and_uids(request)?;
    client.block_users(uid.as_deref(), uids).map(|done| outcomes(&done))
}

/// `cometchat_block_remove`
pub fn block_remove(client: &Client, request: &str) -> Result<String> {
    let (uid, uids) = maybe_uid_and_uids(request)?;
    client.unblock_users(uid.as_deref(), uids).map(|done| outcomes(&done))
}

/// `cometchat_block_list`
pub fn block_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_blocked_users(parse(request)?)?.to_json("users"))
}

/// `cometchat_friend_add`
pub fn friend_add(client: &Client, request: &str) -> Result<String> {
    let (uid, uids) = uid_and_uids(request)?;
    client.add_friends(&uid, uids).map(|done| outcomes(&done))
}

/// `cometchat_friend_remove`
pub fn friend_remove(client: &Client, request: &str) -> Result<String> {
    let (uid, uids) = uid_and_uids(request)?;
    client.remove_friends(&uid, uids).map(|message| done(&message))
}

/// `cometchat_friend_list`
pub fn friend_list(client: &Client, request: &str) -> Result<String> {
    Ok(client.list_friends(parse(request)?)?.to_json("users"))
}
