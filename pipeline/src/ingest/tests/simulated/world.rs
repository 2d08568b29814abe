//! Everything that a seed decides about.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, PutOptions, PutPayload, PutResult};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use xxhash_rust::xxh3::Xxh3;

use super::super::*;
use super::group::Group;
use super::log::Log;
use super::process::{Process, Settings, State};
use super::topic::Topic;
use crate::dedup::SETS_BYTES;

/// A put that was sent, and that reaches the store when nobody waits for its answer any more.
pub(super) struct UnderWay {
    pub(super) lands_at: u64,
    pub(super) at: Path,
    pub(super) payload: PutPayload,
    pub(super) options: PutOptions,
}

/// What goes wrong, and how often.
pub(super) struct Faults {
    /// How many are still to come.
    pub(super) left: u32,
    /// How many of a thousand requests go wrong.
    pub(super) of_puts: u32,
    pub(super) of_gets: u32,
    /// How many of a thousand turns strike a process or the group.
    pub(super) of_turns: u32,
    /// Turn before which the store answers nobody.
    pub(super) away_until: u64,
}

/// How likely each kind of turn is beside the others.
pub(super) struct Temper {
    pub(super) produce: u32,
    pub(super) read: u32,
    pub(super) time: u32,
    /// How many of a hundred answers take a turn of their own.
    pub(super) late_answers: u32,
}

pub(super) struct World {
    pub(super) rng: SmallRng,
    pub(super) now: Duration,
    pub(super) turn: u64,
    pub(super) store: Arc<InMemory>,
    pub(super) processes: Vec<Process>,
    pub(super) under_way: Vec<UnderWay>,
    pub(super) topic: Topic,
    pub(super) group: Group,
    pub(super) log: Log,
    pub(super) faults: Faults,
    pub(super) temper: Temper,
    /// Whether the work is done, and nobody is started again.
    pub(super) is_closing: bool,
    /// What must never be, and was.
    pub(super) broken: Vec<String>,
    told: Xxh3,
    is_told: bool,
    names: BTreeMap<String, usize>,
}

impl World {
    pub(super) fn new(seed: u64, store: InMemory, is_told: bool) -> Self {
        let mut rng = SmallRng::seed_from_u64(seed);
        let (processes, partitions) = (rng.random_range(2..=3), rng.random_range(2..=4));
        let settings = |rng: &mut SmallRng| Settings {
            flush_rows: rng.random_range(4..=40),
            dedup_bytes: [SETS_BYTES, SETS_BYTES, 3_000, 0][rng.random_range(0..4)],
        };
        let faults = Faults {
            left: rng.random_range(4..=20),
            of_puts: rng.random_range(20..=200),
            of_gets: rng.random_range(0..=20),
            of_turns: rng.random_range(5..=40),
            away_until: 0,
        };
        let temper = Temper {
            produce: rng.random_range(1..=20),
            read: rng.random_range(2..=30),
            time: rng.random_range(1..=6),
            late_answers: rng.random_range(0..=40),
        };
        Self {
            now: Duration::ZERO,
            turn: 0,
            store: Arc::new(store),
            processes: (0..processes).map(|_| Process::new(settings(&mut rng))).collect(),
            under_way: Vec::new(),
            topic: Topic::new(partitions, rng.random_range(60..=240)),
            group: Group::new(partitions, processes),
            log: Log::default(),
            faults,
            temper,
            is_closing: false,
            broken: Vec::new(),
            told: Xxh3::new(),
            is_told,
            names: BTreeMap::new(),
            rng,
        }
    }

    /// A process that does not wait and has not ended.
    pub(super) fn busy(&self) -> Option<usize> {
        self.processes.iter().position(|process| process.state == State::Running)
    }

    /// Whether nothing goes wrong any more.
    pub(super) fn is_calm(&self) -> bool {
        self.faults.left == 0
    }

    pub(super) fn store_is_away(&self) -> bool {
        self.faults.away_until > self.turn
    }

    /// Notes what happens; equal worlds note the same.
    pub(super) fn trace(&mut self, what: fmt::Arguments<'_>) {
        let line = format!("{:>5} {:>8.3}s {what}", self.turn, self.now.as_secs_f64());
        self.told.update(line.as_bytes());
        if self.is_told {
            eprintln!("{line}");
        }
    }

    /// Hash of all that was noted.
    pub(super) fn told(&self) -> u64 {
        self.told.digest()
    }

    pub(super) fn broken(&mut self, what: String) {
        self.trace(format_args!("BROKEN: {what}"));
        self.broken.push(what);
    }

    /// A name for a path that does not depend on chance outside the seed.
    pub(super) fn name(&mut self, path: &Path) -> String {
        let (folder, name) = path.as_ref().rsplit_once('/').unwrap_or(("", path.as_ref()));
        if folder.ends_with("_delta_log") {
            return name.trim_start_matches('0').to_owned();
        }
        let next = self.names.len();
        let number = self.names.entry(path.to_string()).or_insert(next);
        format!("{}/{number}", folder.rsplit('/').next().unwrap_or_default())
    }

    /// Lets a put reach the store.
    pub(super) fn land(
        &mut self,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        let text = bytes_of(&payload);
        let answer = self.store.put_opts(at, payload, options).now_or_never().expect("memory does not wait");
        if answer.is_ok() {
            self.entry_landed(at, &text);
        }
        answer
    }

    /// A process has come to its end by itself.
    pub(super) fn ended(&mut self, process: usize, ended: Result<Summary>) {
        let restart = self.turn + self.rng.random_range(0..60);
        let one = &mut self.processes[process];
        one.state = State::Ended;
        one.waits.clear();
        one.started_at = restart;
        let (was_failed, is_stopped) = (one.was_failed, *one.stop.borrow());
        match ended {
            Ok(_) if is_stopped => self.trace(format_args!("{process} ends")),
            Err(Error::Lake(opkald_storage::Error::Store { .. } | opkald_storage::Error::Delta { .. }))
                if was_failed =>
            {
                self.trace(format_args!("{process} gives up, since the store failed it"));
            }
            other => self.broken(format!("process {process} came to an end by {other:?}")),
        }
    }
}

fn bytes_of(payload: &PutPayload) -> Vec<u8> {
    payload.iter().flatten().copied().collect()
}
