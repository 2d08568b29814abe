//! Reading a topic.
//!
//! A blocking consumer on a thread of its own. A topic that is followed is shared with the other members of its group;
//! one that is read to its present end is read alone, all partitions of it.
//!
//! - `settings`, `connect`: speaking with the brokers, and what their answers mean.
//! - `group`: what the client tells on its own: which partitions come and go, what it complains about.
//! - `place`: where a partition is begun, and when it must not be.
//! - `batch`, `outbox`: messages on their way into the queue.
//! - `reading`, `moving`: the loop.
//! - `looking`, `hearing`: where the ends are, and whether the brokers are heard of.
//! - `held`: partitions that are ours and are not read.
//!
//! **Where a partition is begun stands in the table and nowhere else.** The group's own offsets are told to the brokers
//! after the commit, for tools that show the lag; they are never read.

mod batch;
mod connect;
mod group;
mod hearing;
mod held;
mod looking;
mod moving;
mod outbox;
mod place;
mod reading;
mod settings;

use std::time::Duration;

pub(crate) use connect::connect;
pub(crate) use reading::read;
pub(crate) use settings::QUEUED_BYTES;
pub use settings::{KafkaSettings, Secret};

/// How long a broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a message may wait for others to be sent with.
const LINGER: Duration = Duration::from_millis(100);

/// Why the reading ends.
enum Stop {
    /// Nobody takes the messages any more.
    Gone,
    /// It cannot go on.
    Failed(crate::Error),
    /// It must begin anew, with another look at the topic; why.
    Again(String),
}
