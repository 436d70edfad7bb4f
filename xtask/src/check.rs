//! The fast checks, before every commit.

use anyhow::Result;

use crate::{
    bundles,
    run::{cargo, cargo_wasm, run},
    trees,
};

pub fn all() -> Result<()> {
    println!("Format …");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    println!("What the browser's packages depend on …");
    trees::check()?;
    println!("Clippy, for this machine …");
    run(cargo().args(["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]))?;
    // One at a time: `csr` and `hydrate` exclude each other, and cargo would unify them.
    for name in bundles::NAMES {
        println!("Clippy, {name} …");
        run(cargo_wasm().args(["clippy", "--quiet", "-p", "frontend", "--features", name]).args([
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ]))?;
    }
    println!("Checked: format, dependencies, clippy for this machine and for three front ends.");
    Ok(())
}
