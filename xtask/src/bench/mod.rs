//! How much the release server carries, and what a message costs, beside a bare relay in the same run.
//!
//! `cargo xtask bench chat` builds the release server and this tool again with its load generator (feature `bench`), and
//! runs that. It reports and asserts nothing: machines differ. What it compares, it measures in one run.

#[cfg(feature = "bench")]
mod chat;
#[cfg(feature = "bench")]
mod desk;
#[cfg(feature = "bench")]
mod load;
#[cfg(feature = "bench")]
mod process;
#[cfg(feature = "bench")]
mod relay;
#[cfg(feature = "bench")]
mod sockets;
#[cfg(feature = "bench")]
mod wire;

use anyhow::Result;
use clap::{Args, Subcommand};

#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Messages between visitors and agents over 2,000 active chats.
    Chat,
    /// The bare relay alone, as the bench starts it.
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    Relay { port: u16, file: std::path::PathBuf },
}

impl Bench {
    /// Builds what is measured and what measures it, and hands over.
    #[cfg(not(feature = "bench"))]
    pub fn run(&self) -> Result<()> {
        use crate::{
            house,
            run::{cargo, program, run},
        };
        let What::Chat = self.what;
        // Apart: together they would share features, and the server measured would not be the one that is shipped.
        run(cargo().args(["build", "--release", "--package", "frontdesk"]))?;
        run(cargo().args(["build", "--release", "--package", "xtask", "--features", "bench"]))?;
        run(program(house::native_target().join("release/xtask"))
            .args(["bench", "chat"])
            .env("CARGO_TARGET_DIR", house::native_target()))
    }

    #[cfg(feature = "bench")]
    pub fn run(&self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            match &self.what {
                What::Chat => chat::run().await,
                What::Relay { port, file } => relay::serve(*port, file).await,
            }
        })
    }
}
