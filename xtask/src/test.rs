//! Everything CI runs, in the order in which it fails soonest. Every step runs; the end says which failed.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use clap::Args;

use crate::{
    bundles, check, house, http,
    postgres::{self, Cluster},
    run::{cargo, program, run, stopped},
    schemathesis,
    server::{self, Server},
    setup, weights,
};

#[derive(Args)]
pub struct Test {
    /// The long runs too: twenty kills in the crash test, hostile calls on every endpoint.
    #[arg(long)]
    deep: bool,
    /// Only the steps whose name contains this.
    #[arg(long)]
    only: Option<String>,
}

struct Step {
    name: &'static str,
    result: Result<()>,
    took: Duration,
}

impl Test {
    pub fn run(&self) -> Result<()> {
        setup::for_bundles()?;
        setup::for_tests()?;
        let mut steps = Vec::new();
        self.step(&mut steps, "check", check::all);
        self.step(&mut steps, "server tests", || self.nextest());
        self.step(&mut steps, "front ends' own tests", || self.browser_crates());
        self.step(&mut steps, "bundles", || bundles::build(bundles::Kind::Release, false).map(|_| ()));
        self.step(&mut steps, "weights", || {
            with_demo("weights", &[], |server, _| {
                let page = http::get("localhost", server.port, "/")?;
                if page.status != 200 {
                    bail!("the portal's page answers {}", page.status);
                }
                weights::check(Some(&page.body))
            })
        });
        self.step(&mut steps, "licences and sources", deny);
        self.step(&mut steps, "end to end", || self.playwright());
        if self.deep {
            self.step(&mut steps, "hostile calls", || {
                with_demo("hostile", &schemathesis::SETTINGS, |server, printed| {
                    schemathesis::check(server, &server::sign_ins(printed)?)
                })
            });
        }
        report(&steps)
    }

    fn step(&self, steps: &mut Vec<Step>, name: &'static str, work: impl FnOnce() -> Result<()>) {
        if stopped() || self.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            return;
        }
        println!("\n── {name} ──");
        let started = Instant::now();
        let result = work();
        if let Err(error) = &result {
            println!("{name}: {error:#}");
        }
        steps.push(Step { name, result, took: started.elapsed() });
    }

    /// The packages of this machine, on SQLite and on a PostgreSQL of our own.
    fn nextest(&self) -> Result<()> {
        let (cluster, url) = match postgres::own_url()? {
            Some(url) => (None, url),
            None => {
                let cluster = Cluster::start()?;
                let url = cluster.url.clone();
                (Some(cluster), url)
            }
        };
        let tested = run(self.deeper(nextest().args(["run", "--no-fail-fast"]).env("FRONTDESK_TEST_POSTGRES", url)));
        drop(cluster);
        tested
    }

    /// What of the front ends needs no browser; only when there is some, for it builds them for this machine.
    fn browser_crates(&self) -> Result<()> {
        let tested = |name: &&str| -> bool {
            let files = bundles::files(&house::root().join(format!("app/{name}"))).unwrap_or_default();
            files.iter().any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("#[test]")))
        };
        // The portal's and ui's are tested with what the server makes of them; the others run in browsers only.
        for (names, features) in
            [(vec!["ui", "console"], None), (vec!["widget"], Some("questions")), (vec!["portal"], Some("ssr"))]
        {
            let names: Vec<&str> = names.iter().filter(|name| tested(name)).copied().collect();
            if names.is_empty() {
                continue;
            }
            let mut command = nextest();
            command
                .args(["run", "--no-fail-fast", "--lib"])
                .args(features.iter().flat_map(|features| ["--features", features]));
            run(command.args(names.iter().flat_map(|name| ["--package", name])))?;
        }
        Ok(())
    }

    fn playwright(&self) -> Result<()> {
        server::build()?;
        setup::end2end()?;
        let folder = house::root().join("end2end");
        run(npx(&["tsc", "--noEmit"]).current_dir(&folder))?;
        run(self.deeper(
            npx(&["playwright", "test"])
                .current_dir(&folder)
                .env("FRONTDESK_BINARY", server::binary())
                .env("FRONTDESK_ASSETS", house::dist()),
        ))
    }

    fn deeper<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        if self.deep { command.env("FRONTDESK_DEEP", "1") } else { command }
    }
}

/// Runs the server with the demo's data in a database that is gone afterwards.
fn with_demo(
    name: &str,
    settings: &'static [(&'static str, &'static str)],
    work: impl FnOnce(&Server, &str) -> Result<()>,
) -> Result<()> {
    server::build()?;
    let database = std::env::temp_dir().join(format!("frontdesk-{name}-{}.sqlite", std::process::id()));
    let server = Server { port: server::free_port(18_100)?, database, log: "warn", settings };
    let worked = (|| {
        server.migrate()?;
        let printed = server.seed("demo")?;
        let serving = server.serve()?;
        let worked = work(&server, &printed);
        drop(serving);
        worked
    })();
    server::forget(&server.database)?;
    worked
}

fn nextest() -> Command {
    let mut command = cargo();
    command.env("PATH", house::path_with(&[house::nextest()])).arg("nextest");
    command
}

/// A program of the end-to-end tests' own packages, on a Node that is new enough.
fn npx(words: &[&str]) -> Command {
    let mut command = program("npx");
    if house::own_node().is_file() {
        command.env("PATH", house::path_with(&[house::own_node()]));
    }
    command.arg("--no-install").args(words);
    command
}

/// Without `advisories`: their database cannot be reached everywhere.
fn deny() -> Result<()> {
    run(program(house::cargo_deny()).args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

fn report(steps: &[Step]) -> Result<()> {
    println!();
    for step in steps {
        let word = if step.result.is_ok() { "passed" } else { "FAILED" };
        println!("{word}  {:<24}{:>5} s", step.name, step.took.as_secs());
    }
    let failed = steps.iter().filter(|step| step.result.is_err()).count();
    if stopped() {
        bail!("stopped");
    }
    if failed > 0 {
        bail!("{failed} of {} failed", steps.len());
    }
    println!("All {} passed.", steps.len());
    Ok(())
}
