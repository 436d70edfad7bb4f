//! Load: at a rate, however long answers take; or as much as goes, one message after the other on each connection.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use tokio::{
    task::JoinSet,
    time::{sleep, sleep_until},
};

use crate::wire::{Line, written};

/// How many connections carry the load.
const CONNECTIONS: usize = 64;

/// What customers and agents write is about as long as this.
const WORDS: &str = "We would like to change our booking to the second week of May, if there is still room.";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Visitor,
    Agent,
}

/// How a message of the bench begins; the moment it was due follows, in microseconds.
pub fn mark(from: Side) -> &'static str {
    match from {
        Side::Visitor => "bench v ",
        Side::Agent => "bench a ",
    }
}

/// Somebody who sends.
pub struct Sender {
    pub side: Side,
    pub target: String,
    /// Header lines.
    pub credentials: String,
    /// What the body says besides text and client id: `,"epoch":1`.
    pub more: String,
}

/// Those who send to one server.
pub struct Load {
    address: SocketAddr,
    senders: Vec<Sender>,
    began: Instant,
    count: AtomicU64,
}

/// What came of it.
pub struct Measured {
    pub sent: usize,
    pub lasted: Duration,
    /// From when a message was due to its acknowledgement, sorted.
    pub committed: Vec<Duration>,
}

impl Load {
    pub fn new(address: SocketAddr, senders: Vec<Sender>, began: Instant) -> Arc<Load> {
        Arc::new(Load { address, senders, began, count: AtomicU64::new(0) })
    }

    async fn send(&self, line: &mut Line, who: usize, due: Instant) -> Result<()> {
        let sender = &self.senders[who % self.senders.len()];
        let (due, mark, count) =
            (due.duration_since(self.began).as_micros(), mark(sender.side), self.count.fetch_add(1, Ordering::Relaxed));
        let id = uuid::Uuid::from_u128(self.began.elapsed().as_nanos() << 64 | u128::from(count));
        let body = format!(r#"{{"client_id":"{id}","text":"{mark}{due:015} {WORDS}"{}}}"#, sender.more);
        let answer = line.ask(&written(self.address, "POST", &sender.target, &sender.credentials, &body)).await?;
        if answer.status != 200 {
            bail!("{}: {} {}", sender.target, answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(())
    }

    /// So many messages per second for so long. Latency counts from when a message was due, not from when a connection
    /// was free for it.
    pub async fn at(self: &Arc<Self>, per_second: u32, time: Duration) -> Result<Measured> {
        let start = Instant::now() + Duration::from_millis(100);
        let step = Duration::from_secs(1) / per_second;
        let total = (time.as_secs_f64() * f64::from(per_second)) as usize;
        let (next, took) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::with_capacity(total))));
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (load, next, took) = (self.clone(), next.clone(), took.clone());
            connections.spawn(async move {
                let mut line = Line::open(load.address).await?;
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    // A server that cannot keep up is not waited for much longer.
                    if turn >= total || start.elapsed() > 2 * time {
                        return anyhow::Ok(());
                    }
                    let due = start + step * u32::try_from(turn)?;
                    sleep_until(due.into()).await;
                    load.send(&mut line, turn, due).await?;
                    if let Ok(mut took) = took.lock() {
                        took.push(due.elapsed());
                    }
                }
            });
        }
        while let Some(done) = connections.join_next().await {
            done??;
        }
        let lasted = start.elapsed();
        // The last pushes are under way.
        sleep(Duration::from_millis(300)).await;
        let mut committed = took.lock().ok().map(|mut took| std::mem::take(&mut *took)).context("poisoned")?;
        committed.sort_unstable();
        Ok(Measured { sent: committed.len(), lasted, committed })
    }

    /// As much as goes.
    pub async fn most(self: &Arc<Self>, time: Duration) -> Result<Measured> {
        let start = Instant::now();
        let mut connections = JoinSet::new();
        for connection in 0..CONNECTIONS {
            let load = self.clone();
            connections.spawn(async move {
                let mut line = Line::open(load.address).await?;
                let (mut turn, mut took) = (connection, Vec::new());
                while start.elapsed() < time {
                    let due = Instant::now();
                    load.send(&mut line, turn, due).await?;
                    took.push(due.elapsed());
                    turn += CONNECTIONS;
                }
                anyhow::Ok(took)
            });
        }
        let mut committed = Vec::new();
        while let Some(done) = connections.join_next().await {
            committed.extend(done??);
        }
        let lasted = start.elapsed();
        sleep(Duration::from_millis(300)).await;
        committed.sort_unstable();
        Ok(Measured { sent: committed.len(), lasted, committed })
    }
}
