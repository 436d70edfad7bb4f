//! The server as a process of its own, to be killed.

use std::{
    fs::{File, OpenOptions},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Database};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

/// Which database the server writes to. Only the server is killed: PostgreSQL goes on, and so does the disk.
#[derive(Clone, Copy, Debug)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A server on a database of its own, at an address that stays the same however often it is killed.
pub struct Process {
    pub address: SocketAddr,
    database: String,
    folder: tempfile::TempDir,
    child: Child,
}

impl Process {
    pub async fn start(on: Backend) -> Process {
        let folder = tempfile::tempdir().unwrap();
        let database = match on {
            Backend::Sqlite => format!("sqlite://{}", folder.path().join("desk.sqlite").display()),
            Backend::Postgres => postgres().await,
        };
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = spawn(address, &database, &folder);
        let mut process = Process { address, database, folder, child };
        process.ready().await;
        process
    }

    /// `kill -9`, and the same server again. Says how long it was gone.
    pub async fn kill_and_restart(&mut self) -> Duration {
        let gone = Instant::now();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(self.address, &self.database, &self.folder);
        self.ready().await;
        gone.elapsed()
    }

    /// The code an empty server says in its log.
    pub fn setup_code(&self) -> String {
        let log = std::fs::read_to_string(log_file(&self.folder)).unwrap();
        let code = log.lines().find_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line["fields"]["code"].as_str().map(str::to_owned)
        });
        code.expect("an empty server says its code")
    }

    async fn ready(&mut self) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.answers().await {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended by itself ({status}):\n{}", self.log());
            }
            assert!(Instant::now() < until, "the server is not ready after 30 s:\n{}", self.log());
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.address).await else { return false };
        let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
        let mut answer = Vec::new();
        asked.is_ok() && stream.read_to_end(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.1 200")
    }

    /// What it logged, for a failing test.
    pub fn log(&self) -> String {
        std::fs::read_to_string(log_file(&self.folder)).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log_file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("server.log")
}

/// An empty database in the cluster that `cargo xtask test` starts.
async fn postgres() -> String {
    let root = std::env::var("FRONTDESK_TEST_POSTGRES")
        .expect("FRONTDESK_TEST_POSTGRES names a PostgreSQL to make databases in; `cargo xtask test` starts one");
    let root = root.trim_end_matches("/postgres");
    let name = format!("crash_{}", uuid::Uuid::new_v4().simple());
    let admin = Database::connect(format!("{root}/postgres")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    format!("{root}/{name}")
}

fn spawn(address: SocketAddr, database: &str, folder: &tempfile::TempDir) -> Child {
    let log: File = OpenOptions::new().create(true).append(true).open(log_file(folder)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    // Only what is said here: the server refuses settings it does not know.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FRONTDESK_")) {
        command.env_remove(name);
    }
    command
        .arg("serve")
        .current_dir(folder.path())
        .env("FRONTDESK_LISTEN", address.to_string())
        .env("FRONTDESK_DATABASE_URL", database)
        .env("FRONTDESK_ANONYMOUS_PER_MINUTE", "1000000")
        .env("FRONTDESK_LOG", "info,sqlx=warn,sea_orm_migration=warn")
        .env("FRONTDESK_LOG_JSON", "true")
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}
