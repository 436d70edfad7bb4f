//! Builds the front ends into `dist/`, and what the server needs to know about them.
//!
//! Styles are composed first, then Trunk runs once per page, then everything is compressed as it will be served.
//! Nothing is changed after Trunk hashed it: the pages carry `integrity`. What wasm-bindgen makes is changed before
//! (`glue`); names are given anew by what is in the end there (`names`).

mod assets;
mod compress;
pub mod glue;
mod inputs;
mod languages;
mod names;
mod pieces;
mod styles;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use clap::Args;

pub use languages::{more as more_texts, path as texts};

use crate::{
    house,
    run::{cargo, program, run},
    setup, weights,
};

/// The front ends: the names of their pages, binaries, features and style entries. The widget comes twice: for the brands
/// whose departments ask their visitors more, too.
pub const NAMES: [&str; 4] = ["widget", "asking", "portal", "console"];

/// The crate a front end is made of.
pub fn own(name: &str) -> &str {
    if name == "asking" { "widget" } else { name }
}

#[derive(Args)]
pub struct Bundles {
    /// Measure the built files against the table of weights, and fail above it.
    #[arg(long)]
    weights: bool,
    /// Build all of them, changed or not.
    #[arg(long)]
    force: bool,
    /// Faster to build, slower to run and larger: for work on the pages.
    #[arg(long, conflicts_with = "weights")]
    quick: bool,
}

impl Bundles {
    pub fn run(&self) -> Result<()> {
        setup::for_bundles()?;
        build(if self.quick { Kind::Quick } else { Kind::Release }, self.force)?;
        if self.weights { weights::check(None) } else { Ok(()) }
    }
}

/// For whom a bundle is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For people: small and fast.
    Release,
    /// For the one who is writing it: soon.
    Quick,
}

/// Builds those whose inputs changed. Says whether any was.
pub fn build(kind: Kind, force: bool) -> Result<bool> {
    let mut built = false;
    for name in NAMES {
        built |= bundle(name, kind, force)?;
        languages::put(name, kind)?;
    }
    public()?;
    assets::write()?;
    Ok(built)
}

fn bundle(name: &str, kind: Kind, force: bool) -> Result<bool> {
    let style = styles::compose(&house::root().join(format!("style/entry-{name}.css")))?;
    let stamp = house::scratch().join(format!("bundles/{name}"));
    let inputs = inputs::hash(name, kind, &style)?;
    let page = house::dist().join(name).join("index.html");
    if !force && page.is_file() && fs::read_to_string(&stamp).is_ok_and(|before| before == inputs) {
        return Ok(false);
    }
    let started = Instant::now();
    write(&house::scratch().join(format!("style/{name}.css")), &style)?;
    trunk(name, kind)?;
    nonces(&page)?;
    names::by_content(&house::dist().join(name), name)?;
    compress::folder(&house::dist().join(name), kind)?;
    write(&stamp, &inputs)?;
    println!("Built the {name} in {} s.", started.elapsed().as_secs());
    Ok(true)
}

fn trunk(name: &str, kind: Kind) -> Result<()> {
    // Trunk works offline, so that it fetches no programs; then cargo must have everything already.
    run(cargo().args(["fetch", "--quiet"]))?;
    let release = kind == Kind::Release;
    let bindgen = if release { glue::stand_in()? } else { house::wasm_bindgen() };
    let path = house::path_with(&[house::trunk(), bindgen, house::wasm_opt()]);
    // The console comes in pieces.
    let split = release && name == "console";
    let features = if split { "console,split" } else { name };
    let mut trunk = program(house::trunk());
    if split {
        pieces::prepare(&mut trunk)?;
    }
    trunk
        .args(["build", "--log", "warn", "-d"])
        .arg(house::dist().join(name))
        .args(["--public-url", &format!("/assets/{name}/"), "--features", features])
        .env("PATH", path)
        .env(house::STARTED_IN, house::root().join("xtask"))
        .env("CARGO_TERM_QUIET", "true")
        .env("CARGO_TARGET_DIR", house::wasm_target())
        // trunk insists on a value it understands; NO_COLOR=1 is not one
        .env_remove("NO_COLOR");
    // Leptos' own switch: views lose their types, so that pages are smaller and builds three times faster. Not for the
    // portal: the server renders it with its types, and a page without them does not fit what was rendered.
    let erased = name != "portal";
    if erased {
        trunk.env("RUSTFLAGS", "--cfg erase_components");
    }
    if release {
        trunk.arg("--release=true");
    } else if erased {
        trunk.env("CARGO_TARGET_DIR", house::wasm_target().join("quick"));
    }
    run(trunk.arg(format!("frontend/{name}.html")))?;
    if split { pieces::put(&house::dist().join(name)) } else { Ok(()) }
}

/// Trunk escapes what a page's own `nonce` says; the server looks for it as it is in Trunk.toml. The page is the one
/// file no hash is of.
fn nonces(page: &Path) -> Result<()> {
    let text = fs::read_to_string(page).with_context(|| format!("reading {}", page.display()))?;
    let escaped = "&#x7B;&#x7B;&#x5F;&#x5F;TRUNK&#x5F;NONCE&#x5F;&#x5F;&#x7D;&#x7D;";
    write(page, &text.replace(escaped, assets::PLACEHOLDER))
}

/// How many bytes a browser would get for this text.
pub fn brotli(text: &[u8]) -> Result<u64> {
    Ok(compress::brotli(text, 11)?.len() as u64)
}

/// Every file in the folder and below.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in inputs::listing(folder)? {
        if path.is_dir() { all.extend(files(&path)?) } else { all.push(path) }
    }
    Ok(all)
}

/// The files under their own names: the loader, icons, sounds.
fn public() -> Result<()> {
    let to = house::dist().join("public");
    if to.is_dir() {
        fs::remove_dir_all(&to).with_context(|| format!("emptying {}", to.display()))?;
    }
    copy(&house::root().join("public"), &to)?;
    let loader = to.join("widget.js");
    if let Ok(script) = fs::read_to_string(&loader) {
        write(&loader, &lines(&script))?;
    }
    compress::folder(&to, Kind::Release)
}

/// A script without its indentation, blank lines and whole-line comments. What else a minifier would do to it is not
/// worth trusting one.
fn lines(script: &str) -> String {
    let mut small = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            small.push_str(line);
            small.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    small
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
    for path in inputs::listing(from)? {
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).with_context(|| format!("copying {}", path.display()))?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn scripts_lose_only_whole_lines() {
        let script = "/* Frontdesk */\n// why\n(() => {\n  /** what\n   * it does */\n  const a = 'https://x'; // stays\n\n})();\n";
        assert_eq!(lines(script), "(() => {\nconst a = 'https://x'; // stays\n})();\n");
    }
}
