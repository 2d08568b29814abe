//! `opkald generate`

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use clap::Args;
use opkald_pipeline::simulation::Plan;

/// Bytes that are written at once.
const BUFFER_BYTES: usize = 1 << 20;

/// A world to make up.
#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// How many customers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    customers: u32,
    /// How many days, the last of them included
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u32).range(1..=20_000))]
    days: u32,
    /// Equal seeds make equal events
    #[arg(long, value_name = "S")]
    seed: u64,
    /// Mean events of a customer on a day, over the week and the year, copies not counted
    #[arg(long, value_name = "E", default_value_t = Plan::DEFAULT_EVENTS_PER_CUSTOMER_DAY, value_parser = events_per_day)]
    events_per_day: f64,
    /// The instant that the story ends at; by default a Friday after a clock change, with calls still open
    #[arg(long, value_name = "TIME", default_value = "2026-10-30T16:00:00Z")]
    until: DateTime<Utc>,
    /// Also write what the right answers are into this folder
    #[arg(long, value_name = "DIR")]
    truth: Option<PathBuf>,
}

/// Writes the events to standard output, roughly in the order that a network would deliver them.
pub(crate) fn run(args: &GenerateArgs) -> Result<()> {
    let customers = usize::try_from(args.customers)?;
    let plan = Plan {
        events_per_customer_day: args.events_per_day,
        ..Plan::new(customers, args.days, args.seed, args.until.timestamp_micros())
    };
    if let Some(folder) = &args.truth {
        let context = || format!("cannot write the right answers into {}", folder.display());
        std::fs::create_dir_all(folder).with_context(context)?;
        plan.truth(folder).with_context(context)?;
    }
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, std::io::stdout().lock());
    plan.write_events(&mut out).and_then(|_| out.flush()).context("cannot write the events to standard output")
}

fn events_per_day(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| format!("{text} is no number"))?;
    if (1.0..=1_000_000.0).contains(&number) { Ok(number) } else { Err("give a number from 1 to 1000000".to_owned()) }
}
