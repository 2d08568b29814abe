//! The ingest as a process: killed at any instant, and fed files that are still being written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod killed;
#[path = "../support/stored.rs"]
mod stored;
#[path = "../support/mod.rs"]
mod support;
mod unfinished;
