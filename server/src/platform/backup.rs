//! `frontdesk backup` and `frontdesk restore`: an SQLite installation in one file, taken while the server runs.
//!
//! A backup is a tar archive: `frontdesk.sqlite`, as it was at one moment, below `files/` what is kept beside the
//! database, and `secret.key`, without which what is sealed in the database is lost: so it is its owner's alone. What of `data` can be had again (the front ends of earlier releases) is left out. PostgreSQL has tools of
//! its own (`pg_dump`), which know it better.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sea_orm::sqlx::{self, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use secrecy::ExposeSecret;

use super::{Config, vault::KEY};

/// The database's name in a backup.
const DATABASE: &str = "frontdesk.sqlite";

/// The folder of `data` that cannot be had again, and its name in a backup.
const FILES: &str = super::files::FOLDER;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Not SQLite.
    #[error("the database is not SQLite: use the database's own tools, such as pg_dump, and copy {}", .0.display())]
    NotSqlite(PathBuf),
    /// There is nothing to back up.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// Something would be overwritten.
    #[error("{} is there already; say --replace to move it aside", .0.display())]
    Occupied(PathBuf),
    /// The archive is none of ours, or damaged.
    #[error("this is no backup of Frontdesk, or it is damaged: {0}")]
    Damaged(String),
    /// A file could not be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes a backup to a file that is not there yet. A server may run meanwhile, and write.
///
/// # Errors
/// See [`BackupError`]; no file is left behind then.
pub async fn backup(config: &Config, to: &Path) -> Result<(), BackupError> {
    let database = database(config)?;
    if !database.exists() {
        return Err(BackupError::Missing(database));
    }
    if to.exists() {
        return Err(BackupError::Occupied(to.to_owned()));
    }
    // Beside the backup: there is room for it there, or for neither.
    let copy = Aside(beside(to, ".sqlite.part"));
    copy.remove()?;
    let options = SqliteConnectOptions::new().filename(&database).create_if_missing(false);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let name = copy.0.to_str().ok_or_else(|| BackupError::Damaged("its name is not text".into()))?;
    sqlx::query("VACUUM INTO ?").bind(name).execute(&mut connection).await?;
    connection.close().await?;
    let part = Aside(beside(to, ".part"));
    write(&part.0, &copy.0, &config.data).map_err(|error| file(part.0.clone(), error))?;
    fs::rename(&part.0, to).map_err(|error| file(to.to_owned(), error))
}

fn write(to: &Path, database: &Path, data: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut archive = tar::Builder::new(options.open(to)?);
    archive.append_path_with_name(database, DATABASE)?;
    let (files, key) = (data.join(FILES), data.join(KEY));
    if key.is_file() {
        archive.append_path_with_name(key, KEY)?;
    }
    if files.is_dir() {
        archive.append_dir_all(FILES, files)?;
    }
    archive.into_inner()?.sync_all()
}

/// Puts a backup where the configuration says the database and its files are. The server must not run. What is there
/// is refused, or with `replace` moved aside to the same name with `.before-restore`.
///
/// # Errors
/// See [`BackupError`]; what was there is then as it was.
pub async fn restore(config: &Config, from: &Path, replace: bool) -> Result<(), BackupError> {
    let database = database(config)?;
    let files = config.data.join(FILES);
    let occupied = [database.clone(), files.clone()].into_iter().find(|path| path.exists());
    if let Some(path) = occupied.filter(|_| !replace) {
        return Err(BackupError::Occupied(path));
    }
    // Read and looked at as a whole before anything that is there is touched.
    let folder = Aside(beside(&database, ".restoring"));
    folder.remove()?;
    let read = File::open(from).map_err(|error| file(from.to_owned(), error))?;
    unpack(read, &folder.0).map_err(|error| BackupError::Damaged(error.to_string()))?;
    let restored = folder.0.join(DATABASE);
    if !restored.exists() {
        return Err(BackupError::Damaged("it holds no database".into()));
    }
    check(&restored).await?;
    let mut moves = vec![(restored, database.clone()), (folder.0.join(FILES), files)];
    // A backup without a key is of a server that is configured with one.
    let key = folder.0.join(KEY);
    if key.exists() {
        moves.push((key, config.data.join(KEY)));
    }
    for (_, place) in &moves {
        aside(place)?;
    }
    // What the old file had not taken in yet is the old file's.
    for end in ["-wal", "-shm"] {
        aside(&beside(&database, end))?;
    }
    for (new, place) in moves {
        if new.exists() {
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent).map_err(|error| file(parent.to_owned(), error))?;
            }
            fs::rename(&new, &place).map_err(|error| file(place, error))?;
        }
    }
    Ok(())
}

fn unpack(read: File, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut archive = tar::Archive::new(read);
    for entry in archive.entries()? {
        let mut entry = entry?;
        // Ours have files and folders; a link could lead out of the folder.
        let kind = entry.header().entry_type();
        let path = entry.path()?.into_owned();
        let ours = path == Path::new(DATABASE) || path == Path::new(KEY) || path.starts_with(FILES);
        if !(kind.is_file() || kind.is_dir()) || !ours || !entry.unpack_in(to)? {
            return Err(io::Error::other(format!("{} does not belong in it", path.display())));
        }
    }
    Ok(())
}

/// Whether a database is whole, and Frontdesk's.
async fn check(database: &Path) -> Result<(), BackupError> {
    let damaged = |error: sqlx::Error| BackupError::Damaged(error.to_string());
    let options = SqliteConnectOptions::new().filename(database).create_if_missing(false).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(damaged)?;
    let whole: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.map_err(damaged)?;
    if whole != "ok" {
        return Err(BackupError::Damaged(whole));
    }
    let steps = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM seaql_migrations").fetch_one(&mut connection).await;
    steps.map_err(damaged)?;
    connection.close().await.map_err(damaged)
}

/// Moves something aside, if it is there.
fn aside(path: &Path) -> Result<(), BackupError> {
    if !path.exists() {
        return Ok(());
    }
    let to = Aside(beside(path, ".before-restore"));
    to.remove()?;
    let kept = to.keep();
    fs::rename(path, &kept).map_err(|error| file(kept, error))
}

/// The database's file.
fn database(config: &Config) -> Result<PathBuf, BackupError> {
    let path = config
        .database_url
        .expose_secret()
        .strip_prefix("sqlite:")
        .ok_or_else(|| BackupError::NotSqlite(config.data.clone()))?;
    let path = path.trim_start_matches("//").split('?').next().unwrap_or_default();
    Ok(PathBuf::from(path))
}

fn file(path: impl Into<PathBuf>, cause: io::Error) -> BackupError {
    BackupError::File { path: path.into(), cause }
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Something on the way, which is gone afterwards whatever happens.
struct Aside(PathBuf);

impl Aside {
    fn remove(&self) -> Result<(), BackupError> {
        let gone = if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
        match gone {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file(self.0.clone(), error)),
            _ => Ok(()),
        }
    }

    /// Stays after all.
    fn keep(mut self) -> PathBuf {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            let _ = self.remove();
        }
    }
}
