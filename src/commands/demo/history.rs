//! Thirteen months of history, through the ingest that everything goes through.

use anyhow::{Context, Result};
use opkald_pipeline::Source;
use opkald_queries::Engine;
use tokio::sync::watch;

use super::network::Network;
use crate::commands::ingest;
use crate::config::Config;
use crate::open;
use crate::progress::{self, Progress};

/// Stores the history, unless it is stored already.
pub(super) async fn load(config: &Config, network: &Network, stop: watch::Receiver<bool>) -> Result<()> {
    if network.is_loaded()? {
        return Ok(());
    }
    let file = tokio::task::block_in_place(|| {
        let _progress = Progress::working("making up 13 months of history");
        network.history_file()
    })?;
    let mut options = ingest::following(config, open::lake(config).await?, vec![Source::File(file)]);
    options.once = true;
    options.on_progress = Some(ingest::shown());
    options.stop = stop.clone();
    let summary = opkald_pipeline::ingest(options).await.context("cannot store the demo's history")?;
    tracing::info!(stored = summary.stored, seconds = summary.seconds, "the history is stored");
    // Asked to stop in the middle, it goes on from there at the next start.
    if *stop.borrow() { Ok(()) } else { network.note_loaded() }
}

/// Computes the statistics of what is stored.
pub(super) async fn refresh(engine: &Engine) -> Result<()> {
    let done = progress::during("computing the statistics", engine.refresh())
        .await
        .context("cannot compute the demo's statistics")?;
    tracing::info!(days = done.days, seconds = done.seconds, "the statistics are computed");
    Ok(())
}
