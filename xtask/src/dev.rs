//! Serve while you work: looks for changed files twice a second, rebuilds what they belong to, restarts the server.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use anyhow::Result;
use clap::Args;

use crate::{
    bundles::{self, Kind},
    house,
    run::{nap, stopped},
    server::{self, Server, Serving},
    setup, site,
};

#[derive(Args)]
pub struct Dev {
    /// The help desk's port; the next free one when it is taken.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

impl Dev {
    pub fn run(&self) -> Result<()> {
        setup::for_bundles()?;
        let database = house::root().join("data/dev.sqlite");
        let server =
            Server { port: server::free_port(self.port)?, database, log: "info,sqlx=warn,sea_orm=warn", settings: &[] };
        let site_port = server::free_port(8090.max(server.port + 1))?;
        site::serve(site_port, server.port)?;
        let mut serving = None;
        let mut seen = SystemTime::UNIX_EPOCH;
        while !stopped() {
            let newest = newest();
            if newest > seen {
                seen = newest;
                serving = match again(&server, serving.take()) {
                    Ok(serving) => {
                        println!("http://localhost:{}/console, sample site http://127.0.0.1:{site_port}/", server.port);
                        Some(serving)
                    }
                    Err(error) => {
                        println!("{error:#}");
                        None
                    }
                };
            }
            nap(Duration::from_millis(500));
        }
        Ok(())
    }
}

/// Builds while the old server still answers, then puts the new one in its place.
fn again(server: &Server, old: Option<Serving>) -> Result<Serving> {
    bundles::build(Kind::Quick, false)?;
    server::build()?;
    drop(old);
    let fresh = !server.database.is_file();
    server.migrate()?;
    if fresh {
        let printed = server.seed("demo")?;
        for one in server::sign_ins(&printed)? {
            println!("{}: {} / {}", one.role, one.login, one.password);
        }
    }
    server.serve()
}

/// When anything that is built was changed last.
fn newest() -> SystemTime {
    let root = house::root();
    let folders = ["app", "frontend", "public", "server", "style", "Cargo.toml", "Cargo.lock"];
    folders.iter().map(|folder| changed(&root.join(folder))).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn changed(path: &Path) -> SystemTime {
    let own = fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let Ok(entries) = fs::read_dir(path) else { return own };
    entries.flatten().map(|entry| changed(&entry.path())).max().unwrap_or(own).max(own)
}
