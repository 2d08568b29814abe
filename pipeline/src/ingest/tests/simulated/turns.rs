//! Turns: what a process waits for is told here, and it goes on when the scheduler says so.
//!
//! The scheduler decides only when every process waits or has ended. Whatever threads a process uses between two turns,
//! nobody else goes on meanwhile, so that the order of turns is all that the outcome depends on.

use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Waker;
use std::time::Duration;

use object_store::path::Path;
use object_store::{GetOptions, GetResult, PutOptions, PutPayload, PutResult};
use tokio::sync::{Notify, oneshot};

use super::world::World;

/// What a process waits for.
pub(super) enum Asked {
    /// To open the table.
    Begin,
    Get(Path, GetOptions),
    Put(Path, PutPayload, PutOptions),
    Delete(Path),
    List,
    /// That the store's answer reaches it.
    Answer(Answer),
    /// That it is so late.
    Sleep(Duration),
    /// A message of its source.
    Message(Waker),
}

/// How it goes on.
pub(super) enum Answer {
    Go,
    Get(object_store::Result<GetResult>),
    Put(object_store::Result<PutResult>),
    Delete(object_store::Result<()>),
    List(object_store::Result<()>),
}

/// A process that waits, and what wakes it.
pub(super) struct Wait {
    pub(super) asked: Asked,
    pub(super) go: Option<oneshot::Sender<Answer>>,
}

/// The world, and the bell that rings when a process begins to wait.
pub(super) struct Simulation {
    world: Mutex<World>,
    waits: Notify,
}

/// How long a process may work between two turns, by the real clock.
const PATIENCE: Duration = Duration::from_secs(60);

impl Simulation {
    pub(super) fn new(world: World) -> Arc<Self> {
        Arc::new(Self { world: Mutex::new(world), waits: Notify::new() })
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Notes that something may have begun to wait.
    pub(super) fn ring(&self) {
        self.waits.notify_one();
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self, process: usize, asked: Asked) -> Answer {
        match self.turn_of_a_thread(process, asked).await {
            Some(answer) => answer,
            // The process goes on by something else that it waited for.
            None => std::future::pending().await,
        }
    }

    /// Waits for a turn that does not come when the process is killed meanwhile: what runs on a thread of its own cannot be
    /// dropped where it waits.
    pub(super) async fn turn_of_a_thread(&self, process: usize, asked: Asked) -> Option<Answer> {
        let (go, told) = oneshot::channel();
        self.world().processes[process].wait(Wait { asked, go: Some(go) });
        self.ring();
        told.await.ok()
    }

    /// Waits until every process waits or has ended.
    pub(super) async fn quiet(&self) -> Result<(), String> {
        loop {
            let Some(busy) = self.world().busy() else { return Ok(()) };
            if tokio::time::timeout(PATIENCE, self.waits.notified()).await.is_err() {
                return Err(format!("process {busy} neither waits nor ends"));
            }
        }
    }
}
