//! `cargo xtask bench chat`: the run. Help desk and relay take turns, so that what else the machine does hits both.

use std::{
    net::{SocketAddr, TcpListener},
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    desk::{self, Desk},
    load::{Load, Measured},
    process::Process,
    report::{Facts, Shown, load_average, report},
    sockets::Heard,
};

/// How much is done: all of it, or a slice that shows within half a minute whether something went wrong.
#[derive(Clone, Copy)]
pub struct Plan {
    pub chats: usize,
    /// How often each of the two is measured.
    rounds: usize,
    /// How long messages come at [`RATE`].
    steady: Duration,
    /// How long as much as goes is sent.
    flat_out: Duration,
    /// How long the cost of a message is taken with few chats and with many.
    cost: Duration,
}

impl Plan {
    const WHOLE: Plan = Plan {
        chats: 2000,
        rounds: 3,
        steady: Duration::from_secs(10),
        flat_out: Duration::from_secs(8),
        cost: Duration::from_secs(8),
    };
    const QUICK: Plan = Plan {
        chats: 200,
        rounds: 1,
        steady: Duration::from_secs(4),
        flat_out: Duration::from_secs(3),
        cost: Duration::from_secs(3),
    };
}

pub const FEW: usize = 10;
/// Messages per second while latency is measured.
pub const RATE: u32 = 400;
/// Messages per second while their cost with few and many chats is.
pub const COST_RATE: u32 = 200;
/// How long the server rests before its memory is read again.
const REST: Duration = Duration::from_secs(10);

pub async fn run(quick: bool) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("frontdesk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let ran = measure(if quick { Plan::QUICK } else { Plan::WHOLE }, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    ran
}

async fn measure(plan: Plan, folder: &Path) -> Result<()> {
    let began = Instant::now();
    println!("{} processors, load {} at the start", std::thread::available_parallelism()?, load_average());

    let (file, log) = (folder.join("desk.sqlite"), folder.join("server.log"));
    let address = free_address()?;
    let server = Process::start(desk::server(address, &file, &log)?, address).await?;
    let ready_empty = server.ready;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = server.memory("VmRSS")?;
    let ours = Heard::new(began);
    let mut company = Desk::set_up(address, &log, ours.clone()).await?;
    company.fill(FEW).await?;
    let few = cost(&server, Load::new(address, company.senders().await?, began), plan.cost).await?;
    let filling = Instant::now();
    company.fill(plan.chats).await?;
    println!("{} chats begun in {:.1} s", plan.chats, filling.elapsed().as_secs_f64());
    let load = Load::new(address, company.senders().await?, began);
    let many = cost(&server, load.clone(), plan.cost).await?;

    let relay_address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["relay", &relay_address.port().to_string()]).arg(folder.join("relay.sqlite"));
    let relay = Process::start(command, relay_address).await?;
    let theirs = Heard::new(began);
    let senders = desk::relay_senders(relay_address, plan.chats, &theirs).await?;
    let relay_load = Load::new(relay_address, senders, began);

    let mut rounds = Vec::new();
    for round in 1..=plan.rounds {
        let us = shown(plan, &server, &load, &ours).await?;
        let them = shown(plan, &relay, &relay_load, &theirs).await?;
        println!("round {round}: load {}", load_average());
        rounds.push((us, them));
    }
    let peak = server.memory("VmHWM")?;
    tokio::time::sleep(REST).await;
    let (rested, relay_memory) = (server.memory("VmRSS")?, relay.memory("VmRSS")?);
    drop((server, relay));
    let ready_full = Process::start(desk::server(address, &file, &log)?, address).await?.ready;

    report(plan, &rounds, &Facts { idle, peak, rested, relay_memory, ready_empty, ready_full, few, many });
    println!("load {} at the end; the whole run took {} s", load_average(), began.elapsed().as_secs());
    Ok(())
}

/// Processor time of a message, in microseconds, at a low rate.
async fn cost(server: &Process, load: Arc<Load>, time: Duration) -> Result<f64> {
    let before = server.cpu()?;
    let measured = load.at(COST_RATE, time).await?;
    Ok((server.cpu()? - before).as_secs_f64() * 1e6 / measured.sent.max(1) as f64)
}

async fn shown(plan: Plan, server: &Process, load: &Arc<Load>, heard: &Heard) -> Result<Shown> {
    heard.take();
    let (steady, steady_cpu) = costing(server, load.at(RATE, plan.steady)).await?;
    let delivered = heard.take();
    let (most, most_cpu) = costing(server, load.most(plan.flat_out)).await?;
    heard.take();
    Ok(Shown { steady, delivered, steady_cpu, most, most_cpu })
}

async fn costing(server: &Process, load: impl Future<Output = Result<Measured>>) -> Result<(Measured, Duration)> {
    let before = server.cpu()?;
    let measured = load.await?;
    Ok((measured, server.cpu()? - before))
}

pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
