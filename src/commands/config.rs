//! `opkald config`

use anyhow::Result;

use crate::config::Config;
use crate::output;

/// Prints the settings in force.
pub(crate) fn run(config: &Config) -> Result<()> {
    output::text(&config.shown()?)
}
