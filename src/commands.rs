//! The subcommands, one small file each.

pub(crate) mod account;
mod check;
pub(crate) mod completions;
mod config;
pub(crate) mod dead_letters;
pub(crate) mod demo;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod ingest;
pub(crate) mod maintain;
pub(crate) mod man;
pub(crate) mod refresh;
pub(crate) mod serve;
pub(crate) mod sql;
mod stop;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::{logging, runtime};

/// Does what the command line says.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let config = match &cli.command {
        // What is generated from the definition must not depend on anybody's settings.
        Command::Completions(args) => return completions::run(args),
        Command::Man(args) => return man::run(args),
        _ => crate::config::load(&cli.global)?,
    };
    logging::start(&config.log, cli.command.goes_on())?;
    let runtime = runtime::build(config.runtime.threads)?;
    runtime.block_on(run_with(cli.command, &config))
}

async fn run_with(command: Command, config: &Config) -> Result<()> {
    match command {
        Command::Demo(args) => demo::run(config, args).await,
        Command::Serve(args) => serve::run(config, args).await,
        Command::Ingest(args) => ingest::run(config, args).await,
        Command::Import(args) => import::run(config, args).await,
        Command::Refresh(args) => refresh::run(config, args).await,
        Command::Check => check::run(config).await,
        Command::Maintain(args) => maintain::run(config, args).await,
        Command::Sql(args) => sql::run(config, args).await,
        Command::DeadLetters(command) => dead_letters::run(config, command).await,
        Command::Generate(args) => generate::run(&args),
        Command::Account(command) => account::run(config, command).await,
        Command::Config => config::run(config),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
