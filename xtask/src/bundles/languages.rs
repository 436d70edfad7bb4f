//! The texts of each page in other languages, as files of their own: a page loads the one it speaks.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Kind, compress, inputs::listing, own, write};
use crate::{
    house,
    languages::{TAGS, in_order},
};

/// What the files of a bundle's texts begin with.
const BEGINS: &str = "texts-";

/// Puts the texts of the bundle of this name beside it: the components' and its own.
pub fn put(name: &str, kind: Kind) -> Result<()> {
    let folder = house::dist().join(name);
    let mut old = files(name)?;
    let mut modules = Vec::new();
    for module in listing(&folder)?.iter().filter(|file| file.extension().is_some_and(|kind| kind == "wasm")) {
        modules.extend(fs::read(module).with_context(|| format!("reading {}", module.display()))?);
    }
    for tag in TAGS {
        let mut texts = in_order("ui", tag)?;
        texts.extend(in_order(own(name), tag)?);
        // What no module of the page names, it never says: components it has not, pages that the server alone writes.
        texts.retain(|catalogue, _| modules.windows(catalogue.len()).any(|part| part == catalogue.as_bytes()));
        let content = serde_json::to_string(&texts)?;
        let hash: String = Sha256::digest(&content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let file = folder.join(format!("{BEGINS}{tag}-{hash}.json"));
        let there = old.iter().position(|other| *other == file);
        match there {
            Some(at) => drop(old.swap_remove(at)),
            None => {
                write(&file, &content)?;
                compress::file(&file, kind)?;
            }
        }
    }
    for file in old {
        for packed in ["json", "json.br", "json.gz"] {
            fs::remove_file(file.with_extension(packed)).with_context(|| format!("removing {}", file.display()))?;
        }
    }
    Ok(())
}

/// The file of a language, as the page asks for it.
pub fn path(name: &str, tag: &str) -> Result<String> {
    let begins = format!("{BEGINS}{tag}-");
    let names = files(name)?.into_iter().filter_map(|file| Some(file.file_name()?.to_str()?.to_owned()));
    let file = names.into_iter().find(|file| file.starts_with(&begins));
    Ok(format!("/assets/{name}/{}", file.with_context(|| format!("the {name} has no texts in {tag}"))?))
}

fn files(name: &str) -> Result<Vec<PathBuf>> {
    let mut files = listing(&house::dist().join(name))?;
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(BEGINS) && name.ends_with(".json")
    });
    Ok(files)
}
