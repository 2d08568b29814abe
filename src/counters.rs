//! What the process counts of itself, whatever it does: the registry that everything else is added to.

use std::fmt;
use std::sync::atomic::AtomicU64;

use chrono::Utc;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};

/// Bytes of a page of memory, on every machine that this runs on.
const PAGE_BYTES: i64 = 4096;

/// A registry with what is true of every process.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::with_prefix("opkald");
    registry.register_collector(Box::new(Memory));
    // Made as the process begins: one that ends and is begun again, over and over, is seen by this alone.
    let began: Gauge<f64, AtomicU64> = Gauge::default();
    began.set(Utc::now().timestamp_millis() as f64 / 1e3);
    let help = "When the process began, in seconds since the epoch";
    registry.register_with_unit("process_start_time", help, Unit::Seconds, began);
    registry
}

/// What the process holds in memory, by the system.
#[derive(Debug)]
struct Memory;

impl Collector for Memory {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Some(bytes) = resident_bytes() else { return Ok(()) };
        let gauge = ConstGauge::new(bytes);
        let help = "What the process holds in memory";
        let encoder =
            encoder.encode_descriptor("process_resident_memory", help, Some(&Unit::Bytes), gauge.metric_type())?;
        gauge.encode(encoder)
    }
}

/// Resident memory; none where the system does not tell.
fn resident_bytes() -> Option<i64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split(' ').nth(1)?.parse::<i64>().ok().map(|pages| pages * PAGE_BYTES)
}
