//! The ingest as a process, on a real broker.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/kafka/mod.rs"]
mod kafka;
#[path = "../support/kept.rs"]
mod kept;
mod once;
#[path = "../support/mod.rs"]
mod support;
