//! A data file like another, in which some customers' rows are others: only the row groups that hold them are written anew.
//!
//! A file is sorted by customer, so those of a few customers lie in a few row groups. The others are taken over as the bytes
//! that they are: what this costs grows with what changes, and hardly with what else lies in the file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::error::ArrowError;
use bytes::Bytes;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::{ArrowRowGroupWriterFactory, compute_leaves};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use parquet::file::writer::SerializedFileWriter;

use super::bounds::{Bounds, instants, texts};
use super::definition::{CUSTOMER, TableDefinition};
use super::encode::{ROW_GROUP_ROWS, properties};
use super::order::sorted;
use super::{Encoded, FileEntry, Table};
use crate::{Error, Result};

/// The rows of some customers in some spans of time.
#[derive(Debug, Clone, Default)]
pub struct Share {
    /// Customer numbers.
    pub customers: BTreeSet<String>,
    /// Instants from the first to before the last, in µs since the epoch.
    pub spans: Vec<Range<i64>>,
}

/// What a file is without some rows and with others.
#[derive(Debug)]
pub enum Amended {
    /// It had none of these rows, and was given none.
    Same,
    /// No row is left of it.
    Empty,
    /// Another file.
    File(Encoded),
}

impl Share {
    /// Whether a file may hold rows of it.
    pub fn may_be_in(&self, file: &FileEntry) -> bool {
        let in_time = file
            .instants
            .is_none_or(|(first, last)| self.spans.iter().any(|span| first < span.end && span.start <= last));
        let of_these = |(least, greatest): &(String, String)| {
            self.customers.range(least.clone()..=greatest.clone()).next().is_some()
        };
        in_time && file.customers.as_ref().is_none_or(of_these)
    }

    /// The rows of a batch that are not of it.
    ///
    /// # Errors
    /// [`Error::Parquet`] when the batch is not of the table.
    pub fn taken_out_of(&self, definition: &TableDefinition, batch: &RecordBatch) -> Result<RecordBatch> {
        let keep = self.others(definition, batch);
        filter_record_batch(batch, &keep).map_err(|error| fail(definition, error.into()))
    }

    fn others(&self, definition: &TableDefinition, batch: &RecordBatch) -> BooleanArray {
        let customers = batch.column_by_name(CUSTOMER).and_then(texts);
        let instants = batch.column_by_name(definition.instant).and_then(instants);
        let rows = customers.into_iter().flatten().zip(instants.into_iter().flatten());
        // The rows of a customer follow each other.
        let mut last: Option<(&str, bool)> = None;
        let mut is_of_these = |customer| match last {
            Some((known, is)) if known == customer => is,
            _ => last.insert((customer, self.customers.contains(customer))).1,
        };
        rows.map(|(customer, instant)| {
            let within = |instant: i64| self.spans.iter().any(|span| span.contains(&instant));
            Some(!(customer.is_some_and(&mut is_of_these) && instant.is_some_and(within)))
        })
        .collect()
    }
}

impl Table {
    /// All bytes of a data file.
    ///
    /// # Errors
    /// [`Error::Store`] when it cannot be fetched.
    pub async fn fetch(&self, file: &FileEntry) -> Result<Bytes> {
        let fetch = async { self.store.get(&Path::from(file.path.as_str())).await?.bytes().await };
        fetch.await.map_err(|source| self.store_error(source))
    }
}

impl Encoded {
    /// A file of a table that is not by day, without the rows of a share and with new rows, in whatever order these come.
    /// Needs the processor only.
    ///
    /// # Errors
    /// [`Error::Parquet`] when the file cannot be read, or the new rows do not have the table's columns.
    pub fn amended(definition: &TableDefinition, file: &Bytes, without: &Share, with: &RecordBatch) -> Result<Amended> {
        let amend = || -> ParquetResult<Amended> {
            let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Required);
            let source = Source { definition, bytes: file, metadata: ArrowReaderMetadata::load(file, options)? };
            let runs = source.runs(&without.customers, with);
            let mut parts = Vec::new();
            for run in &runs {
                parts.push(source.replaced(run, without, with)?);
            }
            if parts.iter().all(Option::is_none) {
                return Ok(Amended::Same);
            }
            source.written(&runs, parts)
        };
        amend().map_err(|source| fail(definition, source))
    }
}

fn fail(definition: &TableDefinition, source: ParquetError) -> Error {
    Error::Parquet { table: definition.name.to_owned(), source }
}

/// Row groups that follow each other, and the customers whose rows belong there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    groups: Range<usize>,
    customers: BTreeSet<String>,
}

/// The file that is amended.
struct Source<'a> {
    definition: &'a TableDefinition,
    bytes: &'a Bytes,
    metadata: ArrowReaderMetadata,
}

impl Source<'_> {
    /// The row groups where rows leave or enter.
    fn runs(&self, leaving: &BTreeSet<String>, entering: &RecordBatch) -> Vec<Run> {
        let groups: Vec<_> = self.metadata.metadata().row_groups().iter().collect();
        let bounds: Vec<_> = groups.iter().map(|group| Bounds::of_group(self.definition, group)).collect();
        let bounds: Vec<_> = bounds.iter().map(Bounds::customers).collect();
        let mut customers = leaving.clone();
        let entering = entering.column_by_name(CUSTOMER).and_then(texts);
        customers.extend(entering.into_iter().flatten().flatten().map(str::to_owned));
        let mut runs: Vec<Run> = Vec::new();
        for customer in customers {
            let groups = place_of(&customer, &bounds);
            match runs.last_mut().filter(|run| groups.start < run.groups.end) {
                Some(run) => {
                    run.groups.end = run.groups.end.max(groups.end);
                    run.customers.insert(customer);
                }
                None => runs.push(Run { groups, customers: [customer].into() }),
            }
        }
        runs
    }

    /// The rows of a run as they are to be; none where they are so.
    fn replaced(&self, run: &Run, without: &Share, with: &RecordBatch) -> ParquetResult<Option<RecordBatch>> {
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes.clone(), self.metadata.clone());
        let reader = builder.with_row_groups(run.groups.clone().collect()).with_batch_size(ROW_GROUP_ROWS).build()?;
        let mut parts = reader.collect::<Result<Vec<_>, ArrowError>>()?;
        let before: usize = parts.iter().map(RecordBatch::num_rows).sum();
        for part in &mut parts {
            *part = filter_record_batch(part, &without.others(self.definition, part))?;
        }
        let after: usize = parts.iter().map(RecordBatch::num_rows).sum();
        let customers = with.column_by_name(CUSTOMER).and_then(texts);
        let own = customers.into_iter().flatten();
        let own: BooleanArray =
            own.map(|customer| Some(customer.is_some_and(|customer| run.customers.contains(customer)))).collect();
        let new = filter_record_batch(with, &own)?;
        if before == after && new.num_rows() == 0 {
            return Ok(None);
        }
        parts.push(new);
        let all = concat_batches(&self.definition.schema, &parts)?;
        Ok(Some(sorted(self.definition, &all)?))
    }

    /// The file with other rows in these runs, where there are any.
    fn written(&self, runs: &[Run], parts: Vec<Option<RecordBatch>>) -> ParquetResult<Amended> {
        let schema = Arc::clone(&self.definition.schema);
        let buffer = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 8);
        let writer = ArrowWriter::try_new(buffer, schema, Some(properties(self.definition, None)?))?;
        let (mut writer, encoders) = writer.into_serialized_writer()?;
        let mut bounds = Bounds::default();
        let mut next = 0;
        for (run, part) in runs.iter().zip(parts) {
            // As it is: it is copied with what follows, up to the next that is not.
            let Some(part) = part else { continue };
            self.copy(next..run.groups.start, &mut writer, &mut bounds)?;
            bounds.take(self.definition, &part);
            for from in (0..part.num_rows()).step_by(ROW_GROUP_ROWS) {
                let group = part.slice(from, ROW_GROUP_ROWS.min(part.num_rows() - from));
                append(&group, &encoders, &mut writer)?;
            }
            next = run.groups.end;
        }
        self.copy(next..self.metadata.metadata().num_row_groups(), &mut writer, &mut bounds)?;
        if bounds.rows == 0 {
            return Ok(Amended::Empty);
        }
        let bytes = Bytes::from(writer.into_inner()?);
        Ok(Amended::File(Encoded::with_bounds(self.definition, None, bytes, &bounds)))
    }

    /// Takes row groups over, byte by byte.
    fn copy(
        &self,
        groups: Range<usize>,
        writer: &mut SerializedFileWriter<Vec<u8>>,
        bounds: &mut Bounds,
    ) -> ParquetResult<()> {
        let metadata = self.metadata.metadata();
        for at in groups {
            let group = metadata.row_group(at);
            let mut open = writer.next_row_group()?;
            for (place, column) in group.columns().iter().enumerate() {
                let index = metadata.column_index().map(|index| index[at][place].clone());
                let copied = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or_default(),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or_default(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: index.filter(|index| !matches!(index, ColumnIndexMetaData::NONE)),
                    offset_index: metadata.offset_index().map(|index| index[at][place].clone()),
                };
                open.append_column(self.bytes, copied)?;
            }
            open.close()?;
            bounds.join(Bounds::of_group(self.definition, group));
        }
        Ok(())
    }
}

/// The row groups that may hold a customer's rows, or the one that they would lie in.
fn place_of(customer: &str, bounds: &[Option<&(String, String)>]) -> Range<usize> {
    let may_hold = |bounds: &Option<&(String, String)>| {
        bounds.is_none_or(|(least, greatest)| least.as_str() <= customer && customer <= greatest.as_str())
    };
    let first = bounds.iter().position(may_hold).unwrap_or_else(|| {
        let after = bounds.iter().position(|bounds| bounds.is_some_and(|(least, _)| customer < least.as_str()));
        after.unwrap_or(bounds.len()).saturating_sub(1)
    });
    let last = bounds.iter().rposition(may_hold).unwrap_or(first);
    first..last + 1
}

fn append(
    rows: &RecordBatch,
    encoders: &ArrowRowGroupWriterFactory,
    writer: &mut SerializedFileWriter<Vec<u8>>,
) -> ParquetResult<()> {
    let columns = encoders.create_column_writers(writer.flushed_row_groups().len())?;
    let mut group = writer.next_row_group()?;
    let schema = rows.schema();
    for ((mut column, field), values) in columns.into_iter().zip(schema.fields()).zip(rows.columns()) {
        for leaf in compute_leaves(field, values)? {
            column.write(&leaf)?;
        }
        column.close()?.append_to_row_group(&mut group)?;
    }
    group.close()?;
    Ok(())
}
