//! Configuration: `frontdesk.toml` beside the process or named by `--config`, then `FRONTDESK_*` in the environment.

use std::{net::SocketAddr, path::PathBuf};

use serde::Deserialize;

/// Everything an installation can configure.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen. Beyond loopback it must be behind TLS, or say `insecure_http`.
    pub listen: SocketAddr,
    /// `sqlite:///path/to/file.sqlite` or `postgres://user@host/database`.
    pub database_url: String,
    /// Serve plain HTTP beyond loopback. Passwords and chats then travel readable.
    pub insecure_http: bool,
    /// A folder with the built front ends, instead of those in the binary.
    pub assets: Option<PathBuf>,
    /// A folder for what the server keeps beside the database: the front ends of the last releases.
    pub data: PathBuf,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// The country phone numbers without a country code belong to (ISO 3166).
    pub default_country: String,
    /// What to log, as `tracing` spells filters.
    pub log: String,
    /// Log as JSON lines.
    pub log_json: bool,
    /// Seconds a console's lease lasts after its last sign of life.
    pub lease_seconds: u32,
    /// Seconds between pings of consoles; other sockets are pinged every 25 s.
    pub ping_seconds: u32,
    /// Anonymous calls an address may make per minute: visitors, messages left, sign-ins.
    pub anonymous_per_minute: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: ([127, 0, 0, 1], 8080).into(),
            database_url: "sqlite://frontdesk.sqlite".into(),
            insecure_http: false,
            assets: None,
            data: "data".into(),
            trusted_proxies: Vec::new(),
            default_country: "US".into(),
            log: "info,sqlx=warn,sea_orm_migration=warn".into(),
            log_json: false,
            lease_seconds: 30,
            ping_seconds: 10,
            anonymous_per_minute: 120,
        }
    }
}

impl Config {
    /// Reads the file, when there is one, and the environment over it.
    ///
    /// # Errors
    /// A message that names the file or variable at fault.
    pub fn read(file: Option<&str>) -> Result<Config, config::ConfigError> {
        let source = match file {
            Some(path) => config::File::with_name(path).required(true),
            // With its ending: without, a program of that name beside it would be read as one.
            None => config::File::with_name("frontdesk.toml").required(false),
        };
        config::Config::builder()
            .add_source(source.format(config::FileFormat::Toml))
            .add_source(
                config::Environment::with_prefix("FRONTDESK")
                    .try_parsing(true)
                    .list_separator(",")
                    .with_list_parse_key("trusted_proxies"),
            )
            .build()?
            .try_deserialize()
    }

    /// Refuses to serve plain HTTP to a network by accident.
    ///
    /// # Errors
    /// What to do about it.
    pub fn check(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() || self.insecure_http {
            return Ok(());
        }
        Err(format!(
            "{} is not loopback: put a proxy with TLS before Frontdesk and listen on 127.0.0.1, or start with --insecure-http",
            self.listen
        ))
    }
}
