//! Opening what the commands work on, where the settings say that it lies.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use opkald_queries::{Engine, EngineOptions};
use opkald_storage::book::Book;
use opkald_storage::lake::Lake;
use opkald_storage::recordings::Recordings;

use crate::config::Config;

/// Opens the account book, and makes the data folder when it is not there.
pub(crate) async fn book(config: &Config) -> Result<Book> {
    let folder = &config.data;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    Ok(Book::open(&config.database()).await?)
}

/// Opens the lake, and makes it when it is not there.
pub(crate) async fn lake(config: &Config) -> Result<Lake> {
    Ok(Lake::open(&config.store()).await?)
}

/// Opens the place of the recordings' files.
pub(crate) fn recordings(config: &Config) -> Result<Recordings> {
    Ok(Recordings::open(&config.recordings())?)
}

/// Opens the query engine over lake and book.
pub(crate) async fn engine(config: &Config) -> Result<Engine> {
    engine_over(config, lake(config).await?).await
}

/// Opens the lake where something was stored before. Who mistypes a path wants to hear of it, not to see zeros.
pub(crate) async fn existing_lake(config: &Config) -> Result<Lake> {
    let store = config.store();
    let Some(lake) = Lake::find(&store).await? else {
        let other = if store.contains("://") { "--store names another place" } else { "--data names another folder" };
        bail!("there is no data in {store} yet; `opkald ingest` or `opkald demo` makes it, or {other}");
    };
    Ok(lake)
}

/// Opens the query engine where something was stored before.
pub(crate) async fn existing_engine(config: &Config) -> Result<Engine> {
    engine_over(config, existing_lake(config).await?).await
}

async fn engine_over(config: &Config, lake: Lake) -> Result<Engine> {
    let settings = &config.query;
    let unsaid = EngineOptions::default();
    let options = EngineOptions {
        memory_bytes: settings.memory_mib << 20,
        threads: if settings.threads == 0 { unsaid.threads } else { settings.threads },
        query_timeout: Duration::from_secs(settings.timeout_seconds),
        query_rows: settings.max_rows,
        freshness: unsaid.freshness,
    };
    Ok(Engine::open(lake, book(config).await?, options).await?)
}
