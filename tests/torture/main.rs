//! Torture: random calls under random faults, from many threads, to a server on a file that is
//! killed now and then. In the end the store holds what the clients were told, no more and no
//! less.
//!
//! A run is one client's sequence of calls and the faults that its requests meet, both of which
//! follow from a number, its seed; users of other runs are none of its business. A failure
//! prints the seed: `TORTURE_SEED=N cargo test --features cli --test torture` does that run
//! again, in the company of as many others. `TORTURE_RUNS` says how many runs there are.

#[path = "../cli/program.rs"]
#[allow(dead_code, reason = "the tests of the command line use the rest")]
mod program;

mod faults;
mod model;
mod run;
mod server;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::Duration;

use server::Server;

/// Runs at the same time.
const COMPANY: u64 = 32;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn the_store_holds_what_the_clients_were_told() {
    let (first, runs) = match number("TORTURE_SEED") {
        Some(seed) => (seed, COMPANY),
        None => (fastrand::u64(..1 << 40), number("TORTURE_RUNS").unwrap_or(2 * COMPANY)),
    };
    println!("{runs} runs, seeds {first} and following");
    let server = Server::start();
    for batch in 0..runs.div_ceil(COMPANY) {
        let seeds = first + batch * COMPANY..first + (batch + 1) * COMPANY;
        // A killed server has forgotten its faults: half of the batches are not disturbed.
        let kills = batch % 2 == 1;
        server.set_faults(&seeds.clone().flat_map(faults::rules).collect::<Vec<_>>());
        let told = thread::scope(|threads| {
            let runs: Vec<_> = seeds
                .map(|seed| {
                    let server = &server;
                    let run = move || catch_unwind(AssertUnwindSafe(|| run::run(server, seed)));
                    (seed, threads.spawn(run))
                })
                .collect();
            while kills && runs.iter().any(|(_, run)| !run.is_finished()) {
                thread::sleep(Duration::from_millis(fastrand::u64(50..600)));
                server.kill_and_restart();
            }
            let ended = runs.into_iter().map(|(seed, run)| (seed, run.join().expect("caught")));
            ended.collect::<Vec<_>>()
        });
        server.clear_faults();
        let failed = told.into_iter().filter_map(|(seed, told)| {
            let verified = told.and_then(|model| {
                catch_unwind(AssertUnwindSafe(|| {
                    model.is_what_is_stored(&server, &run::uids(seed))
                }))
            });
            verified.err().map(|_| seed)
        });
        let failed: Vec<u64> = failed.collect();
        assert!(failed.is_empty(), "again with TORTURE_SEED=N, for N of {failed:?}");
    }
}
