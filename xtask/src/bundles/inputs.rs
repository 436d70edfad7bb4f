//! What a bundle is made of, as one hash: equal means there is nothing to build.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Kind, own};
use crate::house;

/// The hash of everything that goes into the bundle of this name.
pub fn hash(name: &str, kind: Kind, style: &str) -> Result<String> {
    let root = house::root();
    let mut hash = Sha256::new();
    hash.update(if kind == Kind::Release { "release" } else { "quick" });
    hash.update(style);
    for file in ["Cargo.toml", "Cargo.lock", "Trunk.toml", "rust-toolchain.toml"] {
        add(&mut hash, &root.join(file))?;
    }
    for folder in [
        "app/contract",
        "app/client",
        "app/ui",
        &format!("app/{}", own(name)),
        "frontend",
        "xtask/src/bundles",
        "xtask/split",
    ] {
        add(&mut hash, &root.join(folder))?;
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn add(hash: &mut Sha256, path: &Path) -> Result<()> {
    // Texts in other languages are files of their own.
    if path.ends_with("languages") {
        return Ok(());
    }
    if path.is_dir() {
        return listing(path)?.iter().try_for_each(|entry| add(hash, entry));
    }
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    hash.update(path.to_string_lossy().as_bytes());
    hash.update(content.len().to_le_bytes());
    hash.update(content);
    Ok(())
}

/// The entries of a folder in a fixed order; of one that is not there, none.
pub fn listing(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(|| format!("listing {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}
