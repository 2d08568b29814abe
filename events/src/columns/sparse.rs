//! Columns in which most rows may have no value: rows without one are filled in when the next value comes.
//!
//! They are read in any order into arrays of their own, and cleared for the next rows without giving their memory back:
//! a column is filled every second, and memory that comes and goes that often is not free.

use std::sync::Arc;

use arrow_array::{ArrayRef, ArrowPrimitiveType, PrimitiveArray, StringArray, new_null_array};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};

/// Values of a fixed width.
#[derive(Debug)]
pub(super) struct Sparse<T> {
    values: Vec<T>,
    /// Which rows have a value; none while all have.
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
        self.set_after(row, value, T::default());
    }

    /// Sets the value of a row, and puts `pad` in the rows before it that have none.
    fn set_after(&mut self, row: usize, value: T, pad: T) {
        let length = self.values.len();
        if row > length {
            self.values.resize(row, pad);
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

    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.valid = None;
    }

    /// The value of a row, if it has one.
    pub(super) fn get(&self, row: usize) -> Option<T> {
        let value = *self.values.get(row)?;
        self.valid.as_ref().is_none_or(|valid| valid.get_bit(row)).then_some(value)
    }

    /// Which of some rows have a value; none if all have.
    fn nulls(&self, order: &[u32], rows: usize) -> Option<NullBuffer> {
        if self.valid.is_none() && self.values.len() == rows {
            return None;
        }
        let bits = BooleanBuffer::collect_bool(order.len(), |at| self.get(order[at] as usize).is_some());
        Some(NullBuffer::new(bits))
    }

    /// Some of all `rows` as an array; none if there is no value at all.
    pub(super) fn gather<P: ArrowPrimitiveType>(
        &self,
        order: &[u32],
        rows: usize,
        of: impl Fn(T) -> P::Native,
    ) -> Option<PrimitiveArray<P>> {
        if self.values.is_empty() {
            return None;
        }
        let value = |row: &u32| of(self.values.get(*row as usize).copied().unwrap_or_default());
        let values: ScalarBuffer<P::Native> = order.iter().map(value).collect();
        Some(PrimitiveArray::new(values, self.nulls(order, rows)))
    }
}

impl Sparse<u8> {
    /// The words that the codes of some of all `rows` stand for; none if there is no code at all.
    pub(super) fn gather_words(
        &self,
        order: &[u32],
        rows: usize,
        words: &[&str],
    ) -> Result<Option<ArrayRef>, ArrowError> {
        if self.values.is_empty() {
            return Ok(None);
        }
        let word = |row: &u32| self.get(*row as usize).map_or("", |code| words[usize::from(code)]);
        strings(order.iter().map(|row| word(row).as_bytes()), order.len() * 12, self.nulls(order, rows)).map(Some)
    }
}

/// Texts, end to end.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    /// Where each row's text ends. A row without one ends where the one before it does.
    ends: Sparse<u32>,
}

impl Texts {
    /// Sets the text of a row; rows come in rising order.
    pub(super) fn set(&mut self, row: usize, text: &str) {
        let begin = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(text.as_bytes());
        let end = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.ends.set_after(row, end, begin);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len() + self.ends.bytes()
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// Some of all `rows` as an array; none if there is no text at all.
    pub(super) fn gather(&self, order: &[u32], rows: usize) -> Result<Option<ArrayRef>, ArrowError> {
        let ends = &self.ends.values;
        if ends.is_empty() {
            return Ok(None);
        }
        let text = |row: &u32| {
            let row = *row as usize;
            let begin = row.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |end| *end as usize);
            ends.get(row).map_or(&[] as &[u8], |end| &self.bytes[begin..*end as usize])
        };
        let room = self.bytes.len() / rows.max(1) * order.len();
        strings(order.iter().map(text), room, self.ends.nulls(order, rows)).map(Some)
    }
}

/// An array of texts that are given one after the other.
pub(super) fn strings<'t>(
    texts: impl ExactSizeIterator<Item = &'t [u8]>,
    room: usize,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let mut bytes: Vec<u8> = Vec::with_capacity(room);
    let mut ends = Vec::with_capacity(texts.len() + 1);
    ends.push(0);
    for text in texts {
        bytes.extend_from_slice(text);
        ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
    Ok(Arc::new(StringArray::try_new(offsets, Buffer::from_vec(bytes), nulls)?))
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
