//! Everything that a seed decides about.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Days, NaiveDate, Utc};
use futures::FutureExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, PutOptions, PutPayload, PutResult};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use xxhash_rust::xxh3::Xxh3;

use super::super::*;
use super::group::Group;
use super::log::Log;
use super::maintainer::{Kept, Upkeep};
use super::process::{Process, State, Work};
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

/// When a world begins: 3 October 2100, at 6:00, when two of its days are over. It lies in the future, so that the Delta
/// library, which looks at the machine's calendar, takes nothing of it for old.
const BEGIN: &str = "2100-10-03T06:00:00Z";

/// How long after everything else is done the last passes of the maintenance come: when every day is over, and when what
/// left the table may go.
pub(super) const LAST_PASSES: [Duration; 3] =
    [Duration::from_secs(8 * 86_400), Duration::from_secs(8 * 86_400), Duration::from_secs(3600)];

/// How many days may be kept: all, what is not late, or all until the last passes.
const KEPT_DAYS: [u32; 4] = [0, 0, 1, 17];

pub(super) struct World {
    pub(super) rng: SmallRng,
    pub(super) now: Duration,
    pub(super) turn: u64,
    pub(super) store: Arc<InMemory>,
    /// When each object came to be.
    written: BTreeMap<Path, Duration>,
    /// Every data file that there ever was.
    pub(super) files: BTreeMap<Path, Bytes>,
    /// What the maintenance came to.
    pub(super) kept: Kept,
    /// How many days are kept; zero for all.
    pub(super) keep_days: u32,
    /// Passes of the maintenance that are still to come when everything else is done.
    pub(super) last_passes: usize,
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
        let (ingests, partitions, maintainers) =
            (rng.random_range(2..=3), rng.random_range(2..=4), rng.random_range(1..=2));
        let ingest = |rng: &mut SmallRng| Work::Ingest {
            flush_rows: rng.random_range(4..=40),
            dedup_bytes: [SETS_BYTES, SETS_BYTES, 3_000, 0][rng.random_range(0..4)],
        };
        let mut processes: Vec<Process> = (0..ingests).map(|_| Process::new(ingest(&mut rng))).collect();
        let keep_days = KEPT_DAYS[rng.random_range(0..KEPT_DAYS.len())];
        processes.extend((0..maintainers).map(|_| Process::new(Work::Maintain(Upkeep::new(&mut rng, keep_days)))));
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
            written: BTreeMap::new(),
            files: BTreeMap::new(),
            kept: Kept::default(),
            keep_days,
            last_passes: LAST_PASSES.len(),
            under_way: Vec::new(),
            topic: Topic::new(partitions, rng.random_range(60..=240)),
            group: Group::new(partitions, processes.len()),
            processes,
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
        let content = Bytes::from(bytes_of(&payload));
        let answer = self.store.put_opts(at, payload, options).now_or_never().expect("memory does not wait");
        if answer.is_ok() {
            self.written.insert(at.clone(), self.now);
            self.entry_landed(at, &content);
            if is_data(at) {
                self.files.insert(at.clone(), content);
            }
        }
        answer
    }

    /// What the calendar says.
    pub(super) fn utc(&self) -> DateTime<Utc> {
        calendar(self.now)
    }

    /// An object as old as it is by the calendar.
    pub(super) fn dated(&self, object: ObjectMeta) -> ObjectMeta {
        ObjectMeta { last_modified: self.written_at(&object.location), ..object }
    }

    /// When an object came to be; at the beginning, what was there before.
    pub(super) fn written_at(&self, at: &Path) -> DateTime<Utc> {
        calendar(self.written.get(at).copied().unwrap_or_default())
    }

    /// The first day that was to be kept at an instant.
    pub(super) fn first_kept(&self, at: DateTime<Utc>) -> Option<NaiveDate> {
        (self.keep_days > 0).then(|| at.date_naive() - Days::new(u64::from(self.keep_days)))
    }

    /// A process has come to its end by itself.
    pub(super) fn ended(&mut self, process: usize, ended: Result<()>) {
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

fn calendar(passed: Duration) -> DateTime<Utc> {
    BEGIN.parse::<DateTime<Utc>>().unwrap() + passed
}

/// Whether an object is a data file of the table.
pub(super) fn is_data(at: &Path) -> bool {
    at.as_ref().ends_with(".parquet") && !at.as_ref().contains("/_delta_log/")
}

fn bytes_of(payload: &PutPayload) -> Vec<u8> {
    payload.iter().flatten().copied().collect()
}
