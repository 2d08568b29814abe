//! SQL from events to statistics.
//!
//! `sql/compute` holds one statement for each statistic, from the raw events; `sql/views` what people see. This crate
//! runs them: it finds which days new events make stale, computes those again, replaces them at once, and hands out
//! sessions that see one customer and nothing else.

mod adhoc;
mod ahead;
mod check;
mod compute;
mod engine;
mod error;
mod functions;
mod params;
mod prices;
mod receipts;
mod refresh;
mod scan;
mod session;
mod settings;
mod snapshot;
mod statistics;
#[cfg(test)]
mod tests;

pub use ahead::Freshness;
pub use check::{Difference, Unrated};
pub use engine::{Engine, EngineOptions};
pub use error::{Error, Result};
pub use params::Params;
pub use receipts::{UseId, UseReceipt};
pub use refresh::{Refreshed, Repriced};
pub use session::{Scope, Session};
pub use snapshot::TableSize;
pub use statistics::tables as statistic_tables;
