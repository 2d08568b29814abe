//! The account book: who the customers are, what they own, and who may log in.
//!
//! **Nothing outside this module sees a row**: callers get the domain's own types, already checked. The same entities
//! and migrations are meant for SQLite and PostgreSQL, so only types that both have are used.

mod accounts;
mod attempts;
mod connect;
mod entities;
mod error;
mod lines;
mod login;
mod migrations;
mod pin;
mod queues;
mod sessions;
mod token;

use std::sync::Arc;

use chrono_tz::Tz;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::Semaphore;

pub use accounts::{Customer, DEFAULT_ZONE, Language};
pub use error::Error;
pub use lines::{Line, LineKind};
pub use login::LoginError;
pub use queues::{Queue, QueueSettings};
pub use sessions::{Role, SessionInfo};
pub use token::SessionToken;

/// An open account book. Cloning it shares the connections.
#[derive(Debug, Clone)]
pub struct Book {
    database: DatabaseConnection,
    /// Bounds the memory and the cores that hashing takes; see [`pin::PARALLEL_HASHES`].
    hashing: Arc<Semaphore>,
}

/// What every operation on the book answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Book {
    /// Opens the book at a path (or a `sqlite:` URL), makes it when it is not there, and brings its tables up to date.
    ///
    /// Several processes may have one book open: readers never wait, a writer waits for another for some seconds.
    ///
    /// # Errors
    /// When the file cannot be opened or made, is no account book, or was written by a newer version of this program.
    pub async fn open(location: &str) -> Result<Self> {
        let database = connect::connect(location).await?;
        let hashing = Arc::new(Semaphore::new(pin::PARALLEL_HASHES));
        Ok(Self { database, hashing })
    }

    /// Begins a transaction that means to write.
    async fn begin(&self) -> Result<DatabaseTransaction> {
        Ok(self.database.begin_with_options(Self::writing()).await?)
    }

    /// Takes the write lock at a transaction's start.
    ///
    /// SQLite refuses at once, whatever the busy timeout, to turn a reading transaction into a writing one when
    /// somebody else has written meanwhile.
    fn writing() -> TransactionOptions {
        TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        }
    }
}

/// Reads a zone that the book wrote itself.
fn zone_of(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::Damaged { what: format!("the zone {name:?} of a customer") })
}

#[cfg(test)]
mod tests;
