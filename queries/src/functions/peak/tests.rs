#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! The peak against a count at every instant.

use datafusion::arrow::array::BooleanArray;
use datafusion::logical_expr::EmitTo;
use proptest::prelude::*;

use super::*;

fn of(intervals: &[(i64, i64)]) -> Option<Top> {
    let live = intervals.iter().filter(|(begin, end)| begin < end);
    let mut edges: Vec<i64> = live.flat_map(|(begin, end)| [begin * 2 + 1, end * 2]).collect();
    edges.sort_unstable();
    top(edges)
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

    /// Rows of many groups in any batches, over accumulators that hand on their state, give what each group gives alone.
    #[test]
    fn property_groups_peak_as_if_each_were_alone(
        rows in prop::collection::vec((0_usize..6, (-20_i64..20, -20_i64..20), any::<bool>()), 0..80),
        cut in 0_usize..80,
        first in 0_usize..7,
    ) {
        let (head, tail) = rows.split_at(cut.min(rows.len()));
        let mut whole = groups::Groups::default();
        let (mut early, converted) = (groups::Groups::default(), groups::Groups::default());
        let (values, indices, counted) = columns(head);
        early.update_batch(&values, &indices, Some(&counted), 6).unwrap();
        // What one accumulator emits in two goes, and what another turns into a state row by row.
        let mut emitted: Vec<usize> = (0..first.min(6)).collect();
        whole.merge_batch(&early.state(EmitTo::First(first.min(6))).unwrap(), &emitted, 6).unwrap();
        emitted = (first.min(6)..6).collect();
        whole.merge_batch(&early.state(EmitTo::All).unwrap(), &emitted, 6).unwrap();
        let (values, indices, counted) = columns(tail);
        whole.merge_batch(&converted.convert_to_state(&values, Some(&counted)).unwrap(), &indices, 6).unwrap();
        let alone = |group: usize| {
            let own = rows.iter().filter(|(of, _, counts)| *of == group && *counts).map(|(_, both, _)| *both);
            of(&own.collect::<Vec<_>>())
        };
        let expected = tell(&(0..6).map(alone).collect::<Vec<_>>());
        let told = whole.evaluate(EmitTo::All).unwrap();
        prop_assert_eq!(told.as_struct(), &expected);
    }
}

fn columns(rows: &[(usize, (i64, i64), bool)]) -> (Vec<ArrayRef>, Vec<usize>, BooleanArray) {
    let column = |of: fn(&(i64, i64)) -> i64| {
        let values = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|(_, both, _)| of(both)));
        Arc::new(values.with_timezone("UTC")) as ArrayRef
    };
    let groups = rows.iter().map(|(group, ..)| *group).collect();
    (
        vec![column(|both| both.0), column(|both| both.1)],
        groups,
        rows.iter().map(|(.., counts)| Some(*counts)).collect(),
    )
}
