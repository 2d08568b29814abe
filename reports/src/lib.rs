//! Lists as files: CSV and Parquet for programs, workbooks for people.
//!
//! **All three hold the same rows.** A list tells its columns and its rows once; a format decides only how a value is
//! written. None holds more than a few thousand rows in memory, however long the list is.

mod column;
mod comma;
mod error;
mod format;
mod list;
mod parquet;
mod totals;
mod workbook;
mod writer;

#[cfg(test)]
mod tests;

pub use column::{Column, Kind, Value};
pub use error::Error;
pub use format::Format;
pub use list::{List, Words};
pub use writer::Writer;

/// What the crate's functions give.
pub type Result<T> = std::result::Result<T, Error>;
