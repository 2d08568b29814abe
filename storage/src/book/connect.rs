//! Opening the database, so that several processes can share it.

use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use super::migrations::Migrator;
use super::{Book, Error, Result};

/// How long a writer waits for another process's write. Longer than any transaction here takes, shorter than a
/// person's patience at the login page.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections of one process. SQLite has one writer at a time; the others only read.
const CONNECTIONS: u32 = 4;

/// How often the very first opening is tried: SQLite answers "busy" without waiting to the second of two processes
/// that turn on the write-ahead log at the same instant.
const OPEN_ATTEMPTS: u32 = 20;
const OPEN_PAUSE: Duration = Duration::from_millis(100);

/// Opens the database and brings its tables up to date.
pub(super) async fn connect(location: &str) -> Result<DatabaseConnection> {
    let path = path_of(location)?;
    let mut attempt = 1;
    loop {
        match open(path).await {
            Ok(database) => return Ok(database),
            Err(error) if attempt < OPEN_ATTEMPTS && is_busy(&error) => {
                attempt += 1;
                tokio::time::sleep(OPEN_PAUSE).await;
            }
            Err(source) => {
                let location = location.to_owned();
                return Err(Error::Open { location, source });
            }
        }
    }
}

/// Takes a path as it is, and the path out of a `sqlite:` URL.
fn path_of(location: &str) -> Result<&str> {
    if let Some(rest) = location.strip_prefix("sqlite:") {
        return Ok(rest.strip_prefix("//").unwrap_or(rest));
    }
    let Some((scheme, rest)) = location.split_once("://") else {
        return Ok(location);
    };
    // What stands before an `@` may be a password, and this ends up on a screen.
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let location = format!("{scheme}://{host}");
    Err(Error::Unsupported { location })
}

async fn open(path: &str) -> Result<DatabaseConnection, DbErr> {
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

/// Runs the migrations in one transaction that holds the write lock, so that two processes do not make one table twice.
async fn migrate(database: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = database.begin_with_options(Book::writing()).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

fn is_busy(error: &DbErr) -> bool {
    let text = error.to_string();
    text.contains("database is locked") || text.contains("database table is locked")
}
