//! `opkald ingest SOURCE…`

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use opkald_pipeline::{Clock, FlushPolicy, IngestMetrics, IngestOptions, OnProgress, Source, Summary};
use opkald_storage::lake::Lake;
use tokio::sync::watch;

use crate::commands::stop;
use crate::config::{Config, IngestSettings};
use crate::progress::Progress;
use crate::{counters, open, output};

/// Where from, and how long.
#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// A file of NDJSON (.gz and .zst too), - for standard input, or kafka://host:port/topic?group=NAME
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<Source>,
    /// End at the end of what is there now, instead of waiting for more
    #[arg(long)]
    pub(crate) once: bool,
    /// Serve counters for Prometheus at this address and port, under /metrics
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
}

/// Stores the events of the sources, and prints what came of it as one JSON line.
pub(crate) async fn run(config: &Config, args: IngestArgs) -> Result<()> {
    // First of all: who is asked to stop while a slow store opens also ends in order.
    let stop = stop::when_asked()?;
    let lake = open::lake(config).await?;
    let metrics = IngestMetrics::default();
    let options = IngestOptions {
        once: args.once,
        stop: stop.clone(),
        on_progress: Some(shown()),
        metrics: metrics.clone(),
        ..following(config, lake, args.sources)
    };
    let Some(listen) = args.metrics else { return print(&opkald_pipeline::ingest(options).await?) };
    let mut registry = counters::registry();
    metrics.register(&mut registry);
    tokio::select! {
        // A process that nobody can watch should not go on in silence.
        served = opkald_portal::serve_metrics(listen, registry, std::future::pending()) => Ok(served?),
        summary = opkald_pipeline::ingest(options) => print(&summary?),
    }
}

/// An ingest that goes on, by the settings, until the process ends.
pub(crate) fn following(config: &Config, lake: Lake, sources: Vec<Source>) -> IngestOptions {
    IngestOptions {
        lake,
        sources,
        once: false,
        clock: Clock::system(),
        stop: watch::channel(false).1,
        on_progress: None,
        flush: flush(&config.ingest),
        kafka: config.kafka.clone(),
        max_refused_percent: config.ingest.max_refused_percent,
        metrics: IngestMetrics::default(),
    }
}

/// When what was read is stored, by the settings.
pub(crate) fn flush(settings: &IngestSettings) -> FlushPolicy {
    FlushPolicy {
        bytes: settings.commit_mib << 20,
        rows: settings.commit_events,
        age: Duration::from_secs_f64(settings.commit_seconds),
    }
}

/// Shows how many records were read.
pub(crate) fn shown() -> OnProgress {
    let progress = Progress::counting("records read");
    OnProgress::new(move |summary| progress.set(summary.read))
}

/// Prints what an ingest came to.
pub(crate) fn print(summary: &Summary) -> Result<()> {
    if summary.dead_letters > 0 {
        let refused = summary.dead_letters;
        tracing::warn!(refused, "records could not be understood: `opkald dead-letters list` shows each, and why");
    }
    output::line(&serde_json::to_string(summary)?)
}
