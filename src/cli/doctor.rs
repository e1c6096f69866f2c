//! `cometchat-users doctor`: whether all is well, step by step, and what to do if not.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use clap::Args;
use console::style;
use serde::Serialize;
use serde_json::Value;

use super::failure::{Done, Failure, remedy};
use super::files;
use super::place::Place;
use super::program::{Program, operation};
use super::table::clean;
use crate::error::Error;

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users doctor --config ready.json
  cometchat-users doctor --url file:users.db --json

It changes nothing: it lists one user and looks at the session that is kept.";

/// Look at the configuration, the place, the keys and the session, and say what to do
#[derive(Args)]
pub struct Doctor {}

/// What was found by a step.
#[derive(Serialize)]
struct Finding {
    name: &'static str,
    ok: bool,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    fn good(name: &'static str, message: impl Into<String>) -> Self {
        Finding { name, ok: true, message: message.into(), remedy: None }
    }

    fn bad(name: &'static str, message: impl Into<String>, remedy: Option<&str>) -> Self {
        let remedy = remedy.map(str::to_owned);
        Finding { name, ok: false, message: message.into(), remedy }
    }

    fn of_error(name: &'static str, error: &Error) -> Self {
        let mut message = error.to_string();
        if let Error::Validation(details) = error {
            message = details.texts().collect::<Vec<_>>().join(" ");
        }
        Finding::bad(name, message, remedy(error.code()).or(error.remedy()))
    }

    fn of_failure(name: &'static str, failure: &Failure) -> Self {
        match failure {
            Failure::Call(error) => Finding::of_error(name, error),
            Failure::Usage(message) | Failure::Start(message) => Finding::bad(name, message, None),
            Failure::Incomplete | Failure::Unread => Finding::bad(name, "failed", None),
        }
    }
}

/// Seconds that clocks may differ before certificates and times stop making sense.
const MOST_SKEW: u64 = 60;

impl Doctor {
    /// Do it.
    pub fn run(self, program: &Program) -> Done {
        let findings = examine(program);
        let ok = findings.iter().all(|finding| finding.ok);
        program.print(&match program.json {
            true => serde_json::json!({ "ok": ok, "checks": findings }).to_string(),
            false => text(&findings),
        })?;
        if ok { Ok(()) } else { Err(Failure::Incomplete) }
    }
}

fn text(findings: &[Finding]) -> String {
    let mut lines = String::new();
    for Finding { name, ok, message, remedy } in findings {
        let mark = if *ok { style("✓").green() } else { style("✗").red() };
        lines += &format!("{mark} {name}: {}\n", clean(message));
        if let Some(remedy) = remedy {
            lines += &format!("  → {}\n", clean(remedy));
        }
    }
    lines
}

/// Step by step, as long as a step makes sense.
fn examine(program: &Program) -> Vec<Finding> {
    let place = match program.place() {
        Ok(place) => place,
        Err(failure) => return vec![Finding::of_failure("configuration", &failure)],
    };
    let client = match place.open() {
        Ok(client) => client,
        Err(failure) => return vec![Finding::of_failure("configuration", &failure)],
    };
    let sources = place.sources().map(|(member, source)| format!("{member} ({source})"));
    let mut findings = vec![Finding::good("configuration", sources.collect::<Vec<_>>().join(", "))];
    let is_remote = matches!(client.backend_name(), "cloud" | "server");
    if is_remote && place.text("proxy").is_none() {
        let reached = connection(place.text("url").unwrap_or_default());
        let failed = !reached.ok;
        findings.push(reached);
        if failed {
            return findings;
        }
    }
    match is_remote {
        true => findings.extend(keys(&place)),
        false => findings.push(storage(&place)),
    }
    findings.push(session(&place));
    // An answer of any kind tells the service's time.
    let _ = operation("user_list")(&client, r#"{"perPage":1}"#);
    let info = operation("client_info")(&client, "{}").unwrap_or_default();
    let info: Value = serde_json::from_str(&info).unwrap_or_default();
    if let Some(ahead) = info["clockSkew"].as_i64() {
        findings.push(clock(ahead));
    }
    findings.push(Finding::good(
        "limits",
        format!(
            "version {}, {} ms a call, {} users a page, {} users an import call",
            info["version"].as_str().unwrap_or("?"),
            info["timeoutMs"],
            info["limits"]["perPage"],
            info["limits"]["usersPerImport"],
        ),
    ));
    findings
}

/// Seconds by which the service is ahead.
fn clock(ahead: i64) -> Finding {
    match ahead.unsigned_abs() {
        0..=2 => Finding::good("clock", "it is the service's"),
        seconds => {
            let how = if ahead > 0 { "behind" } else { "ahead of" };
            let message = format!("it is {seconds} s {how} the service's");
            match seconds {
                ..=MOST_SKEW => Finding::good("clock", message),
                _ => Finding::bad("clock", message, Some("Set this machine's clock.")),
            }
        }
    }
}

/// Name and port; TLS and HTTP are tried with the keys.
fn connection(url: &str) -> Finding {
    let name = "connection";
    let Some(address) = address(url) else {
        return Finding::good(name, "not tried alone");
    };
    let addresses = match address.to_socket_addrs() {
        Ok(addresses) => addresses.collect::<Vec<_>>(),
        Err(error) => {
            let message = format!("{}: {error}", address.0);
            return Finding::bad(name, message, Some("Check the URL and the network's DNS."));
        }
    };
    let mut last = "no address".to_owned();
    for socket in &addresses {
        match TcpStream::connect_timeout(socket, Duration::from_secs(5)) {
            Ok(_) => return Finding::good(name, format!("{} answers at {socket}", address.0)),
            Err(error) => last = format!("{socket}: {error}"),
        }
    }
    Finding::bad(name, last, Some("Check that the server runs, its port, and the firewall."))
}

/// Host and port of a place over HTTP.
fn address(url: &str) -> Option<(String, u16)> {
    if let Some((app, region)) = url.strip_prefix("cometchat://").and_then(|it| it.split_once('@'))
    {
        return Some((format!("{app}.api-{region}.cometchat.io"), 443));
    }
    let uri = fluent_uri::Uri::parse(url).ok()?;
    let standard = if uri.scheme().as_str().eq_ignore_ascii_case("https") { 443 } else { 80 };
    let authority = uri.authority()?;
    let port = authority.port_to_u16().ok()?.unwrap_or(standard);
    Some((authority.host().trim_matches(['[', ']']).to_owned(), port))
}

/// List one user, which only a key with the scope fullAccess may do.
fn list_one(place: &Place) -> Result<(), Error> {
    match place.open() {
        Ok(client) => operation("user_list")(&client, r#"{"perPage":1}"#).map(drop),
        Err(Failure::Call(error)) => Err(error),
        Err(_) => Err(Error::Internal),
    }
}

fn storage(place: &Place) -> Finding {
    match list_one(place) {
        Ok(()) => Finding::good("storage", "it can be read"),
        Err(error) => Finding::of_error("storage", &error),
    }
}

fn keys(place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let given = |member| place.text(member).filter(|key| !key.trim().is_empty());
    if let Some(key) = given("apiKey") {
        findings.push(match list_one(&place.with_key(key)) {
            Ok(()) => Finding::good("apiKey", "accepted, with the scope fullAccess"),
            Err(error) if error.code() == "AUTH_ERR_NO_ACCESS" => Finding::bad(
                "apiKey",
                "its scope is authOnly, which creates users and logs them in, and no more",
                Some("Give it as authKey, and a key with the scope fullAccess as apiKey."),
            ),
            Err(error) => Finding::of_error("apiKey", &error),
        });
    }
    if let Some(key) = given("authKey") {
        findings.push(match list_one(&place.with_key(key)) {
            Err(error) if error.code() == "AUTH_ERR_NO_ACCESS" => {
                Finding::good("authKey", "accepted, with the scope authOnly")
            }
            Ok(()) => Finding::bad(
                "authKey",
                "its scope is fullAccess: whoever has the app could do everything",
                Some("Use a key with the scope authOnly where users can get at it."),
            ),
            Err(error) => Finding::of_error("authKey", &error),
        });
    }
    if findings.is_empty() {
        findings.push(Finding::bad(
            "keys",
            "there is no key; only tokens can log users in",
            Some("Set COMETCHAT_API_KEY or COMETCHAT_AUTH_KEY, or name a file by --config."),
        ));
    }
    findings
}

fn session(place: &Place) -> Finding {
    let name = "session";
    let kept = match place.kept_session() {
        Ok(kept) => kept,
        Err(failure) => return Finding::of_failure(name, &failure),
    };
    let path = kept.path().display();
    let document = match kept.read() {
        Ok(Some(document)) => document,
        Ok(None) => return Finding::good(name, "nobody is logged in"),
        Err(failure) => return Finding::of_failure(name, &failure),
    };
    if files::is_open_to_others(kept.path()) {
        let message = format!("others may read {path}");
        return Finding::bad(name, message, Some("Make the file readable by yourself only."));
    }
    let client = match place.open() {
        Ok(client) => client,
        Err(failure) => return Finding::of_failure(name, &failure),
    };
    match operation("session_restore")(&client, &document) {
        Ok(user) => {
            let user: Value = serde_json::from_str(&user).unwrap_or_default();
            let uid = user["uid"].as_str().unwrap_or("?");
            Finding::good(name, format!("{uid} is logged in, kept in {path}"))
        }
        Err(error) => Finding::of_error(name, &error),
    }
}
