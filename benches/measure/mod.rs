//! Measuring rivals in turns, and printing ratios.
//!
//! Every round runs each rival once, A B C, then B C A, so that what the machine does
//! meanwhile hits all of them alike. Nothing here fails: a benchmark tells, a test judges.

#![allow(dead_code, reason = "no benchmark needs all of it")]

pub mod users;

use std::time::{Duration, Instant};

/// One way of doing the work: runs a batch of it, and returns how long the timed part took.
pub type Rival<'a> = (&'a str, Box<dyn FnMut() -> Duration + 'a>);

/// Nanoseconds per call, one for each round.
pub struct Samples(pub Vec<f64>);

/// False if the program was started by `cargo test`, which must not wait for benchmarks.
pub fn wanted() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Time some work.
pub fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Run all rivals `rounds` times in turns, after two rounds that warm up. A run of a rival
/// makes `batch` calls.
pub fn in_turns<const N: usize>(
    rounds: usize,
    batch: usize,
    mut rivals: [Rival<'_>; N],
) -> [Samples; N] {
    let mut samples = [const { Samples(Vec::new()) }; N];
    for round in 0..rounds + 2 {
        for turn in 0..N {
            let rival = (round + turn) % N;
            let spent = rivals[rival].1();
            if round >= 2 {
                let per_call = spent.as_nanos() as f64 / batch as f64;
                samples[rival].0.push(per_call);
            }
        }
    }
    for ((name, _), samples) in rivals.iter().zip(&samples) {
        println!("  {name:<62} {:>10}", time(samples.median()));
    }
    samples
}

impl Samples {
    /// The one in the middle.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// What is left of each round without what another took in the same round.
    pub fn without(&self, other: &Samples) -> Samples {
        self.combine(other, |own, other| own - other)
    }

    /// Round by round, how many times another's.
    pub fn ratio(&self, to: &Samples) -> f64 {
        self.combine(to, |own, other| own / other).median()
    }

    fn combine(&self, other: &Samples, with: impl Fn(f64, f64) -> f64) -> Samples {
        let pairs = self.0.iter().zip(&other.0);
        Samples(pairs.map(|(own, other)| with(*own, *other)).collect())
    }
}

/// The title of a table.
pub fn title(text: &str) {
    println!("\n{text}");
}

/// A figure and what it should be.
pub fn figure(name: &str, value: String, aim: &str) {
    println!("  {name:<62} {value:>10}   {aim}");
}

/// A ratio and what it should be.
pub fn ratio(name: &str, value: f64, aim: &str) {
    figure(name, format!("{value:.2} x"), aim);
}

/// Nanoseconds, readable.
pub fn time(nanoseconds: f64) -> String {
    match nanoseconds.abs() {
        0.0..1e4 => format!("{nanoseconds:.0} ns"),
        1e4..1e7 => format!("{:.1} us", nanoseconds / 1e3),
        _ => format!("{:.1} ms", nanoseconds / 1e6),
    }
}
