//! `peak(began, ended)`: how many intervals hold at once at the most, and since when, as `{height, at}`.
//!
//! Intervals are half-open: at the same instant an end comes before a begin, and an empty one never counts. The work is
//! a sort of each group's edges, where a window over all rows would sort and keep every one of them.

mod groups;

use std::mem::size_of;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, ListArray, StructArray, TimestampMicrosecondArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Int64Type, TimestampMicrosecondType};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use opkald_storage::events::instant;

/// The function, to be registered.
pub(super) fn peak() -> AggregateUDF {
    let arguments = vec![instant(), instant()];
    AggregateUDF::from(Peak { signature: Signature::exact(arguments, Volatility::Immutable) })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Peak {
    signature: Signature,
}

impl AggregateUDFImpl for Peak {
    fn name(&self) -> &'static str {
        "peak"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(told()))
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "edges");
        Ok(vec![Arc::new(Field::new(name, DataType::List(edge()), true))])
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Edges::default()))
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(groups::Groups::default()))
    }
}

/// What the function tells: no height is 0, and since never.
fn told() -> Fields {
    Fields::from(vec![Field::new("height", DataType::Int64, true), Field::new("at", instant(), true)])
}

fn edge() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Int64, true))
}

/// The top of the heights that a group's intervals add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Top {
    height: i64,
    at_us: i64,
}

/// One row for each top.
fn tell(tops: &[Option<Top>]) -> StructArray {
    let heights: Int64Array = tops.iter().map(|top| Some(top.map_or(0, |top| top.height))).collect();
    let instants: TimestampMicrosecondArray = tops.iter().map(|top| top.map(|top| top.at_us)).collect();
    StructArray::new(told(), vec![Arc::new(heights), Arc::new(instants.with_timezone("UTC"))], None)
}

/// Edges of intervals: instant in µs, doubled, with 1 added where something begins, so that numbers sort as edges do.
fn edges_of<'a>(values: &'a [ArrayRef]) -> impl Iterator<Item = Option<[i64; 2]>> + 'a {
    let begins = values[0].as_primitive::<TimestampMicrosecondType>();
    let ends = values[1].as_primitive::<TimestampMicrosecondType>();
    begins.iter().zip(ends).map(|both| match both {
        (Some(begin), Some(end)) if begin < end => Some([begin * 2 + 1, end * 2]),
        _ => None,
    })
}

/// Follows sorted edges up and down.
fn top(edges: impl IntoIterator<Item = i64>) -> Option<Top> {
    let mut height = 0;
    let mut top: Option<Top> = None;
    for edge in edges {
        height += if edge & 1 == 1 { 1 } else { -1 };
        if height > top.map_or(0, |top| top.height) {
            top = Some(Top { height, at_us: edge.div_euclid(2) });
        }
    }
    top
}

/// Lists of edges as a state that another accumulator takes in.
fn state(lengths: impl IntoIterator<Item = usize>, edges: Vec<i64>) -> ListArray {
    ListArray::new(edge(), OffsetBuffer::from_lengths(lengths), Arc::new(Int64Array::from(edges)), None)
}

/// The edges of all rows, where there are no groups.
#[derive(Debug, Default)]
struct Edges(Vec<i64>);

impl Accumulator for Edges {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.extend(edges_of(values).flatten().flatten());
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.sort_unstable();
        Ok(ScalarValue::Struct(Arc::new(tell(&[top(self.0.iter().copied())]))))
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.0.capacity() * size_of::<i64>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let edges = std::mem::take(&mut self.0);
        Ok(vec![ScalarValue::List(Arc::new(state([edges.len()], edges)))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for list in states[0].as_list::<i32>().iter().flatten() {
            self.0.extend(list.as_primitive::<Int64Type>().values());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
