//! `peak(began, ended)` and `peak_at(began, ended)`: how many intervals hold at once, and since when.
//!
//! Intervals are half-open: at the same instant an end comes before a begin, and an empty one never counts. The work is
//! a sort of the group's edges, where a window over all rows would sort and keep every one of them.

use std::mem::size_of;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, ListArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, TimestampMicrosecondType};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{Accumulator, AggregateUDF, Volatility, create_udaf};
use opkald_storage::events::instant;

/// The highest number of intervals at once.
pub(super) fn peak() -> AggregateUDF {
    aggregate("peak", DataType::Int64, |top| ScalarValue::Int64(Some(top.map_or(0, |top| top.height))))
}

/// The first instant at which the highest number holds.
pub(super) fn peak_at() -> AggregateUDF {
    aggregate("peak_at", instant(), |top| {
        ScalarValue::TimestampMicrosecond(top.map(|top| top.at_us), Some("UTC".into()))
    })
}

fn aggregate(name: &'static str, told: DataType, tell: fn(Option<Top>) -> ScalarValue) -> AggregateUDF {
    let edges = DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)));
    create_udaf(
        name,
        vec![instant(), instant()],
        Arc::new(told),
        Volatility::Immutable,
        Arc::new(move |_| Ok(Box::new(Edges { edges: Vec::new(), tell }))),
        Arc::new(vec![edges]),
    )
}

/// The top of the heights that a group's intervals add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Top {
    pub(super) height: i64,
    pub(super) at_us: i64,
}

/// The edges of a group: instant in µs, doubled, with 1 added where something begins, so that numbers sort as edges do.
#[derive(Debug)]
struct Edges {
    edges: Vec<i64>,
    tell: fn(Option<Top>) -> ScalarValue,
}

impl Accumulator for Edges {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let begins = values[0].as_primitive::<TimestampMicrosecondType>();
        let ends = values[1].as_primitive::<TimestampMicrosecondType>();
        for (begin, end) in begins.iter().zip(ends) {
            if let (Some(begin), Some(end)) = (begin, end)
                && begin < end
            {
                self.edges.extend([begin * 2 + 1, end * 2]);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok((self.tell)(top(&mut self.edges)))
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.edges.capacity() * size_of::<i64>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values: ArrayRef = Arc::new(Int64Array::from(std::mem::take(&mut self.edges)));
        let field = Arc::new(Field::new_list_field(DataType::Int64, true));
        let list = ListArray::new(field, OffsetBuffer::from_lengths([values.len()]), values, None);
        Ok(vec![ScalarValue::List(Arc::new(list))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for list in states[0].as_list::<i32>().iter().flatten() {
            self.edges.extend(list.as_primitive::<Int64Type>().values());
        }
        Ok(())
    }
}

/// Sorts the edges and follows them up and down.
pub(super) fn top(edges: &mut [i64]) -> Option<Top> {
    edges.sort_unstable();
    let mut height = 0;
    let mut top: Option<Top> = None;
    for edge in edges {
        height += if *edge & 1 == 1 { 1 } else { -1 };
        if height > top.map_or(0, |top| top.height) {
            top = Some(Top { height, at_us: edge.div_euclid(2) });
        }
    }
    top
}

#[cfg(test)]
mod tests;
