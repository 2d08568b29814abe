//! Reading some columns of one data file.

use arrow::array::RecordBatch;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{FileEntry, Table};
use crate::{Error, Result};

/// Rows in a batch that is handed out.
const BATCH_ROWS: usize = 8 * 1024;

impl Table {
    /// Reads the named columns of a live file, in the file's order of columns. The file is held in memory meanwhile.
    ///
    /// # Errors
    /// [`Error::Store`] when the file cannot be fetched, [`Error::Parquet`] when it cannot be read.
    pub async fn read(&self, file: &FileEntry, columns: &[&str]) -> Result<Vec<RecordBatch>> {
        let fail = |source| Error::Parquet { table: self.definition.name.to_owned(), source };
        let fetch = async { self.store.get(&Path::from(file.path.as_str())).await?.bytes().await };
        let bytes = fetch.await.map_err(|source| self.store_error(source))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(fail)?;
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(fail)?;
        reader.map(|batch| batch.map_err(|error| fail(error.into()))).collect()
    }
}
