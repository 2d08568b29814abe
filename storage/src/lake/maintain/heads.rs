//! The next row of each run, least first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use arrow::array::{Array, RecordBatch, StringArray, TimestampMicrosecondArray};

use super::super::TableDefinition;
use super::super::bounds::{instants, texts};
use super::super::definition::CUSTOMER;

/// Where the next row of a run lies.
#[derive(Debug)]
struct Head {
    customers: Option<StringArray>,
    instants: Option<TimestampMicrosecondArray>,
    row: usize,
    rows: usize,
    /// Its batch, among those that are held.
    slot: usize,
    /// Its run: where two rows are equal, that of the earlier run goes first.
    run: usize,
}

impl Head {
    fn new(definition: &TableDefinition, run: usize, slot: usize, batch: &RecordBatch) -> Self {
        Self {
            customers: batch.column_by_name(CUSTOMER).and_then(texts).cloned(),
            instants: batch.column_by_name(definition.instant).and_then(instants).cloned(),
            row: 0,
            rows: batch.num_rows(),
            slot,
            run,
        }
    }

    fn key(&self, row: usize) -> (Option<&str>, Option<i64>) {
        let customers = self.customers.as_ref().filter(|customers| customers.is_valid(row));
        let instants = self.instants.as_ref().filter(|instants| instants.is_valid(row));
        (customers.map(|customers| customers.value(row)), instants.map(|instants| instants.value(row)))
    }
}

impl Ord for Head {
    /// The least row is the greatest head, since the heap gives the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.key(other.row), other.run).cmp(&(self.key(self.row), self.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

/// What taking the least row came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// This row of this batch; more of its run are here.
    Row(usize, usize),
    /// This row of this batch, the last of its batch: the run has to be read on.
    Last(usize, usize, usize),
    /// This run is not in order.
    Disorder(usize),
    /// No run has any more.
    None,
}

/// The heads of all runs, and the batches that they or rows taken since lie in.
#[derive(Debug, Default)]
pub(super) struct Heads {
    heap: BinaryHeap<Head>,
    held: Vec<RecordBatch>,
}

impl Heads {
    /// Goes on with the first row of the next batch of a run, after a row that was just taken. False when that is not in
    /// order.
    pub(super) fn push(
        &mut self,
        definition: &TableDefinition,
        run: usize,
        batch: RecordBatch,
        after: Option<(usize, usize)>,
    ) -> bool {
        let slot = self.held.len();
        let head = Head::new(definition, run, slot, &batch);
        let in_order = after.is_none_or(|(slot, row)| {
            let before = Head::new(definition, run, slot, &self.held[slot]);
            before.key(row) <= head.key(0)
        });
        self.held.push(batch);
        self.heap.push(head);
        in_order
    }

    /// Takes the least row.
    pub(super) fn take(&mut self) -> Taken {
        let Some(mut head) = self.heap.peek_mut() else { return Taken::None };
        let (slot, row, run) = (head.slot, head.row, head.run);
        if row + 1 == head.rows {
            PeekMut::pop(head);
            return Taken::Last(slot, row, run);
        }
        if head.key(row + 1) < head.key(row) {
            return Taken::Disorder(run);
        }
        head.row += 1;
        Taken::Row(slot, row)
    }

    /// The batches, as the rows that were taken name them.
    pub(super) fn batches(&self) -> Vec<&RecordBatch> {
        self.held.iter().collect()
    }

    /// Lets go of the batches that no head lies in. Rows that were taken before have no name any more.
    pub(super) fn let_go(&mut self) {
        let mut heads = std::mem::take(&mut self.heap).into_vec();
        let mut held = Vec::with_capacity(heads.len());
        for head in &mut heads {
            held.push(self.held[head.slot].clone());
            head.slot = held.len() - 1;
        }
        self.held = held;
        self.heap = heads.into();
    }
}
