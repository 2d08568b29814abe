#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

/// The published example: 100 visits, 70 answered in time, 10 abandoned in time, 20 answered late.
fn example() -> QueueCounts {
    let within = Within { answered: 70, abandoned: 10 };
    QueueCounts { joined: 100, answered: 90, abandoned: 10, in_time: 70, within, ..QueueCounts::default() }
}

fn level(name: &str) -> f64 {
    ServiceLevel::parse(Some(name), None).unwrap().of(&example()).unwrap()
}

#[test]
fn the_published_example_comes_out() {
    assert!((level("ignore") - 70.0 / 90.0).abs() < 1e-12);
    assert!((level("negative") - 0.70).abs() < 1e-12);
    assert!((level("positive") - 0.80).abs() < 1e-12);
    assert!((level("handled") - 70.0 / 90.0).abs() < 1e-12);
    assert!((level("asterisk2") - 0.80).abs() < 1e-12);
    assert!((level("default") - 0.70).abs() < 1e-12);
}

#[test]
fn only_what_is_stored_needs_no_counting() {
    let counted = |formula, seconds| ServiceLevel::parse(Some(formula), seconds).unwrap().to_count(20);
    for formula in ["default", "handled", "negative"] {
        assert_eq!((counted(formula, None), counted(formula, Some("20"))), (None, None));
        assert_eq!(counted(formula, Some("25")), Some(25));
    }
    for formula in ["ignore", "positive", "asterisk2"] {
        assert_eq!((counted(formula, None), counted(formula, Some("60"))), (Some(20), Some(60)));
    }
}

#[test]
fn an_empty_bucket_has_no_service_level() {
    assert_eq!(ServiceLevel::parse(None, None).unwrap().of(&QueueCounts::default()), None);
}

#[test]
fn an_unknown_name_or_limit_is_named() {
    assert!(ServiceLevel::parse(Some("best"), None).unwrap_err().to_string().starts_with("service_level"));
    for wrong in ["0", "3601", "20.5", "-1", "x"] {
        assert!(ServiceLevel::parse(None, Some(wrong)).unwrap_err().to_string().starts_with("seconds"), "{wrong}");
    }
}
