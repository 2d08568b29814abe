//! The table of the raw events.
//!
//! It is partitioned by `day`, the UTC date of `time`; a dead letter has none.

pub use opkald_events::{instant, schema};

use crate::lake::TableDefinition;

/// Name of the table of raw events.
pub const TABLE: &str = "events";

/// The table of raw events.
pub fn definition() -> TableDefinition {
    let distinct = &["id", "call", "object", "raw"];
    // An event is known by its customer and id, a dead letter by its place in its source.
    let identity = &["customer", "id", "source", "source_position"];
    TableDefinition { name: TABLE, schema: schema(), instant: "time", by_day: true, distinct, identity }
}
