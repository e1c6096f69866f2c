//! `user list --all`: every user once, while others come and go.
//!
//! A list is read by page numbers, and its items move when users are created or deleted in the
//! meantime. So each page overlaps the one before: while it begins with a user that was
//! given already, nothing was missed; if it does not, the reading steps back.

use std::collections::HashSet;

use serde_json::Value;
use serde_json::value::RawValue;

use super::failure::{Done, Failure};
use super::program::Program;
use super::request::Request;
use super::table::{self, Secrets};
use crate::model::limits::PER_PAGE;

/// Print all users of a list.
pub fn run(program: &Program, request: Request) -> Done {
    let place = program.place()?;
    let client = place.open()?;
    let fetch = |window: Window| {
        let request = request.clone().with("page", window.page).with("perPage", window.size);
        let document = program.call(&place, &client, &request)?;
        Ok(read(&document))
    };
    if program.json {
        return walk(PER_PAGE, fetch, |user| program.print(user.json.get()));
    }
    let mut users: Vec<Value> = Vec::new();
    walk(PER_PAGE, fetch, |user| {
        users.extend(serde_json::from_str(user.json.get()));
        Ok(())
    })?;
    program.print(&table::list("users", &users, Secrets::Hidden))
}

/// A user of a page.
struct Item {
    uid: String,
    json: Box<RawValue>,
}

fn read(document: &str) -> Vec<Item> {
    #[derive(serde::Deserialize)]
    struct Page<'a> {
        #[serde(borrow)]
        users: Vec<&'a RawValue>,
    }
    #[derive(serde::Deserialize)]
    struct Named {
        uid: String,
    }
    let page: Page<'_> = serde_json::from_str(document).expect("a list of users");
    let item = |json: &RawValue| {
        let Named { uid } = serde_json::from_str(json.get()).expect("a user has a uid");
        Item { uid, json: json.to_owned() }
    };
    page.users.into_iter().map(item).collect()
}

/// A part of a list: `size` items before which there are `page - 1` times as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    page: u64,
    size: u64,
}

impl Window {
    /// Items up to its end.
    fn covered(self) -> u64 {
        self.page * self.size
    }

    /// The window that begins within what is covered and reaches the farthest, with at most
    /// `size` items. One reaches farther unless every size divides `covered`, which for
    /// sizes from 20 takes 200 million users.
    fn after(covered: u64, size: u64) -> Self {
        let window = |size| Window { page: (covered - 1) / size + 1, size };
        let windows = (size / 2..=size).map(window);
        windows.max_by_key(|window| window.covered()).expect("there is a size")
    }
}

fn walk(
    size: u64,
    mut fetch: impl FnMut(Window) -> Result<Vec<Item>, Failure>,
    mut give: impl FnMut(Item) -> Done,
) -> Done {
    let mut given = HashSet::new();
    let (mut window, mut stride) = (Window { page: 1, size }, 1);
    loop {
        let items = fetch(window)?;
        let joined = items.first().is_some_and(|first| given.contains(&first.uid));
        if window.page > 1 && !joined {
            // It is dropped: a later page must not join at a user before whom some were missed.
            window.page = window.page.saturating_sub(stride).max(1);
            stride *= 2;
            continue;
        }
        let is_short = (items.len() as u64) < window.size;
        for item in items {
            if given.insert(item.uid.clone()) {
                give(item)?;
            }
        }
        if is_short {
            return Ok(());
        }
        (window, stride) = (Window::after(window.covered(), size), 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walk over numbers, newest first, while `change` does things to them before each page.
    fn walked(
        mut list: Vec<u64>,
        size: u64,
        mut change: impl FnMut(usize, &mut Vec<u64>),
    ) -> Vec<u64> {
        let (mut calls, mut given) = (0, Vec::new());
        let fetch = |window: Window| {
            change(calls, &mut list);
            calls += 1;
            assert!(calls < 2000, "it does not end");
            let start = ((window.page - 1) * window.size) as usize;
            let page = list.iter().skip(start).take(window.size as usize);
            let item = |uid: &u64| Item {
                uid: uid.to_string(),
                json: RawValue::from_string(uid.to_string()).unwrap(),
            };
            Ok(page.map(item).collect())
        };
        let give = |item: Item| {
            given.push(item.uid.parse().unwrap());
            Ok(())
        };
        walk(size, fetch, give).ok().unwrap();
        given
    }

    #[test]
    fn a_list_that_stays_is_given_whole_and_in_order() {
        for size in [20, 21, 50, 100] {
            for length in [0, 1, 2, 3, 8, 99, 100, 101, 500] {
                let list: Vec<u64> = (0..length).rev().collect();
                assert_eq!(walked(list.clone(), size, |_, _| {}), list, "{length} by {size}");
            }
        }
    }

    #[test]
    fn a_long_list_takes_little_more_calls_than_it_has_pages() {
        let mut calls = 0;
        let list: Vec<u64> = (0..100_000).rev().collect();
        assert_eq!(walked(list, 100, |call, _| calls = call).len(), 100_000);
        assert!(calls < 1_200, "{calls}");
    }

    #[test]
    fn who_was_there_all_along_is_given_once_while_others_come_and_go() {
        for size in [20, 30, 50] {
            let list: Vec<u64> = (1000..1300).rev().collect();
            let mut next = 1300;
            let given = walked(list, size, |call, list| {
                if call % 3 == 1 {
                    list.insert(0, next);
                    next += 1;
                }
                if call < 100 && call % 2 == 0 {
                    list.retain(|item| *item != 1299 - 3 * call as u64);
                }
            });
            let once: HashSet<u64> = given.iter().copied().collect();
            assert_eq!(once.len(), given.len(), "by {size}");
            for steady in (1000..1300).filter(|item| (1299 - item) % 3 != 0) {
                assert!(once.contains(&steady), "{steady} by {size}");
            }
        }
    }

    #[test]
    fn many_who_go_at_once_hide_nobody() {
        for seed in 0..300 {
            let mut random = fastrand::Rng::with_seed(seed);
            let list: Vec<u64> = (1000..1400).rev().collect();
            let mut next = 1400;
            let given = walked(list, 20, |call, list| {
                // Every third is there all along.
                if call < 200 && random.u8(..3) == 0 {
                    let from = random.u64(1000..1400);
                    let gone = from..from + random.u64(..150);
                    list.retain(|item| item % 3 == 0 || !gone.contains(item));
                }
                for _ in 0..random.usize(..8) {
                    list.insert(0, next);
                    next += 1;
                }
            });
            let once: HashSet<u64> = given.iter().copied().collect();
            assert_eq!(once.len(), given.len(), "twice, with seed {seed}");
            for steady in (1000..1400).filter(|item| item % 3 == 0) {
                assert!(once.contains(&steady), "{steady} is missing, with seed {seed}");
            }
        }
    }
}
