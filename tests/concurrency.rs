//! Many threads and clients on one store.

use std::sync::Barrier;

use cometchat_users::model::{Member, UserListRequest, UserPayload};
use cometchat_users::{Client, Config, Kind};

fn every_place(test: impl Fn(&dyn Fn() -> Client)) {
    let memory = Client::open(&Config::new("memory:").unwrap()).unwrap();
    let memory = std::cell::Cell::new(Some(memory));
    test(&|| memory.take().expect("a memory store has one client"));
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file:{}", folder.path().join("users.db").display());
    test(&|| Client::open(&Config::new(&url).unwrap()).unwrap());
}

#[test]
fn of_16_threads_that_create_one_uid_exactly_one_wins() {
    every_place(|open| {
        let client = open();
        for round in 0..20 {
            let uid = format!("user-{round}");
            let start = Barrier::new(16);
            let results: Vec<_> = std::thread::scope(|scope| {
                let create = || {
                    start.wait();
                    client.create_user(UserPayload::new(&uid, "U")).map_err(|e| e.kind())
                };
                let threads: Vec<_> = (0..16).map(|_| scope.spawn(create)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let won = results.iter().filter(|result| result.is_ok()).count();
            let lost = results.iter().filter(|r| matches!(r, Err(Kind::AlreadyExists))).count();
            assert_eq!((won, lost), (1, 15));
        }
    });
}

#[test]
fn who_shares_a_commit_with_a_failed_call_does_not_fail() {
    every_place(|open| {
        let client = open();
        client.create_user(UserPayload::new("taken", "T")).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let client = &client;
                scope.spawn(move || {
                    for number in 0..40 {
                        if thread % 2 == 0 {
                            let taken = client.create_user(UserPayload::new("taken", "T"));
                            assert_eq!(taken.unwrap_err().kind(), Kind::AlreadyExists);
                        } else {
                            let uid = format!("u-{thread}-{number}");
                            client.create_user(UserPayload::new(&uid, "U")).unwrap();
                            client.get_user(&uid).expect("an own write is seen at once");
                        }
                    }
                });
            }
        });
        let page = client.list_users(UserListRequest::default()).unwrap();
        assert_eq!(page.pagination.total, 8 * 40 + 1);
    });
}

#[test]
fn updates_of_one_user_from_many_threads_all_count() {
    every_place(|open| {
        let client = open();
        client.create_user(UserPayload::new("ada", "Ada")).unwrap();
        std::thread::scope(|scope| {
            let members: [fn(&mut UserPayload<'static>); 3] = [
                |user| user.avatar = "https://a.example/1".into(),
                |user| user.link = "https://a.example/2".into(),
                |user| user.status_message = "3".into(),
            ];
            for set in members {
                let client = &client;
                scope.spawn(move || {
                    let mut patch = UserPayload::default();
                    set(&mut patch);
                    client.update_user("ada", patch).unwrap();
                });
            }
        });
        let user = client.get_user("ada").unwrap();
        let fields = user.fields();
        assert!(fields.avatar.is_some() && fields.link.is_some());
        assert_eq!(fields.status_message.as_deref(), Some("3"));
    });
}

#[test]
fn clients_of_one_file_see_each_others_writes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file:{}", folder.path().join("users.db").display());
    let open = || Client::open(&Config::new(&url).unwrap()).unwrap();
    let (one, other) = (open(), open());
    one.create_user(UserPayload::new("ada", "Ada")).unwrap();
    assert_eq!(other.get_user("ada").unwrap().fields().name, "Ada");
    other.delete_user("ada").unwrap();
    assert_eq!(one.get_user("ada").unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn clients_in_memory_are_strangers() {
    let open = || Client::open(&Config::new("memory:").unwrap()).unwrap();
    let (one, other) = (open(), open());
    one.create_user(UserPayload::new("ada", "Ada")).unwrap();
    assert_eq!(other.get_user("ada").unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_list_while_others_write_is_of_one_moment() {
    every_place(|open| {
        let client = open();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for number in 0..300 {
                    client.create_user(UserPayload::new(&format!("u{number}"), "U")).unwrap();
                }
            });
            while !writer.is_finished() {
                let all =
                    UserListRequest { per_page: Member::Given(1000), ..UserListRequest::default() };
                let page = client.list_users(all).unwrap();
                assert_eq!(page.items.len() as u64, page.pagination.total);
            }
        });
    });
}
