#![allow(clippy::unwrap_used)]

use prometheus_client::encoding::text::encode;

use super::*;

fn written(metrics: &IngestMetrics) -> String {
    let mut registry = Registry::with_prefix("opkald");
    metrics.register(&mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).unwrap();
    text
}

#[test]
fn names_are_those_that_the_alerts_ask_for() {
    let metrics = IngestMetrics::default();
    metrics.committed(Ended::LostRace, Duration::ZERO);
    metrics.committed(Ended::Landed, Duration::from_millis(7));
    metrics.stand([("kafka:calls:3".to_owned(), 42)], 2, DateTime::from_timestamp_micros(1_500_000));
    let text = written(&metrics);
    for line in [
        "opkald_ingest_events_total 0",
        "opkald_ingest_read_bytes_total 0",
        "opkald_ingest_commits_total{outcome=\"LostRace\"} 1",
        "opkald_ingest_commits_total{outcome=\"Overtaken\"} 0",
        "opkald_ingest_commits_total{outcome=\"Failed\"} 0",
        "opkald_ingest_commit_seconds_bucket{le=\"0.01\"} 1",
        "opkald_ingest_lag_records{source=\"kafka:calls:3\"} 42",
        "opkald_ingest_data_until_timestamp_seconds 1.5",
        "opkald_ingest_memory_budget_bytes 0",
        "opkald_ingest_stopped_partitions 2",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
}

#[test]
fn a_partition_that_went_to_another_has_no_lag_here() {
    let metrics = IngestMetrics::default();
    metrics.stand([("kafka:calls:3".to_owned(), 42)], 0, None);
    metrics.stand([("kafka:calls:4".to_owned(), 1)], 0, None);
    let text = written(&metrics);
    assert!(!text.contains("calls:3") && text.contains("calls:4"), "{text}");
}
