//! How is this installation set up? One structure from `pattovivo.toml`, `PATTOVIVO_*` and the flags, in this
//! order of growing strength. Unknown keys are errors: a misspelt limit must not silently be no limit.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Read from the working folder unless `--config` names another one.
pub const DEFAULT_FILE: &str = "pattovivo.toml";
/// Prefix of the environment's variables.
const ENV_PREFIX: &str = "PATTOVIVO_";
/// Variables with this prefix belong to the test suite.
const ENV_TEST_PREFIX: &str = "test_";

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder for the database and the demo's links.
    pub data_dir: PathBuf,
    /// `sqlite://path` or `postgres://…`; without it a `SQLite` file in the data folder.
    pub database_url: Option<SecretText>,
    /// A file that holds `database_url`, for secrets that must not be in the environment.
    pub database_url_file: Option<PathBuf>,
    /// Address of the bus between nodes.
    pub bus: Option<String>,
    /// Loads the demo process once and prints its links.
    #[serde(deserialize_with = "figment::util::bool_from_str_or_int")]
    pub demo: bool,
    /// Logs, and the ready line, as JSON lines.
    #[serde(deserialize_with = "figment::util::bool_from_str_or_int")]
    pub json_logs: bool,
    /// Address under which others reach this installation, for links, cookies and the origin check.
    pub public_url: Option<String>,
    /// Further origins from which pages may call, for example an embedding site.
    pub allowed_origins: Vec<String>,
    /// Folder with the municipality's own templates.
    pub templates: Option<PathBuf>,
    /// Address of the privacy notice, shown in the footer of public pages.
    pub privacy_url: Option<String>,
    /// Address of the accessibility declaration, shown in the footer of public pages.
    pub accessibility_url: Option<String>,
    /// Address of the municipality's contacts, shown in the footer of public pages.
    pub contacts_url: Option<String>,
    /// Most sockets open at once.
    pub max_connections: usize,
    /// Largest `WebSocket` message.
    pub max_frame_bytes: usize,
    /// Largest document, as its encoded state.
    pub max_document_bytes: usize,
    /// Messages one connection may send in a second, over a short window.
    pub messages_per_second: u32,
    /// Waits this long before each commit. For tests of what happens meanwhile.
    pub commit_delay_ms: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("data"),
            database_url: None,
            database_url_file: None,
            bus: None,
            demo: false,
            json_logs: false,
            public_url: None,
            allowed_origins: Vec::new(),
            templates: None,
            privacy_url: None,
            accessibility_url: None,
            contacts_url: None,
            // Idle sockets are cheap (20 KiB); this keeps a small machine's file descriptors in hand.
            max_connections: 10_000,
            // A pasted document of a hundred pages is well under 1 MiB; a Step2 of a long offline stay too.
            max_frame_bytes: pact_wire::limits::MAX_FRAME_BYTES,
            // The largest real pact with its history is below 2 MiB.
            max_document_bytes: 32 * 1024 * 1024,
            // A fast typist with caret movements makes about 30.
            messages_per_second: 100,
            commit_delay_ms: 0,
        }
    }
}

/// A value that `Debug` does not show.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// The value.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A source could not be read, or holds something unknown or of the wrong type.
    #[error("configuration: {0}")]
    Source(#[from] Box<figment::Error>),
    /// A named configuration file is not there.
    #[error("configuration file {0} does not exist")]
    NoFile(PathBuf),
    /// The file of a secret cannot be read.
    #[error("{key} = {path}: {source}")]
    SecretFile {
        /// The setting.
        key: &'static str,
        /// The file it names.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A value is out of the range in which the program works.
    #[error("{key}: {why}")]
    Value {
        /// The setting.
        key: &'static str,
        /// What is wrong, and what would be right.
        why: String,
    },
}

/// Flags of the command line; those not given change nothing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Overrides {
    /// See [`Config::listen`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// See [`Config::data_dir`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// See [`Config::database_url`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<SecretText>,
    /// See [`Config::bus`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus: Option<String>,
    /// See [`Config::demo`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// See [`Config::json_logs`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub json_logs: bool,
    /// See [`Config::public_url`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// See [`Config::templates`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<PathBuf>,
}

impl Config {
    /// Gathers the configuration and checks it.
    pub fn load(file: Option<&Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        if let Some(path) = file
            && !path.is_file()
        {
            return Err(ConfigError::NoFile(path.to_owned()));
        }
        let environment = Env::prefixed(ENV_PREFIX).filter(|key| !key.as_str().starts_with(ENV_TEST_PREFIX));
        let mut config: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file(file.unwrap_or(Path::new(DEFAULT_FILE))))
            .merge(environment)
            .merge(Serialized::defaults(overrides))
            .extract()
            .map_err(Box::new)?;
        if let Some(path) = config.database_url_file.take() {
            let text = std::fs::read_to_string(&path);
            let text =
                text.map_err(|source| ConfigError::SecretFile { key: "database_url_file", path, source })?;
            config.database_url = Some(SecretText(text.trim().to_owned()));
        }
        config.validate()?;
        Ok(config)
    }

    /// Says which value cannot be used, and what would be.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |key, why: String| Err(ConfigError::Value { key, why });
        if self.bus.is_some() {
            return refuse("bus", "this version runs on one node; leave the bus out".to_owned());
        }
        if let Some(url) = &self.public_url
            && !is_origin(url)
        {
            return refuse(
                "public_url",
                format!("{url} is not like https://patti.comune.example, without a path"),
            );
        }
        if let Some(origin) = self.allowed_origins.iter().find(|origin| !is_origin(origin)) {
            return refuse("allowed_origins", format!("{origin} is not like https://www.comune.example"));
        }
        for (key, url) in [
            ("privacy_url", &self.privacy_url),
            ("accessibility_url", &self.accessibility_url),
            ("contacts_url", &self.contacts_url),
        ] {
            if let Some(url) = url
                && !["https://", "http://", "mailto:", "/"].iter().any(|start| url.starts_with(start))
            {
                return refuse(
                    key,
                    format!("{url} is not an address: it begins with https://, http://, mailto: or /"),
                );
            }
        }
        if let Some(folder) = &self.templates
            && !folder.is_dir()
        {
            return refuse("templates", format!("{} is not a folder", folder.display()));
        }
        for (key, value, lowest) in [
            ("max_connections", self.max_connections, 1),
            ("max_frame_bytes", self.max_frame_bytes, 1024),
            ("max_document_bytes", self.max_document_bytes, 1024),
            ("messages_per_second", self.messages_per_second as usize, 1),
        ] {
            if value < lowest {
                return refuse(key, format!("{value} is too low; at least {lowest}"));
            }
        }
        if self.commit_delay_ms > 60_000 {
            return refuse("commit_delay_ms", format!("{} is more than a minute", self.commit_delay_ms));
        }
        Ok(())
    }

    /// Address of the database.
    #[must_use]
    pub fn database(&self) -> String {
        match &self.database_url {
            Some(url) => url.expose().to_owned(),
            None => format!("sqlite://{}", self.data_dir.join("pattovivo.sqlite").display()),
        }
    }

    /// Address under which others reach this installation, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => local_url(self.listen),
        }
    }

    /// Whether cookies may travel on encrypted connections only.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// An address a browser on this machine can open: "every interface" is no host name.
#[must_use]
pub fn local_url(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://127.0.0.1:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = host.map(|host| host.strip_suffix('/').unwrap_or(host));
    host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_database_address() {
        let config =
            Config { database_url: Some("postgres://u:segreto@h/db".to_owned().into()), ..Config::default() };
        assert!(!format!("{config:?}").contains("segreto"));
    }

    #[test]
    fn a_public_url_with_a_path_is_refused_and_named() {
        let config = Config { public_url: Some("https://a.example/pact".to_owned()), ..Config::default() };
        assert!(config.validate().unwrap_err().to_string().starts_with("public_url: "));
    }

    #[test]
    fn a_limit_of_zero_is_refused() {
        let config = Config { messages_per_second: 0, ..Config::default() };
        assert!(config.validate().unwrap_err().to_string().starts_with("messages_per_second: "));
    }

    #[test]
    fn the_link_of_a_server_on_every_interface_names_a_host() {
        assert_eq!(local_url("0.0.0.0:8080".parse().unwrap()), "http://127.0.0.1:8080");
    }
}
