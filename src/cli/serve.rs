//! `cometchat-users serve`: the local server, from its arguments to its end.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use log::LevelFilter;
use serde::Serialize;

use super::log::{say, start};
use crate::engine::App;
use crate::secret::Secret;
use crate::server::{BLOCKING_CALLS, Keys, Options, Server, StartError, Tls, parse_store};

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

    /// The key that creates users and logs them in; made up if not given
    #[arg(long, env = "COMETCHAT_AUTH_KEY", hide_env_values = true, value_name = "K", value_parser = parse_key)]
    auth_key: Option<Secret>,

    /// The key that does everything; made up if not given
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

fn parse_level(text: &str) -> Result<LevelFilter, &'static str> {
    text.parse().map_err(|_| "it must be off, error, warn, info or debug")
}

impl Serve {
    /// Serve until a signal comes; or why not.
    pub fn run(self) -> Result<(), String> {
        start(self.log);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_CALLS)
            .build()
            .map_err(|error| format!("cannot start: {error}"))?;
        let served = runtime.block_on(self.serve());
        // A call that is still at work has no one to answer to.
        runtime.shutdown_background();
        served
    }

    async fn serve(self) -> Result<(), String> {
        // Before anybody can know the process by its ready file.
        let stop = stop_signal().map_err(|error| format!("cannot wait for signals: {error}"))?;
        let (card, server) = self.open().await.map_err(|error| error.to_string())?;
        if !server.address().ip().is_loopback() {
            say(&format!(
                "warning: {} can be reached from other machines; whoever has a key of this \
                 server can read and change its users",
                server.address()
            ));
        }
        if let Some(path) = &self.ready_file {
            card.write(path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        card.show(&self.store.name);
        server.run(stop).await;
        if let Some(path) = &self.ready_file {
            let _ = fs::remove_file(path);
        }
        Ok(())
    }

    async fn open(&self) -> Result<(Card, Server), StartError> {
        let keys = Keys {
            auth: self.auth_key.clone().map_or_else(Keys::make, Ok)?,
            api: self.api_key.clone().map_or_else(Keys::make, Ok)?,
        };
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
            keys: keys.clone(),
            seed: self.seed.clone(),
            tls,
        })
        .await?;
        let card = Card {
            url: server.url(),
            app_id: self.app_id.clone(),
            region: self.region.clone(),
            auth_key: keys.auth.expose().to_owned(),
            api_key: keys.api.expose().to_owned(),
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
    /// For programs: whole or not at all, and for its owner only.
    fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}", self.pid));
        let unfinished = path.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let write = || {
            options.open(&unfinished)?.write_all(&serde_json::to_vec(self)?)?;
            fs::rename(&unfinished, path)
        };
        write().inspect_err(|_| drop(fs::remove_file(&unfinished)))
    }

    /// For people.
    fn show(&self, store: &str) {
        let table = format!(
            "CometChat users, local server\n\n  \
             URL       {}\n  App ID    {}\n  Region    {}\n  Auth key  {}\n  API key   {}\n  \
             Store     {store}\n\nPress Ctrl-C to stop.\n",
            self.url, self.app_id, self.region, self.auth_key, self.api_key
        );
        let mut stdout = std::io::stdout();
        let _ = stdout.write_all(table.as_bytes()).and_then(|()| stdout.flush());
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
