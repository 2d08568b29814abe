//! Opening the database, so that several processes can share it: a file of SQLite, or a database of PostgreSQL.

use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::migrations::Migrator;
use super::{Error, Result};

/// How long a writer waits for another process's write. Longer than any transaction here takes, shorter than a
/// person's patience at the login page.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections of one process. There is one writer at a time; the others only read.
const CONNECTIONS: u32 = 4;

/// How often the very first opening of a file is tried: SQLite answers "busy" without waiting to the second of two
/// processes that turn on the write-ahead log at the same instant.
const OPEN_ATTEMPTS: u32 = 20;
const OPEN_PAUSE: Duration = Duration::from_millis(100);

/// What writers of a book in PostgreSQL take in turn. Any number would do that nothing else in the database locks by.
const WRITE_LOCK: i64 = 0x4f70_6b61_6c64;

/// Where a book lies.
enum Place<'a> {
    /// A file of SQLite.
    File(&'a str),
    /// A database of PostgreSQL, as a URL.
    Server(&'a str),
}

/// Opens the database and brings its tables up to date.
pub(super) async fn connect(location: &str) -> Result<DatabaseConnection> {
    match place_of(location)? {
        Place::File(path) => {
            open_file(path).await.map_err(|source| Error::Open { location: location.to_owned(), source })
        }
        Place::Server(url) => {
            let opened = open_server(url).await;
            opened.map_err(|source| Error::Unreachable { location: without_secrets(url), source })
        }
    }
}

/// Begins a transaction that means to write: there is one at a time, on both databases.
pub(super) async fn begin(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    // SQLite refuses at once, whatever the busy timeout, to turn a reading transaction into a writing one when somebody else
    // has written meanwhile; so the lock is taken at the start. PostgreSQL lets several write, each on what it read before.
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = database.begin_with_options(options).await?;
    if database.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock($1)";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [WRITE_LOCK.into()]);
        transaction.execute_raw(lock).await?;
    }
    Ok(transaction)
}

/// Begins a transaction that only reads, and sees the book as it is at its first read, whoever writes meanwhile.
pub(super) async fn snapshot(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    // SQLite's transactions are all of that kind, and it has no word for it.
    let is_server = database.get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: is_server.then_some(IsolationLevel::RepeatableRead),
        ..TransactionOptions::default()
    };
    database.begin_with_options(options).await
}

/// Takes a path as it is, the path out of a `sqlite:` URL, and the URL of a server.
fn place_of(location: &str) -> Result<Place<'_>> {
    if let Some(rest) = location.strip_prefix("sqlite:") {
        return Ok(Place::File(rest.strip_prefix("//").unwrap_or(rest)));
    }
    match location.split_once("://") {
        None => Ok(Place::File(location)),
        Some(("postgres" | "postgresql", _)) => Ok(Place::Server(location)),
        Some(_) => Err(Error::Unsupported { location: without_secrets(location) }),
    }
}

/// A URL without its user and its options, where a password may be: this ends up on a screen.
fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{place}")
}

async fn open_file(path: &str) -> Result<DatabaseConnection, DbErr> {
    let mut attempt = 1;
    loop {
        match open_file_once(path).await {
            Err(error) if attempt < OPEN_ATTEMPTS && is_busy(&error) => {
                attempt += 1;
                tokio::time::sleep(OPEN_PAUSE).await;
            }
            opened => return opened,
        }
    }
}

async fn open_file_once(path: &str) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://account-book");
    options.max_connections(CONNECTIONS).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
    });
    let database = Database::connect(options).await?;
    migrate(&database).await?;
    Ok(database)
}

async fn open_server(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(CONNECTIONS)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_timeout(BUSY_TIMEOUT)
        .sqlx_logging(false);
    let database = Database::connect(options).await?;
    migrate(&database).await?;
    Ok(database)
}

/// Runs the migrations in one transaction that holds the write lock, so that two processes do not make one table twice.
async fn migrate(database: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin(database).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

fn is_busy(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("database is locked") || text.contains("database table is locked")
}
