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

/// Leptos names some of them and links none of their code into a browser (the weights would tell): what it brings is
/// not ours to keep out.
const FRAMEWORK: [&str; 4] = ["leptos", "leptos_meta", "leptos_router", "leptos_server"];

pub fn check() -> Result<()> {
    let mut found = Vec::new();
    for name in bundles::NAMES {
        let tree = output(cargo().args(["tree", "--quiet", "--package", "frontend", "--features", name]).args([
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "depth",
            "--no-dedupe",
            "--format",
            "|{p}|{f}",
        ]))?;
        found.extend(kept_out(&tree).into_iter().map(|what| format!("{name} depends on {what}")));
    }
    if found.is_empty() { Ok(()) } else { bail!("{} (see `cargo tree -p frontend -i …`)", found.join("; ")) }
}

/// What is in the tree (lines of `depth|package version|features`) and may not be.
fn kept_out(tree: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut framework = None;
    for line in tree.lines() {
        let mut parts = line.splitn(3, '|');
        let depth: usize = parts.next().and_then(|depth| depth.parse().ok()).unwrap_or_default();
        let name = parts.next().unwrap_or_default().split(' ').next().unwrap_or_default();
        let features = parts.next().unwrap_or_default();
        // uuid's features are the same wherever it stands in the tree
        if name == "uuid" {
            let making = features.split(',').filter(|feature| UUID_KEPT_OUT.contains(feature));
            found.extend(making.map(|feature| format!("uuid with {feature}")));
        }
        if framework.is_some_and(|above| depth > above) {
            continue;
        }
        framework = FRAMEWORK.contains(&name).then_some(depth);
        if KEPT_OUT.contains(&name) {
            found.push(name.to_string());
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
        let tree = "0|portal v0.1.0 (/x)|hydrate\n1|some v1.0.0|\n2|regex v1.11.0|std\n1|uuid v1.18.0|serde,std,v4";
        assert_eq!(kept_out(tree), ["regex", "uuid with v4"]);
        assert!(kept_out("0|uuid v1.18.0|default,serde,std\n0|regex-lite v1.0.0|").is_empty());
    }

    #[test]
    fn what_the_framework_brings_is_its_own() {
        let tree = "0|portal v0.1.0|\n1|leptos v0.8.23|\n2|server_fn v0.8.13|\n3|url v2.5.8|std";
        assert!(kept_out(tree).is_empty());
        assert_eq!(kept_out(&format!("{tree}\n1|url v2.5.8|std")), ["url"]);
    }
}
