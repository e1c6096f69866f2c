//! The engine as a place for a client's calls.

use serde_json::value::RawValue;

use super::{Engine, UserRecord};
use crate::backend::Backend;
use crate::error::Result;
use crate::model::{
    Actor, ApiKey, ApiKeyPayload, ApiKeyQuery, ImportOutcomes, ImportPayload, ItemOutcomes, List,
    Member, Outcomes, PageRequest, Permissions, RelationQuery, Role, RolePayload, Session, Token,
    TokenPayload, User, UserPayload, UserQuery,
};
use crate::secret::Secret;
use crate::store::Store;

impl<S: Store> Backend for Engine<S> {
    fn name(&self) -> &'static str {
        self.store.name()
    }

    fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        self.create_user(user).map(|user| user.document())
    }

    fn get_user(
        &self,
        uid: &str,
        on_behalf_of: Option<&str>,
        _session: Option<&Secret>,
    ) -> Result<User> {
        self.get_user(uid, on_behalf_of).map(|user| user.document())
    }

    fn list_users(&self, query: &UserQuery, session: Option<&Secret>) -> Result<List<User>> {
        match session {
            Some(token) if query.needs_session() => self.list_users_seen(token, query),
            _ => self.list_users(query),
        }
        .map(documents)
    }

    fn update_user(&self, uid: &str, user: UserPayload<'_>) -> Result<User> {
        self.update_user(uid, user).map(|user| user.document())
    }

    fn delete_user(&self, uid: &str) -> Result<String> {
        self.delete_user(uid)
    }

    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.deactivate_users(uids)
    }

    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.reactivate_users(uids)
    }

    fn import_users(&self, users: Vec<(String, ImportPayload<'_>)>) -> Result<ImportOutcomes> {
        let outcomes = self.import_users(users)?.into_iter();
        Ok(ImportOutcomes(
            outcomes.map(|(uid, user)| (uid, user.map(|user| user.document()))).collect(),
        ))
    }

    fn login(&self, uid: &str, _key: Option<&Secret>) -> Result<Session> {
        self.login(uid).map(|session| session.session(&self.settings))
    }

    fn login_with_token(&self, token: &Secret) -> Result<Session> {
        self.login_with_token(token).map(|session| session.session(&self.settings))
    }

    fn session(&self, token: &Secret) -> Result<Session> {
        self.session(token).map(|session| session.session(&self.settings))
    }

    fn update_session_user(&self, token: &Secret, user: UserPayload<'_>) -> Result<Session> {
        self.update_session_user(token, user).map(|session| session.session(&self.settings))
    }

    fn logout(&self, token: &Secret) -> Result<()> {
        self.logout(token)
    }

    fn count_online(&self, token: &Secret) -> Result<u64> {
        self.count_online_seen(token)
    }

    fn create_token(&self, uid: &str, device: TokenPayload<'_>) -> Result<Token> {
        self.create_token(uid, device)
    }

    fn list_tokens(&self, uid: &str, page: PageRequest) -> Result<List<Token>> {
        self.list_tokens(uid, page)
    }

    fn get_token(&self, uid: &str, token: &Secret) -> Result<Token> {
        self.get_token(uid, token)
    }

    fn update_token(&self, uid: &str, token: &Secret, device: TokenPayload<'_>) -> Result<Token> {
        self.update_token(uid, token, device)
    }

    fn delete_token(&self, uid: &str, token: &Secret) -> Result<String> {
        self.delete_token(uid, token)
    }

    fn flush_tokens(&self, uid: &str) -> Result<String> {
        self.flush_tokens(uid)
    }

    fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        self.create_role(role)
    }

    fn get_role(&self, role: &str) -> Result<Role> {
        self.get_role(role)
    }

    fn list_roles(&self, page: PageRequest) -> Result<List<Role>> {
        self.list_roles(page)
    }

    fn update_role(&self, id: &str, role: RolePayload<'_>) -> Result<Role> {
        self.update_role(id, role)
    }

    fn delete_role(&self, role: &str) -> Result<String> {
        self.delete_role(role)
    }

    fn list_permissions(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        self.list_permissions(role, page)
    }

    fn set_permissions(
        &self,
        role: &str,
        permissions: Member<&RawValue>,
    ) -> Result<(ItemOutcomes, Permissions)> {
        self.set_permissions(role, permissions)
    }

    fn unset_permission(&self, role: &str, permission: &str) -> Result<Permissions> {
        self.unset_permission(role, permission)
    }

    fn restrict_features(&self, role: &str, features: Vec<String>) -> Result<ItemOutcomes> {
        self.restrict_features(role, features)
    }

    fn list_restricted_features(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        self.list_restricted_features(role, page)
    }

    fn allow_features(&self, role: &str, features: Option<Vec<String>>) -> Result<String> {
        self.allow_features(role, features)
    }

    fn block_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.block_users(actor, uids)
    }

    fn unblock_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.unblock_users(actor, uids)
    }

    fn list_blocked_users(&self, actor: &Actor, query: &RelationQuery) -> Result<List<User>> {
        self.list_blocked(actor, query).map(documents)
    }

    fn add_friends(&self, uid: &str, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.add_friends(uid, uids)
    }

    fn remove_friends(&self, uid: &str, uids: Vec<String>) -> Result<String> {
        self.remove_friends(uid, uids)
    }

    fn list_friends(&self, uid: &str, query: &RelationQuery) -> Result<List<User>> {
        self.list_friends(uid, query).map(documents)
    }

    fn create_api_key(&self, key: ApiKeyPayload<'_>) -> Result<ApiKey> {
        self.create_api_key(key)
    }

    fn list_api_keys(&self, query: ApiKeyQuery) -> Result<List<ApiKey>> {
        self.list_api_keys(query)
    }

    fn get_api_key(&self, key: &Secret) -> Result<ApiKey> {
        self.get_api_key(key)
    }

    fn update_api_key(&self, key: &Secret, change: ApiKeyPayload<'_>) -> Result<ApiKey> {
        self.update_api_key(key, change, None)
    }

    fn delete_api_key(&self, key: &Secret) -> Result<String> {
        self.delete_api_key(key, None)
    }
}

fn documents(users: List<UserRecord>) -> List<User> {
    List {
        items: users.items.iter().map(UserRecord::document).collect(),
        pagination: users.pagination,
    }
}
