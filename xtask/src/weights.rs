//! What the pages weigh, compressed as served (1 KB = 1,000 bytes), against two numbers: the **goal**, what they are to
//! weigh in the end, and the **ceiling**, what they must not exceed today. A ceiling above its goal is a debt: it is said
//! aloud at every run, and to be lowered.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{bundles, house, languages::TAGS};

/// Measures the built files, prints a table, fails above it. The portal's page is rendered by the server: given, it is
/// weighed; else the page Trunk built stands in for it.
pub fn check(portal_page: Option<&str>) -> Result<()> {
    let portal_html = match portal_page {
        Some(page) => bundles::brotli(page.as_bytes())?,
        None => size("portal/index.html")?,
    };
    let portal = styles("portal")? + portal_html;
    // The console opens on the chats, which need no piece: `end2end/console/pieces.spec.ts` sees what is fetched. All other
    // pages need one more, and who opens them waits for that: all pieces together are nobody's wait.
    let console = whole("console")? + texts("console")?;
    let rows = [
        ("widget.js, the loader", size("public/widget.js")?, 3, 3),
        ("opened widget, everything", whole("widget")?, 110, 110),
        ("the same in Arabic", whole("widget")? + texts("widget")?, 110, 111),
        ("widget that asks more", whole("asking")? + texts("asking")?, 110, 119),
        ("portal page before script", portal, 40, 40),
        ("portal, hydrated", portal + code("portal")? + texts("portal")?, 250, 250),
        ("console, first screen", console, 500, 500),
        ("console, heaviest page", console + more_texts("console")? + heaviest_piece("console")?, 700, 700),
    ];
    println!("Weights, brotli           KB   goal  ceiling");
    let mut heavy = Vec::new();
    for (what, bytes, goal, ceiling) in rows {
        let sign = if bytes > ceiling * 1000 {
            heavy.push(what);
            "  TOO HEAVY"
        } else if bytes > goal * 1000 {
            "  over the goal"
        } else {
            ""
        };
        println!("{what:<26}{:>6.1} {goal:>5} {ceiling:>8}{sign}", bytes as f64 / 1000.0);
    }
    if portal_page.is_none() {
        println!("(the portal's HTML as built; `cargo xtask test` weighs the rendered page)");
    }
    if heavy.is_empty() { Ok(()) } else { bail!("too heavy: {}", heavy.join("; ")) }
}

/// A file of dist/ as served.
fn size(file: &str) -> Result<u64> {
    let path = house::dist().join(format!("{file}.br"));
    Ok(fs::metadata(&path).with_context(|| format!("{} is not built", path.display()))?.len())
}

/// What a page in English loads.
fn whole(bundle: &str) -> Result<u64> {
    Ok(size(&format!("{bundle}/index.html"))? + styles(bundle)? + code(bundle)?)
}

fn styles(bundle: &str) -> Result<u64> {
    total(bundle, &[".css.br"])
}

/// What is there from the start: the script and the main module.
fn code(bundle: &str) -> Result<u64> {
    total(bundle, &[".js.br", "_bg.wasm.br"])
}

/// The texts of the language that has the longest: who reads English loads none.
fn texts(bundle: &str) -> Result<u64> {
    let weights = TAGS.iter().map(|tag| size(bundles::texts(bundle, tag)?.trim_start_matches("/assets/")));
    Ok(weights.collect::<Result<Vec<_>>>()?.into_iter().max().unwrap_or_default())
}

/// The same of what only pieces say.
fn more_texts(bundle: &str) -> Result<u64> {
    let mut heaviest = 0;
    for tag in TAGS {
        if let Some(path) = bundles::more_texts(bundle, tag)? {
            heaviest = heaviest.max(size(path.trim_start_matches("/assets/"))?);
        }
    }
    Ok(heaviest)
}

/// The heaviest piece with all it waits for.
fn heaviest_piece(bundle: &str) -> Result<u64> {
    let files = bundles::files(&house::dist().join(bundle))?;
    let script = files.iter().find(|file| file.extension().is_some_and(|kind| kind == "js")).context("no script")?;
    let script = fs::read_to_string(script).with_context(|| format!("reading {}", script.display()))?;
    let weigh = |files: &Vec<String>| files.iter().map(|file| size(&format!("{bundle}/{file}"))).sum::<Result<u64>>();
    let weights: Vec<u64> = waits(&script).iter().map(weigh).collect::<Result<_>>()?;
    weights.into_iter().max().context("the script loads no pieces")
}

/// For each piece the files that are loaded for it, read from what loads them: `const NAME = … "./FILE" … [PARTS]`.
fn waits(script: &str) -> Vec<Vec<String>> {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for load in script.split("\nconst __").skip(1) {
        let Some((name, rest)) = load.split_once(" = ") else { continue };
        let Some(file) = rest.split_once("new URL(\"./").and_then(|(_, rest)| rest.split('"').next()) else { continue };
        let waits = rest.split_once("\n, [").and_then(|(_, rest)| rest.split(']').next()).unwrap_or_default();
        let known = |name: &str| parts.iter().find(|(part, _)| *part == name).map(|(_, files)| files.clone());
        let waits = waits.split(", ").filter_map(|name| name.strip_prefix("__"));
        let mut files: Vec<String> = waits.filter_map(known).flatten().collect();
        files.push(file.to_owned());
        parts.push((name, files));
    }
    parts.retain(|(name, _)| name.starts_with("wasm_split_load_"));
    parts.into_iter().map(|(_, files)| files).collect()
}

fn total(bundle: &str, endings: &[&str]) -> Result<u64> {
    let folder = house::dist().join(bundle);
    let mut bytes = 0;
    for entry in bundles::files(&folder)? {
        if endings.iter().any(|ending| entry.to_string_lossy().ends_with(ending)) {
            bytes += fs::metadata(&entry)?.len();
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::waits;

    #[test]
    fn a_piece_waits_for_what_it_shares() {
        let script = r#"
const __chunk_8 = makeLoad(() => {
const src = fetch(new URL("./chunk_8-1.wasm", import.meta.url));
}
, []);
const __chunk_9 = makeLoad(() => {
const src = fetch(new URL("./chunk_9-2.wasm", import.meta.url));
}
, []);
const __wasm_split_load_settings = wrapAsyncCb(makeLoad(() => {
const src = fetch(new URL("./settings-3.wasm", import.meta.url));
}
, [__chunk_8, __chunk_9]));
const __wasm_split_load_door = wrapAsyncCb(makeLoad(() => {
const src = fetch(new URL("./door-4.wasm", import.meta.url));
}
, [__chunk_9]));
const import2 = import1;
"#;
        assert_eq!(
            waits(script),
            [vec!["chunk_8-1.wasm", "chunk_9-2.wasm", "settings-3.wasm"], vec!["chunk_9-2.wasm", "door-4.wasm"]]
        );
    }
}
