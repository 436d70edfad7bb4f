//! The console in pieces: pages that are seldom needed are files of their own, loaded when somebody comes to them
//! (`app/console/src/pieces.rs` says which).
//!
//! `xtask/split` cuts the linked program before wasm-bindgen sees it, for what it needs to know (where which function
//! and which data is meant: relocations) is gone afterwards. Each piece is then made small by wasm-opt, and gets the
//! hash of its content into its name. Only then anything names it: the script that loads the pieces becomes a part of
//! wasm-bindgen's own, so that there is one script with one hash, which the page's `integrity` covers.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::inputs::listing;
use crate::{
    house,
    run::{cargo, quietly, run},
};

/// Tells this program, where it stands in for wasm-bindgen, what cuts.
const SPLITTER: &str = "FRONTDESK_SPLITTER";

/// As which file the main module imports what loads the pieces.
const LOADER: &str = "./split.js";

/// Has what Trunk links cut.
pub fn prepare(trunk: &mut Command) -> Result<()> {
    run(cargo().args(["build", "--quiet", "--package", "split"]))?;
    trunk.env(SPLITTER, house::native_target().join("debug/split"));
    Ok(())
}

/// Puts the pieces beside what Trunk made.
pub fn put(to: &Path) -> Result<()> {
    for piece in listing(&finished())? {
        let target = to.join(piece.file_name().unwrap_or_default());
        fs::copy(&piece, &target).with_context(|| format!("copying {}", piece.display()))?;
    }
    Ok(())
}

/// Cuts, if it is to be: wasm-bindgen's arguments then name the main module, and the answer is what loads the pieces.
pub fn cut(arguments: &mut Vec<OsString>) -> Result<Option<String>> {
    let Some(splitter) = env::var_os(SPLITTER) else { return Ok(None) };
    let is_module = |word: &&mut OsString| Path::new(word).extension().is_some_and(|kind| kind == "wasm");
    // Trunk also asks for the version.
    let Some(linked) = arguments.iter_mut().find(is_module) else { return Ok(None) };
    let folder = house::scratch().join("pieces");
    if folder.is_dir() {
        fs::remove_dir_all(&folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(finished()).with_context(|| format!("making {}", folder.display()))?;
    run(Command::new(splitter).arg(&linked).arg(&folder))?;
    *linked = folder.join("main.wasm").into();
    // Else wasm-bindgen takes out what only pieces use.
    arguments.extend(["--keep-lld-exports".into(), "--no-demangle".into()]);
    let loader = folder.join(LOADER);
    let mut loader = fs::read_to_string(&loader).with_context(|| format!("reading {}", loader.display()))?;
    for piece in listing(&folder)? {
        let name = piece.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".wasm") && name != "main.wasm" {
            loader = renamed(&loader, name, &finish(&piece, name)?)?;
        }
    }
    Ok(Some(loader))
}

/// Where the pieces are before Trunk is done.
fn finished() -> PathBuf {
    house::scratch().join("pieces/finished")
}

/// Makes a piece small, as Trunk does the main module, and names it by its content.
fn finish(piece: &Path, name: &str) -> Result<String> {
    let small = piece.with_extension("small");
    quietly(Command::new(house::wasm_opt()).arg("-Oz").arg(piece).arg("-o").arg(&small))?;
    let content = fs::read(&small).with_context(|| format!("reading {}", small.display()))?;
    let hash: String = Sha256::digest(&content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{}-{hash}.wasm", name.trim_end_matches(".wasm").trim_start_matches("split_"));
    fs::write(finished().join(&name), content).with_context(|| format!("writing {name}"))?;
    Ok(name)
}

/// What loads the pieces, with one of them under its final name.
fn renamed(loader: &str, before: &str, after: &str) -> Result<String> {
    let (before, after) = (format!("\"./{before}\""), format!("\"./{after}\""));
    if loader.contains(&before) { Ok(loader.replace(&before, &after)) } else { bail!("nothing loads {before}") }
}

/// wasm-bindgen's script with what loads the pieces in it, in place of the imports: there is one for each function.
pub fn joined(script: &str, loader: &str) -> Result<String> {
    let loader = expression(loader)?;
    let mut joined = String::with_capacity(script.len() + loader.len());
    let mut known = None;
    for line in script.lines() {
        if !(line.starts_with("import ") && line.contains(LOADER)) {
            joined.push_str(line);
        } else {
            let name = line.strip_prefix("import * as ").and_then(|rest| rest.split_whitespace().next());
            let name = name.with_context(|| format!("not the import that was expected: {line}"))?;
            joined.push_str(&format!("const {name} = {};", known.unwrap_or(loader.as_str())));
            known = known.or(Some(name));
        }
        joined.push('\n');
    }
    if known.is_some() { Ok(joined) } else { bail!("wasm-bindgen's script does not import {LOADER}") }
}

/// A module as an expression, so that its names and those of wasm-bindgen's script do not meet.
fn expression(module: &str) -> Result<String> {
    let mut body = String::new();
    let mut exports = Vec::new();
    for line in module.lines() {
        // wasm-bindgen's own function, which is there.
        if line.starts_with("import { initSync } ") {
            continue;
        }
        if line.starts_with("import ") {
            bail!("what loads the pieces imports more than was expected: {line}");
        }
        let exported = line.strip_prefix("export ");
        exports.extend(exported.and_then(|line| line.strip_prefix("const ")?.split_whitespace().next()));
        body.push_str(exported.unwrap_or(line));
        body.push('\n');
    }
    if exports.is_empty() {
        bail!("no piece is loaded by anything");
    }
    Ok(format!("(() => {{\n{body}return {{ {} }};\n}})()", exports.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::{joined, renamed};

    const LOADER: &str = r#"import { initSync } from "./main.js";
function make() {
    return fetch(new URL("./split_settings.wasm", import.meta.url));
}
export const load_settings = make();
export const load_people = make();
"#;

    #[test]
    fn what_loads_the_pieces_goes_into_the_script_once() {
        let script = r#"import * as import1 from "./split.js"
import * as import2 from "./split.js"
function initSync() {}
export { initSync };
"#;
        let expected = r#"const import1 = (() => {
function make() {
    return fetch(new URL("./settings-1.wasm", import.meta.url));
}
const load_settings = make();
const load_people = make();
return { load_settings, load_people };
})();
const import2 = import1;
function initSync() {}
export { initSync };
"#;
        let loader = renamed(LOADER, "split_settings.wasm", "settings-1.wasm").unwrap();
        assert_eq!(joined(script, &loader).unwrap(), expected);
    }

    #[test]
    fn what_is_not_as_expected_is_refused() {
        assert!(joined("function initSync() {}\n", LOADER).is_err());
        assert!(joined("import * as a from \"./split.js\"\n", "let shared;\n").is_err());
        assert!(
            joined("import * as a from \"./split.js\"\n", "import b from \"./b.js\";\nexport const c = b;\n").is_err()
        );
        assert!(renamed(LOADER, "other.wasm", "other-1.wasm").is_err());
    }
}
