//! Our own server as a child process: built, migrated, seeded, served, waited for, ended.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    house, http,
    run::{cargo, end, nap, output, program, run, stopped},
};

/// One who may sign in, as `frontdesk seed demo` says.
pub struct SignIn {
    pub name: String,
    pub login: String,
    pub password: String,
    pub role: String,
}

/// How one server is run.
pub struct Server {
    pub port: u16,
    pub database: PathBuf,
    pub log: &'static str,
    /// Other settings, by the names of their variables.
    pub settings: &'static [(&'static str, &'static str)],
}

impl Server {
    fn command(&self) -> Command {
        let mut command = program(binary());
        // Only what is said here: the server refuses settings it does not know, and the tools have some of that name.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FRONTDESK_")) {
            command.env_remove(name);
        }
        command
            .env("FRONTDESK_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("FRONTDESK_DATABASE_URL", format!("sqlite://{}", self.database.display()))
            .env("FRONTDESK_ASSETS", house::dist())
            .env("FRONTDESK_LOG", self.log)
            .envs(self.settings.iter().copied());
        command
    }

    /// An empty database, or the one that is there brought up to date.
    pub fn migrate(&self) -> Result<()> {
        if let Some(folder) = self.database.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        run(self.command().arg("migrate"))
    }

    /// Makes a company: `demo`, the travel agency, or `equipment-maker`. Gives what the seed printed.
    pub fn seed(&self, company: &str) -> Result<String> {
        output(self.command().args(["seed", company]))
    }

    /// Starts it and waits until it is ready.
    pub fn serve(&self) -> Result<Serving> {
        let mut command = self.command();
        // Not in our process group: Ctrl-C ends it through us, in order.
        command.arg("serve").process_group(0);
        let child = command.spawn().context("starting the server")?;
        let mut serving = Serving { child };
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if stopped() {
                bail!("stopped");
            }
            if let Some(status) = serving.child.try_wait()? {
                bail!("the server ended: {status}");
            }
            if http::get("localhost", self.port, "/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(serving);
            }
            nap(Duration::from_millis(50));
        }
        bail!("the server was not ready within a minute")
    }

    /// The `Cookie` header of this one's session.
    pub fn sign_in(&self, who: &SignIn) -> Result<String> {
        let body = serde_json::json!({ "login": who.login, "password": who.password }).to_string();
        let answer = http::post("localhost", self.port, "/api/v1/session", &body)?;
        if !(200..300).contains(&answer.status) {
            bail!("signing {} in: {} {}", who.login, answer.status, answer.body);
        }
        Ok(answer.cookies())
    }
}

/// A running server, ended when dropped.
pub struct Serving {
    child: Child,
}

impl Serving {
    /// Whether it ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

pub fn binary() -> PathBuf {
    house::native_target().join("debug/frontdesk")
}

pub fn build() -> Result<()> {
    run(cargo().args(["build", "--quiet", "--package", "frontdesk"]))
}

/// What the seed printed, as sign-ins.
pub fn sign_ins(printed: &str) -> Result<Vec<SignIn>> {
    let value: Value =
        serde_json::from_str(printed.trim()).context("the seed printed something else than its sign-ins")?;
    let list = value["sign_ins"].as_array().context("no sign-ins")?;
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_string();
    Ok(list
        .iter()
        .map(|one| SignIn {
            name: text(one, "name"),
            login: text(one, "login"),
            password: text(one, "password"),
            role: text(one, "role"),
        })
        .collect())
}

/// The first free port from this one on.
pub fn free_port(from: u16) -> Result<u16> {
    // Browsers try the other localhost first. A machine without it has nobody on it.
    let taken = |error: std::io::Error| error.kind() == std::io::ErrorKind::AddrInUse;
    let mut ports = from..from.saturating_add(100);
    let free = |port: &u16| {
        TcpListener::bind(("127.0.0.1", *port)).is_ok() && !TcpListener::bind(("::1", *port)).is_err_and(taken)
    };
    ports.find(free).context("no free port")
}

/// Removes a SQLite database with what belongs to it.
pub fn forget(database: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        if let Err(error) = fs::remove_file(&name)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error).with_context(|| format!("removing {}", name.display()));
        }
    }
    Ok(())
}
