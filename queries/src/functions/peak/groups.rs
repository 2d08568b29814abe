//! The peaks of many groups at once: all their edges in one list, sorted once.

use std::mem::size_of;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::common::Result;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};

use super::{edges_of, state, tell, top};

/// Edges with the group that each belongs to.
#[derive(Debug, Default)]
pub(super) struct Groups {
    edges: Vec<(usize, i64)>,
    groups: usize,
}

impl Groups {
    /// Takes out the groups to emit: how many they are, and their edges sorted by group and time.
    fn emit(&mut self, emit_to: EmitTo) -> (usize, Vec<(usize, i64)>) {
        let count = match emit_to {
            EmitTo::All => self.groups,
            EmitTo::First(count) => count.min(self.groups),
        };
        self.edges.sort_unstable();
        let rest = self.edges.split_off(self.edges.partition_point(|(group, _)| *group < count));
        self.groups -= count;
        let rest = rest.into_iter().map(|(group, edge)| (group - count, edge)).collect();
        (count, std::mem::replace(&mut self.edges, rest))
    }
}

/// The edges of each of `count` groups.
fn by_group(count: usize, edges: &[(usize, i64)]) -> impl Iterator<Item = &[(usize, i64)]> {
    let mut rest = edges;
    (0..count).map(move |group| {
        let (own, others) = rest.split_at(rest.partition_point(|(owner, _)| *owner == group));
        rest = others;
        own
    })
}

fn counts(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.groups = total;
        for (row, (edges, group)) in edges_of(values).zip(groups).enumerate() {
            if let Some([begin, end]) = edges
                && counts(filter, row)
            {
                self.edges.extend([(*group, begin), (*group, end)]);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (count, edges) = self.emit(emit_to);
        let tops: Vec<_> = by_group(count, &edges).map(|own| top(own.iter().map(|(_, edge)| *edge))).collect();
        Ok(Arc::new(tell(&tops)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (count, edges) = self.emit(emit_to);
        let lengths = by_group(count, &edges).map(<[_]>::len);
        Ok(vec![Arc::new(state(lengths, edges.iter().map(|(_, edge)| *edge).collect()))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.groups = total;
        for (list, group) in states[0].as_list::<i32>().iter().zip(groups) {
            let list = list.into_iter().flat_map(|list| list.as_primitive::<Int64Type>().values().to_vec());
            self.edges.extend(list.map(|edge| (*group, edge)));
        }
        Ok(())
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let rows: Vec<_> =
            edges_of(values).enumerate().map(|(row, edges)| edges.filter(|_| counts(filter, row))).collect();
        let lengths = rows.iter().map(|edges| edges.map_or(0, |edges| edges.len()));
        Ok(vec![Arc::new(state(lengths, rows.iter().flatten().flatten().copied().collect()))])
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.edges.capacity() * size_of::<(usize, i64)>()
    }
}
