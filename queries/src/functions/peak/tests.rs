#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! The peak against a count at every instant.

use proptest::prelude::*;

use super::*;

fn of(intervals: &[(i64, i64)]) -> Option<Top> {
    let live = intervals.iter().filter(|(begin, end)| begin < end);
    let mut edges: Vec<i64> = live.flat_map(|(begin, end)| [begin * 2 + 1, end * 2]).collect();
    top(&mut edges)
}

#[test]
fn three_back_to_back_have_a_peak_of_one() {
    assert_eq!(of(&[(0, 10), (10, 20), (20, 30)]), Some(Top { height: 1, at_us: 0 }));
}

#[test]
fn an_empty_interval_never_counts() {
    assert_eq!(of(&[(5, 5)]), None);
}

proptest! {
    #[test]
    fn property_the_peak_is_the_highest_count_at_any_instant(intervals in prop::collection::vec((-20_i64..20, -20_i64..20), 0..40)) {
        let count = |at: i64| intervals.iter().filter(|(begin, end)| *begin <= at && at < *end).count();
        let best = (-20..20).map(|at| (count(at), std::cmp::Reverse(at))).max();
        let expected = best.filter(|(count, _)| *count > 0)
            .map(|(count, at)| Top { height: i64::try_from(count).unwrap(), at_us: at.0 });
        prop_assert_eq!(of(&intervals), expected);
    }
}
