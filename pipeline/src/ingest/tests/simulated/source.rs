//! The seam between the real loop and a simulated member of the group.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use opkald_storage::lake::Table;

use super::super::*;
use super::turns::{Asked, Simulation, Wait};
use crate::ingest::start::{Open, Running};
use crate::source::{Message, Queue};

/// Opens the one source: a member of the group that reads the topic.
pub(super) struct Sources {
    pub(super) simulation: Arc<Simulation>,
    pub(super) process: usize,
    pub(super) life: u64,
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sources of process {}", self.process)
    }
}

#[async_trait]
impl Open for Sources {
    async fn open(&self, _: &Table, _: &IngestOptions, _: &Plan, _: &BTreeSet<String>) -> Result<Running> {
        self.simulation.world().join(self.process);
        let (simulation, process, life) = (Arc::clone(&self.simulation), self.process, self.life);
        Ok(Running { queue: Box::new(Incoming { simulation, process, life }), unrepeatable: None, threads: Vec::new() })
    }
}

struct Incoming {
    simulation: Arc<Simulation>,
    process: usize,
    life: u64,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "queue of process {}", self.process)
    }
}

impl Queue for Incoming {
    fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Option<Message>> {
        let mut world = self.simulation.world();
        let process = &mut world.processes[self.process];
        if let Some(message) = process.member.at_hand.take() {
            return Poll::Ready(message);
        }
        process.wait(Wait { asked: Asked::Message(context.waker().clone()), go: None });
        drop(world);
        self.simulation.ring();
        Poll::Pending
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let mut world = self.simulation.world();
        // A process that is killed cannot say good-bye: its task is gone, or another life has begun.
        if world.processes[self.process].life == self.life && world.processes[self.process].task.is_some() {
            world.leave(self.process);
        }
    }
}
