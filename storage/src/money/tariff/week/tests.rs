#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Europe::Copenhagen;
use chrono_tz::Tz;

use super::{Band, Calendar, DayKind, Week};

fn week() -> Week {
    let band = |id: &str, times: &[&str]| Band {
        id: id.to_owned(),
        times: times.iter().map(|times| times.parse().unwrap()).collect(),
    };
    let bands = [
        band("day", &["mon-fri 08:00-18:00"]),
        band(
            "rest",
            &["mon-fri 00:00-08:00", "mon-fri 18:00-24:00", "sat 03:00-24:00", "sun 00:00-02:30", "sun 03:00-24:00"],
        ),
        band("odd", &["sat 00:00-03:00", "sun 02:30-03:00", "holiday"]),
    ];
    Week::new(&bands, Calendar::Denmark)
}

fn us(text: &str) -> i64 {
    text.parse::<DateTime<Utc>>().unwrap().timestamp_micros()
}

fn ends(zone: Tz, from: &str) -> (u16, String) {
    let (band, until) = week().at(zone, us(from));
    (band, DateTime::<Utc>::from_timestamp_micros(until).unwrap().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

#[test]
fn a_band_holds_until_the_clock_on_the_wall_says_otherwise() {
    assert_eq!(ends(Copenhagen, "2026-06-01T15:59:59.5Z"), (0, "2026-06-01T16:00:00Z".into()));
    assert_eq!(ends(Copenhagen, "2026-06-01T16:00:00Z"), (1, "2026-06-01T22:00:00Z".into()));
    assert_eq!(ends(Copenhagen, "2026-12-25T09:00:00Z"), (2, "2026-12-25T23:00:00Z".into()));
    assert_eq!(ends(chrono_tz::Asia::Kathmandu, "2026-06-01T02:00:00Z"), (1, "2026-06-01T02:15:00Z".into()));
}

#[test]
fn a_clock_that_is_put_back_or_forward_ends_a_stretch() {
    // 02:30 to 03:00 comes twice: the first time it ends with the change, half an hour after it began.
    assert_eq!(ends(Copenhagen, "2026-10-25T00:40:00Z"), (2, "2026-10-25T01:00:00Z".into()));
    assert_eq!(ends(Copenhagen, "2026-10-25T01:00:00Z"), (1, "2026-10-25T01:30:00Z".into()));
    assert_eq!(ends(Copenhagen, "2026-10-25T01:30:00Z"), (2, "2026-10-25T02:00:00Z".into()));
    // And it does not come at all when the clock goes from 02:00 to 03:00.
    assert_eq!(ends(Copenhagen, "2026-03-29T00:59:00Z"), (1, "2026-03-29T01:00:00Z".into()));
    assert_eq!(ends(Copenhagen, "2026-03-29T01:00:00Z"), (1, "2026-03-29T22:00:00Z".into()));
}

/// Beside it: ask the clock at every minute of two weeks with a change of the clock and one with Easter.
#[test]
fn every_minute_has_the_band_of_its_wall_clock() {
    let week = week();
    for start in ["2026-10-20T00:00:00Z", "2026-03-25T00:00:00Z"] {
        let mut told = (0, i64::MIN);
        for minute in 0..14 * 24 * 60 {
            let instant = us(start) + minute * 60_000_000;
            if instant >= told.1 {
                told = week.at(Copenhagen, instant);
                assert!(told.1 > instant);
            }
            let local = DateTime::<Utc>::from_timestamp_micros(instant).unwrap().with_timezone(&Copenhagen);
            let clock = local.hour() * 60 + local.minute();
            let easter = ["2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06"];
            let day = DayKind::Weekday(local.weekday()).index();
            let expected = if easter.contains(&local.date_naive().to_string().as_str()) {
                2
            } else {
                match (day, clock) {
                    (0..=4, 480..1080) => 0,
                    (5, 0..180) | (6, 150..180) => 2,
                    _ => 1,
                }
            };
            assert_eq!(told.0, expected, "{local}");
        }
    }
}
