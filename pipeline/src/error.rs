//! What can go wrong on the way into the lake, named by what the caller does next.

use thiserror::Error;

/// A failure of the pipeline.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The source is not one that can be read; the user corrects it.
    #[error("cannot read {name}: {why}")]
    Source {
        /// The source as it was named.
        name: String,
        /// What is wrong with it, and the remedy.
        why: String,
    },
    /// The source broke while it was read. What came before is committed; mend it and start again.
    #[error("{name} broke off: {why} after byte {position}; what came before is stored")]
    Broken {
        /// The source as it was named.
        name: String,
        /// Position after the last whole record.
        position: i64,
        /// What broke.
        why: String,
    },
    /// Too much of what a producer sends is no event. Nothing of it was stored; mend the producer and start again.
    #[error("{0}")]
    Flood(String),
    /// A setting of the caller is wrong; correct it.
    #[error("{0}")]
    Setting(String),
    /// The lake failed. What was committed stands; start again when it is mended.
    #[error(transparent)]
    Lake(#[from] opkald_storage::Error),
    /// Columns did not fit together: a fault of this program.
    #[error("the columns of events do not fit together: {0}")]
    Columns(#[from] arrow::error::ArrowError),
    /// Work on another thread was cut short: a fault of this program, or its end.
    #[error("work on another thread was cut short; start again")]
    CutShort,
}

impl From<tokio::task::JoinError> for Error {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::CutShort
    }
}

impl Error {
    pub(crate) fn source(name: &str, why: impl Into<String>) -> Self {
        Self::Source { name: name.to_owned(), why: why.into() }
    }

    pub(crate) fn broken(name: &str, position: i64, why: impl Into<String>) -> Self {
        Self::Broken { name: name.to_owned(), position, why: why.into() }
    }
}

/// Result of an operation of the pipeline.
pub type Result<T, E = Error> = std::result::Result<T, E>;
