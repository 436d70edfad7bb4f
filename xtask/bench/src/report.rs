//! What a run showed, beside the goals.

use std::time::Duration;

use crate::{
    chat::{COST_RATE, FEW, Plan, RATE},
    load::Measured,
};

/// What one of the two servers showed in one round.
pub struct Shown {
    pub steady: Measured,
    pub delivered: Vec<Duration>,
    pub steady_cpu: Duration,
    pub most: Measured,
    pub most_cpu: Duration,
}

/// What is known of the help desk beside its rounds. Memory in megabytes, cost in microseconds.
pub struct Facts {
    pub idle: f64,
    pub peak: f64,
    pub rested: f64,
    pub relay_memory: f64,
    pub ready_empty: Duration,
    pub ready_full: Duration,
    pub few: f64,
    pub many: f64,
}

/// One server over all rounds.
struct Summed {
    most: f64,
    most_cpu: f64,
    steady: f64,
    steady_cpu: f64,
    committed: Vec<Duration>,
    delivered: Vec<Duration>,
}

impl Summed {
    fn of<'a>(rounds: impl Iterator<Item = &'a Shown> + Clone) -> Summed {
        let sorted = |all: &mut dyn Iterator<Item = &'a Duration>| {
            let mut all: Vec<Duration> = all.copied().collect();
            all.sort_unstable();
            all
        };
        let sent = |of: fn(&Shown) -> &Measured| rounds.clone().map(|shown| of(shown).sent).sum::<usize>() as f64;
        let cpu = |of: fn(&Shown) -> Duration| rounds.clone().map(|shown| of(shown).as_secs_f64()).sum::<f64>() * 1e6;
        Summed {
            most: median(rounds.clone().map(|shown| per_second(&shown.most))),
            most_cpu: cpu(|shown| shown.most_cpu) / sent(|shown| &shown.most),
            steady: median(rounds.clone().map(|shown| per_second(&shown.steady))),
            steady_cpu: cpu(|shown| shown.steady_cpu) / sent(|shown| &shown.steady),
            committed: sorted(&mut rounds.clone().flat_map(|shown| &shown.steady.committed)),
            delivered: sorted(&mut rounds.clone().flat_map(|shown| &shown.delivered)),
        }
    }
}

pub fn report(plan: Plan, rounds: &[(Shown, Shown)], facts: &Facts) {
    let (ours, theirs) = (Summed::of(rounds.iter().map(|(us, _)| us)), Summed::of(rounds.iter().map(|(_, it)| it)));
    let (chats, per_message) = (plan.chats, "  server's processor, µs a message");
    println!("\n{:<44}{:>12}{:>12}{:>12}", "", "frontdesk", "bare relay", "goal");
    both("messages/s sustained, 64 connections", ours.most, theirs.most, 0);
    let ratios = rounds.iter().map(|(us, it)| 100.0 * per_second(&us.most) / per_second(&it.most));
    row("  of the relay's, %", &format!("{:.0}", median(ratios)), "100", "≥ 40");
    both(per_message, ours.most_cpu, theirs.most_cpu, 0);
    both(&format!("messages/s asked for {RATE}, {chats} chats"), ours.steady, theirs.steady, 0);
    both(per_message, ours.steady_cpu, theirs.steady_cpu, 0);
    for (what, of) in
        [("committed", (&ours.committed, &theirs.committed)), ("delivered", (&ours.delivered, &theirs.delivered))]
    {
        both(&format!("  {what}, p50, ms"), millis(of.0, 50), millis(of.1, 50), 1);
        let p99 = |took| format!("{:.1}", millis(took, 99));
        row(&format!("  {what}, p99, ms"), &p99(of.0), &p99(of.1), "< 50");
    }
    both("  pushes heard", ours.delivered.len() as f64, theirs.delivered.len() as f64, 0);
    for (what, megabytes, goal) in [("resident idle, MB", facts.idle, "< 60"), ("  at the most", facts.peak, "")] {
        row(what, &format!("{megabytes:.0}"), "", goal);
    }
    both("  10 s after the load", facts.rested, facts.relay_memory, 0);
    for (what, took) in [("ready on an empty file, ms", facts.ready_empty), ("  on the full one", facts.ready_full)] {
        row(what, &took.as_millis().to_string(), "", "< 500");
    }
    let cost = |chats| format!("µs a message at {COST_RATE}/s, {chats} chats");
    row(&cost(FEW), &format!("{:.0}", facts.few), "", "");
    row(&cost(chats), &format!("{:.0}", facts.many), "", "the same");
    println!();
}

fn both(what: &str, ours: f64, theirs: f64, digits: usize) {
    row(what, &format!("{ours:.digits$}"), &format!("{theirs:.digits$}"), "");
}

fn row(what: &str, ours: &str, theirs: &str, goal: &str) {
    println!("{what:<44}{ours:>12}{theirs:>12}{goal:>12}");
}

fn per_second(measured: &Measured) -> f64 {
    measured.sent as f64 / measured.lasted.as_secs_f64()
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = of.collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Of a sorted list.
fn millis(took: &[Duration], part: usize) -> f64 {
    took.get(took.len() * part / 100).or(took.last()).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

/// Of the last minute: what else the machine is doing.
pub fn load_average() -> String {
    let read = std::fs::read_to_string("/proc/loadavg");
    read.ok().and_then(|line| line.split(' ').next().map(str::to_owned)).unwrap_or_default()
}
