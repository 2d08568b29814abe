//! The queue between the threads that read and the loop that stores.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::{Chunk, Lane, Resume};
use crate::Error;

/// Chunks that may wait. A chunk is at most 1 MiB, so this bounds the queue in bytes.
pub(crate) const QUEUE_CHUNKS: usize = 16;

/// What a source says.
#[derive(Debug)]
pub(crate) enum Message {
    /// Records.
    Chunk(Chunk),
    /// What came before is to be stored now, and some positions to be told.
    Settle(Settle),
    /// Where a lane's end is.
    Looked(Looked),
    /// It cannot go on. What came before stands.
    Failed(Error),
    /// It must be started anew from what the table says, after what came before is stored; why.
    Again(String),
}

/// What is known of a lane's end.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) lane: Arc<Lane>,
    /// Position of the first record that is there.
    pub(crate) begin: i64,
    /// Position after the last one.
    pub(crate) end: i64,
    /// Up to when, in µs since the epoch, what came to the source was sent before this; none if that is not known.
    pub(crate) until_micros: Option<i64>,
    /// Whether it is ours without being read.
    pub(crate) is_held: bool,
}

/// A source's wish to have everything stored that it sent, and to know where some applications stand then.
#[derive(Debug)]
pub(crate) struct Settle {
    /// The applications.
    pub(crate) apps: Vec<String>,
    /// Where the answer goes to: one for each application. There is none when the loop ends before.
    pub(crate) answer: SyncSender<Vec<Resume>>,
}

/// The end that a source holds. One that is dropped as its thread breaks down tells that: else the source would seem to be at
/// its end.
#[derive(Debug, Clone)]
pub(crate) struct Sender(mpsc::Sender<Message>);

/// Pause before a full queue is offered the last word of a thread again.
const OFFER_AGAIN: Duration = Duration::from_millis(10);

/// The end that the loop holds.
pub(crate) trait Queue: fmt::Debug + Send {
    /// The next message; none when all sources have ended.
    fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Option<Message>>;
}

impl Queue for mpsc::Receiver<Message> {
    fn poll_recv(&mut self, context: &mut Context<'_>) -> Poll<Option<Message>> {
        Self::poll_recv(self, context)
    }
}

/// Makes a queue.
pub(crate) fn queue() -> (Sender, Box<dyn Queue>) {
    let (sender, queue) = mpsc::channel(QUEUE_CHUNKS);
    (Sender(sender), Box::new(queue))
}

/// The loop has gone: there is nobody to read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone;

/// Why a message was not taken at once.
#[derive(Debug)]
pub(crate) enum Offer {
    /// The queue is full; here it is again.
    Full(Message),
    /// The loop has gone.
    Gone,
}

impl Sender {
    /// Sends a chunk; waits while the queue is full.
    pub(crate) fn chunk(&self, chunk: Chunk) -> Result<(), Gone> {
        self.0.blocking_send(Message::Chunk(chunk)).map_err(|_| Gone)
    }

    /// Sends a message if there is room for it.
    pub(crate) fn offer(&self, message: Message) -> Result<(), Offer> {
        self.0.try_send(message).map_err(|error| match error {
            TrySendError::Full(message) => Offer::Full(message),
            TrySendError::Closed(_) => Offer::Gone,
        })
    }

    /// Tells how the source ended, other than by reaching its end.
    pub(crate) fn end(&self, last: Message) {
        // A loop that has gone has its own error to tell.
        let _ = self.0.blocking_send(last);
    }

    /// Tells that the source cannot go on.
    pub(crate) fn fail(&self, error: Error) {
        self.end(Message::Failed(error));
    }

    /// Whether the loop has gone.
    pub(crate) fn is_gone(&self) -> bool {
        self.0.is_closed()
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let thread = std::thread::current();
        let why = "the thread that reads it broke down, which is a fault of this program: see the standard error";
        let mut last = Message::Failed(Error::source(thread.name().unwrap_or("a source"), why));
        while let Err(Offer::Full(message)) = self.offer(last) {
            last = message;
            std::thread::sleep(OFFER_AGAIN);
        }
    }
}

#[cfg(test)]
mod tests;
