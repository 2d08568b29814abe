//! Live traffic: the world goes on, by the clock.

use std::time::Duration;

use anyhow::Result;
use chrono::Utc;
use opkald_pipeline::simulation::{Live, Plan};
use tokio::sync::watch;

use super::network::{LiveFile, Network};

/// How often the network tells what has happened.
const BEAT: Duration = Duration::from_millis(250);

/// Tells what happens, when it happens, until it is asked to stop. What happened while nobody looked comes first.
pub(super) async fn play(network: &Network, mut file: LiveFile, mut stop: watch::Receiver<bool>) -> Result<()> {
    let plan = Plan { until: file.told_until, ..network.plan().clone() };
    let mut live = Live::new(plan);
    loop {
        let mut lines = String::new();
        for event in live.until(Utc::now().timestamp_micros()) {
            lines.push_str(&event.json);
            lines.push('\n');
        }
        if !lines.is_empty() {
            file.tell(&lines)?;
        }
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            _ = stop.wait_for(|asked| *asked) => return Ok(()),
        }
    }
}
