//! Columns in which most rows may have no value: rows without one are filled in when the next value comes.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBufferBuilder, PrimitiveArray, StringArray, new_null_array};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{ArrowPrimitiveType, DataType};
use arrow::error::ArrowError;

/// Values of a fixed width.
#[derive(Debug)]
pub(super) struct Sparse<T> {
    values: Vec<T>,
    valid: Option<BooleanBufferBuilder>,
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self { values: Vec::new(), valid: None }
    }
}

impl<T: Copy + Default> Sparse<T> {
    /// Sets the value of a row; rows come in rising order.
    pub(super) fn set(&mut self, row: usize, value: T) {
        let length = self.values.len();
        if row > length {
            self.values.resize(row, T::default());
            let valid = self.valid.get_or_insert_with(|| all_valid(length));
            valid.append_n(row - length, false);
        }
        self.values.push(value);
        if let Some(valid) = &mut self.valid {
            valid.append(true);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.values.len() * size_of::<T>()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The values of all rows, and which of them are there; none if there is no value at all.
    pub(super) fn seal(mut self, rows: usize) -> Option<(Vec<T>, Option<NullBuffer>)> {
        let length = self.values.len();
        if length == 0 {
            return None;
        }
        if rows > length {
            self.values.resize(rows, T::default());
            self.valid.get_or_insert_with(|| all_valid(length)).append_n(rows - length, false);
        }
        Some((self.values, self.valid.map(|mut valid| NullBuffer::new(valid.finish()))))
    }
}

impl Sparse<i64> {
    /// As an array of another type.
    pub(super) fn into_array<P, F>(self, rows: usize, of: F) -> Option<ArrayRef>
    where
        P: ArrowPrimitiveType,
        F: FnMut(i64) -> P::Native,
    {
        let (values, valid) = self.seal(rows)?;
        let values: ScalarBuffer<P::Native> = values.into_iter().map(of).collect();
        Some(Arc::new(PrimitiveArray::<P>::new(values, valid)))
    }
}

/// Texts, end to end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    /// Where each row's text ends.
    ends: Sparse<i32>,
}

impl Texts {
    /// Sets the text of a row; rows come in rising order.
    pub(super) fn set(&mut self, row: usize, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        let end = i32::try_from(self.bytes.len()).unwrap_or(i32::MAX);
        self.ends.set(row, end);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.bytes()
    }

    /// As an array; none if there is no text at all.
    pub(super) fn seal(self, rows: usize) -> Result<Option<ArrayRef>, ArrowError> {
        if self.ends.is_empty() {
            return Ok(None);
        }
        let Some((ends, valid)) = self.ends.seal(rows) else {
            return Ok(None);
        };
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        let mut last = 0;
        // A row without a text has the end 0: it ends where the one before it does.
        offsets.extend(ends.into_iter().map(|end| {
            last = last.max(end);
            last
        }));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let array = StringArray::try_new(offsets, Buffer::from_vec(self.bytes), valid)?;
        Ok(Some(Arc::new(array)))
    }
}

/// A column of nothing.
pub(super) fn nothing(kind: &DataType, rows: usize) -> ArrayRef {
    new_null_array(kind, rows)
}

fn all_valid(rows: usize) -> BooleanBufferBuilder {
    let mut valid = BooleanBufferBuilder::new(rows + 1024);
    valid.append_n(rows, true);
    valid
}
