//! `cometchat_user_get` against libcurl and Python's requests, with the same headers. Ours
//! checks its request, reads the answer and prints a document on top; the others have bytes.

use std::cell::RefCell;
use std::ffi::{CString, c_char, c_long};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::ptr::null_mut;
use std::time::Duration;

use cometchat_users::ffi::{
    Status, cometchat_client_close, cometchat_client_open, cometchat_string_free,
    cometchat_user_create, cometchat_user_get,
};
use libloading::Library;
use serde_json::json;

use crate::libcurl::{self, Easy};
use crate::measure::users::sample;
use crate::measure::{Rival, Samples, figure, in_turns, ratio, time, timed, title};
use crate::program::Program;

const BATCH: usize = 1600;
/// requests has a smaller share of a batch, and its time is scaled.
const SHARE: usize = 10;
const ROUNDS: usize = 9;

pub fn run() {
    let Some(library) = libcurl::load() else {
        println!("\nclient: skipped, there is no libcurl");
        return;
    };
    println!("{}", libcurl::version(&library));
    for more in [&[][..], &["--tls"]] {
        let program = Program::start(more);
        for threads in [1, 16] {
            compare(&library, &program, threads);
        }
    }
}

fn compare(library: &Library, program: &Program, threads: usize) {
    let pem = program.folder.path().join("roots.pem").display().to_string();
    let roots = program.ready["certificate"].as_str().map(|certificate| {
        std::fs::write(&pem, certificate).expect("a writable folder");
        pem.as_str()
    });
    let mut config = json!({"url": program.url(), "appId": program.text("appId"), "apiKey": program.text("apiKey")});
    if let Some(roots) = roots {
        config["caFile"] = roots.into();
    }
    let config = CString::new(config.to_string()).expect("no NUL");
    let mut client = 0;
    // SAFETY: a C string, a number to write to, and no result wanted.
    let status = unsafe { cometchat_client_open(config.as_ptr(), &mut client, null_mut()) };
    assert_eq!(status, Status::Ok);
    let user = sample(0, 400);
    let call = |operation: unsafe extern "C" fn(_, _, *mut *mut c_char) -> Status, text: &str| {
        let text = CString::new(text).expect("no NUL");
        let mut out = null_mut();
        // SAFETY: a C string and a place for the result, which is released once.
        let status = unsafe { operation(client, text.as_ptr(), &mut out) };
        // SAFETY: as above.
        unsafe { cometchat_string_free(out) };
        status
    };
    call(cometchat_user_create, &user.request);
    let request = format!(r#"{{"uid":"{}"}}"#, user.uid);

    let url = format!("{}/users/{}", program.url(), user.uid);
    let agent = concat!("user-agent: cometchat-users/", env!("CARGO_PKG_VERSION")).to_owned();
    let key = |name, member| format!("{name}: {}", program.text(member));
    let headers = [
        "accept: application/json".to_owned(),
        key("appid", "appId"),
        key("apikey", "apiKey"),
        agent,
    ];
    let mut handles: Vec<Easy> =
        (0..threads).map(|_| Easy::new(library, &url, &headers, roots)).collect();
    let task = json!({"url": url, "headers": headers, "roots": roots, "threads": threads});
    let mut python = python(&task);

    let kind = if roots.is_some() { "TLS" } else { "plain" };
    title(&format!("client, {kind}, {threads} threads"));
    let each = BATCH / threads;
    let processors = [const { RefCell::new(Vec::new()) }; 3];
    let on = |rival: usize, work: &mut dyn FnMut()| {
        let before = processor();
        let spent = timed(work);
        processors[rival].borrow_mut().push((processor() - before) / BATCH as f64);
        spent
    };
    let ours = || {
        on(0, &mut || {
            in_threads((0..threads).collect(), |_| {
                for _ in 0..each {
                    assert_eq!(call(cometchat_user_get, &request), Status::Ok);
                }
            });
        })
    };
    let theirs = || {
        on(1, &mut || {
            in_threads(handles.iter_mut().collect(), |easy| (0..each).for_each(|_| easy.get()))
        })
    };
    let ours: Rival<'_> = ("cometchat_user_get", Box::new(ours));
    let theirs: Rival<'_> = ("libcurl", Box::new(theirs));
    let (ours, theirs, python) = if let Some(ask) = &mut python {
        let requests = || {
            let (spent, processor) = ask(each / SHARE);
            let scale = each as f64 / (each / SHARE) as f64;
            processors[2].borrow_mut().push(processor * scale * 1e9 / BATCH as f64);
            Duration::from_secs_f64(spent * scale)
        };
        let rivals = [ours, theirs, ("Python requests", Box::new(requests) as Box<_>)];
        let [ours, theirs, requests] = in_turns(ROUNDS, BATCH, rivals);
        (ours, theirs, Some(requests))
    } else {
        println!("  skipped: PYTHON (or python3) has no module requests");
        let [ours, theirs] = in_turns(ROUNDS, BATCH, [ours, theirs]);
        (ours, theirs, None)
    };
    let aim = if threads == 1 { "aim >= 0.9" } else { "aim >= 1.2" };
    ratio("rate / rate of libcurl", theirs.ratio(&ours), aim);
    if let Some(python) = &python {
        ratio("rate / rate of requests", python.ratio(&ours), "aim >= 5");
    }
    for (name, cpu) in ["ours", "libcurl", "requests"].iter().zip(processors) {
        let cpu = Samples(cpu.into_inner());
        if !cpu.0.is_empty() {
            figure(&format!("processor time, {name}"), time(cpu.median()), "");
        }
    }
    cometchat_client_close(client);
}

fn in_threads<T: Send>(of: Vec<T>, work: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for each in of {
            scope.spawn(|| work(each));
        }
    });
}

/// Nanoseconds of all threads of this process, in user and kernel.
fn processor() -> f64 {
    unsafe extern "C" {
        safe fn clock() -> c_long;
    }
    // POSIX has a million a second.
    clock() as f64 * 1e3
}

/// A process that makes so many requests in each thread, and says how long it took and how
/// much of that on processors.
fn python(config: &serde_json::Value) -> Option<impl FnMut(usize) -> (f64, f64)> {
    let program = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let check =
        Command::new(&program).args(["-c", "import requests"]).stderr(Stdio::null()).status();
    check.ok().filter(|status| status.success())?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/http/requests_get.py");
    let mut command = Command::new(program);
    command.args([script, &config.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
    // It ends with its input.
    let mut child = command.spawn().ok()?;
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let mut lines = BufReader::new(output).lines();
    Some(move |count: usize| {
        writeln!(input, "{count}").expect("it reads");
        let line = lines.next().expect("an answer").expect("text");
        let (spent, processor) = line.split_once(' ').expect("two numbers");
        (spent.parse().expect("a number"), processor.parse().expect("a number"))
    })
}
