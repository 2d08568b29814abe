#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Kathmandu;
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Europe::Copenhagen;
use chrono_tz::Tz;
use proptest::prelude::*;

use super::WeekHours;
use crate::zone;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[test]
fn times_are_widened_to_whole_hours() {
    let open: WeekHours = "mon-fri 08:30-16:10; sat 10:00-13:00".parse().unwrap();
    // A Thursday, and a Saturday.
    for (instant, holds) in [
        ("2026-11-26T07:59:59+01:00", false),
        ("2026-11-26T08:00:00+01:00", true),
        ("2026-11-26T16:59:59+01:00", true),
        ("2026-11-26T17:00:00+01:00", false),
        ("2026-11-28T09:30:00+01:00", false),
        ("2026-11-28T12:59:00+01:00", true),
        ("2026-11-28T13:00:00+01:00", false),
    ] {
        assert_eq!(open.holds(Copenhagen, at(instant)), holds, "{instant}");
    }
    assert_eq!(open.to_string(), "mon-fri 08:30-16:10; sat 10:00-13:00");
    assert_eq!(open.to_string().parse::<WeekHours>().unwrap(), open);
}

#[test]
fn a_holiday_is_not_the_weekday_that_it_falls_on() {
    let weekdays: WeekHours = "mon-fri".parse().unwrap();
    let holidays: WeekHours = "holiday".parse().unwrap();
    // Christmas Day of 2026 is a Friday; it is a holiday where Danish law holds.
    let christmas = at("2026-12-25T12:00:00Z");
    assert!(!weekdays.holds(Copenhagen, christmas) && holidays.holds(Copenhagen, christmas));
    assert!(weekdays.holds(Kathmandu, christmas) && !holidays.holds(Kathmandu, christmas));
}

#[test]
fn what_is_no_time_is_refused() {
    for text in ["", ";", "mon-fri 8-16", "mon-fri;", "open"] {
        assert!(text.parse::<WeekHours>().is_err(), "{text}");
    }
}

fn zones() -> impl Strategy<Value = Tz> {
    prop_oneof![Just(Copenhagen), Just(Kathmandu), Just(Lord_Howe), Just(Tz::America__St_Johns)]
}

proptest! {
    // Statistics are filtered by the hour, rows by the instant: they must agree.
    #[test]
    fn property_an_hour_holds_all_its_instants_or_none(zone in zones(), minutes in 0_i64..40_000_000, from in 0_u32..24) {
        let hours: WeekHours = format!("mon,wed,sun,holiday {from:02}:00-{:02}:00", from + 1).parse().unwrap();
        let instant = at("1990-01-01T00:00:00Z") + TimeDelta::minutes(minutes / 2);
        prop_assert_eq!(hours.holds(zone, instant), hours.holds(zone, zone::hour_start(zone, instant)));
    }
}
