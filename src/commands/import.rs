//! `opkald import FORMAT FILE…`

use std::path::PathBuf;

use anyhow::Result;
use chrono_tz::Tz;
use clap::Args;
use opkald_pipeline::{ImportFormat, ImportOptions};
use opkald_storage::CustomerNumber;
use opkald_storage::book::DEFAULT_ZONE;

use crate::commands::{ingest, stop};
use crate::config::Config;
use crate::open;

/// What, and whose.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What the records are: asterisk-queue-log
    format: ImportFormat,
    /// Files of records (.gz and .zst too)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Whose records they are; a customer that is not in the account book yet is added
    #[arg(long, value_name = "N")]
    customer: CustomerNumber,
    /// Time zone of a customer that is added [default: Europe/Copenhagen]
    #[arg(long)]
    zone: Option<Tz>,
}

/// Stores the records as events, and prints what came of it as one JSON line.
pub(crate) async fn run(config: &Config, args: ImportArgs) -> Result<()> {
    let stop = stop::when_asked()?;
    let book = open::book(config).await?;
    let lake = open::lake(config).await?;
    let mut options = ImportOptions::new(lake, args.format, args.files, args.customer.clone());
    options.stop = stop;
    options.on_progress = Some(ingest::shown());
    options.flush = ingest::flush(&config.ingest);
    let summary = opkald_pipeline::import(options).await?;
    // Only now: a file that could not be read makes no customer.
    let zone = args.zone.unwrap_or(DEFAULT_ZONE);
    if book.ensure_customer(&args.customer, zone).await? {
        tracing::info!(customer = %args.customer, %zone, "added to the account book");
    } else if args.zone.is_some() {
        tracing::warn!(customer = %args.customer, "is in the account book already, and keeps the time zone it has there");
    }
    ingest::print(&summary)
}
