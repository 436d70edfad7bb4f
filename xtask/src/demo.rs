//! The whole thing, for a stranger: help desk with a believable company in it, a foreign website with the widget.

use std::{fs, time::Duration};

use anyhow::{Context, Result};
use clap::Args;

use crate::{
    bundles, house,
    run::{nap, stopped},
    server::{self, Server, SignIn},
    setup, site,
};

#[derive(Args)]
pub struct Demo {
    /// Use what is built already.
    #[arg(long)]
    no_build: bool,
    /// The help desk's port; the next free one when it is taken.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Go on with the data of the last time instead of starting afresh.
    #[arg(long)]
    keep: bool,
}

impl Demo {
    pub fn run(&self) -> Result<()> {
        match self.show() {
            Err(_) if stopped() => Ok(()),
            ended => ended,
        }
    }

    fn show(&self) -> Result<()> {
        if !self.no_build {
            println!("Looking for the tools …");
            setup::for_bundles()?;
            println!("Building the front ends (some minutes the first time) …");
            bundles::build(bundles::Kind::Release, false)?;
            println!("Building the server …");
            server::build()?;
        }
        let data = house::root().join("data");
        let kept = data.join("demo.sign-ins.json");
        let database = data.join("demo.sqlite");
        let server = Server { port: server::free_port(self.port)?, database, log: "warn", settings: &[] };
        if !(self.keep && kept.is_file()) {
            println!("Opening the travel agency …");
            server::forget(&server.database)?;
            server.migrate()?;
            fs::write(&kept, server.seed()?).with_context(|| format!("writing {}", kept.display()))?;
        } else {
            server.migrate()?;
        }
        let sign_ins = server::sign_ins(&fs::read_to_string(&kept)?)?;
        let mut serving = server.serve()?;
        let site_port = server::free_port(8090.max(server.port + 1))?;
        site::serve(site_port, server.port)?;
        show(server.port, site_port, &sign_ins);
        while !stopped() && !serving.ended() {
            nap(Duration::from_millis(200));
        }
        println!("\nClosing …");
        drop(serving);
        if stopped() { Ok(()) } else { anyhow::bail!("the server ended by itself") }
    }
}

fn show(port: u16, site: u16, sign_ins: &[SignIn]) {
    println!();
    println!("  A website with the chat on it    http://127.0.0.1:{site}/");
    println!("  The agents' console              http://localhost:{port}/console");
    println!("  The customers' portal            http://localhost:{port}/");
    println!("  The manual of the API            http://localhost:{port}/api/docs");
    println!();
    let width = |text: fn(&SignIn) -> &String| sign_ins.iter().map(|one| text(one).chars().count()).max().unwrap_or(0);
    let (names, logins, passwords) = (width(|one| &one.name), width(|one| &one.login), width(|one| &one.password));
    println!("  Sign in as (name, login, password):");
    for one in sign_ins {
        println!("  {:<names$}  {:<logins$}  {:<passwords$}  {}", one.name, one.login, one.password, one.role);
    }
    println!();
    println!("  Open the website in one window and the console in another. Ctrl-C ends it.");
}
