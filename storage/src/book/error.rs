//! What can go wrong with the account book, by what the caller can do about it.

use crate::CustomerNumber;
use sea_orm::DbErr;

/// Why the account book did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The book could not be opened: mend the path or its rights.
    #[error("cannot open the account book {location}; see that its folder exists and may be written")]
    Open {
        /// Where it was looked for.
        location: String,
        /// What the database said.
        #[source]
        source: DbErr,
    },
    /// The server did not let us in: start it, or mend the URL, the user or the database.
    #[error("cannot open the account book at {location}; see that the server runs, and has that user and database")]
    Unreachable {
        /// The server and the database, without a password.
        location: String,
        /// What the server or the network said.
        #[source]
        source: DbErr,
    },
    /// The place names a database that this build cannot speak to.
    #[error("cannot use {location} as account book: give the path of a file for SQLite, or a postgres:// URL")]
    Unsupported {
        /// The place, without a password.
        location: String,
    },
    /// The customer is not in the book: add it first.
    #[error("customer {0} is not in the account book; add it with `opkald account add-customer`")]
    UnknownCustomer(CustomerNumber),
    /// The PIN cannot be used as one: choose another.
    #[error("a PIN is 4 to 16 digits")]
    InvalidPin,
    /// The token cannot be made so: mend its name, its scopes or its end.
    #[error("a token has a name of 1 to 64 letters, a scope at least, and an end within a year from now")]
    InvalidToken,
    /// A value in the book is none that this program writes: restore the book.
    #[error("the account book holds something unreadable: {what}")]
    Damaged {
        /// What was read.
        what: String,
    },
    /// A PIN could not be hashed: report it.
    #[error("cannot hash a PIN: {0}")]
    Hash(String),
    /// The database failed: try again, or look at its disk.
    #[error("the account book's database failed")]
    Database(#[from] DbErr),
}
