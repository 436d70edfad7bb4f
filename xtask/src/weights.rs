//! What the pages weigh, compressed as served (1 KB = 1,000 bytes), against two numbers: the **goal**, what they are to
//! weigh in the end, and the **ceiling**, what they must not exceed today. A ceiling above its goal is a debt: it is said
//! aloud at every run, and to be lowered.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{bundles, house};

/// Measures the built files, prints a table, fails above it. The portal's page is rendered by the server: given, it is
/// weighed; else the page Trunk built stands in for it.
pub fn check(portal_page: Option<&str>) -> Result<()> {
    let portal_html = match portal_page {
        Some(page) => bundles::brotli(page.as_bytes())?,
        None => size("portal/index.html")?,
    };
    let portal = styles("portal")? + portal_html;
    // Chats and tickets need no piece: `end2end/console/pieces.spec.ts` sees what is fetched.
    let console = size("console/index.html")? + styles("console")?;
    let rows = [
        ("widget.js, the loader", size("public/widget.js")?, 3, 3),
        ("opened widget, everything", size("widget/index.html")? + styles("widget")? + code("widget")?, 110, 110),
        ("widget that asks more", size("asking/index.html")? + styles("asking")? + code("asking")?, 110, 118),
        ("portal page before script", portal, 40, 40),
        ("portal, hydrated", portal + code("portal")?, 250, 250),
        ("console, first screen", console + code("console")?, 500, 500),
        ("console, everything", console + code("console")? + pieces("console")?, 700, 810),
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

fn styles(bundle: &str) -> Result<u64> {
    total(bundle, &[".css.br"])
}

/// What is there from the start: the script and the main module.
fn code(bundle: &str) -> Result<u64> {
    total(bundle, &[".js.br", "_bg.wasm.br"])
}

/// What is loaded when it is needed.
fn pieces(bundle: &str) -> Result<u64> {
    Ok(total(bundle, &[".wasm.br"])? - total(bundle, &["_bg.wasm.br"])?)
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
