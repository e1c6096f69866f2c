//! Each operation as requests to the service.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde_json::value::RawValue;
use ureq::http::Method;

use super::http::{Credential, Deadline};
use super::retry::Repeat;
use super::urls::{self, Query};
use super::{Cloud, read};
use crate::backend::Backend;
use crate::error::{Error, Result};
use crate::model::limits::RateLimit;
use crate::model::{
    Actor, ApiKey, ApiKeyPayload, ApiKeyQuery, ImportOutcomes, ImportPayload, ItemOutcomes, List,
    Member, Outcomes, PageRequest, Permissions, RelationQuery, Role, RolePayload, Session, Token,
    TokenPayload, Uid, User, UserPayload, UserQuery, UserState, check_permissions,
};
use crate::secret::Secret;

impl Cloud {
    fn set_active(&self, method: Method, member: &str, uids: Vec<String>) -> Result<Outcomes> {
        let body = print(&HashMap::from([(member, &uids)]));
        self.once(method, "users", self.full_access()?, Some(body), |answer| {
            read::outcomes(answer, uids)
        })
    }

    /// Register a session, or update its user: the service does both in one place.
    fn put_me(&self, token: &Secret, body: Option<Vec<u8>>, deadline: Deadline) -> Result<Session> {
        let credential = Credential::Token(token);
        self.call(Method::PUT, "me", credential, body, deadline, |answer| {
            read::session(answer, token)
        })
    }

    fn change_blocks(
        &self,
        method: Method,
        actor: &Actor,
        uids: Vec<String>,
    ) -> Result<ItemOutcomes> {
        let (path, credential) = self.relations(actor, "blockedusers")?;
        let body = print(&HashMap::from([("blockedUids", &uids)]));
        self.once(method, &path, credential, Some(body), |answer| {
            read::item_outcomes(answer.data, uids)
        })
    }
}

impl Backend for Cloud {
    fn name(&self) -> &'static str {
        self.remote.name
    }

    fn rate_limits(&self) -> Option<Vec<RateLimit>> {
        Some(self.http.budget().known())
    }

    fn clock_skew(&self) -> Option<i64> {
        self.http.clock_skew()
    }

    fn create_user(&self, user: UserPayload<'_>) -> Result<User> {
        self.create_user_once(&user)
    }

    fn get_user(
        &self,
        uid: &str,
        on_behalf_of: Option<&str>,
        session: Option<&Secret>,
    ) -> Result<User> {
        let credential = self.on_behalf_of(on_behalf_of, session)?;
        self.once(Method::GET, &urls::user(uid, ""), credential, None, read::user)
    }

    fn list_users(&self, query: &UserQuery, session: Option<&Secret>) -> Result<List<User>> {
        let credential = match session {
            Some(token) if query.needs_session() => Credential::Token(token),
            _ if query.filter.state != UserState::Active => {
                self.full_access().map(|key| match (key, query.on_behalf_of.as_deref()) {
                    (Credential::Key(key), Some(viewer)) => Credential::KeyFor(key, viewer),
                    (key, _) => key,
                })?
            }
            _ => self.on_behalf_of(query.on_behalf_of.as_deref(), session)?,
        };
        let by_user = matches!(credential, Credential::Token(_));
        let path = Query::users(query, by_user).after("users");
        self.once(Method::GET, &path, credential, None, read::users)
    }

    fn update_user(&self, uid: &str, mut user: UserPayload<'_>) -> Result<User> {
        user.uid = Member::Absent;
        let key = user.auth_key.clone().given();
        let credential = self.auth_only(key.as_ref())?;
        let body = print(&user);
        self.once(Method::PUT, &urls::user(uid, ""), credential, Some(body), read::user)
    }

    fn delete_user(&self, uid: &str) -> Result<String> {
        let body = br#"{"permanent":true}"#.to_vec();
        self.delete(&urls::user(uid, ""), Some(body), || {
            format!("User with UID {} has been deleted successfully.", Uid::fold(uid))
        })
    }

    fn deactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.set_active(Method::DELETE, "uidsToDeactivate", uids)
    }

    fn reactivate_users(&self, uids: Vec<String>) -> Result<Outcomes> {
        self.set_active(Method::PUT, "uidsToActivate", uids)
    }

    fn import_users(&self, users: Vec<(String, ImportPayload<'_>)>) -> Result<ImportOutcomes> {
        let map: BTreeMap<&str, &RawValue> =
            users.iter().map(|(uid, user)| (uid.as_str(), user.json)).collect();
        self.import_users_once(&users, &print(&HashMap::from([("users", map)])))
    }

    fn login(&self, uid: &str, key: Option<&Secret>) -> Result<Session> {
        let deadline = self.http.deadline();
        let credential = self.auth_only(key)?;
        let device = TokenPayload::default();
        let token = self.create_token_once(uid, &device, credential, deadline)?.auth_token;
        self.put_me(&token, None, deadline).inspect_err(|_| {
            // Nobody will ever use it. If that fails too, there is nothing to be done.
            let credential = Credential::Token(&token);
            let _ = self.call(Method::DELETE, "me", credential, None, deadline, |_| Some(()));
        })
    }

    fn login_with_token(&self, token: &Secret) -> Result<Session> {
        self.put_me(token, None, self.http.deadline())
    }

    fn session(&self, token: &Secret) -> Result<Session> {
        let credential = Credential::Token(token);
        self.once(Method::GET, "me", credential, None, |answer| read::session(answer, token))
    }

    fn update_session_user(&self, token: &Secret, mut user: UserPayload<'_>) -> Result<Session> {
        user.uid = Member::Absent;
        self.put_me(token, Some(print(&user)), self.http.deadline())
    }

    fn logout(&self, token: &Secret) -> Result<()> {
        let ended = self.once(Method::DELETE, "me", Credential::Token(token), None, |_| Some(()));
        match ended {
            // A token that is dead already is logged out as well.
            Err(error) if error.code() == Error::TokenNotFound.code() => Ok(()),
            other => other,
        }
    }

    fn count_online(&self, token: &Secret) -> Result<u64> {
        let deadline = self.http.deadline();
        let credential = Credential::Token(token);
        let members: read::OnlineMembers =
            self.call(Method::GET, "me", credential, None, deadline, |answer| answer.of())?;
        let jwt = Secret::new(&*members.jwt);
        let url = members.url(&self.remote.client);
        let mut request = self.request(Method::POST, "", Credential::Jwt(&jwt), None);
        (request.url, request.repeat) = (url, Repeat::Freely);
        self.send(request, deadline, read::online_count).map_err(|failed| failed.error)
    }

    fn create_token(&self, uid: &str, mut device: TokenPayload<'_>) -> Result<Token> {
        if device.force.is_absent() {
            // The service may hand out an earlier token unless told not to.
            device.force = true.into();
        }
        self.create_token_once(uid, &device, self.auth_only(None)?, self.http.deadline())
    }

    fn list_tokens(&self, uid: &str, page: PageRequest) -> Result<List<Token>> {
        let path = Query::page(page)?.after(&urls::user(uid, "auth_tokens"));
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            read::list(answer, |json| Token::read(json.get()))
        })
    }

    fn get_token(&self, uid: &str, token: &Secret) -> Result<Token> {
        self.once(Method::GET, &token_path(uid, token), self.full_access()?, None, read::token)
    }

    fn update_token(
        &self,
        uid: &str,
        token: &Secret,
        mut device: TokenPayload<'_>,
    ) -> Result<Token> {
        device.force = Member::Absent;
        let (path, body) = (token_path(uid, token), print(&device));
        self.once(Method::PUT, &path, self.full_access()?, Some(body), read::token)
    }

    fn delete_token(&self, uid: &str, token: &Secret) -> Result<String> {
        self.delete(&token_path(uid, token), None, || {
            format!("The Auth Token {} has been deleted successfully.", token.expose())
        })
    }

    fn flush_tokens(&self, uid: &str) -> Result<String> {
        let path = urls::user(uid, "auth_tokens");
        self.once(Method::DELETE, &path, self.full_access()?, None, read::message)
    }

    fn create_role(&self, role: RolePayload<'_>) -> Result<Role> {
        self.create_role_once(&role)
    }

    fn get_role(&self, role: &str) -> Result<Role> {
        self.once(Method::GET, &urls::role(role, ""), self.full_access()?, None, read::role)
    }

    fn list_roles(&self, page: PageRequest) -> Result<List<Role>> {
        let path = Query::page(page)?.after("roles");
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            read::list(answer, |json| read::object(json).map(Role))
        })
    }

    fn update_role(&self, id: &str, mut role: RolePayload<'_>) -> Result<Role> {
        role.role = Member::Absent;
        let (path, body) = (urls::role(id, ""), print(&role));
        self.once(Method::PUT, &path, self.full_access()?, Some(body), read::role)
    }

    fn delete_role(&self, role: &str) -> Result<String> {
        self.delete(&urls::role(role, ""), None, || {
            format!("Role {} has been deleted successfully.", Uid::fold(role))
        })
    }

    fn list_permissions(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        let path = Query::page(page)?.after(&urls::role(role, "permissions"));
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            read::list(answer, read::object)
        })
    }

    fn set_permissions(
        &self,
        role: &str,
        permissions: Member<&RawValue>,
    ) -> Result<(ItemOutcomes, Permissions)> {
        let permissions = check_permissions(permissions)?;
        let body = print(&HashMap::from([("permissions", &permissions)]));
        let path = urls::role(role, "permissions");
        self.once(Method::PUT, &path, self.full_access()?, Some(body), |answer| {
            let outcomes = read::item_outcomes(answer.data, permissions.into_keys().collect())?;
            Some((outcomes, read::permissions(answer)?))
        })
    }

    fn unset_permission(&self, role: &str, permission: &str) -> Result<Permissions> {
        let path = urls::role(role, &urls::below("permissions", permission, ""));
        self.once(Method::DELETE, &path, self.full_access()?, None, read::permissions)
    }

    fn restrict_features(&self, role: &str, features: Vec<String>) -> Result<ItemOutcomes> {
        let path = urls::role(role, "restrictedfeatures");
        let body = print(&HashMap::from([("featuresToRestrict", &features)]));
        self.once(Method::POST, &path, self.full_access()?, Some(body), |answer| {
            read::item_outcomes(answer.data, features)
        })
    }

    fn list_restricted_features(&self, role: &str, page: PageRequest) -> Result<List<String>> {
        let path = Query::page(page)?.after(&urls::role(role, "restrictedfeatures"));
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            read::list(answer, read::object)
        })
    }

    fn allow_features(&self, role: &str, features: Option<Vec<String>>) -> Result<String> {
        let path = urls::role(role, "restrictedfeatures");
        let body = match features {
            Some(features) => print(&HashMap::from([("featuresToAllow", features)])),
            None => print(&HashMap::from([("allowAll", true)])),
        };
        self.once(Method::DELETE, &path, self.full_access()?, Some(body), read::message)
    }

    fn block_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.change_blocks(Method::POST, actor, uids)
    }

    fn unblock_users(&self, actor: &Actor, uids: Vec<String>) -> Result<ItemOutcomes> {
        self.change_blocks(Method::DELETE, actor, uids)
    }

    fn list_blocked_users(&self, actor: &Actor, query: &RelationQuery) -> Result<List<User>> {
        let (path, credential) = self.relations(actor, "blockedusers")?;
        let path = Query::relations(query).after(&path);
        self.once(Method::GET, &path, credential, None, read::users)
    }

    fn add_friends(&self, uid: &str, uids: Vec<String>) -> Result<ItemOutcomes> {
        let body = print(&HashMap::from([("accepted", &uids)]));
        let path = urls::user(uid, "friends");
        self.once(Method::POST, &path, self.full_access()?, Some(body), |answer| {
            let lists: HashMap<&str, &RawValue> = answer.of()?;
            read::item_outcomes(lists.get("accepted")?, uids)
        })
    }

    fn remove_friends(&self, uid: &str, uids: Vec<String>) -> Result<String> {
        let body = print(&HashMap::from([("friends", &uids)]));
        self.delete(&urls::user(uid, "friends"), Some(body), || {
            "Deleted the friend relations succussfully".to_owned()
        })
    }

    fn list_friends(&self, uid: &str, query: &RelationQuery) -> Result<List<User>> {
        let path = Query::relations(query).after(&urls::user(uid, "friends"));
        self.once(Method::GET, &path, self.full_access()?, None, read::users)
    }

    fn create_api_key(&self, key: ApiKeyPayload<'_>) -> Result<ApiKey> {
        self.create_api_key_once(&key)
    }

    fn list_api_keys(&self, query: ApiKeyQuery) -> Result<List<ApiKey>> {
        let path = Query::api_keys(&query).after("apikeys");
        self.once(Method::GET, &path, self.full_access()?, None, |answer| {
            read::list(answer, |json| read::object(json).map(ApiKey))
        })
    }

    fn get_api_key(&self, key: &Secret) -> Result<ApiKey> {
        self.once(Method::GET, &key_path(key), self.full_access()?, None, read::api_key)
    }

    fn update_api_key(&self, key: &Secret, change: ApiKeyPayload<'_>) -> Result<ApiKey> {
        let (path, body) = (key_path(key), print(&change));
        self.once(Method::PUT, &path, self.full_access()?, Some(body), read::api_key)
    }

    fn delete_api_key(&self, key: &Secret) -> Result<String> {
        self.delete(&key_path(key), None, || {
            format!("The Api Key {} has been deleted successfully.", key.expose())
        })
    }
}

fn token_path(uid: &str, token: &Secret) -> String {
    urls::user(uid, &urls::below("auth_tokens", token.expose(), ""))
}

fn key_path(key: &Secret) -> String {
    urls::below("apikeys", key.expose(), "")
}

/// A request body. Compact: the service counts bytes.
pub(super) fn print(payload: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(payload).expect("what came as JSON can be printed")
}
