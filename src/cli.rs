//! The command line's one definition: parsing, help, completions and the manual page all come from it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::commands;
use crate::config::LogFormat;

/// Analytics and self-service for business telephony.
///
/// Events come in from files, standard input and Kafka, rest exactly once in Parquet, and become calls, queue visits
/// and statistics by SQL. Settings come from opkald.toml, then OPKALD_* environment variables, then flags.
#[derive(Debug, Parser)]
#[command(name = "opkald", version, propagate_version = true, max_term_width = 120)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command, before or after its name.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Folder that everything lies under
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub(crate) data: Option<PathBuf>,
    /// Folder, or s3://bucket/prefix, of the event and statistics tables [default: DIR/lake]
    #[arg(long, global = true, value_name = "PLACE", help_heading = "Global options")]
    pub(crate) store: Option<String>,
    /// The account book: a file of SQLite, or a postgres:// URL [default: DIR/book.sqlite]
    #[arg(long, global = true, value_name = "PLACE", help_heading = "Global options")]
    pub(crate) database: Option<String>,
    /// Settings file; without it, opkald.toml in this folder, if there is one
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(crate) config: Option<PathBuf>,
    /// Form of the log on standard error
    #[arg(long, global = true, value_name = "FORMAT", help_heading = "Global options")]
    pub(crate) log_format: Option<LogFormat>,
    /// What is logged: error, warn, info, debug, trace, or a filter such as info,opkald_pipeline=debug
    #[arg(long, global = true, value_name = "LEVEL", help_heading = "Global options")]
    pub(crate) log_level: Option<String>,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make three sample customers with 13 months of history and live traffic, and serve the portal
    Demo(commands::demo::DemoArgs),
    /// Serve the portal and the API, and keep the statistics up to date
    Serve(commands::serve::ServeArgs),
    /// Store events from files, standard input or Kafka, each exactly once
    Ingest(commands::ingest::IngestArgs),
    /// Store the records of another telephone system as events
    Import(commands::import::ImportArgs),
    /// Bring the statistics up to the last stored event
    Refresh(commands::refresh::RefreshArgs),
    /// Compare the statistics with a rebuild from the raw events
    Check,
    /// Merge small files, drop what is older than it is to be kept, and delete what nobody needs any more
    Maintain(commands::maintain::MaintainArgs),
    /// Ask the views in SQL
    Sql(commands::sql::SqlArgs),
    /// List what was refused, or try it again
    #[command(subcommand)]
    DeadLetters(commands::dead_letters::DeadLettersCommand),
    /// Write synthetic events to standard output
    Generate(commands::generate::GenerateArgs),
    /// Change the account book
    #[command(subcommand)]
    Account(commands::account::AccountCommand),
    /// Print the settings in force as TOML, secrets masked
    Config,
    /// Print a shell's completion script
    Completions(commands::completions::CompletionsArgs),
    /// Print the manual page
    Man(commands::man::ManArgs),
}

impl Command {
    /// Whether it runs until somebody ends it, and so is worth following in the log.
    pub(crate) fn goes_on(&self) -> bool {
        match self {
            Self::Demo(_) | Self::Serve(_) => true,
            Self::Ingest(args) => !args.once,
            _ => false,
        }
    }
}

/// Parses the arguments. What clap would exit with 2 for exits with 1, as every failure of this program does.
pub(crate) fn parse() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| {
        // Help and version go to standard output, and are no failure; if even this cannot be written, nobody reads.
        let _ = error.print();
        if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    })
}

/// The definition itself, for what is generated from it.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests;
