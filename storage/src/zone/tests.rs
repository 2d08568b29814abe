#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Buckets against the calendar: lengths of days, names of hours, and zones off by odd minutes.

use proptest::prelude::*;

use super::*;

const COPENHAGEN: Tz = chrono_tz::Europe::Copenhagen;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(zone: Tz, date: &str) -> Vec<String> {
    let start = first_instant(zone, date.parse().unwrap());
    let all = hours(zone, start, next_day(zone, start));
    all.iter().map(|hour| hour.start.with_timezone(&zone).to_rfc3339()).collect()
}

#[test]
fn the_day_of_the_spring_change_has_23_hours() {
    let hours = day(COPENHAGEN, "2026-03-29");
    assert_eq!(hours.len(), 23);
    assert_eq!(hours[1], "2026-03-29T01:00:00+01:00");
    assert_eq!(hours[2], "2026-03-29T03:00:00+02:00");
}

#[test]
fn the_day_of_the_autumn_change_has_25_hours_and_one_of_them_twice() {
    let hours = day(COPENHAGEN, "2026-10-25");
    assert_eq!(hours.len(), 25);
    assert_eq!(hours[2], "2026-10-25T02:00:00+02:00");
    assert_eq!(hours[3], "2026-10-25T02:00:00+01:00");
}

#[test]
fn kathmandu_is_off_by_a_quarter() {
    let hours = day(chrono_tz::Asia::Kathmandu, "2026-01-01");
    assert_eq!(hours.len(), 24);
    assert_eq!(hours[0], "2026-01-01T00:00:00+05:45");
    assert_eq!(hour_start(chrono_tz::Asia::Kathmandu, utc("2026-01-01T00:20:00Z")), utc("2026-01-01T00:15:00Z"));
}

#[test]
fn lord_howe_changes_by_half_an_hour() {
    assert_eq!(day(chrono_tz::Australia::Lord_Howe, "2026-04-05").len(), 25);
    let spring = day(chrono_tz::Australia::Lord_Howe, "2026-10-04");
    assert!(spring.contains(&"2026-10-04T02:30:00+11:00".to_owned()), "{spring:?}");
}

#[test]
fn a_midnight_that_is_skipped_begins_its_day_later() {
    // Sao Paulo went from 00:00 to 01:00 on 4 November 2018.
    let start = first_instant(chrono_tz::America::Sao_Paulo, "2018-11-04".parse().unwrap());
    assert_eq!(start, utc("2018-11-04T03:00:00Z"));
}

#[test]
fn a_month_is_a_calendar_month() {
    let start = month_start(COPENHAGEN, utc("2026-10-31T23:30:00Z"));
    assert_eq!(start, utc("2026-10-31T23:00:00Z"));
    assert_eq!(next_month(COPENHAGEN, start), utc("2026-11-30T23:00:00Z"));
    assert_eq!(next_month(COPENHAGEN, utc("2026-12-31T23:00:00Z")), utc("2027-01-31T23:00:00Z"));
}

proptest! {
    #[test]
    fn every_instant_is_in_its_bucket_and_buckets_join(zone in 0..chrono_tz::TZ_VARIANTS.len(), seconds in 0_i64..2_000_000_000) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        let hour = hour_start(zone, at);
        prop_assert!(hour <= at && at < next_hour(zone, hour), "{zone} {at}: {hour} .. {}", next_hour(zone, hour));
        prop_assert_eq!(hour_start(zone, hour), hour);
        prop_assert_eq!(hour_start(zone, next_hour(zone, hour)), next_hour(zone, hour));
        let day = day_start(zone, at);
        prop_assert!(day <= at && at < next_day(zone, day), "{zone} {at}: {day} .. {}", next_day(zone, day));
        prop_assert_eq!(hour_start(zone, day), day);
        let month = month_start(zone, at);
        prop_assert!(month <= day && at < next_month(zone, month));
    }
}
