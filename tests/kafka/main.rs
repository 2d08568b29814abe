//! The ingest as a process, on a real broker.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod given;
#[path = "../support/kafka/mod.rs"]
mod kafka;
#[path = "../support/kept.rs"]
mod kept;
mod lost;
mod once;
mod secured;
#[path = "../support/servers.rs"]
mod servers;
#[path = "../support/mod.rs"]
mod support;
