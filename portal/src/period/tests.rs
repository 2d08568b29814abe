#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono_tz::Europe::Copenhagen;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn period(interval: &str, from: Option<&str>, to: Option<&str>) -> Result<Period, PortalError> {
    Period::parse(Some(interval), from, to, Copenhagen, at("2026-11-22T16:00:00Z"))
}

fn field(error: PortalError) -> &'static str {
    match error {
        PortalError::BadParameter { field, .. } => field,
        other => panic!("another error: {other}"),
    }
}

#[test]
fn a_day_has_as_many_hours_as_its_clock_shows() {
    let hours = |day: &str| period("hour", Some(day), None).unwrap().buckets.len();
    assert_eq!(hours("2026-10-25"), 25);
    assert_eq!(hours("2026-03-29"), 23);
    assert_eq!(hours("2026-10-26"), 24);
}

#[test]
fn absent_ends_are_a_day_of_hours_a_month_of_days_a_year_of_months() {
    assert_eq!(period("hour", None, None).unwrap().first_date().to_string(), "2026-11-22");
    assert_eq!(period("day", None, None).unwrap().buckets.len(), 30);
    let months = period("month", None, None).unwrap();
    assert_eq!(months.buckets.len(), 12);
    assert_eq!(months.first_date().to_string(), "2025-12-01");
    assert_eq!(period("month", Some("2026-01-01"), None).unwrap().buckets.len(), 12);
    assert_eq!(period("day", None, Some("2026-03-01")).unwrap().first_date().to_string(), "2026-02-01");
}

#[test]
fn an_end_within_a_bucket_is_widened_to_it() {
    let widened = period("hour", Some("2026-11-22T10:30:00+01:00"), Some("2026-11-22T11:00:01 01:00")).unwrap();
    assert_eq!(widened.window, Window { from: at("2026-11-22T09:00:00Z"), to: at("2026-11-22T11:00:00Z") });
    assert_eq!(widened.buckets.len(), 2);
}

#[test]
fn what_does_not_fit_is_named() {
    assert_eq!(field(period("week", None, None).unwrap_err()), "interval");
    assert_eq!(field(period("hour", Some("yesterday"), None).unwrap_err()), "from");
    assert_eq!(field(period("hour", Some("2026-11-22"), Some("2026-11-22")).unwrap_err()), "to");
    assert_eq!(field(period("hour", Some("2020-01-01"), Some("2026-01-01")).unwrap_err()), "from");
    assert_eq!(field(period("day", Some("0001-01-01"), None).unwrap_err()), "from");
}

#[test]
fn a_list_looks_through_a_week_where_nothing_is_said() {
    let window = Window::parse(None, None, Copenhagen, at("2026-11-22T16:00:00Z")).unwrap();
    assert_eq!(window, Window { from: at("2026-11-15T23:00:00Z"), to: at("2026-11-22T23:00:00Z") });
}
