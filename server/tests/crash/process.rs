//! The server as a process of its own, to be killed.

use std::{
    fs::{File, OpenOptions},
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};

/// A server on an SQLite file, at an address that stays the same however often it is killed.
pub struct Process {
    pub address: SocketAddr,
    folder: tempfile::TempDir,
    child: Child,
}

impl Process {
    pub async fn start() -> Process {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = spawn(address, &folder);
        let mut process = Process { address, folder, child };
        process.ready().await;
        process
    }

    /// `kill -9`, and the same server again. Says how long it was gone.
    pub async fn kill_and_restart(&mut self) -> Duration {
        let gone = Instant::now();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(self.address, &self.folder);
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

fn spawn(address: SocketAddr, folder: &tempfile::TempDir) -> Child {
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
        .env("FRONTDESK_DATABASE_URL", format!("sqlite://{}", folder.path().join("desk.sqlite").display()))
        .env("FRONTDESK_ANONYMOUS_PER_MINUTE", "1000000")
        .env("FRONTDESK_LOG", "info,sqlx=warn,sea_orm_migration=warn")
        .env("FRONTDESK_LOG_JSON", "true")
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}
