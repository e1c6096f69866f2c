//! A store, and the simplest way to make its lists: look at every user, sort, cut out the page.

use cometchat_users::model::{Order, UserFilter, UserState};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::store::{Listing, Relation, Store, UserRow};
use proptest::prelude::*;

/// A user of the model.
#[derive(Clone, Debug)]
pub struct User {
    pub uid: String,
    pub name: String,
    pub row: UserRow,
    pub tags: Vec<&'static str>,
    pub friend: bool,
    pub blocked_by_me: bool,
    pub has_blocked_me: bool,
}

/// A store and what should be in it, by the order in which it came.
pub struct World {
    pub store: Sqlite,
    pub users: Vec<User>,
}

#[derive(Clone, Debug)]
pub enum Change {
    Create(User),
    Rename(prop::sample::Index, String),
    Retag(prop::sample::Index, Vec<&'static str>, &'static str),
    Deactivate(prop::sample::Index, bool),
    Connect(prop::sample::Index, bool),
    Delete(prop::sample::Index),
    DeleteRole(&'static str),
    AllOffline,
}

#[derive(Clone, Debug)]
pub struct Query {
    pub filter: UserFilter,
    pub viewer: bool,
    pub relation: Relation,
    pub hide_blocked: bool,
    pub order: Order,
    pub offset: u64,
    pub most: u64,
}

/// The one who looks.
pub const VIEWER: &str = "viewer";

impl World {
    pub fn new(store: Sqlite) -> Self {
        let mut world = World { store, users: Vec::new() };
        world.create(vec![User {
            uid: VIEWER.to_owned(),
            name: "Viewer".to_owned(),
            row: UserRow { role: "default".to_owned(), ..UserRow::default() },
            tags: Vec::new(),
            friend: false,
            blocked_by_me: false,
            has_blocked_me: false,
        }]);
        world
    }

    pub fn create(&mut self, users: Vec<User>) {
        let new = users.clone();
        let added = self.store.write(move |tables| {
            for user in &new {
                if !tables.insert_user(&user.uid, &user.name, &user.row)? {
                    return Ok(false);
                }
                if user.friend {
                    tables.insert_friendship(VIEWER, &user.uid, 1)?;
                }
                if user.blocked_by_me {
                    tables.insert_block(VIEWER, &user.uid, 1)?;
                }
                if user.has_blocked_me {
                    tables.insert_block(&user.uid, VIEWER, 1)?;
                }
            }
            Ok(true)
        });
        assert!(added.unwrap());
        self.users.extend(users);
    }

    pub fn apply(&mut self, change: Change) {
        let store = &self.store;
        let pick = |index: prop::sample::Index, users: &mut Vec<User>| match users.len() {
            1 => None,
            users => Some(1 + index.index(users - 1)),
        };
        match change {
            Change::Create(user) => {
                if self.users.iter().all(|known| known.uid != user.uid) {
                    self.create(vec![user]);
                }
            }
            Change::Rename(index, name) => {
                let Some(at) = pick(index, &mut self.users) else { return };
                let user = &mut self.users[at];
                user.name = name.clone();
                let (uid, row) = (user.uid.clone(), user.row.clone());
                store.write(move |tables| tables.update_user(&uid, Some(&name), &row)).unwrap();
            }
            Change::Retag(index, tags, role) => {
                let Some(at) = pick(index, &mut self.users) else { return };
                let user = &mut self.users[at];
                user.tags = tags;
                user.row.tags = json(&user.tags);
                user.row.role = role.to_owned();
                let (uid, row) = (user.uid.clone(), user.row.clone());
                store.write(move |tables| tables.update_user(&uid, None, &row)).unwrap();
            }
            Change::Deactivate(index, deactivate) => {
                let Some(at) = pick(index, &mut self.users) else { return };
                let user = &mut self.users[at];
                user.row.deactivated_at = u64::from(deactivate);
                let uid = user.uid.clone();
                store
                    .write(move |tables| tables.set_deactivated_at(&uid, u64::from(deactivate)))
                    .unwrap();
            }
            Change::Connect(index, online) => {
                let Some(at) = pick(index, &mut self.users) else { return };
                let user = &mut self.users[at];
                user.row.online = online;
                let uid = user.uid.clone();
                store.write(move |tables| tables.set_online(&uid, online, 1)).unwrap();
            }
            Change::Delete(index) => {
                let Some(at) = pick(index, &mut self.users) else { return };
                let uid = self.users.remove(at).uid;
                assert!(store.write(move |tables| tables.delete_user(&uid)).unwrap());
            }
            Change::DeleteRole(role) => {
                let row = Default::default();
                store.write(move |tables| tables.insert_role(role, &row)).unwrap();
                assert!(store.write(|tables| tables.delete_role(role, "default")).unwrap());
                for user in self.users.iter_mut().filter(|user| user.row.role == role) {
                    user.row.role = "default".to_owned();
                }
            }
            Change::AllOffline => {
                store.write(|tables| tables.set_all_offline()).unwrap();
                self.users.iter_mut().for_each(|user| user.row.online = false);
            }
        }
    }

    /// What the store says: uids of the page, and how many users there are.
    fn list(&self, query: &Query) -> (Vec<String>, u64) {
        let list = Listing {
            filter: &query.filter,
            viewer: query.viewer.then_some(VIEWER),
            relation: query.relation,
            hide_blocked: query.hide_blocked,
            order: query.order,
        };
        let (rows, total) =
            self.store.snapshot(|tables| tables.users(&list, query.offset, query.most)).unwrap();
        (rows.into_iter().map(|row| row.uid).collect(), total)
    }

    /// What it should say.
    fn expected(&self, query: &Query) -> (Vec<String>, u64) {
        let mut users: Vec<&User> = self.users.iter().filter(|user| query.has(user)).collect();
        let named = |user: &&User| (user.name.clone(), user.uid.clone());
        match query.order {
            Order::Newest => {
                users.sort_by_key(|user| user.row.created_at);
                users.reverse();
            }
            Order::Name { descending } => {
                users.sort_by_key(named);
                if descending {
                    users.reverse();
                }
            }
            Order::Status { descending } => {
                users.sort_by_key(|user| (user.row.online == descending, named(user)));
            }
        }
        let page = users.iter().skip(query.offset as usize).take(query.most as usize);
        (page.map(|user| user.uid.clone()).collect(), users.len() as u64)
    }

    pub fn check(&self, query: &Query) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.list(query), self.expected(query), "{:?}", query);
        Ok(())
    }
}

impl Query {
    fn has(&self, user: &User) -> bool {
        let UserFilter { search, online, roles, tags, uids, state } = &self.filter;
        let found = search.as_ref().is_none_or(|search| {
            let text = search.text.to_uppercase();
            search.in_name && user.name.to_uppercase().contains(&text)
                || search.in_uid && user.uid.to_uppercase().contains(&text)
        });
        let active = match state {
            UserState::Active => user.row.deactivated_at == 0,
            UserState::Deactivated => user.row.deactivated_at != 0,
            UserState::Any => true,
        };
        let related = match self.relation {
            _ if !self.viewer => true,
            Relation::Any => true,
            Relation::Friend => user.friend,
            Relation::Block => user.blocked_by_me || user.has_blocked_me,
            Relation::BlockedByMe => user.blocked_by_me,
            Relation::HasBlockedMe => user.has_blocked_me,
        };
        let hidden =
            user.uid == VIEWER || self.hide_blocked && (user.blocked_by_me || user.has_blocked_me);
        found
            && active
            && related
            && !(self.viewer && hidden)
            && online.is_none_or(|online| online == user.row.online)
            && roles.as_ref().is_none_or(|roles| roles.contains(&user.row.role))
            && (tags.is_empty() || user.tags.iter().any(|tag| tags.iter().any(|it| it == tag)))
            && uids.as_ref().is_none_or(|uids| uids.contains(&user.uid))
    }
}

pub fn json(tags: &[&str]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::to_string(tags).unwrap())
}
