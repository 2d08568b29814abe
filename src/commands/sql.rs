//! `opkald sql QUERY`

mod format;

use std::io::{BufWriter, IsTerminal};

use anyhow::{Result, bail};
use clap::Args;
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;

use self::format::SqlFormat;
use crate::config::Config;
use crate::{open, progress};

/// A query, and how its answer looks.
#[derive(Debug, Args)]
pub(crate) struct SqlArgs {
    /// See what this customer sees; without it, every customer, with a `customer` column
    #[arg(long, value_name = "N")]
    customer: Option<CustomerNumber>,
    /// Form of the answer; json is one object a line
    #[arg(long, default_value = "table")]
    format: SqlFormat,
    /// One SELECT over the views: events, calls, queue_visits, agent_sessions, callbacks, queue_hours, …
    query: String,
}

/// Runs the query and prints its answer.
pub(crate) async fn run(config: &Config, args: SqlArgs) -> Result<()> {
    let stdout = std::io::stdout();
    if matches!(args.format, SqlFormat::Parquet) && stdout.is_terminal() {
        bail!("Parquet is not for the eye: send it to a file, as in `opkald sql --format parquet … > answer.parquet`");
    }
    let engine = open::existing_engine(config).await?;
    // What was ingested since the last refresh is in every answer.
    progress::during("computing new statistics", engine.refresh()).await?;
    let scope = match args.customer {
        Some(customer) => Scope::Customer(customer),
        None => Scope::Operator,
    };
    let session = engine.session(scope).await?;
    let (schema, batches) = session.adhoc(&args.query).await?;
    format::write(args.format, &schema, &batches, BufWriter::new(stdout))
}
