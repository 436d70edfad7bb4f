//! What people and CI type: `cargo xtask setup | demo | dev | check | test | bench | bundles`.
//!
//! One file per command; what several commands need is in `house` (where things are), `run` (other programs),
//! `server` (our own server as a child) and `site` (the foreign sample site).
#![expect(clippy::print_stdout, reason = "a tool for a terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "reads the environment of its shell; the server's rule is not for tools"
)]

mod bench;
mod bundles;
mod check;
mod demo;
mod dev;
mod house;
mod http;
mod languages;
mod postgres;
mod run;
mod schemathesis;
mod server;
mod setup;
mod site;
mod test;
mod trees;
mod weights;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What people and CI type.", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing: Debian packages, the wasm target, Trunk and its helpers, the end-to-end tests' packages.
    Setup(setup::Setup),
    /// The whole thing with a believable company in it: help desk, sample website, sign-ins.
    Demo(demo::Demo),
    /// Serve while you work: rebuild what changed, restart the server.
    Dev(dev::Dev),
    /// The fast checks: format, clippy on both sides, what the browser's packages may depend on.
    Check,
    /// Everything CI runs.
    Test(test::Test),
    /// How much the release server carries, beside a bare relay in the same run.
    Bench(bench::Bench),
    /// A throwaway PostgreSQL until Ctrl-C, for running single tests on it.
    Postgres,
    /// Build the three front ends into dist/.
    Bundles(bundles::Bundles),
}

fn main() -> ExitCode {
    let done = if bundles::glue::is_meant() { bundles::glue::run_as_meant() } else { run(Cli::parse().command) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    run::listen_for_ctrl_c()?;
    match command {
        Command::Setup(setup) => setup.run(),
        Command::Demo(demo) => demo.run(),
        Command::Dev(dev) => dev.run(),
        Command::Check => check::all(),
        Command::Test(test) => test.run(),
        Command::Bench(bench) => bench.run(),
        Command::Postgres => postgres::hold(),
        Command::Bundles(bundles) => bundles.run(),
    }
}
