//! Opkald: analytics and self-service for business telephony, on the command line.

mod cli;
mod commands;
mod config;
mod counters;
mod failure;
mod logging;
mod open;
mod output;
mod progress;
mod runtime;

use std::process::ExitCode;

/// Columns are made and dropped by the hundred thousand a second, on several threads; the system's allocator was not
/// made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    failure::report_panics_in_a_sentence();
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}
