//! Puts `.br` and `.gz` beside every file that gets smaller by it, at the highest quality: once here instead of at
//! every request.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use super::{Kind, inputs::listing};

/// Pictures, sounds and fonts are compressed already.
const TEXT: [&str; 10] = ["css", "html", "ico", "js", "json", "map", "svg", "txt", "wasm", "webmanifest"];

/// Compresses what is in the folder and below.
pub fn folder(folder: &Path, kind: Kind) -> Result<()> {
    for path in listing(folder)? {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            self::folder(&path, kind)?;
        } else if TEXT.contains(&extension) {
            file(&path, kind)?;
        }
    }
    Ok(())
}

/// Compresses a file.
pub fn file(path: &Path, kind: Kind) -> Result<()> {
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    put(path, "br", brotli(&content, if kind == Kind::Release { 11 } else { 4 })?)?;
    let mut gzip =
        GzEncoder::new(Vec::new(), if kind == Kind::Release { Compression::best() } else { Compression::fast() });
    gzip.write_all(&content)?;
    put(path, "gz", gzip.finish()?)
}

/// As a browser would get it.
pub fn brotli(mut content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let mut small = Vec::new();
    let how = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut content, &mut small, &how)?;
    Ok(small)
}

fn put(path: &Path, extension: &str, content: Vec<u8>) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    fs::write(&name, content).with_context(|| format!("writing {}", name.display()))
}
