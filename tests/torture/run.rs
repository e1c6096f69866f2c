//! One client's sequence of calls.

use cometchat_users::{Client, Error, Kind, json};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::model::{Known, Model, members, parse};
use crate::server::Server;

const CALLS: usize = 24;

/// The users of a run.
pub fn uids(seed: u64) -> Vec<String> {
    ["ada", "bob", "eve"].map(|name| format!("{name}-{seed}")).to_vec()
}

struct Run {
    client: Client,
    random: Rng,
    uids: Vec<String>,
    model: Model,
}

/// Do it, and return what it was told.
pub fn run(server: &Server, seed: u64) -> Model {
    let random = Rng::with_seed(seed);
    let mut run =
        Run { client: server.client(), random, uids: uids(seed), model: Model::default() };
    for _ in 0..CALLS {
        let uid = run.uids[run.random.usize(..run.uids.len())].clone();
        run.step(&uid);
    }
    run.model
}

impl Run {
    fn call(&mut self, operation: json::Operation, request: &Value) -> Result<Value, Error> {
        let result = operation(&self.client, &request.to_string());
        self.model.calls.push(match &result {
            Ok(document) => format!("{request} -> {document}"),
            Err(error) => format!("{request} -> {error:?}"),
        });
        result.map(|document| parse(&document))
    }

    /// What surely was not done, or else an error that says no more than that it is not known.
    #[track_caller]
    fn refused(&self, error: &Error, expected: &str) {
        assert_eq!(error.code(), expected, "{error:?} {:#?}", self.model);
    }

    fn profile(&mut self) -> (Known, Value) {
        let number = self.random.u16(..);
        let tags = vec![format!("tag{}", self.random.u8(..4)); self.random.usize(..2)];
        let known = Known { name: format!("Name {number}"), tags, ..Known::default() };
        let profile = json!({"name": known.name, "tags": known.tags});
        (known, profile)
    }

    fn step(&mut self, uid: &str) {
        match self.random.u8(..16) {
            0..=2 => self.create(uid),
            3 | 4 => self.update(uid),
            5 => self.ensure(uid),
            6 => self.delete(uid),
            7 => self.set_active(uid, "deactivated"),
            8 => self.set_active(uid, "reactivated"),
            9 | 10 => self.create_token(uid),
            11 => self.delete_token(uid),
            12 => self.relate(uid, true),
            13 => self.relate(uid, false),
            14 => self.session(uid),
            _ => self.import(uid),
        }
        self.look(uid);
    }

    fn there(&self, uid: &str) -> Option<&Known> {
        self.model.users.get(uid).filter(|known| !known.deactivated)
    }

    fn known(&mut self, uid: &str) -> &mut Known {
        self.model.users.get_mut(uid).expect("it is there")
    }

    fn create(&mut self, uid: &str) {
        let (mut known, mut request) = self.profile();
        let with_token = self.random.bool();
        request["uid"] = uid.into();
        request["withAuthToken"] = with_token.into();
        match self.call(json::user_create, &request) {
            Ok(user) => {
                assert!(!self.model.users.contains_key(uid), "created twice: {:#?}", self.model);
                assert!(known.is(&user), "{user}");
                if with_token {
                    known.tokens.insert(user["authToken"].as_str().unwrap().to_owned());
                }
                self.model.users.insert(uid.to_owned(), known);
            }
            Err(error) => {
                assert!(self.model.users.contains_key(uid), "{error:?} {:#?}", self.model);
                self.refused_as_taken(&error);
            }
        }
    }

    /// Who was there before the call may be as old as the call, as far as clocks can tell: then
    /// the conflict is named instead.
    #[track_caller]
    fn refused_as_taken(&self, error: &Error) {
        let expected = ["ERR_UID_ALREADY_EXISTS", "CREATED_OTHERWISE"];
        assert!(expected.contains(&error.code()), "{error:?} {:#?}", self.model);
    }

    fn update(&mut self, uid: &str) {
        let text = format!("status {}", self.random.u16(..));
        let request = json!({"uid": uid, "statusMessage": text});
        let result = self.settled(json::user_update, &request);
        match (self.there(uid).is_some(), result) {
            (true, Ok(_)) => self.known(uid).status_message = Some(text),
            (false, Err(error)) => self.refused(&error, "ERR_UID_NOT_FOUND"),
            (_, other) => panic!("{other:?} {:#?}", self.model),
        }
    }

    /// A call that twice is as once, until its answer makes sense.
    fn settled(&mut self, operation: json::Operation, request: &Value) -> Result<Value, Error> {
        for _ in 0..10 {
            match self.call(operation, request) {
                Err(error) if error.kind() == Kind::Service => {}
                other => return other,
            }
        }
        panic!("there is no end to faults: {:#?}", self.model)
    }

    fn ensure(&mut self, uid: &str) {
        let (known, mut request) = self.profile();
        request["uid"] = uid.into();
        request["reactivate"] = true.into();
        let ensured = self.settled(json::user_ensure, &request).unwrap_or_else(|error| {
            panic!("{error:?} {:#?}", self.model);
        });
        let before = self.model.users.remove(uid).unwrap_or_default();
        let now = Known { name: known.name, tags: known.tags, deactivated: false, ..before };
        assert!(now.is(&ensured["user"]), "{ensured} {:#?}", self.model);
        self.model.users.insert(uid.to_owned(), now);
    }

    fn delete(&mut self, uid: &str) {
        let result = self.settled(json::user_delete, &json!({"uid": uid}));
        if let Err(error) = &result {
            // A first attempt, whose answer made no sense, may have deleted it.
            self.refused(error, "ERR_UID_NOT_FOUND");
        }
        if self.model.users.remove(uid).is_some() {
            for other in self.model.users.values_mut() {
                other.blocked.remove(uid);
                other.friends.remove(uid);
            }
        }
    }

    fn set_active(&mut self, uid: &str, state: &str) {
        let operation =
            if state == "deactivated" { json::user_deactivate } else { json::user_reactivate };
        let done = self.settled(operation, &json!({"uids": [uid]})).unwrap();
        let outcome = done["outcomes"][uid].as_str().unwrap().to_owned();
        match self.model.users.get_mut(uid) {
            None => assert_eq!(outcome, "notFound", "{:#?}", self.model),
            Some(known) => {
                // The second attempt of a call whose first was done says that it was so already.
                assert_ne!(outcome, "notFound");
                known.deactivated = state == "deactivated";
            }
        }
    }

    fn create_token(&mut self, uid: &str) {
        let request = json!({"uid": uid, "platform": format!("p{}", self.random.u8(..3))});
        match (self.there(uid).is_some(), self.call(json::token_create, &request)) {
            (true, Ok(token)) => {
                let token = token["authToken"].as_str().unwrap().to_owned();
                assert!(self.known(uid).tokens.insert(token), "handed out twice");
            }
            (false, Err(error)) => self.refused(&error, "ERR_UID_NOT_FOUND"),
            (_, other) => panic!("{other:?} {:#?}", self.model),
        }
    }

    fn delete_token(&mut self, uid: &str) {
        let Some(token) = self.there(uid).and_then(|known| known.tokens.first().cloned()) else {
            return;
        };
        let request = json!({"uid": uid, "authToken": token});
        if let Err(error) = self.settled(json::token_delete, &request) {
            self.refused(&error, "ERR_AUTH_TOKEN_NOT_FOUND");
        }
        self.known(uid).tokens.remove(&token);
    }

    /// Make friends, and block; or end both.
    fn relate(&mut self, uid: &str, begin: bool) {
        let peer = self.uids[self.random.usize(..self.uids.len())].clone();
        if peer == uid || self.there(uid).is_none() || self.there(&peer).is_none() {
            return;
        }
        let request = json!({"uid": uid, "uids": [peer]});
        let (block, friend) = match begin {
            true => (json::block_add as json::Operation, json::friend_add as json::Operation),
            false => {
                (json::block_remove as json::Operation, json::friend_remove as json::Operation)
            }
        };
        self.settled(block, &request).unwrap();
        match self.settled(friend, &request) {
            Ok(_) => {}
            Err(error) => {
                assert!(!begin, "{error:?}");
                self.refused(&error, "ERR_NOT_A_FRIEND");
            }
        }
        if begin {
            self.known(uid).blocked.insert(peer.clone());
            self.known(uid).friends.insert(peer.clone());
            self.known(&peer).friends.insert(uid.to_owned());
        } else {
            self.known(uid).blocked.remove(&peer);
            self.known(uid).friends.remove(&peer);
            self.known(&peer).friends.remove(uid);
        }
    }

    /// Log in, which leaves one token more; sometimes log out, which takes it away.
    fn session(&mut self, uid: &str) {
        let there = self.there(uid).is_some();
        let session = match (there, self.call(json::session_login, &json!({"uid": uid}))) {
            (true, Ok(session)) => session,
            (false, Err(error)) => return self.refused(&error, "ERR_UID_NOT_FOUND"),
            // The token was made, but not registered: it is one that is not known.
            (true, Err(error)) if error.kind() == Kind::Service => {
                let tokens = self.settled(json::token_list, &json!({"uid": uid})).unwrap();
                self.known(uid).tokens = members(&tokens["tokens"], "authToken");
                return;
            }
            (_, other) => panic!("{other:?} {:#?}", self.model),
        };
        let token = session["authToken"].as_str().unwrap().to_owned();
        assert!(self.known(uid).tokens.insert(token.clone()), "handed out twice");
        if self.random.bool() {
            match self.call(json::session_logout, &json!({})) {
                Ok(_) => drop(self.known(uid).tokens.remove(&token)),
                Err(error) => {
                    assert_eq!(error.kind(), Kind::Service, "{error:?} {:#?}", self.model);
                    let tokens = self.settled(json::token_list, &json!({"uid": uid})).unwrap();
                    self.known(uid).tokens = members(&tokens["tokens"], "authToken");
                }
            }
        }
    }

    fn import(&mut self, uid: &str) {
        let (known, mut user) = self.profile();
        user["uid"] = uid.into();
        let done = self.call(json::bulk_import, &json!({"users": [user]})).unwrap_or_else(|e| {
            panic!("{e:?} {:#?}", self.model);
        });
        let outcome = &done["outcomes"][uid];
        if outcome["success"] == true {
            assert!(!self.model.users.contains_key(uid), "created twice: {:#?}", self.model);
            assert!(known.is(&outcome["user"]), "{outcome}");
            self.model.users.insert(uid.to_owned(), known);
        } else {
            assert!(self.model.users.contains_key(uid), "{outcome} {:#?}", self.model);
        }
    }

    /// What is told between the calls is told right.
    fn look(&mut self, uid: &str) {
        let found = self.settled(json::user_get, &json!({"uid": uid}));
        match (self.there(uid), found) {
            (Some(known), Ok(user)) => assert!(known.is(&user), "{user} {:#?}", self.model),
            (None, Err(error)) => self.refused(&error, "ERR_UID_NOT_FOUND"),
            (_, other) => panic!("{other:?} {:#?}", self.model),
        }
    }
}
