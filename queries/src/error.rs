//! What can go wrong between events and numbers, named by what the caller does next.

use datafusion::error::DataFusionError;
use thiserror::Error;

/// A failure of a query or a refresh.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The lake could not be read or written; try again when it can.
    #[error(transparent)]
    Lake(#[from] opkald_storage::Error),
    /// The account book could not be read; try again when it can.
    #[error("the account book could not be read: {0}")]
    Book(String),
    /// A statement of our own failed; nothing was changed.
    #[error("the statement {name} failed: {source}")]
    Statement {
        /// Which one: the name of its file.
        name: String,
        /// The engine's words.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A statement of our own needs more memory than the engine may take; nothing was changed. The operator gives it more.
    #[error("the statement {name} needs more memory than it may take; raise query.memory_mib in the settings")]
    Memory {
        /// Which one: the name of its file.
        name: String,
        /// The engine's words.
        #[source]
        source: Box<DataFusionError>,
    },
    /// A user's query is not allowed or not right; the user corrects it.
    #[error("{0}")]
    Query(String),
    /// Other processes kept replacing the statistics meanwhile; try again.
    #[error("the statistics were replaced by another process {0} times in a row; try again")]
    Contended(usize),
}

impl Error {
    pub(crate) fn statement(name: &str, source: DataFusionError) -> Self {
        let (name, source) = (name.to_owned(), Box::new(source));
        match source.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::Memory { name, source },
            _ => Self::Statement { name, source },
        }
    }
}

/// Result of a query or a refresh.
pub type Result<T, E = Error> = std::result::Result<T, E>;
