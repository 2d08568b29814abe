//! What can go wrong with the lake, named by what the caller does next.

use thiserror::Error;

/// A failure of the lake.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The location is not one that can be opened; the user corrects the setting.
    #[error("cannot open the store {location}: {why}")]
    Location {
        /// The location as it was given.
        location: String,
        /// What is wrong with it, and the remedy.
        why: String,
    },
    /// The object store did not do what it was asked: a full disk, a missing right, a lost connection. Try again later.
    #[error("the store of table {table} failed: {source}")]
    Store {
        /// Table that was read or written.
        table: String,
        /// The store's own words.
        #[source]
        source: object_store::Error,
    },
    /// A data file cannot be read or made.
    #[error("a Parquet file of table {table} failed: {source}")]
    Parquet {
        /// Table that the file belongs to.
        table: String,
        /// The cause.
        #[source]
        source: parquet::errors::ParquetError,
    },
    /// The table's log holds something that this version does not understand; nothing was changed.
    #[error("the log of table {table} cannot be read at version {version}: {why}")]
    Log {
        /// Table whose log it is.
        table: String,
        /// Version of the entry.
        version: i64,
        /// What is wrong with it.
        why: String,
    },
    /// A table has other columns or partitions than this version gives it; the user chooses a remedy.
    #[error("table {table} was made by another version; {remedy}")]
    OtherVersion {
        /// Table whose columns or partitions differ.
        table: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// The process stood still for so long that the log went on without it and its entries were removed; start again.
    #[error("table {table} went on for long while this process stood still, and its log was cut; start it again")]
    LeftBehind {
        /// Table that went on.
        table: String,
    },
    /// A table forgets progress after a while, so that what was read would be read again; the user removes the property.
    #[error(
        "table {table} has the property {property}, under which it forgets how far its sources were read and would \
         store them again; remove the property with the tool that set it"
    )]
    ProgressExpires {
        /// Table that has it.
        table: String,
        /// Name of the property.
        property: &'static str,
    },
    /// Laying rows anew did not give the rows that there were; nothing was changed.
    #[error("rows of table {table} were not laid anew, since {why}; the files stay as they are: {files}")]
    NotConserved {
        /// Table whose files were read.
        table: String,
        /// What did not fit.
        why: String,
        /// Paths of the files that were read.
        files: String,
    },
    /// The table library refused to open, create or checkpoint a table.
    #[error("table {table}: {source}")]
    Delta {
        /// Table it happened to.
        table: String,
        /// The cause.
        #[source]
        source: Box<deltalake_core::DeltaTableError>,
    },
    /// A progress would fall; the caller has a bug or a stale position and must start again from the stored one.
    #[error("progress of {app} in table {table} would fall from {stored} to {next}")]
    Backwards {
        /// Table it happened to.
        table: String,
        /// Application whose progress it is.
        app: String,
        /// Progress in the table.
        stored: i64,
        /// Progress that was to be committed.
        next: i64,
    },
}

/// Result of an operation of the lake.
pub type Result<T, E = Error> = std::result::Result<T, E>;
