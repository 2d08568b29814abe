//! Each event is stored once, whatever happens to who reads, who sends, and the brokers between them.
//!
//! Processes of one group read a topic while they are killed at random instants, asked to stop, frozen until the group
//! has given their partitions to others and thawed again; nodes of the cluster end in order or by SIGKILL; each event is
//! sent up to three times. Others maintain the table beside them, two at once, and are killed too. In the end the table
//! holds what was sent, and its log tells a way without a gap.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
#[path = "../support/kafka/mod.rs"]
mod kafka;
#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/others.rs"]
mod others;
mod scene;
#[path = "../support/servers.rs"]
mod servers;
#[path = "../support/stored.rs"]
mod stored;
mod stream;
#[path = "../support/mod.rs"]
mod support;
mod workers;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use kafka::Cluster;
use scene::Scene;

/// How often a process is killed: as many times as `KILL_CYCLES` says, or so often.
const CYCLES: usize = 200;

/// Of so many kills, one happens to a cluster of three nodes: those take most of a small machine for themselves.
const OF_WHICH_THREE_NODES: usize = 4;

#[test]
fn on_one_node_that_comes_and_goes() {
    prove(1, cycles() - cycles() / OF_WHICH_THREE_NODES);
}

#[test]
fn on_three_nodes_of_which_one_is_away() {
    prove(3, cycles() / OF_WHICH_THREE_NODES);
}

fn prove(nodes: usize, cycles: usize) {
    let Some(cluster) = Cluster::start(nodes) else { return };
    let seed =
        number("KILL_SEED").unwrap_or_else(|| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64);
    println!("{nodes} nodes, {cycles} kills, seed {seed}; KILL_SEED={seed} makes the same events and faults");
    let began = Instant::now();
    let mut scene = Scene::new(cluster, seed);
    while scene.kills() < cycles {
        scene.cycle();
    }
    let (place, sent) = scene.end();
    let messages: i64 = sent.ends.iter().sum();
    println!("{:.0} s; {} events in {messages} messages", began.elapsed().as_secs_f64(), sent.keys.len());
    audit::audit(&place, &sent);
}

fn cycles() -> usize {
    number("KILL_CYCLES").map_or(CYCLES, |cycles| cycles as usize)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().expect("a whole number"))
}
