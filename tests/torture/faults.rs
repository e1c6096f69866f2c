//! What the requests of a run meet with, from its seed.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::run::uids;

/// About every third request of a user meets a fault. A rule names the user and which of its
/// requests it is, so that other runs change nothing of it.
pub fn rules(seed: u64) -> Vec<Value> {
    let mut random = Rng::with_seed(seed ^ 0xFA17);
    let mut rules = Vec::new();
    for uid in uids(seed) {
        let mut nth = 0;
        // A rule counts only what no rule before it took, and the client makes up to ten
        // attempts: faults come by twos at most.
        for _ in 0..10 {
            nth += random.u32(1..5);
            let mut rule = fault(&mut random);
            let members = rule.as_object_mut().expect("an object");
            members.insert("uid".to_owned(), uid.clone().into());
            members.insert("nth".to_owned(), nth.into());
            rules.push(rule);
        }
    }
    rules
}

fn fault(random: &mut Rng) -> Value {
    match random.u8(..13) {
        0 | 1 => json!({"cut": "before"}),
        2..=4 => json!({"cut": "after"}),
        5 => json!({"status": 503}),
        6 => json!({"status": 502, "commit": true, "body": "<html>bad gateway</html>"}),
        7 => json!({"status": 500, "commit": true}),
        8 => json!({"status": 429, "headers": {"retry-after": "0"}}),
        9 => json!({"truncate": random.u32(..20)}),
        10 => {
            let kinds = ["html", "json", "empty"];
            json!({"malformed": kinds[random.usize(..kinds.len())]})
        }
        11 => json!({"slow": 1, "chunk": 20}),
        _ => json!({"delay": random.u32(1..30), "delayAnswer": random.u32(..30)}),
    }
}
