//! The texts of each page in other languages, as files of their own: a page loads the one it speaks.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use serde_json::Map;
use sha2::{Digest, Sha256};

use super::{Kind, compress, inputs::listing, own, write};
use crate::{
    house,
    languages::{TAGS, in_order},
};

/// What the files of a bundle's texts begin with: those its main part says, and those that only its pieces say.
const BEGIN: [&str; 2] = ["texts-", "more-texts-"];

/// What a page's file calls the path of the texts that its pieces say (`app/ui/src/languages.rs`).
const MORE: &str = "more";

/// Puts the texts of the bundle of this name beside it: the components' and its own.
pub fn put(name: &str, kind: Kind) -> Result<()> {
    let folder = house::dist().join(name);
    let mut old = files(name)?;
    let (mut main, mut pieces) = (Vec::new(), Vec::new());
    for module in listing(&folder)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm")) {
        let part = if module.to_string_lossy().ends_with("_bg.wasm") { &mut main } else { &mut pieces };
        part.extend(fs::read(module).with_context(|| format!("reading {}", module.display()))?);
    }
    // What no module of the page names, it never says: components it has not, pages that the server alone writes.
    let says =
        |modules: &[u8], catalogue: &str| modules.windows(catalogue.len()).any(|part| part == catalogue.as_bytes());
    for tag in TAGS {
        let mut texts = in_order("ui", tag)?;
        texts.extend(in_order(own(name), tag)?);
        let (mut first, mut rest) = (Map::new(), Map::new());
        for (catalogue, texts) in texts {
            if says(&main, &catalogue) {
                first.insert(catalogue, texts.into());
            } else if says(&pieces, &catalogue) {
                rest.insert(catalogue, texts.into());
            }
        }
        let [begins, more] = BEGIN;
        if !rest.is_empty() {
            let file = put_one(name, kind, &format!("{more}{tag}"), &serde_json::to_string(&rest)?, &mut old)?;
            first.insert(MORE.into(), file.into());
        }
        put_one(name, kind, &format!("{begins}{tag}"), &serde_json::to_string(&first)?, &mut old)?;
    }
    for file in old {
        for packed in ["json", "json.br", "json.gz"] {
            fs::remove_file(file.with_extension(packed)).with_context(|| format!("removing {}", file.display()))?;
        }
    }
    Ok(())
}

/// Writes a file of a bundle, unless it is there; says where pages find it.
fn put_one(name: &str, kind: Kind, begins: &str, content: &str, old: &mut Vec<PathBuf>) -> Result<String> {
    let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let path = format!("{name}/{begins}-{hash}.json");
    let file = house::dist().join(&path);
    match old.iter().position(|other| *other == file) {
        Some(at) => drop(old.swap_remove(at)),
        None => {
            write(&file, content)?;
            compress::file(&file, kind)?;
        }
    }
    Ok(format!("/assets/{path}"))
}

/// The file of a language, as the page asks for it.
pub fn path(name: &str, tag: &str) -> Result<String> {
    let [begins, _] = BEGIN;
    first(name, &format!("{begins}{tag}-"))?.with_context(|| format!("the {name} has no texts in {tag}"))
}

/// The file of what only the pieces of a bundle say, where there is any.
pub fn more(name: &str, tag: &str) -> Result<Option<String>> {
    let [_, begins] = BEGIN;
    first(name, &format!("{begins}{tag}-"))
}

fn first(name: &str, begins: &str) -> Result<Option<String>> {
    let names = files(name)?.into_iter().filter_map(|file| Some(file.file_name()?.to_str()?.to_owned()));
    Ok(names.into_iter().find(|file| file.starts_with(begins)).map(|file| format!("/assets/{name}/{file}")))
}

fn files(name: &str) -> Result<Vec<PathBuf>> {
    let mut files = listing(&house::dist().join(name))?;
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        BEGIN.iter().any(|begins| name.starts_with(begins)) && name.ends_with(".json")
    });
    Ok(files)
}
