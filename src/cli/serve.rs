//! `cometchat-users serve`: the local server, from its arguments to its end.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use log::LevelFilter;
use serde::Serialize;

use super::failure::{Done, Failure};
use super::files;
use super::log::{say, start};
use super::program::Program;
use crate::engine::App;
use crate::secret::Secret;
use crate::server::{
    BLOCKING_CALLS, FaultRules, Limit, Options, Server, StartError, Tls, Webhook, parse_store,
};

/// What `--help` shows.
pub const EXAMPLES: &str = "\
Examples:
  cometchat-users serve
  cometchat-users serve --store file:users.db --listen 127.0.0.1:8087 --ready-file ready.json
  cometchat-users serve --seed users.json --tls --log info
  cometchat-users serve --faults faults.json --rate-limit service

The ready file is a configuration for the other commands: --config ready.json";

/// Play CometChat for user management, for its SDKs, for curl and for this library
#[derive(Args)]
pub struct Serve {
    /// Host and port; port 0 picks a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "HOST:PORT")]
    listen: String,

    /// `memory:`, or `file:PATH`
    #[arg(long, default_value = "memory:", value_name = "STORE", value_parser = parse_place)]
    store: Place,

    /// The app to play
    #[arg(long, default_value = "local", value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    app_id: String,

    /// Its region, which is shown and has no effect
    #[arg(long, default_value = "us", value_name = "R", value_parser = NonEmptyStringValueParser::new())]
    region: String,

    /// The key that creates users and logs them in; the one in the store, or a new one, if not
    /// given
    #[arg(long, env = "COMETCHAT_AUTH_KEY", hide_env_values = true, value_name = "K", value_parser = parse_key)]
    auth_key: Option<Secret>,

    /// The key that does everything; the one in the store, or a new one, if not given
    #[arg(long, env = "COMETCHAT_API_KEY", hide_env_values = true, value_name = "K", value_parser = parse_key)]
    api_key: Option<Secret>,

    /// Users to create if they are missing: a JSON array of them, or an object with `users`
    /// and `roles`
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,

    /// HTTPS, with a certificate for localhost that is made at every start
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: bool,

    /// HTTPS, with this certificate (PEM)
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// The certificate's private key (PEM)
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    tls_key: Option<PathBuf>,

    /// Tell this URL who blocks whom, and who is connected, as the service's webhooks do
    #[arg(long, value_name = "URL", value_parser = parse_webhook)]
    webhook: Option<String>,

    /// A file with USER:PASSWORD, which the webhook is sent with [env: COMETCHAT_WEBHOOK_AUTH]
    #[arg(long, value_name = "FILE", requires = "webhook")]
    webhook_auth_file: Option<PathBuf>,

    /// Try twice more, after 10 and 30 seconds, if the webhook does not take an event
    #[arg(long, requires = "webhook")]
    webhook_retry: bool,

    /// What goes wrong from the start on: a JSON list of fault rules, as docs/testing.md
    /// describes them; /_local/faults changes them
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,

    /// Answer 429 to what is too much in a minute: `service` for its limits by class of calls,
    /// or a number for all calls together (500 on the free plan)
    #[arg(long, value_name = "LIMIT", value_parser = parse_limit)]
    rate_limit: Option<Limit>,

    /// Write URL and keys here, as JSON, once connections are accepted
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,

    /// off, error, warn, info (a line for each request) or debug; on stderr
    #[arg(long, default_value = "warn", value_name = "LEVEL", value_parser = parse_level)]
    log: LevelFilter,
}

#[derive(Clone, Debug)]
struct Place {
    name: String,
    file: Option<PathBuf>,
}

fn parse_place(text: &str) -> Result<Place, &'static str> {
    Ok(Place { name: text.to_owned(), file: parse_store(text)? })
}

/// As a header carries it.
fn parse_key(text: &str) -> Result<Secret, &'static str> {
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(Secret::new(text)),
        false => Err("a key is of printable ASCII without spaces"),
    }
}

fn parse_webhook(text: &str) -> Result<String, &'static str> {
    let known = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    match known && text.len() <= 255 {
        true => Ok(text.to_owned()),
        false => Err("it must be an http or https URL of at most 255 characters"),
    }
}

fn parse_limit(text: &str) -> Result<Limit, &'static str> {
    match text.parse() {
        Ok(calls @ 1..) => Ok(Limit::Together(calls)),
        Err(_) if text == "service" => Ok(Limit::Service),
        _ => Err("it must be `service`, or a number of calls from 1"),
    }
}

fn parse_level(text: &str) -> Result<LevelFilter, &'static str> {
    text.parse().map_err(|_| "it must be off, error, warn, info or debug")
}

impl Serve {
    /// Serve until a signal comes; or say why not.
    pub fn run(self, program: &Program) -> Done {
        start(self.log);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_CALLS)
            .build()
            .map_err(|error| Failure::Start(format!("cannot start: {error}")))?;
        let served = runtime.block_on(self.serve(program));
        // A call that is still at work has no one to answer to.
        runtime.shutdown_background();
        served
    }

    async fn serve(self, program: &Program) -> Done {
        // Before anybody can know the process by its ready file.
        let stop = stop_signal()
            .map_err(|error| Failure::Start(format!("cannot wait for signals: {error}")))?;
        let (card, server) = self.open().await?;
        if !server.address().ip().is_loopback() {
            say(&format!(
                "warning: {} can be reached from other machines; whoever has a key of this \
                 server can read and change its users",
                server.address()
            ));
        }
        if let Some(path) = &self.ready_file {
            let write = files::write_private(path, card.to_json().as_bytes());
            write.map_err(|error| Failure::Start(format!("{}: {error}", path.display())))?;
        }
        // Nobody may be reading it, which is no reason not to serve.
        let _ = match program.json {
            true => program.print(&card.to_json()),
            false => program.print(&card.to_text(&self.store.name)),
        };
        server.run(stop).await;
        if let Some(path) = &self.ready_file {
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    fn webhook(&self) -> Result<Option<Webhook>, StartError> {
        const PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(30)];
        let Some(url) = self.webhook.clone() else { return Ok(None) };
        let credentials = match &self.webhook_auth_file {
            Some(path) => {
                let text = files::read(path).map_err(StartError::Webhook)?;
                Some(Secret::new(text.trim()))
            }
            None => std::env::var("COMETCHAT_WEBHOOK_AUTH").ok().map(Secret::new),
        };
        let pauses = if self.webhook_retry { PAUSES.to_vec() } else { Vec::new() };
        Ok(Some(Webhook { url, credentials, pauses }))
    }

    fn faults(&self) -> Result<FaultRules, StartError> {
        let Some(path) = &self.faults else { return Ok(FaultRules::none()) };
        let text = files::read(path).map_err(StartError::Faults)?;
        let trouble = |text| StartError::Faults(format!("{}: {text}", path.display()));
        let rules = FaultRules::parse(&text).map_err(trouble)?;
        // Whoever wonders about an odd answer looks here first.
        say(&format!("{} fault rules, seed {}", rules.count(), rules.seed()));
        Ok(rules)
    }

    async fn open(&self) -> Result<(Card, Server), StartError> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificates), Some(key)) => {
                Some(Tls::Files { certificates: certificates.clone(), key: key.clone() })
            }
            _ => self.tls.then_some(Tls::Localhost),
        };
        let server = Server::start(Options {
            listen: self.listen.clone(),
            store: self.store.file.clone(),
            app: App { id: self.app_id.clone(), region: self.region.clone() },
            api_key: self.api_key.clone(),
            auth_key: self.auth_key.clone(),
            webhook: self.webhook()?,
            seed: self.seed.clone(),
            faults: self.faults()?,
            rate_limit: self.rate_limit.unwrap_or_default(),
            tls,
        })
        .await?;
        let card = Card {
            url: server.url(),
            app_id: self.app_id.clone(),
            region: self.region.clone(),
            auth_key: server.auth_key().expose().to_owned(),
            api_key: server.api_key().expose().to_owned(),
            pid: std::process::id(),
            certificate: server.certificate().map(str::to_owned),
        };
        Ok((card, server))
    }
}

/// What a client has to know.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    url: String,
    app_id: String,
    region: String,
    auth_key: String,
    api_key: String,
    pid: u32,
    /// PEM, for a client that is to trust it.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

impl Card {
    /// For programs.
    fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers can be printed")
    }

    /// For people.
    fn to_text(&self, store: &str) -> String {
        format!(
            "CometChat users, local server\n\n  \
             URL       {}\n  App ID    {}\n  Region    {}\n  Auth key  {}\n  API key   {}\n  \
             Store     {store}\n\nPress Ctrl-C to stop.\n",
            self.url, self.app_id, self.region, self.auth_key, self.api_key
        )
    }
}

/// Ends with Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
