//! Configuration: `frontdesk.toml` beside the process or named by `--config`, then `FRONTDESK_*` in the environment.

use std::{net::SocketAddr, path::PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// Everything an installation can configure.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen. Beyond loopback it must be behind TLS, or say `insecure_http`.
    pub listen: SocketAddr,
    /// `sqlite:///path/to/file.sqlite` or `postgres://user@host/database`.
    pub database_url: SecretString,
    /// Where the console and the default brand's portal are from outside: `https://desk.example.com`. Links in mails
    /// begin with it. Empty: this machine, at the port listened on.
    pub public_url: String,
    /// The server that mails leave by: `smtps://name:password@mail.example.com`, or `smtp://…?tls=required`. Without
    /// one, none leave, and the console shows administrators the link of an invitation instead.
    pub smtp_url: Option<SecretString>,
    /// Whom mails about accounts come from: `Support <desk@example.com>`.
    pub mail_from: String,
    /// Seconds for which agents may take an answer back before it leaves; 0: it leaves at once.
    pub undo_send_seconds: u32,
    /// What the server calls itself that checks who mails are from, before they are handed in here: `mx.example.com`, as it
    /// stands in its `Authentication-Results`. A department's mailbox names its own.
    pub mail_checked_by: String,
    /// Whether mail to `sales+anything@example.com` comes to `sales@example.com`, for every department: answers are then
    /// asked for at an address that names their ticket. A department's mailbox says so for its own.
    pub mail_plus_addresses: bool,
    /// Serve plain HTTP beyond loopback. Passwords and chats then travel readable.
    pub insecure_http: bool,
    /// A folder with the built front ends, instead of those in the binary.
    pub assets: Option<PathBuf>,
    /// A folder for what the server keeps beside the database: the front ends of the last releases.
    pub data: PathBuf,
    /// What secrets in the database are sealed with, as `openssl rand -base64 32` makes it; where several servers share a
    /// database, each needs the same. Without it there is a file in `data`, made at the first start.
    pub secret_key: Option<SecretString>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Hosts of one's own network that the server may call all the same, also by `http:`: a sign-in provider in the same
    /// house. It calls public addresses only otherwise.
    pub inside_hosts: Vec<String>,
    /// Databases that search templates may look in, as `name=url`: `devices=postgres://reader:password@host/devices`, or
    /// `devices=sqlite:///path/to/file.sqlite`. Name an account that may read what customers may ask for, and nothing
    /// more.
    pub lookup_databases: Vec<SecretString>,
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
    /// Open pages of widget and portal one address may hold connected. A network behind one address shares them.
    pub sockets_per_address: u32,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: ([127, 0, 0, 1], 8080).into(),
            database_url: "sqlite://frontdesk.sqlite".into(),
            public_url: String::new(),
            smtp_url: None,
            mail_from: String::new(),
            undo_send_seconds: 5,
            mail_checked_by: String::new(),
            mail_plus_addresses: false,
            insecure_http: false,
            assets: None,
            data: "data".into(),
            secret_key: None,
            trusted_proxies: Vec::new(),
            inside_hosts: Vec::new(),
            lookup_databases: Vec::new(),
            default_country: "US".into(),
            log: "info,sqlx=warn,sea_orm_migration=warn".into(),
            log_json: false,
            lease_seconds: 30,
            ping_seconds: 10,
            anonymous_per_minute: 120,
            sockets_per_address: 500,
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
                    .with_list_parse_key("trusted_proxies")
                    .with_list_parse_key("inside_hosts")
                    .with_list_parse_key("lookup_databases"),
            )
            .build()?
            .try_deserialize()
    }

    /// Where the console is from outside, without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.public_url.trim_end_matches('/') {
            "" => format!("http://localhost:{}", self.listen.port()),
            url => url.to_owned(),
        }
    }

    /// The databases that search templates may look in, by name.
    fn lookup_databases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lookup_databases.iter().filter_map(|entry| entry.expose_secret().split_once('='))
    }

    /// Their names, in order.
    pub fn lookup_database_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.lookup_databases().map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names
    }

    /// The address of one.
    pub fn lookup_database(&self, name: &str) -> Option<&str> {
        self.lookup_databases().find(|(known, _)| *known == name).map(|(_, url)| url)
    }

    /// What is wrong with them: our own is none of them, whose secrets and sessions nobody looks up.
    fn check_lookup_databases(&self) -> Result<(), String> {
        let plain = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let known = |url: &str| ["sqlite:", "postgres:", "postgresql:"].iter().any(|kind| url.starts_with(kind));
        let right = self.lookup_databases().filter(|(name, url)| plain(name) && known(url)).count();
        let names = self.lookup_database_names();
        if right != self.lookup_databases.len() || names.windows(2).any(|two| two[0] == two[1]) {
            return Err("lookup_databases: write each as name=postgres://… or name=sqlite://…, once".into());
        }
        let own = place(self.database_url.expose_secret());
        match self.lookup_databases().find(|(_, url)| place(url) == own) {
            Some((name, _)) => Err(format!("lookup_databases: {name} is Frontdesk's own database")),
            None => Ok(()),
        }
    }

    /// Refuses to serve plain HTTP to a network by accident, and what links could not begin with.
    ///
    /// # Errors
    /// What to do about it.
    pub fn check(&self) -> Result<(), String> {
        let bare =
            |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
        if !url::Url::parse(&self.public_url()).is_ok_and(|url| bare(&url) && url.fragment().is_none()) {
            return Err(format!("public_url is {:?}: write it like https://desk.example.com", self.public_url));
        }
        self.check_lookup_databases()?;
        if self.listen.ip().is_loopback() || self.insecure_http {
            return Ok(());
        }
        Err(format!(
            "{} is not loopback: put a proxy with TLS before Frontdesk and listen on 127.0.0.1, or start with --insecure-http",
            self.listen
        ))
    }
}

/// Which database an address leads to: a file by its real path, another without who asks and how.
fn place(url: &str) -> String {
    let plain = url.split('?').next().unwrap_or_default();
    match plain.strip_prefix("sqlite:") {
        Some(path) => {
            let path = path.strip_prefix("//").unwrap_or(path);
            std::fs::canonicalize(path).unwrap_or_else(|_| path.into()).display().to_string()
        }
        None => url::Url::parse(plain).map_or_else(
            |_| plain.to_owned(),
            |url| {
                let (host, port) = (url.host_str().unwrap_or("localhost"), url.port().unwrap_or(5432));
                format!("{}:{port}{}", host.to_lowercase(), url.path())
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_printed() {
        let address = || "postgres://desk:hunter2@db/desk".to_owned();
        let config = Config {
            database_url: address().into(),
            lookup_databases: vec![format!("devices={}", address()).into()],
            smtp_url: Some("smtp://desk:hunter2@mail.example.com".into()),
            secret_key: Some("hunter2".into()),
            ..Config::default()
        };
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn databases_to_look_in_are_others_and_have_names() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("desk.sqlite");
        std::fs::write(&own, "").unwrap();
        let (own, around) = (own.display(), folder.path().join("../desk.sqlite").display().to_string());
        let around = around.replace("..", &format!("../{}", folder.path().file_name().unwrap().to_string_lossy()));
        let check = |database_url: &str, all: &[&str]| {
            let lookup_databases = all.iter().map(|one| (*one).to_owned().into()).collect();
            let config = Config { database_url: database_url.into(), lookup_databases, ..Config::default() };
            config.check().is_ok()
        };
        let sqlite = format!("sqlite://{own}");
        assert!(check(&sqlite, &["a=sqlite:///srv/a.sqlite", "b=postgres://r:hunter2@db/b?sslmode=require"]));
        for wrong in ["a", "=sqlite:///a", "a b=sqlite:///a", "a=mysql://db/b", "a=/srv/a.sqlite"] {
            assert!(!check(&sqlite, &[wrong]), "{wrong}");
        }
        assert!(!check(&sqlite, &["a=sqlite:///a", "a=sqlite:///b"]), "twice");
        for url in [format!("a=sqlite://{own}?mode=ro"), format!("a=sqlite:{own}"), format!("a=sqlite://{around}")] {
            assert!(!check(&sqlite, &[&url]), "{url}");
        }
        let postgres = "postgres://desk@DB/desk";
        for url in ["a=postgres://reader:hunter2@db/desk", "a=postgresql://db:5432/desk?sslmode=disable"] {
            assert!(!check(postgres, &[url]), "{url}");
        }
        assert!(check(postgres, &["a=postgres://reader:hunter2@db/devices"]));
    }

    #[test]
    fn links_begin_with_an_address_that_can_be_opened() {
        let at = |url: &str| Config { public_url: url.into(), ..Config::default() };
        assert_eq!(at("").public_url(), "http://localhost:8080");
        assert_eq!(at("https://desk.example.com/").public_url(), "https://desk.example.com");
        for (url, fine) in [
            ("", true),
            ("https://desk.example.com", true),
            ("http://desk.localhost:8080/", true),
            ("desk.example.com", false),
            ("javascript:alert(1)", false),
            ("https://desk.example.com/help", false),
            ("https://desk.example.com?a=b", false),
        ] {
            assert_eq!(at(url).check().is_ok(), fine, "{url}");
        }
    }

    #[test]
    fn tells_no_secret() {
        let config = Config { smtp_url: Some("smtps://desk:hunter2@mail.example.com".into()), ..Config::default() };
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
