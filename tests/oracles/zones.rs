//! Buckets of local time: held against a walk through the day, quarter of an hour by quarter of an hour.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use opkald_storage::zone;
use proptest::prelude::*;

use crate::totals::{end_of, name};

/// Zones with odd offsets, and with changes of an hour, of half an hour, at midnight, and of none.
pub(crate) const ZONES: [Tz; 8] = [
    chrono_tz::Europe::Copenhagen,
    chrono_tz::Asia::Kathmandu,
    chrono_tz::Australia::Lord_Howe,
    chrono_tz::America::Sao_Paulo,
    chrono_tz::America::St_Johns,
    chrono_tz::Pacific::Chatham,
    chrono_tz::Africa::Casablanca,
    chrono_tz::UTC,
];

type Buckets = fn(Tz, DateTime<Utc>, DateTime<Utc>) -> Vec<zone::Bucket>;

/// Instants of the years in which the zones' rules are those of today or nearly so.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    let from = NaiveDate::from_ymd_opt(2012, 1, 1).unwrap().and_time(chrono::NaiveTime::MIN).and_utc();
    (0_i64..20 * 365 * 86_400_000).prop_map(move |ms| from + TimeDelta::milliseconds(ms))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn property_buckets_are_what_the_wall_shows(zone in prop::sample::select(&ZONES[..]), at in instants(), days in 1_i64..4) {
        let to = at + TimeDelta::days(days);
        for (unit, buckets) in [("hour", zone::hours as Buckets), ("day", zone::days), ("month", zone::months)] {
            let buckets = buckets(zone, at, to);
            prop_assert!(buckets[0].start <= at && buckets.last().unwrap().end >= to);
            for (one, next) in buckets.iter().zip(buckets.iter().skip(1)) {
                prop_assert_eq!(one.end, next.start);
                prop_assert!(one.start < to && next.start < to);
            }
            for bucket in &buckets {
                let before = bucket.start - TimeDelta::microseconds(1);
                prop_assert_ne!(name(zone, unit, before), name(zone, unit, bucket.start), "{} {}", zone, bucket.start);
                prop_assert_eq!(end_of(zone, unit, bucket.start), bucket.end, "{} {}", zone, bucket.start);
            }
        }
    }

    #[test]
    fn property_a_day_is_as_long_as_its_hours(zone in prop::sample::select(&ZONES[..]), at in instants()) {
        let day = zone::days(zone, at, at + TimeDelta::microseconds(1))[0];
        let hours = zone::hours(zone, day.start, day.end);
        let sum: TimeDelta = hours.iter().map(|hour| hour.end - hour.start).sum();
        prop_assert_eq!(sum, day.end - day.start);
        prop_assert_eq!((hours[0].start, hours.last().unwrap().end), (day.start, day.end));
    }
}

#[test]
fn the_days_of_the_changes_have_23_and_25_hours() {
    let hours_of = |zone: Tz, date: &str| {
        let start = zone::first_instant(zone, date.parse().unwrap());
        zone::hours(zone, start, zone::next_day(zone, start)).len()
    };
    let copenhagen = chrono_tz::Europe::Copenhagen;
    assert_eq!(["2026-03-29", "2026-10-25", "2026-10-26"].map(|date| hours_of(copenhagen, date)), [23, 25, 24]);
    // Half an hour less is one short hour, half an hour more is a short one beside 24 whole ones.
    let lord_howe = chrono_tz::Australia::Lord_Howe;
    assert_eq!(["2026-10-04", "2026-04-05"].map(|date| hours_of(lord_howe, date)), [24, 25]);
    let sao_paulo = chrono_tz::America::Sao_Paulo;
    assert_eq!(["2018-11-04", "2018-02-17"].map(|date| hours_of(sao_paulo, date)), [23, 25]);
}
