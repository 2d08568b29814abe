#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::Weekday;
use proptest::prelude::*;

use super::{DAY_MINUTES, DayKind, Times};
use crate::money::holes;

fn times(text: &str) -> Times {
    text.parse().unwrap()
}

#[test]
fn days_and_hours_are_read_as_people_write_them() {
    let office = times("mon-fri 08:00-16:30");
    assert!(office.is_on(DayKind::Weekday(Weekday::Fri)) && !office.is_on(DayKind::Holiday));
    assert_eq!(office.minutes(), 480..990);
    assert_eq!(times("sat,sun").minutes(), 0..1440);
    assert_eq!(times("holiday 00:00-24:00"), times("holiday"));
    assert_eq!(times("mon,tue,wed,sun,holiday").to_string(), "mon-wed,sun,holiday");
}

#[test]
fn what_is_no_time_of_the_week_is_refused() {
    for text in ["", "monday", "fri-mon", "sun-holiday", "mon 8:00-16:00", "mon 16:00-08:00", "mon 08:00-08:00"] {
        assert!(text.parse::<Times>().is_err(), "{text}");
    }
    for text in
        ["mon 08:00-24:01", "mon 08:60-09:00", "mon  08:00-09:00", "mon 08:00", "mon,", "MON", "mon +8:00-09:00"]
    {
        assert!(text.parse::<Times>().is_err(), "{text}");
    }
}

#[test]
fn gaps_and_overlaps_of_a_week_are_found_and_told_once() {
    let peak = vec![times("mon-fri 08:00-18:00")];
    let rest = vec![times("mon-fri 00:00-08:00"), times("mon-fri 17:30-24:00"), times("sat")];
    let found: Vec<_> = holes(&[peak, rest]).into_iter().map(|hole| (hole.times.to_string(), hole.owners)).collect();
    let expected = [("mon-fri 17:30-18:00".to_owned(), vec![0, 1]), ("sun,holiday".to_owned(), vec![])];
    assert_eq!(found, expected);
    assert!(holes(&[vec![times("mon-sun")], vec![times("holiday")]]).is_empty());
}

fn any_times() -> impl Strategy<Value = Times> {
    (1_u8..=255, 0..DAY_MINUTES, 1..=DAY_MINUTES).prop_map(|(days, one, other)| {
        let on = DayKind::ALL.into_iter().filter(|day| days & 1 << day.index() != 0);
        let (from, until) = if one < other { (one, other) } else { (other - 1, one + 1) };
        Times::on(on, from, until)
    })
}

proptest! {
    #[test]
    fn properties_what_is_written_is_read_as_the_same(times in any_times()) {
        prop_assert_eq!(times.to_string().parse::<Times>().unwrap(), times);
    }

    /// Beside it: count at each minute of each day.
    #[test]
    fn properties_every_minute_that_is_not_told_has_one_owner(
        windows in prop::collection::vec(prop::collection::vec(any_times(), 0..4), 1..4),
    ) {
        let told = holes(&windows);
        for day in DayKind::ALL {
            for minute in 0..DAY_MINUTES {
                let has = |times: &Times| times.is_on(day) && times.minutes().contains(&minute);
                let owners: Vec<usize> =
                    (0..windows.len()).filter(|at| windows[*at].iter().any(has)).collect();
                let hole = told.iter().find(|hole| has(&hole.times));
                match hole {
                    Some(hole) => prop_assert_eq!(&hole.owners, &owners),
                    None => prop_assert_eq!(owners.len(), 1),
                }
            }
        }
    }
}
