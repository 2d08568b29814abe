//! The one loop that every event goes through: decode, refuse, tell doubles, sort, write, commit.
//!
//! A flush makes one commit, with a file for each day, one for the dead letters, and the position of every source in
//! it. Nothing is acknowledged before.
//!
//! **What is in the table and what the table says was read are the same thing, after any crash.**

mod breaker;
mod budget;
mod encoder;
mod flush;
mod lanes;
mod options;
mod pulse;
mod replay;
mod run;
mod start;
mod summary;

pub use budget::Budget;
pub use options::{FlushPolicy, ImportFormat, ImportOptions, IngestOptions, MAX_REFUSED_PERCENT, OnProgress};
pub use replay::{Replayed, replay};
pub use summary::Summary;

use std::future::ready;

use futures::future::BoxFuture;
use opkald_events::{Customer, Format};

use crate::metrics::IngestMetrics;
use crate::source::{KafkaSettings, Source};
use crate::{Error, Result};

/// Takes events from sources into the lake, until their end or until it is told to stop.
///
/// Each event is stored exactly once, whenever this is cut short and started again, as long as the source can be read
/// again.
///
/// # Errors
/// [`Error::Source`] or [`Error::Broken`] for a source, [`Error::Lake`] for the lake. What was committed stands.
pub fn ingest(options: IngestOptions) -> BoxFuture<'static, Result<Summary>> {
    let plan = Plan { format: Format::Events, app_prefix: "file:".to_owned() };
    // Boxed here, so that the way of an event is compiled with this crate, as fast as this crate is: what is not boxed is
    // compiled by whoever awaits it.
    Box::pin(run(options, plan))
}

/// Takes foreign records into the lake as events, through the same loop.
///
/// Ids are made from the records, so that importing a file twice, or its parts in any order, changes nothing.
///
/// # Errors
/// As [`ingest`].
pub fn import(options: ImportOptions) -> BoxFuture<'static, Result<Summary>> {
    let number = options.customer.as_str();
    let Some(customer) = Customer::parse(number) else {
        let why = format!("the customer number {number} is not 1 to 16 digits");
        return Box::pin(ready(Err(Error::Setting(why))));
    };
    let format = match options.format {
        ImportFormat::AsteriskQueueLog => Format::AsteriskQueueLog(customer),
    };
    let plan = Plan { format, app_prefix: format!("import:{}:{number}:", options.format) };
    let options = IngestOptions {
        sources: options.files.into_iter().map(Source::File).collect(),
        once: true,
        clock: options.clock,
        stop: options.stop,
        on_progress: options.on_progress,
        flush: options.flush,
        kafka: KafkaSettings::default(),
        max_refused_percent: 100,
        metrics: IngestMetrics::default(),
        lake: options.lake,
    };
    Box::pin(run(options, plan))
}

/// What the records are, and how a file's progress is named.
#[derive(Debug)]
struct Plan {
    format: Format,
    app_prefix: String,
}

async fn run(mut options: IngestOptions, plan: Plan) -> Result<Summary> {
    let budget = Budget::fit(&options.sources, options.once, &mut options.flush);
    options.metrics.budget_bytes.set(i64::try_from(budget.total()).unwrap_or(i64::MAX));
    tracing::info!(total_mib = budget.total() >> 20, "memory bound: {budget}");
    run::Ingest::open(options, plan).await?.run().await
}

#[cfg(test)]
mod tests;
