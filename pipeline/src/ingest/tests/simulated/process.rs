//! A process: the real loop on the real table, with everything around it simulated.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use opkald_storage::lake::{Lake, Timer};
use tokio::sync::watch;
use tokio::task::{Id, JoinHandle};
use uuid::Uuid;

use super::super::*;
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
    /// Whether the store has failed it in this life.
    pub(super) was_failed: bool,
    pub(super) settings: Settings,
    pub(super) member: Member,
}

/// How a process is set up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) flush_rows: usize,
    pub(super) dedup_bytes: usize,
}

/// How old what was read becomes before it is stored.
const FLUSH_AGE: Duration = Duration::from_secs(2);

impl Process {
    pub(super) fn new(settings: Settings) -> Self {
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
            was_failed: false,
            settings,
            member: Member::default(),
        }
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
    process.waits.clear();
    let (stop, stopped) = watch::channel(false);
    process.stop = stop;
    let (shared, life, settings) = (Arc::clone(simulation), process.life, process.settings);
    let task = tokio::spawn(async move {
        let ended = live(&shared, number, life, settings, stopped).await;
        shared.world().ended(number, ended);
        shared.ring();
    });
    process.id = Some(task.id());
    process.task = Some(task);
}

async fn live(
    simulation: &Arc<Simulation>,
    number: usize,
    life: u64,
    settings: Settings,
    stopped: watch::Receiver<bool>,
) -> Result<Summary> {
    simulation.turn(number, Asked::Begin).await;
    let timer = Arc::new(Time { simulation: Arc::clone(simulation), process: number });
    let store = Arc::new(Store::new(simulation, number));
    let mut options =
        IngestOptions::once(Lake::on(store, "memory:///".parse().unwrap()).unwrap().with_timer(timer), Vec::new());
    options.once = false;
    options.clock = Clock::standing("2026-10-10T00:00:00Z".parse().unwrap());
    options.stop = stopped;
    options.flush = FlushPolicy { rows: settings.flush_rows, age: FLUSH_AGE, ..FlushPolicy::default() };
    let plan = Plan { format: Format::Events, app_prefix: String::new() };
    simulation.world().processes[number].is_opening = true;
    let opened = Ingest::open(options, plan).await;
    simulation.world().processes[number].is_opening = false;
    let mut ingest = opened?;
    ingest.sources = Box::new(Sources { simulation: Arc::clone(simulation), process: number, life });
    ingest.dedup = Dedup::new(settings.dedup_bytes);
    ingest.run().await
}

/// The world's clock, as a process sees it.
struct Time {
    simulation: Arc<Simulation>,
    process: usize,
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

    async fn sleep(&self, pause: Duration) {
        let until = self.now() + pause;
        self.simulation.turn(self.process, Asked::Sleep(until)).await;
    }

    fn mark(&self) -> Uuid {
        Uuid::from_u128(rand::Rng::random(&mut self.simulation.world().rng))
    }
}
