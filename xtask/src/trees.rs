//! What may not reach a browser: each of these costs more than the feature it would bring (compressed, in KB: regex
//! 191, ammonia 227, url 63, chrono 18, jiff 48, leptos-use 77), and a server's crate there is a mistake.

use anyhow::{Result, bail};

use crate::{
    bundles,
    run::{cargo, output},
};

const KEPT_OUT: [&str; 14] = [
    "ammonia",
    "axum",
    "chrono",
    "frontdesk",
    "icu",
    "jiff",
    "leptos-use",
    "leptos_axum",
    "regex",
    "sea-orm",
    "sqlx",
    "tokio",
    "tower",
    "url",
];

/// uuid's ways of making ids: they need a source of chance, and ids are made on the server.
const UUID_KEPT_OUT: [&str; 6] = ["v1", "v4", "v6", "v7", "rng", "fast-rng"];

pub fn check() -> Result<()> {
    let mut found = Vec::new();
    for name in bundles::NAMES {
        let tree = output(cargo().args(["tree", "--quiet", "--package", "frontend", "--features", name]).args([
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}|{f}",
        ]))?;
        found.extend(kept_out(&tree).into_iter().map(|what| format!("{name} depends on {what}")));
    }
    if found.is_empty() { Ok(()) } else { bail!("{} (see `cargo tree -p frontend -i …`)", found.join("; ")) }
}

fn kept_out(tree: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in tree.lines() {
        let (package, features) = line.split_once('|').unwrap_or((line, ""));
        let name = package.split(' ').next().unwrap_or_default();
        if KEPT_OUT.contains(&name) {
            found.push(name.to_string());
        }
        if name == "uuid" {
            let making = features.trim_end_matches(" (*)").split(',').filter(|feature| UUID_KEPT_OUT.contains(feature));
            found.extend(making.map(|feature| format!("uuid with {feature}")));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::kept_out;

    #[test]
    fn heavy_crates_and_ways_of_making_ids_are_found() {
        let tree = "portal v0.1.0 (/x)|hydrate\nregex v1.11.0|std\nuuid v1.18.0|serde,std,v4 (*)\nserde v1.0.0|";
        assert_eq!(kept_out(tree), ["regex", "uuid with v4"]);
        assert_eq!(kept_out("uuid v1.18.0|default,serde,std\nregex-lite v1.0.0|"), [] as [String; 0]);
    }
}
