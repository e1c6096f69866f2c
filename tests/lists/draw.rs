//! Users, changes and lists, drawn at random.

use cometchat_users::model::{Order, Search, UserFilter, UserState};
use cometchat_users::store::{Relation, UserRow};
use proptest::collection::vec;
use proptest::prelude::*;

use super::world::{Change, Query, User, json};

const ROLES: [&str; 3] = ["default", "staff", "guest"];
const TAGS: [&str; 4] = ["math", "Math", "über", "a\"b%_"];
/// Few letters, so that much is found; with forms of case that are not one to one.
const LETTERS: &str = "aAbBéÉßsSΣσςжЖ%_' \"\\-\0\u{1}";

fn tags() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(TAGS.to_vec(), 0..=TAGS.len())
}

pub fn text(most: usize) -> impl Strategy<Value = String> {
    let letter = prop::sample::select(LETTERS.chars().collect::<Vec<_>>());
    vec(letter, 1..=most).prop_map(String::from_iter)
}

pub fn user() -> impl Strategy<Value = User> {
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

pub fn change() -> impl Strategy<Value = Change> {
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

pub fn query(users: u64) -> impl Strategy<Value = Query> {
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
