#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono_tz::Europe::Copenhagen;

use super::*;

#[test]
fn parts_and_values_are_escaped_and_empty_ones_left_out() {
    let address = Address::of(&["queues", "a/b å"]).with("line", "+45 & 1").with("agent", "").with("x", "1");
    assert_eq!(address.build(), "/queues/a%2Fb%20%C3%A5?line=%2B45%20%26%201&x=1");
}

#[test]
fn midnights_are_dates_and_other_ends_bear_their_offset() {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let address = Address::of(&[]).between(at("2026-10-24T22:00:00Z"), at("2026-10-25T01:00:00Z"), Copenhagen);
    assert_eq!(address.build(), "?from=2026-10-25&to=2026-10-25T02:00:00%2B01:00");
}
