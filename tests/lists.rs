//! Lists, against the simplest way to make them: look at every user, sort, cut out the page.

use std::sync::LazyLock;
use std::time::Duration;

use cometchat_users::model::{Order, Search, UserFilter, UserState};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::store::{Listing, Relation, Store, UserRow};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const ROLES: [&str; 3] = ["default", "staff", "guest"];
const TAGS: [&str; 4] = ["math", "Math", "über", "a\"b%_"];
/// Few letters, so that much is found; with forms of case that are not one to one.
const LETTERS: &str = "aAbBéÉßsSΣσςжЖ%_' \"\\-\0\u{1}";

/// A user of the model.
#[derive(Clone, Debug)]
struct User {
    uid: String,
    name: String,
    row: UserRow,
    tags: Vec<&'static str>,
    friend: bool,
    blocked_by_me: bool,
    has_blocked_me: bool,
}

/// A store and what should be in it, by the order in which it came.
struct World {
    store: Sqlite,
    users: Vec<User>,
}

#[derive(Clone, Debug)]
enum Change {
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
struct Query {
    filter: UserFilter,
    viewer: bool,
    relation: Relation,
    hide_blocked: bool,
    order: Order,
    offset: u64,
    most: u64,
}

/// The one who looks.
const VIEWER: &str = "viewer";

impl World {
    fn new(store: Sqlite) -> Self {
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

    fn create(&mut self, users: Vec<User>) {
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

    fn apply(&mut self, change: Change) {
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

    fn check(&self, query: &Query) -> Result<(), TestCaseError> {
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

fn json(tags: &[&str]) -> Option<String> {
    (!tags.is_empty()).then(|| serde_json::to_string(tags).unwrap())
}

fn tags() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(TAGS.to_vec(), 0..=TAGS.len())
}

fn text(most: usize) -> impl Strategy<Value = String> {
    let letter = prop::sample::select(LETTERS.chars().collect::<Vec<_>>());
    vec(letter, 1..=most).prop_map(String::from_iter)
}

fn user() -> impl Strategy<Value = User> {
    let row = (prop::sample::select(&ROLES), 0..5u64, prop::bool::weighted(0.1), any::<u64>());
    let ties = (prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::bool::weighted(0.1));
    ("[ab_-]{1,3}[0-9]{1,3}", text(12), tags(), row, ties).prop_map(
        |(uid, name, tags, row, ties)| {
            let (role, created_at, deactivated, seed) = row;
            let (friend, blocked_by_me, has_blocked_me) = ties;
            let row = UserRow {
                profile: format!("{{\"seed\":{seed}}}"),
                tags: json(&tags),
                role: role.to_owned(),
                created_at,
                deactivated_at: u64::from(deactivated),
                ..UserRow::default()
            };
            User { uid, name, row, tags, friend, blocked_by_me, has_blocked_me }
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        9 => user().prop_map(Change::Create),
        4 => (index(), text(12)).prop_map(|(index, name)| Change::Rename(index, name)),
        2 => (index(), tags(), prop::sample::select(&ROLES))
            .prop_map(|(index, tags, role)| Change::Retag(index, tags, role)),
        2 => (index(), any::<bool>()).prop_map(|(index, off)| Change::Deactivate(index, off)),
        3 => (index(), any::<bool>()).prop_map(|(index, on)| Change::Connect(index, on)),
        2 => index().prop_map(Change::Delete),
        1 => prop::sample::select(&ROLES[1..]).prop_map(Change::DeleteRole),
        1 => Just(Change::AllOffline),
    ]
}

fn filter() -> impl Strategy<Value = UserFilter> {
    let text = prop_oneof![
        4 => text(4),
        2 => "[ab_-]{0,2}[0-9]{1,2}",
    ];
    let fields = prop::sample::select(&[(true, true), (true, false), (false, true)]);
    let search =
        (text, fields).prop_map(|(text, (in_name, in_uid))| Search { text, in_name, in_uid });
    let roles = prop::sample::subsequence(ROLES.to_vec(), 0..=2)
        .prop_map(|roles| roles.into_iter().map(str::to_owned).collect());
    let tags = tags().prop_map(|tags| tags.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let states = [UserState::Active, UserState::Deactivated, UserState::Any];
    (
        prop::option::of(search),
        prop::option::weighted(0.3, any::<bool>()),
        prop::option::weighted(0.3, roles),
        prop_oneof![3 => Just(Vec::new()), 1 => tags],
        prop::option::weighted(0.1, vec("[ab]{1}[0-9]{1}", 0..25)),
        prop::sample::select(states.to_vec()),
    )
        .prop_map(|(search, online, roles, tags, uids, state)| UserFilter {
            search,
            online,
            roles,
            tags,
            uids,
            state,
        })
}

fn query(users: u64) -> impl Strategy<Value = Query> {
    let relations = [
        Relation::Any,
        Relation::Any,
        Relation::Any,
        Relation::Friend,
        Relation::Block,
        Relation::BlockedByMe,
        Relation::HasBlockedMe,
    ];
    let order = (0..3, any::<bool>()).prop_map(|(order, descending)| match order {
        0 => Order::Newest,
        1 => Order::Name { descending },
        _ => Order::Status { descending },
    });
    let looks = (any::<bool>(), prop::sample::select(relations.to_vec()), any::<bool>());
    let offset = prop_oneof![Just(0), 0..users.div_ceil(20), 0..users];
    (filter(), looks, order, offset, 1..users.div_ceil(4)).prop_map(
        |(filter, (viewer, relation, hide_blocked), order, offset, most)| {
            let relation = if viewer { relation } else { Relation::Any };
            let hide_blocked = viewer && hide_blocked;
            Query { filter, viewer, relation, hide_blocked, order, offset, most }
        },
    )
}

/// More users than are indexed at a time, of whom some changed afterwards.
static MANY: LazyLock<World> = LazyLock::new(|| {
    let mut world = World::new(Sqlite::in_memory().unwrap());
    let mut random = TestRunner::deterministic();
    let draw = |random: &mut TestRunner, number: usize| {
        let mut user = user().new_tree(random).unwrap().current();
        user.uid = format!("user-{number}-{}", user.uid);
        user
    };
    for thousand in 0..20 {
        world.create((0..1000).map(|number| draw(&mut random, thousand * 1000 + number)).collect());
    }
    // The newest users make room for others with their ids.
    for _ in 0..5 {
        let uid = world.users.pop().unwrap().uid;
        world.store.write(move |tables| tables.delete_user(&uid)).unwrap();
    }
    world.create((20_000..20_010).map(|number| draw(&mut random, number)).collect());
    for _ in 0..3000 {
        match change().new_tree(&mut random).unwrap().current() {
            Change::Create(_) => {
                let name = text(12).new_tree(&mut random).unwrap().current();
                let index = any::<prop::sample::Index>().new_tree(&mut random).unwrap().current();
                world.apply(Change::Rename(index, name));
            }
            Change::DeleteRole(_) | Change::AllOffline => {}
            change => world.apply(change),
        }
    }
    world
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_are_those_of_the_model_whatever_happened(
        changes in vec(change(), 1..60),
        queries in vec(query(40), 1..20),
    ) {
        let mut world = World::new(Sqlite::in_memory().unwrap());
        changes.into_iter().for_each(|change| world.apply(change));
        for query in queries {
            world.check(&query)?;
        }
    }

    #[test]
    fn lists_of_many_users_are_those_of_the_model(query in query(20_000)) {
        MANY.check(&query)?;
    }

    #[test]
    fn any_part_of_a_uid_or_name_finds_its_user(
        at in any::<prop::sample::Index>(),
        in_name in any::<bool>(),
        (start, length) in (any::<prop::sample::Index>(), 1..40_usize),
    ) {
        let user = &MANY.users[at.index(MANY.users.len())];
        let text: Vec<char> = if in_name { &user.name } else { &user.uid }.chars().collect();
        let text: String = text[start.index(text.len())..].iter().take(length).collect();
        let search = Some(Search { text, in_name, in_uid: !in_name });
        let filter = UserFilter { search, state: UserState::Any, ..UserFilter::default() };
        let query = Query {
            filter,
            viewer: false,
            relation: Relation::Any,
            hide_blocked: false,
            order: Order::Newest,
            offset: 0,
            most: 1000,
        };
        MANY.check(&query)?;
    }
}

#[test]
fn users_who_are_created_at_the_same_time_are_all_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::in_file(&folder.path().join("users.db"), Duration::from_secs(30)).unwrap();
    let create = |thread: usize| {
        for number in 0..50 {
            let uid = format!("u{thread}-{number}");
            let row = UserRow { role: "default".to_owned(), ..UserRow::default() };
            let name = format!("Name {thread}");
            // Every third is undone, and leaves nothing in any list.
            let fails = number % 3 == 0;
            let done = store.write(move |tables| {
                tables.insert_user(&uid, &name, &row)?;
                if fails { Err(cometchat_users::Error::Internal) } else { Ok(()) }
            });
            assert_eq!(done.is_err(), fails);
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || create(thread));
        }
    });
    let count = |text: &str| {
        let search = Search { text: text.to_owned(), in_name: true, in_uid: true };
        let filter = UserFilter { search: Some(search), ..UserFilter::default() };
        let list = Listing {
            filter: &filter,
            viewer: None,
            relation: Relation::Any,
            hide_blocked: false,
            order: Order::Newest,
        };
        let (rows, total) = store.snapshot(|tables| tables.users(&list, 0, 1000)).unwrap();
        assert_eq!(rows.len() as u64, total);
        total
    };
    assert_eq!(count("u"), 8 * 33);
    assert_eq!(count("NAME 7"), 33);
    assert_eq!(count("u7-4"), 8, "4, 40, 41, 43, 44, 46, 47, 49");
}
