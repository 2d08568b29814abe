//! Reading some columns of one data file, batch by batch.

use std::io;
use std::sync::Arc;

use arrow::array::RecordBatch;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::async_reader::ParquetRecordBatchStreamBuilder;
use parquet::errors::ParquetError;

use super::ranged::Ranged;
use super::{FileEntry, Table, TableDefinition, Timer};
use crate::{Error, Result};

/// Rows in a batch that is handed out.
const BATCH_ROWS: usize = 8 * 1024;

/// Dead letters in a batch: each may bear 64 KiB.
pub(super) const LETTERS: usize = 256;

/// Files up to this size are fetched at once, and held while they are read; of larger ones, a row group is.
pub(super) const WHOLE_BYTES: u64 = 1024 * 1024;

/// Where a table's data files lie, for who reads and writes them without its state.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) definition: TableDefinition,
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) timer: Arc<dyn Timer>,
}

impl Table {
    /// Reads the named columns of a file, in the file's order of columns.
    ///
    /// # Errors
    /// [`Error::Store`] when the file cannot be fetched, [`Error::Parquet`] when it cannot be read.
    pub async fn read(&self, file: &FileEntry, columns: &[&str]) -> Result<Vec<RecordBatch>> {
        self.batches(file, columns).await?.try_collect().await
    }

    /// The named columns of a file, a batch at a time: of a large file, no more than a row group is held in memory.
    ///
    /// # Errors
    /// As [`Table::read`]; a batch may be an error too.
    pub async fn batches(&self, file: &FileEntry, columns: &[&str]) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        self.place().batches(file, Some(columns), BATCH_ROWS).await
    }

    pub(super) fn place(&self) -> Place {
        let (definition, timer) = (self.definition.clone(), Arc::clone(&self.timer));
        Place { definition, store: Arc::clone(&self.store), timer }
    }
}

impl Place {
    /// Some columns of a file, or all, in batches of so many rows at the most.
    pub(super) async fn batches(
        &self,
        file: &FileEntry,
        columns: Option<&[&str]>,
        rows: usize,
    ) -> Result<BoxStream<'static, Result<RecordBatch>>> {
        let rows = if self.definition.has_letters(file.day) { rows.min(LETTERS) } else { rows };
        let table = self.definition.name;
        let fail = move |source| Error::Parquet { table: table.to_owned(), source };
        if file.size <= WHOLE_BYTES {
            let fetch = async { self.store.get(&Path::from(file.path.as_str())).await?.bytes().await };
            let bytes = fetch.await.map_err(|source| self.store_error(source))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(fail)?;
            let mask = mask(builder.parquet_schema(), columns);
            let reader = builder.with_projection(mask).with_batch_size(rows).build().map_err(fail)?;
            return Ok(stream::iter(reader.map(move |batch| batch.map_err(|error| fail(error.into())))).boxed());
        }
        let reader = self.reader(file);
        let builder = ParquetRecordBatchStreamBuilder::new(reader).await.map_err(|error| self.error(error))?;
        let mask = mask(builder.parquet_schema(), columns);
        let stream = builder.with_projection(mask).with_batch_size(rows).build().map_err(fail)?;
        let place = self.clone();
        Ok(stream.map_err(move |error| place.error(error)).boxed())
    }

    /// A file, to be fetched a range at a time.
    pub(super) fn reader(&self, file: &FileEntry) -> Ranged {
        Ranged::new(Arc::clone(&self.store), file)
    }

    /// A failure of the reader or writer: often it is the store's, which a writer wraps once more.
    pub(super) fn error(&self, error: ParquetError) -> Error {
        let parquet = |source| Error::Parquet { table: self.definition.name.to_owned(), source };
        let ParquetError::External(cause) = error else { return parquet(error) };
        let cause = match cause.downcast::<io::Error>() {
            Ok(cause) if cause.get_ref().is_some_and(|inner| inner.is::<object_store::Error>()) => {
                cause.into_inner().unwrap_or_else(|| "the store failed".into())
            }
            Ok(cause) => cause,
            Err(cause) => cause,
        };
        match cause.downcast::<object_store::Error>() {
            Ok(source) => self.store_error(*source),
            Err(cause) => parquet(ParquetError::External(cause)),
        }
    }

    pub(super) fn store_error(&self, source: object_store::Error) -> Error {
        Error::Store { table: self.definition.name.to_owned(), source }
    }
}

fn mask(schema: &parquet::schema::types::SchemaDescriptor, columns: Option<&[&str]>) -> ProjectionMask {
    columns.map_or_else(ProjectionMask::all, |columns| ProjectionMask::columns(schema, columns.iter().copied()))
}
