//! A PostgreSQL cluster for one run of the tests: own data folder, own port, nothing kept, nothing flushed to disk.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::{
    house,
    run::{nap, output, program, run, stopped, succeeds},
    server::free_port,
};

/// A running cluster, stopped and removed when dropped.
pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    pub url: String,
}

/// The folder of initdb and pg_ctl: Debian keeps them off the PATH.
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    let found = versions.into_iter().rev().find(|folder| folder.join("initdb").is_file());
    found.or_else(|| house::on_path("initdb")?.parent().map(Path::to_path_buf))
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed: `cargo xtask setup`")?;
        let folder = std::env::temp_dir().join(format!("frontdesk-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        if root() {
            // initdb refuses root
            run(program("chown").arg("postgres:").arg(&folder))?;
        }
        let port = free_port(54_300)?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let cluster = Self { programs, folder, url };
        let data = cluster.folder.join("data");
        run(cluster
            .program("initdb")
            .arg("-D")
            .arg(&data)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .stdout(std::process::Stdio::null()))?;
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=400 -c fsync=off \
             -c synchronous_commit=off -c full_page_writes=off",
            cluster.folder.display()
        );
        run(cluster
            .program("pg_ctl")
            .args(["start", "--wait", "--silent", "-o", &options, "-D"])
            .arg(&data)
            .arg("-l")
            .arg(cluster.folder.join("log")))
        .with_context(|| fs::read_to_string(cluster.folder.join("log")).unwrap_or_default())?;
        Ok(cluster)
    }

    /// One of PostgreSQL's programs, as the user it accepts.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if root() {
            let mut command = program("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            program(path)
        };
        // the clone may be where the postgres user cannot look
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        succeeds(self.program("pg_ctl").args(["stop", "--mode=immediate", "--silent", "-D"]).arg(data));
        // What cannot be removed is in the temporary folder, where others clean up.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Keeps a cluster running until Ctrl-C.
pub fn hold() -> Result<()> {
    let cluster = Cluster::start()?;
    println!("FRONTDESK_TEST_POSTGRES={}", cluster.url);
    while !stopped() {
        nap(Duration::from_millis(200));
    }
    Ok(())
}

fn root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Refuses what would be mistaken for a test database.
pub fn own_url() -> Result<Option<String>> {
    match std::env::var("FRONTDESK_TEST_POSTGRES") {
        Ok(url) if url.starts_with("postgres://") => Ok(Some(url)),
        Ok(url) if url.is_empty() => Ok(None),
        Ok(_) => bail!("FRONTDESK_TEST_POSTGRES must be a postgres:// address"),
        Err(_) => Ok(None),
    }
}
