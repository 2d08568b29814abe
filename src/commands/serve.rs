//! `opkald serve`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use opkald_pipeline::{IngestMetrics, Source};
use opkald_portal::{PortalOptions, ServeOptions};
use opkald_queries::{Engine, Refreshed, Repriced};
use tokio::sync::{oneshot, watch};

use crate::commands::{ingest, maintain, stop};
use crate::config::{Config, PortalSettings, RuntimeSettings};
use crate::{counters, open, runtime};

/// How long after the ingest failed it is begun again.
const AGAIN: Duration = Duration::from_secs(5);

/// What to serve.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Ingest from this source too, in the same process
    #[arg(long, value_name = "SOURCE")]
    from: Option<Source>,
    /// Address and port that the portal listens at [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

/// Serves until it is asked to stop.
pub(crate) async fn run(config: &Config, args: ServeArgs) -> Result<()> {
    let stop = stop::when_asked()?;
    let listen = args.listen.unwrap_or(config.portal.listen);
    let engine = Arc::new(open::engine(config).await?);
    let sources = args.from.into_iter().collect();
    together(config, engine, listen, sources, stop, |address| {
        tracing::info!("the portal is at http://{address}");
    })
    .await
}

/// Runs the portal, the refresh, the maintenance and, with sources, the ingest, until one of them fails or all were asked
/// to stop.
pub(crate) async fn together(
    config: &Config,
    engine: Arc<Engine>,
    listen: SocketAddr,
    sources: Vec<Source>,
    stop: watch::Receiver<bool>,
    listening: impl FnOnce(SocketAddr) + Send,
) -> Result<()> {
    let mut registry = counters::registry();
    let metrics = IngestMetrics::default();
    if !sources.is_empty() {
        metrics.register(&mut registry);
    }
    let options = ServeOptions {
        listen,
        engine: Arc::clone(&engine),
        book: open::book(config).await?,
        recordings: open::recordings(config)?,
        portal: portal(&config.portal),
        registry,
    };
    let every = Duration::from_secs_f64(config.portal.refresh_seconds);
    let portal =
        async { opkald_portal::serve(options, listening, stop::asked(stop.clone())).await.context("the portal ended") };
    let maintain = maintain::keep(&config.maintain, open::lake(config).await?, stop.clone());
    tokio::try_join!(
        portal,
        beside(&config.runtime, refresh(Arc::clone(&engine), every, stop.clone())),
        take_in(config, sources, metrics, stop.clone()),
        maintain
    )?;
    Ok(())
}

fn portal(settings: &PortalSettings) -> PortalOptions {
    PortalOptions { https: settings.https, stale_after: Duration::from_secs(settings.stale_seconds) }
}

/// Runs work on threads of its own. The system deals out the processor between these and the others, so that a page that
/// takes a moment does not wait for the end of a sort that takes a second.
async fn beside(settings: &RuntimeSettings, work: impl Future<Output = Result<()>> + Send + 'static) -> Result<()> {
    let runtime = runtime::build(settings.threads)?;
    let (ended, end) = oneshot::channel();
    std::thread::Builder::new()
        .name("beside".to_owned())
        .stack_size(runtime::STACK_BYTES)
        .spawn(move || ended.send(runtime.block_on(work)))
        .context("cannot start the program's threads")?;
    end.await.context("the refresh ended without a word")?
}

/// Brings the statistics up to new commits. A refresh that fails is tried again: the disk may have room again, and the
/// portal meanwhile shows what it has and says how old it is.
async fn refresh(engine: Arc<Engine>, every: Duration, mut stop: watch::Receiver<bool>) -> Result<()> {
    loop {
        let began = Instant::now();
        match engine.refresh().await {
            Ok(done) => told(&done),
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "the refresh failed"),
        }
        tokio::select! {
            // One that takes long leaves as long to the portal.
            () = tokio::time::sleep(every.max(began.elapsed())) => {}
            _ = stop.wait_for(|asked| *asked) => return Ok(()),
        }
    }
}

/// What a refresh came to. Months that come to something else than before, since prices have changed, are for the
/// bookkeeper to know.
fn told(done: &Refreshed) {
    if done.days > 0 {
        tracing::debug!(days = done.days, seconds = done.seconds, "refreshed");
    }
    for month in &done.repriced {
        let Repriced { customer, month, currency, before, after } = month;
        tracing::info!(customer, month, currency, before, after, "a month was charged anew, by other prices");
    }
}

async fn take_in(
    config: &Config,
    sources: Vec<Source>,
    metrics: IngestMetrics,
    mut stop: watch::Receiver<bool>,
) -> Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let lake = open::lake(config).await?;
    loop {
        let mut options = ingest::following(config, lake.clone(), sources.clone());
        (options.stop, options.metrics) = (stop.clone(), metrics.clone());
        match opkald_pipeline::ingest(options).await {
            Ok(summary) => {
                tracing::info!(stored = summary.stored, duplicates = summary.duplicates, "the ingest ended");
                return Ok(());
            }
            Err(error) if passes(&error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the ingest failed, and is begun again");
            }
            Err(error) => return Err(error).context("the ingest ended"),
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            _ = stop.wait_for(|asked| *asked) => return Ok(()),
        }
    }
}

/// Whether a failure may pass by itself: a store may be away for longer than a commit asks after it. The portal then goes on
/// with what it has, and says how old that is.
fn passes(error: &opkald_pipeline::Error) -> bool {
    use opkald_storage::Error;
    let opkald_pipeline::Error::Lake(error) = error else { return false };
    matches!(error, Error::Store { .. } | Error::Delta { .. } | Error::LeftBehind { .. })
}
