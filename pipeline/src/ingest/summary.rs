//! What an ingest came to.

use serde::Serialize;

/// The numbers of an ingest. `read` = `stored` + `duplicates` + `dead_letters` for events; a foreign record may make
/// none or more than one of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Records read, blank lines left out.
    pub read: u64,
    /// Events stored.
    pub stored: u64,
    /// Events and dead letters that were stored before.
    pub duplicates: u64,
    /// Records that were refused, and are kept as dead letters.
    pub dead_letters: u64,
    /// How long it took.
    pub seconds: f64,
    /// Fields that the event contract does not know.
    pub unknown_fields: u64,
    /// Foreign records that are no events.
    #[serde(skip_serializing_if = "is_zero")]
    pub ignored: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
