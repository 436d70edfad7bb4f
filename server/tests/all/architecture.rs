//! Who may import whom, and what stays pure: read from the sources, so that a wrong `use` fails here.

use std::{fs, path::Path};

/// The slices in layers, lowest first. A slice may import from layers above it in this list, never beside or below.
const LAYERS: &[&[&str]] = &[
    &["platform"],
    &["people"],
    &["attachments"],
    &["departments"],
    &["fields"],
    &["asks"],
    &["routing"],
    &["tickets"],
    &["chat"],
    &["organizations"],
    &["portal", "email", "realtime", "reports", "setup"],
];

/// Files at the root may import everything: they put the slices together.
const TOP: &[&str] = &["lib.rs", "main.rs", "routes.rs", "reactions.rs", "pages.rs", "manual.rs"];

/// Folders at the root that stand above all slices.
const TOP_FOLDERS: &[&str] = &["seeds", "migrations"];

/// Files that decide and nothing else.
const PURE: &[&str] = &[
    "rules.rs",
    "parts.rs",
    "definitions.rs",
    "statement.rs",
    "address.rs",
    "sheet.rs",
    "pick.rs",
    "queue.rs",
    "life.rs",
    "patience.rs",
    "compare.rs",
    "validity.rs",
    "origins.rs",
    "audience.rs",
];

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            all.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

fn all() -> Vec<(String, String)> {
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn layer(slice: &str) -> Option<usize> {
    LAYERS.iter().position(|slices| slices.contains(&slice))
}

/// The slices a source names after `crate::`, also in grouped imports.
fn named(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices("crate::") {
        let rest = &source[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word, mut fresh) = (1, String::new(), true);
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => {
                        depth -= 1;
                        if depth == 0 {
                            break;
                        }
                    }
                    ',' if depth == 1 => fresh = true,
                    c if depth == 1 && fresh && (c.is_alphanumeric() || c == '_') => word.push(c),
                    _ if depth == 1 && !word.is_empty() => {
                        found.push(std::mem::take(&mut word));
                        fresh = false;
                    }
                    _ => {}
                }
                if depth == 1 && c == ',' && !word.is_empty() {
                    found.push(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                found.push(word);
            }
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn slices_import_only_downward() {
    let mut wrong = Vec::new();
    for (name, source) in all() {
        let slice = name.split('/').next().unwrap();
        if TOP.contains(&name.as_str()) || TOP_FOLDERS.contains(&slice) {
            continue;
        }
        let Some(own) = layer(slice) else {
            wrong.push(format!("{name}: {slice} stands in no layer"));
            continue;
        };
        for other in named(&source) {
            if other == slice || layer(&other).is_none_or(|layer| layer < own) {
                continue;
            }
            wrong.push(format!("{name} imports {other}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn slices_are_entered_by_the_door() {
    let mut wrong = Vec::new();
    for (name, source) in all() {
        let own = name.split('/').next().unwrap();
        for slice in LAYERS.iter().flat_map(|slices| slices.iter()).filter(|slice| **slice != own) {
            for room in ["store", "actions", "access", "routes"] {
                if source.contains(&format!("{slice}::{room}::")) && !TOP.contains(&name.as_str()) {
                    wrong.push(format!("{name} reaches into {slice}::{room}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_decides_is_pure() {
    let forbidden =
        ["async ", ".await", "sea_orm", "axum", "tokio", "Clock", "SystemTime", "Instant", "rand::", "std::fs"];
    let mut wrong = Vec::new();
    for (name, source) in all() {
        let file = name.rsplit('/').next().unwrap();
        if !PURE.contains(&file) {
            continue;
        }
        let code: String =
            source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let code = code.split("#[cfg(test)]").next().unwrap();
        wrong.extend(forbidden.iter().filter(|word| code.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn routes_know_no_database() {
    let wrong: Vec<String> = all()
        .into_iter()
        .filter(|(name, source)| name.ends_with("/routes.rs") && source.contains("sea_orm"))
        .map(|(name, _)| name)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short() {
    let wrong: Vec<String> = all()
        .into_iter()
        .map(|(name, source)| (name, source.lines().count()))
        // A migration is one list, read from top to bottom and never again.
        .filter(|(name, lines)| *lines > 450 && !name.starts_with("migrations/"))
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let wrong: Vec<String> =
        all().into_iter().filter(|(_, source)| !source.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reader_of_imports_sees_groups() {
    let source =
        "use crate::{\n    departments::{Agent, store},\n    people,\n    platform::App,\n};\nuse crate::chat;";
    assert_eq!(named(source), ["departments", "people", "platform", "chat"]);
}
