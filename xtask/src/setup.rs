//! Installs what is missing, and says nothing when nothing is.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{
    house,
    run::{cargo, output, program, quietly, run},
};

#[derive(Args)]
pub struct Setup {
    /// Only what building the front ends needs.
    #[arg(long)]
    bundles_only: bool,
}

/// A program, and the Debian packages that bring it.
const DEBIAN: [(&str, &[&str]); 6] = [
    ("node", &["nodejs"]),
    ("npm", &["npm"]),
    ("chromium", &["chromium"]),
    ("initdb", &["postgresql"]),
    ("postfix", &["postfix"]),
    ("dovecot", &["dovecot-imapd", "dovecot-pop3d"]),
];

/// Tells Debian's Postfix not to be configured, and so not to run.
const NO_MAIL: &str = "echo postfix postfix/main_mailer_type select No configuration | debconf-set-selections";

impl Setup {
    pub fn run(&self) -> Result<()> {
        for_bundles()?;
        if !self.bundles_only {
            for_tests()?;
        }
        println!("Everything is there.");
        Ok(())
    }
}

/// What `cargo xtask bundles` and `demo` need.
pub fn for_bundles() -> Result<()> {
    debian(&["node", "npm"])?;
    wasm_target()?;
    // Its own lock file pins a wasm-bindgen library older than the program: without --locked.
    cargo_install("wasm-bindgen-cli", "wasm-bindgen", house::WASM_BINDGEN, &house::wasm_bindgen(), &[])?;
    let plain = ["--locked", "--no-default-features", "--features", "rustls"];
    cargo_install("trunk", "trunk", house::TRUNK, &house::trunk(), &plain)?;
    binaryen()
}

/// What `cargo xtask test` needs beside.
pub fn for_tests() -> Result<()> {
    debian(&["chromium", "initdb", "postfix", "dovecot"])?;
    node()?;
    cargo_install("cargo-deny", "cargo-deny", house::CARGO_DENY, &house::cargo_deny(), &["--locked"])?;
    if !house::nextest().is_file() {
        let folder = house::tools().join("cargo-nextest");
        println!("Building cargo-nextest, once per machine …");
        run(install(&folder).args(["--locked", "cargo-nextest"]))?;
    }
    end2end()
}

/// PostgreSQL's programs are not on the PATH in Debian, Postfix's and Dovecot's on root's only.
fn present(name: &str) -> bool {
    let sbin = Path::new("/usr/sbin").join(name).is_file();
    sbin || house::on_path(name).is_some() || (name == "initdb" && crate::postgres::programs().is_some())
}

fn debian(wanted: &[&str]) -> Result<()> {
    let missing = DEBIAN.iter().filter(|(name, _)| wanted.contains(name) && !present(name));
    let packages: Vec<&str> = missing.flat_map(|(_, packages)| packages.iter().copied()).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root || house::on_path("apt-get").is_none() {
        bail!("please install: {} (on Debian: apt-get install {0})", packages.join(" "));
    }
    println!("Installing {} …", packages.join(", "));
    quietly(program("apt-get").args(["-qq", "update"]))?;
    if packages.contains(&"postfix") {
        // The tests run their own; the machine gets none that listens.
        quietly(program("sh").args(["-c", NO_MAIL]))?;
    }
    quietly(
        program("apt-get")
            .args(["-qq", "install", "--yes", "--no-install-recommends"])
            .args(&packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// The end-to-end tests need Node 20 or later: where the machine's own is older, one of ours stands before it.
fn node() -> Result<()> {
    let version = output(program("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= 20) || house::own_node().is_file() {
        return Ok(());
    }
    println!("Fetching Node {}, for this machine has {} …", house::NODE, version.trim());
    npm_install(&format!("node-{}", house::NODE), &format!("{}@{}", house::node_package(), house::NODE))
}

/// rustup adds the target of rust-toolchain.toml by itself on most machines; not where installing is switched off.
fn wasm_target() -> Result<()> {
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(());
    }
    println!("Adding the wasm32 target …");
    run(program("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

fn install(folder: &Path) -> Command {
    let mut command = cargo();
    // A folder of its own, thrown away: nothing of it is of use to our own builds. Built fast, not to be fast.
    command
        .args(["install", "--quiet", "--root"])
        .arg(folder)
        .env("CARGO_TARGET_DIR", house::tools().join("building"))
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        // outside the clone, where no `.cargo/config.toml` of ours applies
        .current_dir("/");
    command
}

fn cargo_install(package: &str, name: &str, version: &str, program: &Path, more: &[&str]) -> Result<()> {
    if program.is_file() {
        return Ok(());
    }
    println!("Building {package} {version}, once per machine …");
    let folder = house::tools().join(format!("{name}-{version}"));
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    run(install(&folder).arg(format!("{package}@{version}")).args(more))?;
    // What is left of the build is large; failing to remove it harms nobody.
    let _ = fs::remove_dir_all(house::tools().join("building"));
    Ok(())
}

fn binaryen() -> Result<()> {
    if house::wasm_opt().exists() {
        return Ok(());
    }
    println!("Fetching wasm-opt {} …", house::BINARYEN);
    npm_install(&format!("binaryen-{}", house::BINARYEN), &format!("binaryen@{}", house::BINARYEN))
}

/// Puts a package of npm's into a folder of the tools.
fn npm_install(folder: &str, package: &str) -> Result<()> {
    let folder = house::tools().join(folder);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    run(npm().args(["install", "--prefix"]).arg(&folder).arg(package))
}

/// The packages of the end-to-end tests, when their lock file is newer than what is installed.
pub fn end2end() -> Result<()> {
    let folder = house::root().join("end2end");
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let changed = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    if changed(&installed) >= changed(&lock) && installed.is_file() {
        return Ok(());
    }
    println!("Fetching the packages of the end-to-end tests …");
    run(npm().arg("ci").current_dir(folder))
}

fn npm() -> Command {
    let mut command = program("npm");
    command
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .env("npm_config_loglevel", "error")
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    command
}
