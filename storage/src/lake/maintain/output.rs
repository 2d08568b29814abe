//! Merged rows on their way into new files.

use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::{DateTime, NaiveDate, Utc};
use object_store::ObjectStoreExt;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use parquet::arrow::AsyncArrowWriter;

use super::super::NewFile;
use super::super::action::Add;
use super::super::bounds::{Bounds, texts};
use super::super::definition::CUSTOMER;
use super::super::encode::{Origin, partition, path, properties};
use super::super::read::Place;
use crate::{Error, Result};

/// What a file is to grow to before the next is begun.
const FILE_BYTES: usize = 256 * 1024 * 1024;

/// What is uploaded in one go of a file that is larger, and how many such parts are under way at once.
const PART_BYTES: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 2;

/// New files of one day, one after another. Nobody sees them before they are committed.
#[derive(Debug)]
pub(super) struct Output {
    place: Place,
    day: Option<NaiveDate>,
    origin: Origin,
    file_bytes: usize,
    open: Option<Open>,
    done: Vec<NewFile>,
    last_customer: Option<String>,
}

/// The file that is being written.
struct Open {
    path: String,
    writer: AsyncArrowWriter<BufWriter>,
    bounds: Bounds,
    begun_at: DateTime<Utc>,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("path", &self.path).field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

impl Output {
    pub(super) fn new(place: Place, day: Option<NaiveDate>, origin: Origin) -> Self {
        let (open, done, last_customer) = (None, Vec::new(), None);
        Self { place, day, origin, file_bytes: FILE_BYTES, open, done, last_customer }
    }

    /// Begins a new file after so many bytes.
    #[cfg(test)]
    pub(super) fn with_file_bytes(mut self, bytes: usize) -> Self {
        self.file_bytes = bytes;
        self
    }

    /// Writes the next rows. A file ends only where a customer does, so that none of the day lies in two.
    pub(super) async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let is_full = self
            .open
            .as_ref()
            .is_some_and(|open| open.writer.bytes_written() + open.writer.in_progress_size() >= self.file_bytes);
        let end = if is_full { self.customer_ends(batch) } else { None };
        if let Some(end) = end {
            self.append(&batch.slice(0, end)).await?;
            self.close().await?;
        }
        let rest = batch.slice(end.unwrap_or_default(), batch.num_rows() - end.unwrap_or_default());
        self.append(&rest).await?;
        let customers = batch.column_by_name(CUSTOMER).and_then(texts);
        let last = customers.and_then(|customers| customers.iter().last().flatten());
        self.last_customer = last.map(str::to_owned);
        Ok(())
    }

    /// The first row of another customer than the one before it.
    fn customer_ends(&self, batch: &RecordBatch) -> Option<usize> {
        let customers = batch.column_by_name(CUSTOMER).and_then(texts)?;
        let mut before = self.last_customer.as_deref();
        customers.iter().position(|customer| std::mem::replace(&mut before, customer) != customer)
    }

    async fn append(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let open = match self.open.take() {
            Some(open) => self.open.insert(open),
            None => self.open.insert(Open::new(&self.place, self.day, self.origin)?),
        };
        open.writer.write(batch).await.map_err(|error| self.place.error(error))?;
        open.bounds.take(&self.place.definition, batch);
        Ok(())
    }

    /// Ends the file and looks at what lies in the store.
    async fn close(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let metadata = open.writer.finish().await.map_err(|error| self.place.error(error))?;
        let (rows, written) = (metadata.file_metadata().num_rows(), open.writer.bytes_written() as u64);
        let stored = self.place.store.head(&Path::from(open.path.as_str())).await;
        let stored = stored.map_err(|source| self.place.store_error(source))?.size;
        let path = open.path;
        let add = Add {
            path: path.clone(),
            partition_values: partition(&self.place.definition, self.day),
            size: i64::try_from(stored).unwrap_or(i64::MAX),
            modification_time: open.begun_at.timestamp_millis(),
            data_change: true,
            stats: Some(open.bounds.to_stats(&self.place.definition)),
        };
        self.done.push(NewFile { add });
        if u64::try_from(rows).ok() == Some(open.bounds.rows) && stored == written {
            return Ok(());
        }
        let why = format!("{stored} bytes of {written} and {rows} rows of {} are in the new file", open.bounds.rows);
        Err(Error::NotConserved { table: self.place.definition.name.to_owned(), why, files: path })
    }

    /// Ends the last file; gives all.
    pub(super) async fn finish(&mut self) -> Result<Vec<NewFile>> {
        self.close().await?;
        Ok(std::mem::take(&mut self.done))
    }

    /// Removes what was written; what cannot be removed is left to the vacuum.
    pub(super) async fn abandon(&mut self) {
        if let Some(open) = self.open.take() {
            // Nothing of it is visible before it ends.
            let _ = open.writer.into_inner().abort().await;
        }
        remove(&self.place, &std::mem::take(&mut self.done)).await;
    }
}

impl Open {
    fn new(place: &Place, day: Option<NaiveDate>, origin: Origin) -> Result<Self> {
        let path = path(&place.definition, day, origin);
        let upload = BufWriter::with_capacity(Arc::clone(&place.store), Path::from(path.as_str()), PART_BYTES);
        let upload = upload.with_max_concurrency(PARTS_AT_ONCE);
        let properties = properties(&place.definition, day).map_err(|error| place.error(error))?;
        let schema = Arc::clone(&place.definition.schema);
        let writer = AsyncArrowWriter::try_new(upload, schema, Some(properties)).map_err(|error| place.error(error))?;
        Ok(Self { path, writer, bounds: Bounds::default(), begun_at: place.timer.utc() })
    }
}

/// Removes files that did not come into the table.
pub(super) async fn remove(place: &Place, files: &[NewFile]) {
    for file in files {
        let path = file.add.path.as_str();
        if let Err(error) = place.store.delete(&Path::from(path)).await {
            tracing::warn!(table = place.definition.name, path, %error, "a file that is not needed stays");
        }
    }
}
