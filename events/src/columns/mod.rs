//! Events as columns: filled one event at a time, handed out as sorted batches of one day.
//!
//! An event touches only the columns it has a value for, so that a column without values costs nothing.

mod batch;
mod dead;
mod sparse;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_128;

pub use batch::{DayRows, Sealed};
pub use dead::{DeadLetter, DeadLetters};
use sparse::{Sparse, Texts};

use crate::event::{Customer, Draft, Field, NUMBERS, Shape, TEXTS};

/// Bytes of a row in the columns that every event has: time, type, customer, fingerprint.
const FIXED_ROW_BYTES: usize = 8 + 1 + 4 + 16;

/// What tells one event from another: a hash of (`customer`, `id`), wide enough that two never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Of an event.
    pub fn of_event(customer: &Customer, id: &str) -> Self {
        // 16 digits of customer and at most 64 characters of id.
        let mut key = [0; 16 + 4 * 64];
        let length = 16 + id.len().min(4 * 64);
        key[..16].copy_from_slice(customer.padded());
        key[16..length].copy_from_slice(&id.as_bytes()[..length - 16]);
        Self(xxh3_128(&key[..length]))
    }
}

/// Checked events, column by column.
#[derive(Debug, Default)]
pub struct Columns {
    times: Vec<i64>,
    kinds: Sparse<u8>,
    /// Place of the row's customer in `names`.
    customers: Vec<u32>,
    fingerprints: Vec<Fingerprint>,
    names: Vec<Customer>,
    places: HashMap<Customer, u32>,
    last: Option<(Customer, u32)>,
    directions: Sparse<u8>,
    line_kinds: Sparse<u8>,
    prices: Sparse<i128>,
    texts: [Texts; TEXTS],
    numbers: [Sparse<i64>; NUMBERS],
}

impl Columns {
    /// Forgets the events, and keeps the memory for the next.
    fn clear(&mut self) {
        self.times.clear();
        self.kinds.clear();
        self.customers.clear();
        self.fingerprints.clear();
        self.names.clear();
        self.places.clear();
        self.last = None;
        self.directions.clear();
        self.line_kinds.clear();
        self.prices.clear();
        self.texts.iter_mut().for_each(Texts::clear);
        self.numbers.iter_mut().for_each(Sparse::clear);
    }

    /// Number of events.
    pub fn rows(&self) -> usize {
        self.times.len()
    }

    /// Bytes that the events take.
    pub fn bytes(&self) -> usize {
        let texts: usize = self.texts.iter().map(Texts::bytes).sum();
        let numbers: usize = self.numbers.iter().map(Sparse::bytes).sum();
        let words = self.directions.bytes() + self.line_kinds.bytes();
        self.rows() * FIXED_ROW_BYTES + texts + numbers + words + self.prices.bytes() + self.names.len() * 48
    }

    /// Takes a checked event. A draft without its key fields is none, and is left out.
    pub(crate) fn push(&mut self, draft: &Draft<'_>) {
        let (Some(kind), Some(time), Some(customer)) = (draft.kind, draft.time_micros, draft.customer) else {
            return;
        };
        let row = self.times.len();
        let id = draft.text_of(Field::Id).unwrap_or_default();
        self.times.push(time);
        self.kinds.set(row, kind as u8);
        let place = self.place(customer);
        self.customers.push(place);
        self.fingerprints.push(Fingerprint::of_event(&customer, id));
        if let Some(direction) = draft.direction {
            self.directions.set(row, direction as u8);
        }
        if let Some(line_kind) = draft.line_kind {
            self.line_kinds.set(row, line_kind as u8);
        }
        if let Some(price) = draft.price {
            self.prices.set(row, price);
        }
        for (column, text) in self.texts.iter_mut().zip(&draft.texts) {
            if let Some(text) = text {
                column.set(row, text);
            }
        }
        self.push_numbers(row, draft);
    }

    fn push_numbers(&mut self, row: usize, draft: &Draft<'_>) {
        const FIELDS: [Field; NUMBERS] = [
            Field::Leg,
            Field::Position,
            Field::Bytes,
            Field::DurationMs,
            Field::WaitMs,
            Field::TalkMs,
            Field::SessionMs,
        ];
        // An event of a call that names no leg belongs to the first.
        let implied = if draft.present & Field::Call.bit() != 0 { Field::Leg.bit() } else { 0 };
        for field in FIELDS {
            if (draft.present | implied) & field.bit() != 0
                && let Shape::Number(slot, ..) = field.shape()
            {
                self.numbers[slot].set(row, draft.numbers[slot]);
            }
        }
    }

    fn place(&mut self, customer: Customer) -> u32 {
        if let Some((last, place)) = self.last
            && last == customer
        {
            return place;
        }
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(customer).or_insert_with(|| {
            self.names.push(customer);
            next
        });
        self.last = Some((customer, place));
        place
    }
}

#[cfg(test)]
mod tests;
