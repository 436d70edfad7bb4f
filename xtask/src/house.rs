//! Where things are: the clone, what is built, the tools kept outside the clone.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The exact versions of what `setup` installs. A folder of the cache is named by them, so that two clones at
/// different versions do not disturb each other.
pub const TRUNK: &str = "0.21.14";
pub const WASM_BINDGEN: &str = "0.2.130";
pub const CARGO_DENY: &str = "0.20.2";
pub const BINARYEN: &str = "132";
pub const SCHEMATHESIS: &str = "4";
/// For machines whose own Node is too old for the end-to-end tests (Debian 12 has 18).
pub const NODE: &str = "22.23.3";

/// Says to what Trunk starts in which clone it is, where cargo does not: [`crate::run::program`] takes out what it says.
pub const STARTED_IN: &str = "FRONTDESK_XTASK";

/// The clone this was started in: what was compiled in may be another's, when two clones share a target folder.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").or_else(|| env::var_os(STARTED_IN));
    let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = Path::new(&here);
    here.parent().unwrap_or(here).to_path_buf()
}

/// What is served: the three bundles, the public files, `assets.json`.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Files that live between two steps of a build.
pub fn scratch() -> PathBuf {
    root().join("target")
}

/// Cargo's folder for what runs on this machine.
pub fn native_target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) if !folder.is_empty() => root().join(folder),
        _ => root().join("target"),
    }
}

/// Cargo's folder for what runs in a browser: its own, or the two kinds of build would evict each other.
pub fn wasm_target() -> PathBuf {
    match env::var_os("FRONTDESK_WASM_TARGET_DIR") {
        Some(folder) if !folder.is_empty() => root().join(folder),
        _ => native_target().join("wasm"),
    }
}

/// The tools, outside the clone: building them takes a quarter of an hour.
pub fn tools() -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("FRONTDESK_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("frontdesk/tools")))
        .or_else(|| set("HOME").map(|home| home.join(".cache/frontdesk/tools")))
        .unwrap_or_else(|| root().join("target/tools"))
}

/// A tool installed by cargo: its program.
pub fn cargo_tool(name: &str, version: &str, program: &str) -> PathBuf {
    tools().join(format!("{name}-{version}/bin/{program}"))
}

pub fn trunk() -> PathBuf {
    cargo_tool("trunk", TRUNK, "trunk")
}

pub fn wasm_bindgen() -> PathBuf {
    cargo_tool("wasm-bindgen", WASM_BINDGEN, "wasm-bindgen")
}

pub fn cargo_deny() -> PathBuf {
    cargo_tool("cargo-deny", CARGO_DENY, "cargo-deny")
}

pub fn wasm_opt() -> PathBuf {
    tools().join(format!("binaryen-{BINARYEN}/node_modules/.bin/wasm-opt"))
}

/// The Node we fetch where the machine's own is too old.
pub fn own_node() -> PathBuf {
    tools().join(format!("node-{NODE}/node_modules/{}/bin/node", node_package()))
}

/// Node's program as npm has it for this machine.
pub fn node_package() -> String {
    let system = if env::consts::OS == "macos" { "darwin" } else { env::consts::OS };
    let processor = if env::consts::ARCH == "aarch64" { "arm64" } else { "x64" };
    format!("node-{system}-{processor}")
}

pub fn nextest() -> PathBuf {
    on_path("cargo-nextest").unwrap_or_else(|| tools().join("cargo-nextest/bin/cargo-nextest"))
}

pub fn schemathesis() -> PathBuf {
    tools().join(format!("schemathesis-{SCHEMATHESIS}"))
}

/// A program on the PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The PATH with these programs' folders in front.
pub fn path_with(programs: &[PathBuf]) -> std::ffi::OsString {
    let ours = programs.iter().filter_map(|program| program.parent()).map(Path::to_path_buf);
    let theirs = env::var_os("PATH").unwrap_or_default();
    env::join_paths(ours.chain(env::split_paths(&theirs))).unwrap_or(theirs)
}
