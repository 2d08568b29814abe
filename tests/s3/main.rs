//! The lake on an object store: a real S3-compatible server, asked by the library and by the binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod condition;
mod conformance;
mod given;
#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/others.rs"]
mod others;
mod refused;
mod requests;
#[path = "../support/s3/mod.rs"]
mod s3;
#[path = "../support/servers.rs"]
mod servers;
#[path = "../support/stored.rs"]
mod stored;
#[path = "../support/mod.rs"]
mod support;
mod unsure;
mod whole;
