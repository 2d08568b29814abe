#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::simulation::rng::Rng;

#[test]
fn back_to_back_calls_peak_at_one() {
    let load = load(&[(0, 10), (10, 20), (20, 30)]);
    assert_eq!((load.peak, load.peak_at, load.busy), (1, Some(0), 30));
}

#[test]
fn what_has_no_length_never_counts() {
    assert_eq!(load(&[(5, 5), (7, 7)]), Load::default());
}

#[test]
fn the_peak_equals_a_count_at_every_instant() {
    for seed in 0..200 {
        let mut rng = Rng::keyed(seed, &[99]);
        let intervals: Vec<Interval> = (0..12)
            .map(|_| {
                let start = rng.between(0, 40);
                (start, start + rng.between(0, 15))
            })
            .collect();
        let at =
            |instant: i64| intervals.iter().filter(|(start, end)| (*start..*end).contains(&instant)).count() as u64;
        let peak = (0..60).map(at).max().unwrap();
        let first = (0..60).find(|instant| at(*instant) == peak).filter(|_| peak > 0);
        let load = load(&intervals);
        assert_eq!((load.peak, load.peak_at), (peak, first), "seed {seed}: {intervals:?}");
    }
}

#[test]
fn the_repeated_hour_is_two_buckets_and_the_day_has_25() {
    let zone = chrono_tz::Europe::Copenhagen;
    let midnight = 1_792_879_200_000_000; // 2026-10-25T00:00:00+02:00
    let day = Grain::Day.bucket(zone, midnight);
    assert_eq!(day.0, midnight);
    let hours = overlapped(Grain::Hour, zone, day);
    assert_eq!(hours.len(), 25);
    assert!(hours.windows(2).all(|pair| pair[0].1 == pair[1].0));
}
