//! `cargo xtask bench chat`: the run, and what it prints.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    desk::{self, Desk},
    load::{Load, Measured},
    process::Process,
    sockets::Heard,
};

const CHATS: usize = 2000;
const FEW: usize = 10;
/// Messages per second while latency is measured, and for how long.
const RATE: u32 = 400;
const STEADY: Duration = Duration::from_secs(20);
/// The same while the cost of a message is.
const COST_RATE: u32 = 200;
const COST: Duration = Duration::from_secs(8);
/// How long as much as goes is sent.
const FLAT_OUT: Duration = Duration::from_secs(10);

/// What one of the two servers showed under load.
struct Shown {
    steady: Measured,
    delivered: Vec<Duration>,
    steady_cpu: Duration,
    most: Measured,
    most_cpu: Duration,
}

pub async fn run() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("frontdesk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let ran = measure(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    ran
}

async fn measure(folder: &Path) -> Result<()> {
    let began = Instant::now();
    println!("{} processors, load {} at the start", std::thread::available_parallelism()?, load_average());

    let (file, log) = (folder.join("desk.sqlite"), folder.join("server.log"));
    let address = free_address()?;
    let server = Process::start(desk::server(address, &file, &log)?, address).await?;
    let fresh = server.ready;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = server.memory()?;
    let heard = Heard::new(began);
    let mut company = Desk::set_up(address, &log, heard.clone()).await?;

    company.fill(FEW).await?;
    let few = cost(&server, Load::new(address, company.senders().await?, began)).await?;
    let filling = Instant::now();
    company.fill(CHATS).await?;
    println!("{CHATS} chats begun in {:.1} s", filling.elapsed().as_secs_f64());
    let load = Load::new(address, company.senders().await?, began);
    let many = cost(&server, load.clone()).await?;
    heard.take();
    let ours = shown(&server, load, &heard).await?;
    let loaded = server.memory()?;
    drop(server);
    let again = Process::start(desk::server(address, &file, &log)?, address).await?.ready;

    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["relay", &address.port().to_string()]).arg(folder.join("relay.sqlite"));
    let relay = Process::start(command, address).await?;
    let heard = Heard::new(began);
    let senders = desk::relay_senders(address, CHATS, &heard).await?;
    let theirs = shown(&relay, Load::new(address, senders, began), &heard).await?;
    let relay_memory = relay.memory()?;

    println!("\n{:<46}{:>12}{:>12}", "", "frontdesk", "bare relay");
    row("messages/s sustained, 64 connections", rate(&ours.most), rate(&theirs.most));
    row("  processor µs per message then", per(ours.most_cpu, &ours.most), per(theirs.most_cpu, &theirs.most));
    row(&format!("messages/s at {RATE}/s over {CHATS} chats"), rate(&ours.steady), rate(&theirs.steady));
    row("  processor µs per message then", per(ours.steady_cpu, &ours.steady), per(theirs.steady_cpu, &theirs.steady));
    for (what, part) in [("p50", 50), ("p99", 99)] {
        let of = |took: &[Duration]| format!("{:.1}", percentile(took, part).as_secs_f64() * 1000.0);
        row(&format!("  committed {what}, ms"), of(&ours.steady.committed), of(&theirs.steady.committed));
        row(&format!("  delivered {what}, ms"), of(&ours.delivered), of(&theirs.delivered));
    }
    row("  pushes heard", ours.delivered.len().to_string(), theirs.delivered.len().to_string());
    row("resident after the load, MB", format!("{loaded:.1}"), format!("{relay_memory:.1}"));
    println!();
    let ratio = 100.0 * per_second(&ours.most) / per_second(&theirs.most);
    println!("of the relay's messages/s               {ratio:>8.0} %    (goal: 40 %)");
    let p99 = percentile(&ours.delivered, 99).max(percentile(&ours.steady.committed, 99)).as_secs_f64() * 1000.0;
    println!("p99 at {RATE}/s over {CHATS} chats            {p99:>8.1} ms   (goal: 50 ms)");
    println!("resident when idle                      {idle:>8.1} MB   (goal: 60 MB)");
    println!("to /readyz, on an empty file            {:>8} ms   (goal: 500 ms)", fresh.as_millis());
    println!("to /readyz, with all that in it         {:>8} ms   (goal: 500 ms)", again.as_millis());
    println!(
        "a message at {COST_RATE}/s: {few:.0} µs with {FEW} chats, {many:.0} µs with {CHATS} (× {:.2})",
        many / few
    );
    println!("load {} at the end; the whole run took {} s", load_average(), began.elapsed().as_secs());
    Ok(())
}

/// Processor time of a message, in microseconds, at a low rate.
async fn cost(server: &Process, load: Arc<Load>) -> Result<f64> {
    let before = server.cpu()?;
    let measured = load.at(COST_RATE, COST).await?;
    Ok(micros(server.cpu()? - before, &measured))
}

async fn shown(server: &Process, load: Arc<Load>, heard: &Heard) -> Result<Shown> {
    let before = server.cpu()?;
    let steady = load.at(RATE, STEADY).await?;
    let steady_cpu = server.cpu()? - before;
    let delivered = heard.take();
    let before = server.cpu()?;
    let most = load.most(FLAT_OUT).await?;
    let most_cpu = server.cpu()? - before;
    heard.take();
    Ok(Shown { steady, delivered, steady_cpu, most, most_cpu })
}

fn row(what: &str, ours: String, theirs: String) {
    println!("{what:<46}{ours:>12}{theirs:>12}");
}

fn per_second(measured: &Measured) -> f64 {
    measured.sent as f64 / measured.lasted.as_secs_f64()
}

fn rate(measured: &Measured) -> String {
    format!("{:.0}", per_second(measured))
}

fn micros(cpu: Duration, measured: &Measured) -> f64 {
    cpu.as_secs_f64() * 1e6 / measured.sent.max(1) as f64
}

fn per(cpu: Duration, measured: &Measured) -> String {
    format!("{:.0}", micros(cpu, measured))
}

/// Of a sorted list.
fn percentile(took: &[Duration], part: usize) -> Duration {
    took.get(took.len() * part / 100).or(took.last()).copied().unwrap_or_default()
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Of the last minute: what else the machine is doing.
fn load_average() -> String {
    let read = std::fs::read_to_string("/proc/loadavg").context("no load");
    read.ok().and_then(|line| line.split(' ').next().map(str::to_owned)).unwrap_or_default()
}
