//! The fast checks, before every commit.

use anyhow::{Result, bail};

use crate::{
    bundles, languages,
    run::{cargo, cargo_wasm, run},
    trees,
};

/// Runs them all, and fails when one does: what is wrong should be known at once, not one by one.
pub fn all() -> Result<()> {
    let mut failed = Vec::new();
    let mut part = |name: String, result: Result<()>| {
        match &result {
            Ok(()) => println!("ok      {name}"),
            Err(error) => println!("FAILED  {name}: {error:#}"),
        }
        if result.is_err() {
            failed.push(name);
        }
    };
    part("format".into(), run(cargo().args(["fmt", "--all", "--check"])));
    part("what the browser's packages depend on".into(), trees::check());
    part("texts in every language".into(), languages::check());
    let native = run(cargo().args(["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]));
    part("clippy, this machine".into(), native);
    // One at a time: `csr` and `hydrate` exclude each other, and cargo would unify them.
    for name in bundles::NAMES {
        let mut clippy = cargo_wasm();
        clippy.args(["clippy", "--quiet", "-p", "frontend", "--features", name]);
        clippy.args(["--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]);
        part(format!("clippy, {name}"), run(&mut clippy));
    }
    if failed.is_empty() { Ok(()) } else { bail!("{}", failed.join(", ")) }
}
