//! `opkald maintain`

use std::time::Duration;

use anyhow::Result;
use chrono::Utc;
use clap::Args;
use opkald_storage::events;
use opkald_storage::lake::{Lake, Maintenance, MaintenanceOptions};
use tokio::sync::watch;

use crate::commands::stop;
use crate::config::{Config, MaintainSettings};
use crate::{open, output, progress};

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct MaintainArgs {
    /// Change nothing, and tell what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Does all that there is to do, and prints what, one JSON line a table.
pub(crate) async fn run(config: &Config, args: MaintainArgs) -> Result<()> {
    let stop = stop::when_asked()?;
    let lake = open::existing_lake(config).await?;
    let options = MaintenanceOptions { is_dry_run: args.dry_run, ..options(&config.maintain) };
    let mut maintenance = open(&lake, options).await?;
    let done = progress::during("maintaining the tables", maintenance.run(Utc::now(), &stop)).await?;
    for table in done {
        output::line(&serde_json::to_string(&table)?)?;
    }
    Ok(())
}

/// Maintains until it is asked to stop, beside whatever else goes on. A pass that fails is tried again: what it left
/// undone makes tables slower, not wrong.
pub(crate) async fn keep(settings: &MaintainSettings, lake: Lake, mut stop: watch::Receiver<bool>) -> Result<()> {
    if settings.every_seconds <= 0.0 {
        return Ok(());
    }
    let every = Duration::from_secs_f64(settings.every_seconds);
    let mut maintenance = None;
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = stop.wait_for(|asked| *asked) => return Ok(()),
        }
        if let Err(error) = pass(&mut maintenance, settings, &lake, &stop).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the maintenance failed");
        }
    }
}

async fn pass(
    opened: &mut Option<Maintenance>,
    settings: &MaintainSettings,
    lake: &Lake,
    stop: &watch::Receiver<bool>,
) -> opkald_storage::Result<()> {
    let maintenance = match opened {
        Some(maintenance) => maintenance,
        None => opened.insert(open(lake, options(settings)).await?),
    };
    for done in maintenance.run(Utc::now(), stop).await? {
        if done.is_something() {
            tracing::info!(
                table = done.table,
                files_merged = done.files_merged,
                files_written = done.files_written,
                rows_dropped = done.rows_dropped,
                files_vacuumed = done.files_vacuumed,
                live_files = done.live_files,
                ms = done.ms,
                "maintained"
            );
        }
    }
    Ok(())
}

async fn open(lake: &Lake, options: MaintenanceOptions) -> opkald_storage::Result<Maintenance> {
    let mut tables = vec![events::definition()];
    tables.extend(opkald_queries::statistic_tables());
    Maintenance::open(lake, &tables, options).await
}

fn options(settings: &MaintainSettings) -> MaintenanceOptions {
    let (keep_days, memory_bytes) = (settings.keep_days, settings.memory_mib << 20);
    MaintenanceOptions { keep_days, memory_bytes, ..MaintenanceOptions::default() }
}
