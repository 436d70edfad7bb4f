//! `cargo xtask bench` at work: load on the release server beside it, and on a bare relay.
//!
//! It reports and asserts nothing: machines differ. What it compares, it measures in one run.
#![expect(clippy::print_stdout, reason = "a tool for a terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "makes client ids and cleans its children's environment; the server's rule is not for tools"
)]

mod chat;
mod company;
mod desk;
mod load;
mod process;
mod relay;
mod report;
mod sockets;
mod wire;

use anyhow::Result;
use clap::Parser;

#[derive(Parser)]
enum Bench {
    /// Messages between visitors and agents.
    Chat {
        /// A slice of it.
        #[arg(long)]
        quick: bool,
    },
    /// The structure of companies of several sizes.
    Company {
        /// A slice of it.
        #[arg(long)]
        quick: bool,
    },
    /// The bare relay alone, as a process that can be measured.
    Relay { port: u16, file: std::path::PathBuf },
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        match Bench::parse() {
            Bench::Chat { quick } => chat::run(quick).await,
            Bench::Company { quick } => company::run(quick).await,
            Bench::Relay { port, file } => relay::serve(port, &file).await,
        }
    })
}
