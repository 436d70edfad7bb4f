//! `split LINKED FOLDER` cuts what cargo linked at its `#[wasm_split]` functions. In the folder are then:
//!
//! * `main.wasm`: what is there from the start, for wasm-bindgen;
//! * `split_NAME.wasm` for each name that functions are given, and `chunk_N.wasm` for what several of them need and the
//!   main module does not;
//! * `split.js`, which loads them. The main module imports it.
//!
//! A program of its own, so that nobody waits for what it needs who builds no release.

use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<()> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(linked), Some(folder), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        bail!("split LINKED FOLDER");
    };
    let program = fs::read(&linked).with_context(|| format!("reading {}", linked.display()))?;
    let main = folder.join("main.wasm");
    let mut how = Options::new(&program);
    how.output_dir = &folder;
    how.main_out_path = &main;
    how.link_name = "./split.js";
    match transform(how) {
        Ok(_) => Ok(()),
        Err(error) => bail!("{}: {error:#}", linked.display()),
    }
}
