//! Files kept beside the database: mails as they came, what is attached. Each is named after its content, so that it is
//! kept once and never changes; what names it is written in the database after it is kept.

use std::{fmt::Write, path::Path, sync::Arc};

use bytes::Bytes;
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest, Sha256};

/// The folder of `data` that holds them, and that backups take along.
pub const FOLDER: &str = "files";

/// Why a file was not kept or read.
#[derive(Debug, thiserror::Error)]
#[error("a file could not be kept or read: {0}")]
pub struct FileError(#[from] object_store::Error);

/// Where files are kept.
#[derive(Clone, Debug)]
pub struct Files(Arc<dyn ObjectStore>);

impl Files {
    /// Below a folder, which is made when it is not there.
    ///
    /// # Errors
    /// When the folder can be neither made nor read.
    pub fn open(data: &Path) -> Result<Files, FileError> {
        let folder = data.join(FOLDER);
        let unusable = |error: std::io::Error| object_store::Error::Generic { store: "files", source: Box::new(error) };
        std::fs::create_dir_all(&folder).map_err(unusable)?;
        // Kept means kept: also when the power fails.
        Ok(Files(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Keeps a file; its name.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn keep(&self, content: Bytes) -> Result<String, FileError> {
        let name = name(&content);
        let once = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.0.put_opts(&key(&name), PutPayload::from_bytes(content), once).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(name),
            Err(error) => Err(error.into()),
        }
    }

    /// A file's content.
    ///
    /// # Errors
    /// When it is not there, or does not read.
    pub async fn read(&self, name: &str) -> Result<Bytes, FileError> {
        Ok(self.0.get(&key(name)).await?.bytes().await?)
    }
}

/// SHA-256, in hex.
fn name(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// In folders of their own, which stay small.
fn key(name: &str) -> Key {
    let short = name.get(..2).unwrap_or_default();
    Key::from_iter([short, name])
}
