//! What can go wrong while a list is written.

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody takes the bytes any more, or the disk is full.
    #[error("an export could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// The workbook cannot hold it, or its temporary file could not be written.
    #[error("a workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The Parquet file could not be written.
    #[error("a Parquet file could not be written: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// A row does not fit the columns of its list: a mistake of the program.
    #[error("a row does not fit the column {0}")]
    Misfit(&'static str),
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        Self::Write(error.into())
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::Parquet(error.into())
    }
}
