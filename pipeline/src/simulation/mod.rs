//! A make-believe telephone network for demonstrations, benchmarks and proofs.
//!
//! Businesses with lines, mobiles, queues and agents live through days that follow from a seed. Two things come out, made from the same
//! objects and from nothing of each other: the **events** that a network would send, delivered as untidily as one likes, and the **truth**,
//! which is what every view must answer when it has read them.
//!
//! **The same plan is the same world**, byte for byte, and a day of it needs no other day: so a year streams through the memory of one day,
//! and [`Live`] goes on where a history ended.
//!
//! ```
//! use opkald_pipeline::simulation::Plan;
//!
//! let noon = 1_772_449_200_000_000; // 2026-03-02T11:00:00Z
//! let plan = Plan::small(7, 2, noon);
//! let events = plan.events()?;
//! let truth = plan.truth_in_memory();
//! assert!(events.len() > 100 && !truth.queue_visits.is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```

mod base36;
mod cast;
mod clock;
mod day;
mod disorder;
mod live;
mod number;
mod objects;
mod plan;
mod rng;
mod scribe;
mod shape;
mod shift;
mod stream;
mod tell;
mod truth;

pub use cast::{Agent, Customer, Queue};
pub use clock::Micros;
pub use disorder::Disorder;
pub use live::{Live, LiveEvent};
pub use number::Number;
pub use plan::Plan;
pub use stream::Counts;
pub use truth::{
    AgentRow, AgentSessionRow, Bucket, CallBucketRow, CallRow, CallbackRow, QueueRow, QueueVisitRow, Truth,
};

#[cfg(test)]
mod tests;
