//! `opkald check`

use anyhow::{Result, bail};

use crate::config::Config;
use crate::{open, output, progress};

/// Compares the statistics with a rebuild; prints every difference, and fails when there is one. What no rate matches is
/// printed too, and is no difference.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let engine = open::existing_engine(config).await?;
    let differences = progress::during("comparing with a rebuild", engine.check()).await?;
    for difference in &differences {
        output::line(&difference.to_string())?;
    }
    for unrated in engine.unrated().await? {
        output::line(&unrated.to_string())?;
    }
    match differences.len() {
        0 => output::line("the statistics equal a rebuild from the raw events, and the offsets fit the log"),
        1 => bail!("1 difference was found; `opkald refresh --rebuild` makes the statistics again"),
        many => bail!("{many} differences were found; `opkald refresh --rebuild` makes the statistics again"),
    }
}
