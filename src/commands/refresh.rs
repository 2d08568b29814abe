//! `opkald refresh`

use anyhow::Result;
use clap::Args;

use crate::config::Config;
use crate::{open, output, progress};

/// How far back.
#[derive(Debug, Args)]
pub(crate) struct RefreshArgs {
    /// Throw the statistics away and make them again from the raw events
    #[arg(long)]
    rebuild: bool,
}

/// Brings the statistics up to date, and prints what was done as one JSON line.
pub(crate) async fn run(config: &Config, args: RefreshArgs) -> Result<()> {
    let engine = open::existing_engine(config).await?;
    let refreshed = if args.rebuild {
        progress::during("computing all statistics", engine.rebuild()).await?
    } else {
        progress::during("computing new statistics", engine.refresh()).await?
    };
    output::line(&serde_json::to_string(&refreshed)?)
}
