//! The whole way from events to numbers, held against answers that were found without it.
//!
//! A real call centre's month, worlds of the simulation whose truth is known, and tangles of events that no network would
//! send: whatever comes in, in whatever order, every view must say the same, and say what is right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod ahead;
mod answers;
mod bank;
mod paying;
mod peaks;
mod properties;
mod receipts;
mod rows;
mod simulation;
mod tangle;
mod totals;
mod world;
mod zones;
