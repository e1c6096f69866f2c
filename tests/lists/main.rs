//! Lists, against the simplest way to make them.

mod draw;
mod world;

use std::sync::LazyLock;
use std::time::Duration;

use cometchat_users::model::{Order, Search, UserFilter, UserState};
use cometchat_users::store::sqlite::Sqlite;
use cometchat_users::store::{Listing, Relation, Store, UserRow};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use draw::{change, query, text, user};
use world::{Change, Query, World};

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
