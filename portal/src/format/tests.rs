#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::DateTime;
use chrono_tz::Europe::Copenhagen;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[test]
fn counts_are_grouped_by_the_language() {
    assert_eq!(count(0, Lang::Danish), "0");
    assert_eq!(count(999, Lang::Danish), "999");
    assert_eq!(count(1_234_567, Lang::Danish), "1.234.567");
    assert_eq!(count(-1234, Lang::English), "-1,234");
}

#[test]
fn no_data_is_a_dash_and_never_a_figure() {
    assert_eq!(percent(None, Lang::Danish), NO_DATA);
    assert_eq!(duration(None), NO_DATA);
    assert_eq!(percent(Some(0.7777), Lang::Danish), "77,8\u{a0}%");
    assert_eq!(duration(Some(0.0)), "0:00");
    assert_eq!(duration(Some(3725.4)), "1:02:05");
}

#[test]
fn the_repeated_hour_bears_its_offset_and_no_other_does() {
    assert_eq!(clock(at("2026-10-25T00:00:00Z"), Copenhagen), "02:00 (+02:00)");
    assert_eq!(clock(at("2026-10-25T01:00:00Z"), Copenhagen), "02:00 (+01:00)");
    assert_eq!(clock(at("2026-10-25T02:00:00Z"), Copenhagen), "03:00");
}

#[test]
fn dates_are_in_the_customers_zone() {
    assert_eq!(date(at("2026-10-24T22:30:00Z"), Copenhagen, Lang::Danish), "25. okt. 2026");
    assert_eq!(weekday_date(at("2026-10-24T22:30:00Z"), Copenhagen, Lang::English), "Sun 25 Oct");
    assert_eq!(month(at("2026-04-30T22:00:00Z"), Copenhagen, Lang::Danish), "maj 2026");
}

#[test]
fn danish_numbers_stand_in_pairs() {
    assert_eq!(phone("+4588303080"), "+45\u{a0}88\u{a0}30\u{a0}30\u{a0}80");
    assert_eq!(phone("204"), "204");
    assert_eq!(phone("+46812345678"), "+46812345678");
}
