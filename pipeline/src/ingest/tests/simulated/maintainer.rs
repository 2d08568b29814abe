//! A process that maintains the table, again and again, beside the others.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use opkald_storage::lake::{Lake, Limits, Maintained, Maintenance, MaintenanceOptions, Timer};
use rand::Rng;
use rand::rngs::SmallRng;
use tokio::sync::watch;

use super::super::*;
use super::process::Time;
use super::store::Store;
use super::turns::Simulation;

/// How a maintainer is set up: as in earnest, only that a world is small and short.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upkeep {
    every: Duration,
    keep_days: u32,
    limits: Limits,
}

impl Upkeep {
    pub(super) fn new(rng: &mut SmallRng, keep_days: u32) -> Self {
        let limits = Limits {
            checkpoint_commits: rng.random_range(2..=12),
            log_entries: rng.random_range(2..=10),
            log_kept: Duration::from_secs(3600 * rng.random_range(1..=12)),
            list_every: TimeDelta::minutes(rng.random_range(0..=90)),
            ..Limits::default()
        };
        Self { every: Duration::from_secs(rng.random_range(1..=15)), keep_days, limits }
    }
}

/// What the maintenance of a world came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) passes: u64,
    pub(super) merged: u64,
    pub(super) lost: u64,
    pub(super) dropped: u64,
    pub(super) checkpoints: u64,
    pub(super) cut: u64,
    pub(super) vacuumed: u64,
}

impl Kept {
    pub(super) fn add(&mut self, other: Self) {
        self.passes += other.passes;
        self.merged += other.merged;
        self.lost += other.lost;
        self.dropped += other.dropped;
        self.checkpoints += other.checkpoints;
        self.cut += other.cut;
        self.vacuumed += other.vacuumed;
    }

    /// Whether each of them came to something.
    pub(super) fn is_all(self) -> bool {
        [self.passes, self.merged, self.lost, self.dropped, self.checkpoints, self.cut, self.vacuumed]
            .iter()
            .all(|done| *done > 0)
    }
}

impl From<&Maintained> for Kept {
    fn from(done: &Maintained) -> Self {
        Self {
            passes: 1,
            merged: done.files_merged,
            lost: done.lost,
            dropped: done.rows_dropped,
            checkpoints: u64::from(done.checkpoint.is_some()),
            cut: done.log_files_removed,
            vacuumed: done.files_vacuumed,
        }
    }
}

/// Maintains until it is asked to stop. A pass that the store failed is tried again, as one is whose version was cut off.
pub(super) async fn live(
    simulation: &Arc<Simulation>,
    number: usize,
    upkeep: Upkeep,
    mut stopped: watch::Receiver<bool>,
) -> Result<()> {
    let timer = Arc::new(Time::new(simulation, number));
    let store = Arc::new(Store::new(simulation, number));
    let lake = Lake::on(store, "memory:///".parse().unwrap()).unwrap().with_timer(timer.clone());
    let (keep_days, limits) = (upkeep.keep_days, upkeep.limits);
    let options = MaintenanceOptions { keep_days, limits, ..MaintenanceOptions::default() };
    simulation.world().processes[number].is_opening = true;
    let opened = Maintenance::open(&lake, &[events::definition()], options).await;
    simulation.world().processes[number].is_opening = false;
    let mut maintenance = opened?;
    while !*stopped.borrow() {
        simulation.world().processes[number].is_between_passes = true;
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stopped| *stopped) => break,
            () = timer.sleep(upkeep.every) => {}
        }
        {
            let process = &mut simulation.world().processes[number];
            (process.is_between_passes, process.was_failed) = (false, false);
        }
        let pass = maintenance.run(timer.utc(), &stopped).await;
        let mut world = simulation.world();
        match pass {
            Ok(done) => done.iter().for_each(|done| world.kept.add(done.into())),
            Err(opkald_storage::Error::LeftBehind { .. }) => {}
            Err(opkald_storage::Error::Store { .. } | opkald_storage::Error::Delta { .. })
                if world.processes[number].was_failed => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
