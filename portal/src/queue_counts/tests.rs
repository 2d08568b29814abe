#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn at(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

#[test]
fn a_total_has_the_sums_of_its_rows_and_ratios_of_those() {
    let quick = QueueCounts {
        joined: 3,
        answered: 1,
        abandoned: 1,
        closed: 1,
        wait_seconds_answered: 10.0,
        max_wait_seconds: Some(30.0),
        ..QueueCounts::default()
    };
    let slow = QueueCounts {
        joined: 1,
        answered: 1,
        wait_seconds_answered: 50.0,
        max_wait_seconds: Some(50.0),
        ..QueueCounts::default()
    };
    let mut total = QueueCounts::default();
    total.add(&quick);
    total.add(&slow);
    total.add(&QueueCounts::default());
    assert_eq!(total.asa_seconds(), Some(30.0));
    assert_eq!(total.answered_rate(), Some(2.0 / 3.0));
    assert_eq!(total.abandon_rate(), Some(1.0 / 3.0));
    assert_eq!(total.max_wait_seconds, Some(50.0));
    assert_eq!(total.att_seconds(), Some(0.0));
    assert_eq!(total.awt_seconds(), None);
}

#[test]
fn the_first_instant_of_a_peak_stays() {
    let early = Peak { most: 2, at: at(10) };
    let late = Peak { most: 2, at: at(20) };
    let higher = Peak { most: 3, at: at(30) };
    assert_eq!(early.max(late), early);
    assert_eq!(late.max(early), early);
    assert_eq!(early.max(higher), higher);
    assert_eq!(Peak::default().max(early), early);
    assert_eq!(early.max(Peak::default()), early);
}

#[test]
fn the_outcomes_name_every_way_out() {
    let counts = QueueCounts { answered: 1, key: 2, waiting: 3, ..QueueCounts::default() };
    assert_eq!(counts.outcomes().iter().map(|(_, count)| count).sum::<i64>(), 6);
}
