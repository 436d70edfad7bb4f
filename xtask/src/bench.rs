//! How much the release server carries, and what a message costs, beside a bare relay in the same run; and what the
//! company's structure costs as it grows.
//!
//! The load generator is a package of its own beside this one (`xtask/bench`), so that nothing else waits for what it
//! needs. It needs no more than the server does, so that building both together builds the server as it is shipped.

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::{
    house,
    run::{cargo, program, run},
};

#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Messages between visitors and agents over 2,000 active chats.
    Chat {
        /// 200 chats and half a minute: whether something went wrong, not how good it is.
        #[arg(long)]
        quick: bool,
    },
    /// The company's structure, the choice of an agent and a permission's decision, in companies of 10 and 500 agents and
    /// 5 and 50 departments.
    Company {
        /// Fewer times each: whether something went wrong, not how good it is.
        #[arg(long)]
        quick: bool,
    },
}

impl Bench {
    pub fn run(&self) -> Result<()> {
        let (what, quick) = match self.what {
            What::Chat { quick } => ("chat", quick),
            What::Company { quick } => ("company", quick),
        };
        run(cargo().args(["build", "--release", "--package", "frontdesk", "--package", "bench"]))?;
        let mut bench = program(house::native_target().join("release/bench"));
        bench.arg(what);
        if quick {
            bench.arg("--quick");
        }
        run(&mut bench)
    }
}
