//! A process: the real loop or the real maintenance on the real table, with everything around it simulated.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use opkald_storage::lake::{Lake, Timer};
use tokio::sync::watch;
use tokio::task::{Id, JoinHandle};
use uuid::Uuid;

use super::super::*;
use super::maintainer::{self, Upkeep};
use super::member::Member;
use super::source::Sources;
use super::store::Store;
use super::turns::{Answer, Asked, Simulation, Wait};
use crate::Clock;
use crate::dedup::Dedup;
use crate::ingest::run::Ingest;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Waiting,
    Ended,
}

pub(super) struct Process {
    pub(super) state: State,
    pub(super) waits: Vec<Wait>,
    /// How often it was started.
    pub(super) life: u64,
    pub(super) task: Option<JoinHandle<()>>,
    /// The task whose calls of the store have turns.
    pub(super) id: Option<Id>,
    pub(super) stop: watch::Sender<bool>,
    /// Turn before which it does nothing: the machine is busy with something else.
    pub(super) paused_until: u64,
    /// Turn before which nobody starts it again.
    pub(super) started_at: u64,
    /// Whether the Delta library is at work for it, all of which is one turn.
    pub(super) is_opening: bool,
    /// Whether it only waits until there may be something to maintain.
    pub(super) is_between_passes: bool,
    /// Whether the store has failed it in this life.
    pub(super) was_failed: bool,
    pub(super) work: Work,
    pub(super) member: Member,
}

/// What a process does, and how it is set up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    Ingest { flush_rows: usize, dedup_bytes: usize },
    Maintain(Upkeep),
}

/// How old what was read becomes before it is stored.
const FLUSH_AGE: Duration = Duration::from_secs(2);

impl Process {
    pub(super) fn new(work: Work) -> Self {
        Self {
            state: State::Ended,
            waits: Vec::new(),
            life: 0,
            task: None,
            id: None,
            stop: watch::channel(false).0,
            paused_until: 0,
            started_at: 0,
            is_opening: false,
            is_between_passes: false,
            was_failed: false,
            work,
            member: Member::default(),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.state == State::Ended
    }

    pub(super) fn wait(&mut self, wait: Wait) {
        if matches!(wait.asked, Asked::Message(_)) {
            self.waits.retain(|wait| !matches!(wait.asked, Asked::Message(_)));
        }
        self.waits.push(wait);
        self.state = State::Waiting;
    }

    /// Lets it go on.
    pub(super) fn go(&mut self, at: usize, answer: Answer) {
        let wait = self.waits.swap_remove(at);
        // What it waited for beside that, it will ask for again.
        self.waits.clear();
        self.state = State::Running;
        match (wait.asked, wait.go) {
            (Asked::Message(waker), _) => waker.wake(),
            (_, Some(go)) => drop(go.send(answer)),
            (_, None) => {}
        }
    }
}

/// Starts a process.
pub(super) fn start(simulation: &Arc<Simulation>, number: usize) {
    let mut world = simulation.world();
    let process = &mut world.processes[number];
    process.life += 1;
    process.state = State::Running;
    process.was_failed = false;
    process.is_between_passes = false;
    process.waits.clear();
    let (stop, stopped) = watch::channel(false);
    process.stop = stop;
    let (shared, life, work) = (Arc::clone(simulation), process.life, process.work);
    let task = tokio::spawn(async move {
        shared.turn(number, Asked::Begin).await;
        let ended = match work {
            Work::Ingest { flush_rows, dedup_bytes } => {
                let ingest = open(&shared, number, flush_rows, stopped).await;
                run(&shared, number, life, dedup_bytes, ingest).await
            }
            Work::Maintain(upkeep) => maintainer::live(&shared, number, upkeep, stopped).await,
        };
        shared.world().ended(number, ended);
        shared.ring();
    });
    process.id = Some(task.id());
    process.task = Some(task);
}

/// Opens an ingest.
async fn open(
    simulation: &Arc<Simulation>,
    number: usize,
    flush_rows: usize,
    stopped: watch::Receiver<bool>,
) -> Result<Ingest> {
    let timer = Arc::new(Time::new(simulation, number));
    let store = Arc::new(Store::new(simulation, number));
    let mut options =
        IngestOptions::once(Lake::on(store, "memory:///".parse().unwrap()).unwrap().with_timer(timer), Vec::new());
    options.once = false;
    let shared = Arc::clone(simulation);
    options.clock = Clock::turned(move || shared.world().utc());
    options.stop = stopped;
    options.flush = FlushPolicy { rows: flush_rows, age: FLUSH_AGE, ..FlushPolicy::default() };
    let plan = Plan { format: Format::Events, app_prefix: String::new() };
    simulation.world().processes[number].is_opening = true;
    let opened = Ingest::open(options, plan).await;
    simulation.world().processes[number].is_opening = false;
    opened
}

/// Runs it to its end.
async fn run(
    simulation: &Arc<Simulation>,
    process: usize,
    life: u64,
    dedup_bytes: usize,
    opened: Result<Ingest>,
) -> Result<()> {
    let mut ingest = opened?;
    ingest.sources = Box::new(Sources { simulation: Arc::clone(simulation), process, life });
    ingest.dedup = Dedup::new(dedup_bytes);
    ingest.run().await.map(drop)
}

/// The world's clock, as a process sees it.
pub(super) struct Time {
    simulation: Arc<Simulation>,
    process: usize,
}

impl Time {
    pub(super) fn new(simulation: &Arc<Simulation>, process: usize) -> Self {
        Self { simulation: Arc::clone(simulation), process }
    }
}

impl std::fmt::Debug for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "time of process {}", self.process)
    }
}

#[async_trait]
impl Timer for Time {
    fn now(&self) -> Duration {
        self.simulation.world().now
    }

    fn utc(&self) -> DateTime<Utc> {
        self.simulation.world().utc()
    }

    async fn sleep(&self, pause: Duration) {
        let until = self.now() + pause;
        self.simulation.turn(self.process, Asked::Sleep(until)).await;
    }

    fn mark(&self) -> Uuid {
        Uuid::from_u128(rand::Rng::random(&mut self.simulation.world().rng))
    }
}
