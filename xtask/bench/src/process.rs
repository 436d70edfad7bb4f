//! What is measured, as a process: started, timed, asked for its processor time and memory, ended.

use std::{
    fs,
    net::SocketAddr,
    process::{Child, Command},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::wire::{Line, written};

/// A running process of ours.
pub struct Process {
    child: Child,
    /// From the start of the process to the first `200` of `/readyz`.
    pub ready: Duration,
}

impl Process {
    pub async fn start(mut command: Command, address: SocketAddr) -> Result<Process> {
        let started = Instant::now();
        let mut child = command.spawn().with_context(|| format!("starting {command:?}"))?;
        while !is_ready(address).await {
            if let Some(status) = child.try_wait()? {
                bail!("{command:?} ended: {status}");
            }
            if started.elapsed() > Duration::from_secs(20) {
                child.kill()?;
                bail!("{command:?} is not ready after 20 s");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Process { child, ready: started.elapsed() })
    }

    /// Processor time so far, in the kernel's steps of a hundredth of a second.
    pub fn cpu(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name, in parentheses, may hold spaces.
        let (_, fields) = stat.rsplit_once(')').context("not a stat line")?;
        let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Memory in megabytes: `VmRSS` is what is resident now, `VmHWM` what was at the most.
    pub fn memory(&self, which: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let mut lines = status.lines().filter_map(|line| line.split_once(':'));
        let (_, value) = lines.find(|(name, _)| *name == which).with_context(|| format!("no {which}"))?;
        let kilobytes: f64 = value.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Its file is thrown away. Both fail only when it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut line) = Line::open(address).await else { return false };
    line.ask(&written(address, "GET", "/readyz", "", "")).await.is_ok_and(|answer| answer.status == 200)
}
