#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// The published example: 100 visits, 70 answered in time, 10 abandoned in time, 20 answered late.
fn example() -> QueueCounts {
    let mut counts = QueueCounts { joined: 100, answered: 90, abandoned: 10, in_time: 70, ..QueueCounts::default() };
    counts.answered_waits[2] = 70;
    counts.answered_waits[6] = 20;
    counts.abandoned_waits[1] = 10;
    counts
}

fn level(name: &str, seconds: Option<&str>) -> f64 {
    ServiceLevel::parse(Some(name), seconds).unwrap().of(&example(), 20).unwrap()
}

#[test]
fn the_published_example_comes_out() {
    assert!((level("ignore", None) - 70.0 / 90.0).abs() < 1e-12);
    assert!((level("negative", None) - 0.70).abs() < 1e-12);
    assert!((level("positive", None) - 0.80).abs() < 1e-12);
    assert!((level("handled", None) - 70.0 / 90.0).abs() < 1e-12);
    assert!((level("asterisk2", None) - 0.80).abs() < 1e-12);
    assert!((level("default", None) - 0.70).abs() < 1e-12);
}

#[test]
fn another_limit_comes_from_the_histogram() {
    assert!((level("default", Some("60")) - 0.90).abs() < 1e-12);
    assert!((level("negative", Some("10")) - 0.0).abs() < 1e-12);
}

#[test]
fn an_empty_bucket_has_no_service_level() {
    assert_eq!(ServiceLevel::parse(None, None).unwrap().of(&QueueCounts::default(), 20), None);
}

#[test]
fn an_unknown_name_or_limit_is_named() {
    assert!(ServiceLevel::parse(Some("best"), None).unwrap_err().to_string().starts_with("service_level"));
    assert!(ServiceLevel::parse(None, Some("21")).unwrap_err().to_string().starts_with("seconds"));
}
