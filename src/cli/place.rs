//! Where the calls go: what the arguments, a configuration file and the environment say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::files;
use super::kept::KeptSession;
use super::log::say;
use crate::client::Client;
use crate::config::Config;
use crate::error::Error;

/// For every command.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Where the calls go")]
pub struct PlaceArguments {
    /// memory:, file:PATH, http(s)://HOST[:PORT] or cometchat://APPID@REGION [env: COMETCHAT_URL]
    #[arg(long, global = true, value_name = "URL")]
    url: Option<String>,

    /// The app [env: COMETCHAT_APP_ID]
    #[arg(long, global = true, value_name = "ID")]
    app_id: Option<String>,

    /// Its region: us, eu or in [env: COMETCHAT_REGION]
    #[arg(long, global = true, value_name = "REGION")]
    region: Option<String>,

    /// A JSON file with url, appId, region, apiKey, authKey, caFile, …, or the ready file of
    /// `serve` [env: COMETCHAT_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Milliseconds that a call may take [default: 30000]
    #[arg(long, global = true, value_name = "N")]
    timeout_ms: Option<u64>,

    /// Where the session is kept [default: a file for each place, in the user's state folder]
    #[arg(long, global = true, value_name = "FILE")]
    session: Option<PathBuf>,
}

/// The environment's part, which is the only way for a key but a file.
const ENVIRONMENT: [(&str, &str); 6] = [
    ("url", "COMETCHAT_URL"),
    ("appId", "COMETCHAT_APP_ID"),
    ("region", "COMETCHAT_REGION"),
    ("apiKey", "COMETCHAT_API_KEY"),
    ("authKey", "COMETCHAT_AUTH_KEY"),
    ("proxy", "COMETCHAT_PROXY"),
];

/// A configuration, and where each of its members is from.
#[derive(Clone, Default)]
pub struct Place {
    members: Map<String, Value>,
    sources: BTreeMap<String, String>,
    session: Option<PathBuf>,
    /// PEM, of a server's ready file.
    certificate: Option<String>,
}

impl PlaceArguments {
    /// The first of the arguments that was given, for a command that has no use for them.
    pub fn given(&self) -> Option<&'static str> {
        [
            ("--url", self.url.is_some()),
            ("--config", self.config.is_some()),
            ("--timeout-ms", self.timeout_ms.is_some()),
            ("--session", self.session.is_some()),
        ]
        .into_iter()
        .find_map(|(name, given)| given.then_some(name))
    }

    /// The whole configuration. What is said closer wins: arguments, the file that they name,
    /// the environment, the file that it names.
    pub fn read(&self) -> Result<Place, Failure> {
        let mut place = Place { session: self.session.clone(), ..Place::default() };
        if let Some(path) = std::env::var_os("COMETCHAT_CONFIG").filter(|path| !path.is_empty())
            && self.config.is_none()
        {
            place.read_file(Path::new(&path))?;
        }
        for (member, variable) in ENVIRONMENT {
            let value = std::env::var(variable).ok().filter(|value| !value.is_empty());
            place.set(member, value.map(Value::from), variable);
        }
        if let Some(path) = &self.config {
            place.read_file(path)?;
        }
        place.set("url", self.url.clone().map(Value::from), "--url");
        place.set("appId", self.app_id.clone().map(Value::from), "--app-id");
        place.set("region", self.region.clone().map(Value::from), "--region");
        place.set("timeoutMs", self.timeout_ms.map(Value::from), "--timeout-ms");
        if let (None, Some(app), Some(region)) =
            (place.text("url"), place.text("appId"), place.text("region"))
        {
            let url = format!("cometchat://{app}@{region}");
            place.set("url", Some(Value::from(url)), "app id and region");
        }
        match place.text("url") {
            Some(_) => Ok(place),
            None => Err(Failure::Usage(
                "where do the calls go? Say --url memory:, --url file:users.db, a server's URL or \
                 cometchat://APPID@REGION, name a file by --config, or set COMETCHAT_URL"
                    .to_owned(),
            )),
        }
    }
}

impl Place {
    fn set(&mut self, member: &str, value: Option<Value>, source: &str) {
        if let Some(value) = value {
            self.members.insert(member.to_owned(), value);
            self.sources.insert(member.to_owned(), source.to_owned());
        }
    }

    fn read_file(&mut self, path: &Path) -> Result<(), Failure> {
        let text = files::read(path).map_err(|error| files::trouble(path, error))?;
        let members: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
            // The text of the error may quote what is in the file.
            let (line, column) = (error.line(), error.column());
            let place = format!("{}, line {line}, column {column}", path.display());
            Error::InvalidJson(format!("{place}: it must be a JSON object"))
        })?;
        let holds_secret =
            ["apiKey", "authKey", "proxy"].iter().any(|it| members.contains_key(*it));
        if holds_secret && files::is_open_to_others(path) {
            let path = path.display();
            say(&format!("warning: others may read the keys in {path}; chmod 600 {path}"));
        }
        for (member, value) in members {
            match (member.as_str(), value) {
                // A ready file tells more than a client needs.
                ("pid", _) => {}
                ("certificate", Value::String(pem)) => self.certificate = Some(pem),
                (_, value) => self.set(&member, Some(value), &path.display().to_string()),
            }
        }
        Ok(())
    }

    /// The text of a member.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member)?.as_str()
    }

    /// Each member that is set, and by what.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|(member, source)| (member.as_str(), source.as_str()))
    }

    /// The same place with one key only.
    pub fn with_key(&self, key: &str) -> Place {
        let mut place = self.clone();
        place.members.remove("authKey");
        place.members.insert("apiKey".to_owned(), key.into());
        place
    }

    /// Open it.
    pub fn open(&self) -> Result<Client, Failure> {
        let mut members = self.members.clone();
        let certificate = match (&self.certificate, members.contains_key("caFile")) {
            (Some(pem), false) => Some(CertificateFile::write(pem)?),
            _ => None,
        };
        if let Some(CertificateFile(path)) = &certificate {
            members.insert("caFile".to_owned(), path.to_string_lossy().into_owned().into());
        }
        let config = Config::from_json(&Value::Object(members).to_string())?;
        Ok(Client::open(&config)?)
    }

    /// Where the session of this place is kept.
    pub fn kept_session(&self) -> Result<KeptSession, Failure> {
        match &self.session {
            Some(path) => Ok(KeptSession::at(path)),
            None => {
                let (url, app) = (self.text("url").unwrap_or(""), self.text("appId").unwrap_or(""));
                KeptSession::of_place(url, app)
            }
        }
    }
}

/// A certificate in a file, as the configuration names one, until the client has read it.
struct CertificateFile(PathBuf);

impl CertificateFile {
    fn write(pem: &str) -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("cometchat-users-{}.pem", std::process::id()));
        let write = files::write_private(&path, pem.as_bytes());
        write.map(|()| CertificateFile(path.clone())).map_err(|error| files::trouble(&path, error))
    }
}

impl Drop for CertificateFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
