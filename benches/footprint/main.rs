//! What the shared library takes: room on the disk, time to load, memory.
//!
//! The library is the one that `make build` ships, and the one of the profile `phone`.
//!
//! A small C program (host.c) loads it in fresh processes, since a library is loaded once, with
//! all symbols bound. What the library itself needs (libgcc_s, libm) is loaded by the same
//! `dlopen`. The files are in the system's cache, as for all but the first start of a day.
//!
//! Memory is the resident set of that program (Linux). Most of it is code: pages of the library
//! that were needed, and that all processes share.

#[path = "../measure/mod.rs"]
mod measure;

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Samples, figure, time, title, wanted};

const PROCESSES: usize = 100;

fn main() {
    if !wanted() {
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    let host = folder.path().join("host");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()))
        .args(["-O2", "-o"])
        .arg(&host)
        .arg("-I")
        .arg(sources.join("include"))
        .arg(sources.join("benches/footprint/host.c"))
        .arg("-ldl")
        .status();
    if !built.is_ok_and(|status| status.success()) {
        println!("Footprint: not measured, host.c could not be compiled");
        return;
    }
    println!("Footprint: medians of {PROCESSES} processes");
    for (profile, limit) in [("release", "aim <= 4.5 MB"), ("phone", "aim <= 3 MB")] {
        title(&format!("profile {profile}"));
        match library(profile) {
            Some(library) => report(&host, &library, limit),
            None => println!("  not measured: cargo could not build it"),
        }
    }
}

/// The library of a profile, built as it is shipped: without an rlib beside it, which would
/// keep Cargo from optimising across crates.
fn library(profile: &str) -> Option<PathBuf> {
    let built = Command::new("cargo")
        .args(["rustc", "--quiet", "--lib", "--crate-type=cdylib,staticlib", "--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    let program = std::env::current_exe().expect("this program has a path");
    let target = program.ancestors().nth(3).expect("it is in target/release/deps");
    let library = target.join(profile).join(format!("{DLL_PREFIX}cometchat_users{DLL_SUFFIX}"));
    (built.is_ok_and(|status| status.success()) && library.exists()).then_some(library)
}

fn report(host: &Path, library: &Path, limit: &str) {
    let size = std::fs::metadata(library).expect("it is there").len();
    figure("size, stripped", megabytes(size as f64), limit);
    let file = host.with_file_name("users.db");
    let file = format!("file:{}", file.display());
    for (place, url) in [("memory:", "memory:"), ("file:", &file)] {
        let config = format!(r#"{{"url":"{url}"}}"#);
        let runs: Vec<[f64; 5]> = (0..PROCESSES).map(|_| run(host, library, &config)).collect();
        let median = |column| Samples(runs.iter().map(|run| run[column]).collect()).median();
        if place == "memory:" {
            figure("dlopen", time(median(0)), "aim <= 0.5 ms");
            figure("loaded library", megabytes(median(1)), "");
        }
        let of = |what: &str| format!("{place} {what}");
        figure(&of("a client that is open and used, on top"), megabytes(median(2)), "aim <= 3 MB");
        figure(&of("  of which not shared code"), megabytes(median(3)), "");
        figure(&of("a second client, on top"), megabytes(median(4)), "");
    }
}

/// What one process says.
fn run(host: &Path, library: &Path, config: &str) -> [f64; 5] {
    let host = Command::new(host).arg(library).arg(config).output().expect("it starts");
    let problem = String::from_utf8_lossy(&host.stderr);
    assert!(host.status.success(), "{problem}");
    let figures = String::from_utf8(host.stdout).expect("numbers");
    let figures: Vec<f64> =
        figures.split_whitespace().map(|figure| figure.parse().expect("a number")).collect();
    figures.try_into().expect("five figures")
}

fn megabytes(bytes: f64) -> String {
    format!("{:.2} MB", bytes / 1e6)
}
