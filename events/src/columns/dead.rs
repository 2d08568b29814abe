//! Dead letters: what was refused, kept with the reason.

use std::sync::Arc;

use arrow_array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::ArrowError;
use xxhash_rust::xxh3::Xxh3;

use super::Fingerprint;
use super::sparse::nothing;
use crate::event::Customer;
use crate::schema::schema;

/// Bytes of a dead letter beside its texts.
const FIXED_BYTES: usize = 160;

/// A line that was refused.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// Its bytes, or the first of them.
    pub raw: Vec<u8>,
    /// Why, in one sentence.
    pub why: String,
    /// Name of the source.
    pub source: Arc<str>,
    /// Position in the source.
    pub position: i64,
    /// When it came here, in µs since the epoch.
    pub received_micros: i64,
    /// Whose it is, if that much could be read.
    pub customer: Option<Customer>,
}

/// Dead letters, in the order of their coming.
#[derive(Debug, Default)]
pub struct DeadLetters {
    letters: Vec<DeadLetter>,
    bytes: usize,
}

impl Fingerprint {
    /// Of a dead letter: the same bytes at the same place of the same source.
    pub fn of_dead_letter(source: &str, position: i64, raw: &[u8]) -> Self {
        let mut hash = Xxh3::new();
        hash.update(&(source.len() as u64).to_le_bytes());
        hash.update(source.as_bytes());
        hash.update(&position.to_le_bytes());
        hash.update(raw);
        Self(hash.digest128())
    }
}

impl DeadLetters {
    /// Takes one.
    pub fn push(&mut self, letter: DeadLetter) {
        self.bytes += letter.raw.capacity() + letter.why.capacity() + FIXED_BYTES;
        self.letters.push(letter);
    }

    /// Takes the last one away again.
    pub(crate) fn drop_last(&mut self) {
        if let Some(letter) = self.letters.pop() {
            self.bytes -= letter.raw.capacity() + letter.why.capacity() + FIXED_BYTES;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Each, in the order of their coming.
    pub fn iter(&self) -> impl Iterator<Item = &DeadLetter> {
        self.letters.iter()
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The fingerprint of each.
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        let of = |letter: &DeadLetter| Fingerprint::of_dead_letter(&letter.source, letter.position, &letter.raw);
        self.letters.iter().map(of).collect()
    }

    /// Some of them as a batch of the events' schema, sorted by (customer, source, position).
    ///
    /// # Errors
    /// When the columns do not make a batch, which is a fault of this program.
    pub fn batch(&self, rows: &[u32]) -> Result<RecordBatch, ArrowError> {
        let mut letters: Vec<&DeadLetter> = rows.iter().map(|row| &self.letters[*row as usize]).collect();
        letters.sort_by_key(|letter| (letter.customer, Arc::clone(&letter.source), letter.position));
        let all = || letters.iter().copied();
        let schema = schema();
        let columns = schema.fields().iter().map(|field| -> ArrayRef {
            match field.name().as_str() {
                "customer" => {
                    Arc::new(StringArray::from_iter(all().map(|letter| letter.customer.as_ref().map(Customer::as_str))))
                }
                "raw" => Arc::new(BinaryArray::from_iter_values(all().map(|letter| &letter.raw))),
                "why" => Arc::new(StringArray::from_iter_values(all().map(|letter| &letter.why))),
                "source" => Arc::new(StringArray::from_iter_values(all().map(|letter| letter.source.as_ref()))),
                "source_position" => Arc::new(Int64Array::from_iter_values(all().map(|letter| letter.position))),
                "received_at" => Arc::new(
                    TimestampMicrosecondArray::from_iter_values(all().map(|letter| letter.received_micros))
                        .with_timezone("UTC"),
                ),
                _ => nothing(field.data_type(), letters.len()),
            }
        });
        let columns = columns.collect();
        RecordBatch::try_new(schema, columns)
    }
}
