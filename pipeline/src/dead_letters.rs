//! Dead letters at rest, read again.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use chrono::{DateTime, SecondsFormat, Utc};
use futures::{Stream, TryStreamExt};
use opkald_events::Customer;
use opkald_storage::events;
use opkald_storage::lake::{FileEntry, Lake, Table};
use serde::Serialize;

use crate::Result;

/// Columns that a dead letter has.
const COLUMNS: [&str; 6] = ["customer", "raw", "why", "source", "source_position", "received_at"];

/// What was refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadLetter {
    /// When it came here, in RFC 3339.
    pub received_at: String,
    /// Whose it is, if that much could be read.
    pub customer: Option<String>,
    /// Name of the source.
    pub source: String,
    /// Position in the source: a byte of a file, an offset of a topic.
    pub source_position: i64,
    /// Why, in one sentence.
    pub why: String,
    /// Its bytes, or the first of them, as text as far as they are.
    pub raw: String,
}

/// Hands out the dead letters of a lake, file by file.
///
/// # Errors
/// [`crate::Error::Lake`] when the lake cannot be read, and what `each` fails with.
pub async fn dead_letters<E: From<crate::Error>>(
    lake: &Lake,
    mut each: impl FnMut(DeadLetter) -> Result<(), E>,
) -> Result<(), E> {
    let table = lake.table(&events::definition()).await.map_err(crate::Error::from)?;
    for file in table.files().filter(|file| file.day.is_none()) {
        let mut letters = letters(&table, file).await?;
        while let Some(some) = letters.try_next().await? {
            some.into_iter().try_for_each(|letter| each(letter.into()))?;
        }
    }
    Ok(())
}

/// The dead letters in a file, some at a time.
pub(crate) async fn letters(
    table: &Table,
    file: &FileEntry,
) -> Result<impl Stream<Item = Result<Vec<opkald_events::DeadLetter>>> + Unpin + use<>> {
    let batches = table.batches(file, &COLUMNS).await?;
    Ok(batches.map_ok(|batch| of_batch(&batch)).map_err(crate::Error::from))
}

fn of_batch(batch: &RecordBatch) -> Vec<opkald_events::DeadLetter> {
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let (customers, whys, sources) = (text("customer"), text("why"), text("source"));
    let raws = batch.column_by_name("raw").and_then(|column| column.as_binary_opt::<i32>());
    let positions = batch.column_by_name("source_position").and_then(|column| column.as_primitive_opt::<Int64Type>());
    let received =
        batch.column_by_name("received_at").and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
    let letter = |row: usize| opkald_events::DeadLetter {
        raw: raws.filter(|column| column.is_valid(row)).map(|column| column.value(row).to_vec()).unwrap_or_default(),
        why: whys.filter(|column| column.is_valid(row)).map(|column| column.value(row).to_owned()).unwrap_or_default(),
        source: sources
            .filter(|column| column.is_valid(row))
            .map_or_else(|| "".into(), |column| column.value(row).into()),
        position: positions.filter(|column| column.is_valid(row)).map(|column| column.value(row)).unwrap_or_default(),
        received_micros: received
            .filter(|column| column.is_valid(row))
            .map(|column| column.value(row))
            .unwrap_or_default(),
        customer: customers.filter(|column| column.is_valid(row)).and_then(|column| Customer::parse(column.value(row))),
    };
    (0..batch.num_rows()).map(letter).collect()
}

impl From<opkald_events::DeadLetter> for DeadLetter {
    fn from(letter: opkald_events::DeadLetter) -> Self {
        let received: DateTime<Utc> = DateTime::from_timestamp_micros(letter.received_micros).unwrap_or_default();
        Self {
            received_at: received.to_rfc3339_opts(SecondsFormat::Micros, true),
            customer: letter.customer.map(|customer| customer.as_str().to_owned()),
            source: Arc::clone(&letter.source).to_string(),
            source_position: letter.position,
            why: letter.why,
            raw: String::from_utf8_lossy(&letter.raw).into_owned(),
        }
    }
}
