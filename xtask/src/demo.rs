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
    /// Which company: `travel-agency`, or `equipment-maker` with two brands and fifty agents.
    #[arg(long, default_value = "travel-agency", value_parser = ["travel-agency", "equipment-maker"])]
    company: String,
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
        let is_maker = self.company == "equipment-maker";
        let (seed, file) = if is_maker { ("equipment-maker", "equipment-maker") } else { ("demo", "demo") };
        let kept = data.join(format!("{file}.sign-ins.json"));
        let database = data.join(format!("{file}.sqlite"));
        let server = Server { port: server::free_port(self.port)?, database, log: "warn", settings: &[] };
        if !(self.keep && kept.is_file()) {
            println!("Opening the {} …", self.company.replace('-', " "));
            server::forget(&server.database)?;
            server.migrate()?;
            fs::write(&kept, server.seed(seed)?).with_context(|| format!("writing {}", kept.display()))?;
        } else {
            server.migrate()?;
        }
        let sign_ins = server::sign_ins(&fs::read_to_string(&kept)?)?;
        let mut serving = server.serve()?;
        let mut addresses = Vec::new();
        let port = server.port;
        if is_maker {
            // Browsers find these names on this machine.
            addresses.push(("ABC Computers' portal", format!("http://abc.localhost:{port}/")));
            addresses.push(("XYZ Copiers' portal", format!("http://xyz.localhost:{port}/")));
        } else {
            let site = server::free_port(8090.max(port + 1))?;
            site::serve(site, port)?;
            addresses.push(("A website with the chat on it", format!("http://127.0.0.1:{site}/")));
            addresses.push(("The customers' portal", format!("http://localhost:{port}/")));
        }
        addresses.push(("The agents' console", format!("http://localhost:{port}/console")));
        addresses.push(("The manual of the API", format!("http://localhost:{port}/api/docs")));
        show(&addresses, &sign_ins);
        while !stopped() && !serving.ended() {
            nap(Duration::from_millis(200));
        }
        println!("\nClosing …");
        drop(serving);
        if stopped() { Ok(()) } else { anyhow::bail!("the server ended by itself") }
    }
}

fn show(addresses: &[(&str, String)], sign_ins: &[SignIn]) {
    println!();
    for (what, address) in addresses {
        println!("  {what:<31}  {address}");
    }
    println!();
    let width = |text: fn(&SignIn) -> &String| sign_ins.iter().map(|one| text(one).chars().count()).max().unwrap_or(0);
    let (names, logins, passwords) = (width(|one| &one.name), width(|one| &one.login), width(|one| &one.password));
    println!("  Sign in as (name, login, password):");
    for one in sign_ins {
        println!("  {:<names$}  {:<logins$}  {:<passwords$}  {}", one.name, one.login, one.password, one.role);
    }
    println!();
    println!("  Open the first in one window and the console in another. Ctrl-C ends it.");
}
