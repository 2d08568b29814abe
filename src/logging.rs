//! The log, on standard error: standard output belongs to the answers.

use anyhow::{Context, Result, bail};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};
use crate::progress;

/// What a command that goes on says without being asked: its own story, and only the troubles of what it stands on.
const FOLLOWING: &str =
    "warn,opkald=info,opkald_pipeline=info,opkald_queries=info,opkald_portal=info,opkald_storage=info";

/// What a command that ends says without being asked: the bound that an ingest keeps its memory in, and troubles.
const ONE_SHOT: &str = "warn,opkald_pipeline::ingest=info";

/// Whether a part of a filter is a level, or says of what it is. A word by itself would be taken for a module's name, and
/// silence everything else: a slip of the pen in a level is told instead.
fn has_meaning(part: &str) -> bool {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    part.contains(['=', '[']) || LEVELS.contains(&part.to_ascii_lowercase().as_str())
}

/// Starts the log.
pub(crate) fn start(settings: &LogSettings, goes_on: bool) -> Result<()> {
    let unasked = if goes_on { FOLLOWING } else { ONE_SHOT };
    let level = if settings.level.is_empty() { unasked } else { &settings.level };
    if let Some(slip) = level.split(',').map(str::trim).find(|part| !part.is_empty() && !has_meaning(part)) {
        bail!(
            "log.level {slip:?} is no level; give error, warn, info, debug, trace or off, or a filter such as \"info,opkald=debug\""
        );
    }
    // A line every ten seconds is the promise of every long command, whatever else is logged.
    let directives = format!("{level},{}=info", progress::TARGET);
    let filter =
        EnvFilter::try_new(&directives).with_context(|| format!("log.level {level:?} is no level and no filter"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
