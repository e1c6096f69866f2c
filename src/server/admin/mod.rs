//! What a key's holder does.

mod keys;
mod relations;
mod roles;
mod tokens;
mod users;

pub use relations::{blocked_uids, change_blocks, list, query};

use super::answer::{Failure, Success};
use super::app::Call;
use super::routes::Operation;
use crate::secret::Secret;

/// `key` is the caller's.
pub async fn run(operation: Operation, key: Secret, call: Call) -> Result<Success, Failure> {
    use Operation::*;
    match operation {
        CreateToken(_) | ListTokens(_) | FlushTokens(_) | GetToken(..) | UpdateToken(..)
        | DeleteToken(..) => tokens::run(operation, call).await,
        CreateRole | ListRoles | GetRole(_) | UpdateRole(_) | DeleteRole(_)
        | ListPermissions(_) | SetPermissions(_) | UnsetPermission(..) | RestrictFeatures(_)
        | ListFeatures(_) | AllowFeatures(_) => roles::run(operation, call).await,
        BlockUsersOf(_)
        | UnblockUsersOf(_)
        | ListBlockedUsersOf(_)
        | AddFriends(_)
        | RemoveFriends(_)
        | ListFriends(_) => relations::run(operation, call).await,
        CreateApiKey | ListApiKeys | GetApiKey(_) | UpdateApiKey(_) | DeleteApiKey(_) => {
            keys::run(operation, key, call).await
        }
        _ => users::run(operation, call).await,
    }
}
