//! What waits for room in the queue.
//!
//! The reader must not wait in the queue itself: a member of a group that is not heard of for long loses its partitions.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::source::Sender;
use crate::source::queue::{Gone, Message, Offer};

/// How long the queue may be full before the partitions are told to pause. Shorter, and they would stop and go with every
/// commit, each time dropping what the client has fetched.
const FULL_FOR: Duration = Duration::from_millis(500);

/// Pause between two looks for room.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// Messages in their order, until the queue takes them.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Message>,
}

impl Outbox {
    pub(super) fn push(&mut self, message: Message) {
        self.waiting.push_back(message);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Sends what it can. Waits a little for room, unless `is_paused`: then polling is the way to wait.
    pub(super) fn send(&mut self, sender: &Sender, is_paused: bool) -> Result<(), Gone> {
        let began = Instant::now();
        while let Some(message) = self.waiting.pop_front() {
            match sender.offer(message) {
                Ok(()) => {}
                Err(Offer::Gone) => return Err(Gone),
                Err(Offer::Full(message)) => {
                    self.waiting.push_front(message);
                    if is_paused || began.elapsed() >= FULL_FOR {
                        return Ok(());
                    }
                    std::thread::sleep(LOOK_AGAIN);
                }
            }
        }
        Ok(())
    }
}
