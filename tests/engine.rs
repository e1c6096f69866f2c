//! Rules that take time or numbers: held by the clock, counted to the limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cometchat_users::engine::{App, Engine};
use cometchat_users::model::{Member, RolePayload, TokenPayload, UserListRequest, UserPayload};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::{Client, Clock, Config, Error, Kind, Secret};
use serde_json::Value;

struct Held(AtomicU64);

impl Clock for Held {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn held_client() -> (Arc<Held>, Client) {
    let clock = Arc::new(Held(AtomicU64::new(1_772_166_128)));
    let app = App { id: "2748663902141719".to_owned(), region: "eu".to_owned() };
    let engine = Engine::new(Sqlite::in_memory().unwrap(), clock.clone(), app).unwrap();
    (clock, Client::on(engine, &Config::new("memory:").unwrap()))
}

fn document(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[test]
fn times_are_those_of_the_clock() {
    let (clock, client) = held_client();
    let created = clock.now();
    client.create_user(UserPayload::new("ada", "Ada")).unwrap();
    clock.0.store(created + 10, Ordering::Relaxed);
    client.login("ada", None).unwrap();
    clock.0.store(created + 20, Ordering::Relaxed);
    let patch = UserPayload { name: "Ada L.".into(), ..UserPayload::default() };
    let user = client.update_user("ada", patch).unwrap();
    let fields = user.fields();
    assert_eq!(fields.created_at, created);
    assert_eq!(fields.last_active_at, Some(created + 10));
    assert_eq!(fields.updated_at, Some(created + 20));
}

#[test]
fn a_clock_that_goes_backwards_hinders_nobody() {
    let (clock, client) = held_client();
    client.create_user(UserPayload::new("ada", "Ada")).unwrap();
    let first = client.login("ada", None).unwrap();
    clock.0.fetch_sub(86_400, Ordering::Relaxed);
    client.create_user(UserPayload::new("bob", "Bob")).unwrap();
    let patch = UserPayload { name: "Ada L.".into(), ..UserPayload::default() };
    assert_eq!(client.update_user("ada", patch).unwrap().fields().name, "Ada L.");
    let token = document(first.as_json())["authToken"].as_str().unwrap().to_owned();
    client.login_with_token(&Secret::new(token)).unwrap();
    client.login("ada", None).unwrap();
    assert_eq!(client.list_users(UserListRequest::default()).unwrap().items.len(), 2);
    // Tokens are kept in the order in which they were made, not by their times.
    for _ in 0..100 {
        client.create_token("ada", TokenPayload::default()).unwrap();
    }
    let tokens = client.list_tokens("ada", Default::default()).unwrap();
    assert_eq!(tokens.pagination.total, 100);
    client.deactivate_users(vec!["ada".to_owned()]).unwrap();
    client.reactivate_users(vec!["ada".to_owned()]).unwrap();
    assert_eq!(client.get_user("ada").unwrap().fields().deactivated_at, 0);
}

#[test]
fn a_session_names_the_app_and_its_jwt_is_signed() {
    let (clock, client) = held_client();
    client.create_user(UserPayload::new("cometchat-uid-7", "Henry Marino")).unwrap();
    let session = document(client.login("cometchat-uid-7", None).unwrap().as_json());
    assert_eq!(session["wsChannel"]["identity"], "[2748663902141719]cometchat-uid-7");
    assert_eq!(session["settings"]["REGION"], "eu");
    assert_eq!(session["status"], "online");

    let jwt = session["jwt"].as_str().unwrap();
    assert_eq!(jsonwebtoken::decode_header(jwt).unwrap().alg, jsonwebtoken::Algorithm::HS256);
    let mut unchecked = jsonwebtoken::Validation::default();
    unchecked.insecure_disable_signature_validation();
    unchecked.required_spec_claims.clear();
    unchecked.validate_exp = false;
    let no_key = jsonwebtoken::DecodingKey::from_secret(b"");
    let claims = jsonwebtoken::decode::<Value>(jwt, &no_key, &unchecked).unwrap().claims;
    assert_eq!(claims["sub"], "cometchat-uid-7");
    assert_eq!(claims["appId"], "2748663902141719");
    assert_eq!(claims["iat"], clock.now());
}

#[test]
fn a_jwt_is_verified_by_the_key_in_the_file_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let client = Client::open(&Config::new(&format!("file:{}", path.display())).unwrap()).unwrap();
    client.create_user(UserPayload::new("ada", "Ada")).unwrap();
    let session = document(client.login("ada", None).unwrap().as_json());
    let key: Vec<u8> = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("SELECT value FROM constants WHERE name = 'jwt_key'", [], |row| row.get(0))
        .unwrap();
    let mut rules = jsonwebtoken::Validation::default();
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    let verify = |key: &[u8]| {
        let key = jsonwebtoken::DecodingKey::from_secret(key);
        jsonwebtoken::decode::<Value>(session["jwt"].as_str().unwrap(), &key, &rules)
    };
    assert_eq!(verify(&key).unwrap().claims["sub"], "ada");
    assert!(verify(b"another key").is_err());
}

#[test]
fn only_the_newest_100_tokens_of_a_user_stay_valid() {
    let (_, client) = held_client();
    client.create_user(UserPayload::new("ada", "Ada")).unwrap();
    client.create_user(UserPayload::new("bob", "Bob")).unwrap();
    let bobs = client.create_token("bob", TokenPayload::default()).unwrap().auth_token;
    let tokens: Vec<Secret> = (0..102)
        .map(|_| client.create_token("ada", TokenPayload::default()).unwrap().auth_token)
        .collect();
    for (number, token) in tokens.iter().enumerate() {
        let result = client.login_with_token(token);
        assert_eq!(result.is_ok(), number >= 2, "token {number}");
    }
    client.login_with_token(&bobs).expect("another user's token stays");
}

#[test]
fn an_app_has_25_roles_at_most() {
    let (_, client) = held_client();
    for number in 1..25 {
        client.create_role(RolePayload::new(&format!("r{number}"), "R")).unwrap();
    }
    let error = client.create_role(RolePayload::new("r25", "R")).unwrap_err();
    let Error::Validation(details) = &error else { panic!("{error:?}") };
    assert_eq!(details.get("role").unwrap(), ["The app must not have more than 25 roles."]);
    assert_eq!(client.get_role("r25").unwrap_err().kind(), Kind::NotFound);
    client.delete_role("r1").unwrap();
    client.create_role(RolePayload::new("r25", "R")).unwrap();
}

#[test]
fn users_of_one_second_are_listed_in_the_order_of_their_creation() {
    let (_, client) = held_client();
    for number in 0..30 {
        client.create_user(UserPayload::new(&format!("u{number}"), "U")).unwrap();
    }
    let mut listed = Vec::new();
    for page in 1..=4 {
        let request = UserListRequest {
            page: Member::Given(page),
            per_page: Member::Given(10),
            ..UserListRequest::default()
        };
        let page = client.list_users(request).unwrap();
        listed.extend(page.items.iter().map(|user| user.fields().uid));
    }
    let expected: Vec<_> = (0..30).rev().map(|number| format!("u{number}")).collect();
    assert_eq!(listed, expected);
}

#[test]
fn secrets_do_not_show() {
    let (_, client) = held_client();
    let mut user = UserPayload::new("ada", "Ada");
    user.with_auth_token = Member::Given(true);
    let user = client.create_user(user).unwrap();
    let token = document(user.as_json())["authToken"].as_str().unwrap().to_owned();
    let session = client.login_with_token(&Secret::new(token.as_str())).unwrap();
    let made = client.create_token("ada", TokenPayload::default()).unwrap();
    let dead = client.login_with_token(&Secret::new(format!("{token}0"))).unwrap_err();
    for shown in [
        format!("{user:?}"),
        format!("{session:?}"),
        format!("{:?}", made.auth_token),
        format!("{dead:?} {dead} {}", dead.to_json()),
    ] {
        assert!(!shown.contains(&token[..token.len() - 20]), "{shown}");
        assert!(!shown.contains(&token[token.len() - 20..]), "{shown}");
        assert!(!shown.contains("eyJ"), "{shown}");
    }
}

#[test]
fn a_user_has_a_thousand_friends_at_most_and_a_lost_one_makes_room() {
    let (_, client) = held_client();
    let uids: Vec<_> = (0..1002).map(|number| format!("user-{number}")).collect();
    for uid in &uids {
        client.create_user(UserPayload::new(uid, "User")).unwrap();
    }
    let (popular, others) = uids.split_first().unwrap();
    let outcomes = client.add_friends(popular, others.to_vec()).unwrap().0;
    let refused: Vec<_> = outcomes.iter().filter(|(_, outcome)| !outcome.success).collect();
    let [(late, outcome)] = &refused[..] else { panic!("{} are refused", refused.len()) };
    assert_eq!(late, others.last().unwrap());
    assert_eq!(outcome.message, "The user with UID user-0 must not have more than 1000 friends.");

    // The limit is that of either side.
    let [(_, outcome)] = &client.add_friends(late, vec![popular.clone()]).unwrap().0[..] else {
        panic!("one outcome");
    };
    assert!(!outcome.success);
    client.remove_friends(popular, vec![others[0].clone()]).unwrap();
    assert!(client.add_friends(late, vec![popular.clone()]).unwrap().0[0].1.success);
}
