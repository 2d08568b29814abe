//! The account book: who the customers are, what they own, and who may log in.
//!
//! **Nothing outside this module sees a row**: callers get the domain's own types, already checked. The same entities
//! and migrations are for SQLite and PostgreSQL, so only types that both have are used; money and months are texts, since
//! SQLite would make a float of a decimal.

mod accounts;
mod attempts;
mod connect;
mod employees;
mod entities;
mod error;
mod file;
mod lines;
mod listens;
mod load;
mod login;
mod migrations;
mod mobiles;
mod pays;
mod pin;
mod put;
mod queues;
mod sessions;
mod subscriptions;
mod tariffs;
mod token;
mod tokens;

use std::sync::Arc;

use chrono_tz::Tz;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio::sync::Semaphore;

pub use accounts::{Customer, DEFAULT_ZONE, Language};
pub use employees::Employee;
pub use error::Error;
pub use file::{AccountFile, FileFault};
pub use lines::{Line, LineKind};
pub use listens::{Listen, ListenKind};
pub use load::{LoadError, Loaded};
pub use login::LoginError;
pub use mobiles::{Mobile, Sim, SimState};
pub use queues::{Queue, QueueSettings};
pub use sessions::{Role, SessionInfo};
pub use subscriptions::{CustomerTariff, Subscription};
pub use token::{ApiToken, SessionToken};
pub use tokens::{LONGEST_TOKEN, NewToken, TOKEN_NAME_LETTERS, TokenInfo, TokenScope};

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
    /// Opens the book at a path (or a `sqlite:` URL) and makes it when it is not there, or in a database of a PostgreSQL
    /// server (a `postgres:` URL), and brings its tables up to date.
    ///
    /// Several processes may have one book open: readers never wait, a writer waits for another for some seconds.
    ///
    /// # Errors
    /// When the file cannot be opened or made, the server or its database is not there, it is no account book, or it was
    /// written by a newer version of this program.
    pub async fn open(location: &str) -> Result<Self> {
        let database = connect::connect(location).await?;
        let hashing = Arc::new(Semaphore::new(pin::PARALLEL_HASHES));
        Ok(Self { database, hashing })
    }

    /// Begins a transaction that means to write.
    async fn begin(&self) -> Result<DatabaseTransaction> {
        Ok(connect::begin(&self.database).await?)
    }

    /// Begins a transaction that only reads, and sees the book as it is now.
    async fn snapshot(&self) -> Result<DatabaseTransaction> {
        Ok(connect::snapshot(&self.database).await?)
    }
}

/// What the book holds and did not write.
fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::Damaged { what: error.to_string() }
}

/// Reads a zone that the book wrote itself.
fn zone_of(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::Damaged { what: format!("the zone {name:?} of a customer") })
}

#[cfg(test)]
mod tests;
