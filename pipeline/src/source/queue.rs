//! The queue between the threads that read and the loop that stores.

use tokio::sync::mpsc;

use super::Chunk;
use crate::Error;

/// Chunks that may wait. A chunk is at most 1 MiB, so this bounds the queue in bytes.
pub(crate) const QUEUE_CHUNKS: usize = 16;

/// What a source says.
#[derive(Debug)]
pub(crate) enum Message {
    /// Records.
    Chunk(Chunk),
    /// It cannot go on. What came before stands.
    Failed(Error),
}

/// The end that a source holds.
#[derive(Debug, Clone)]
pub(crate) struct Sender(mpsc::Sender<Message>);

/// The end that the loop holds.
pub(crate) type Queue = mpsc::Receiver<Message>;

/// Makes a queue.
pub(crate) fn queue() -> (Sender, Queue) {
    let (sender, queue) = mpsc::channel(QUEUE_CHUNKS);
    (Sender(sender), queue)
}

/// The loop has gone: there is nobody to read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone;

impl Sender {
    /// Sends a chunk; waits while the queue is full.
    pub(crate) fn chunk(&self, chunk: Chunk) -> Result<(), Gone> {
        self.0.blocking_send(Message::Chunk(chunk)).map_err(|_| Gone)
    }

    /// Tells that the source cannot go on.
    pub(crate) fn fail(&self, error: Error) {
        // A loop that has gone has its own error to tell.
        let _ = self.0.blocking_send(Message::Failed(error));
    }

    /// Whether the loop has gone.
    pub(crate) fn is_gone(&self) -> bool {
        self.0.is_closed()
    }
}
