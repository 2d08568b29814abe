//! `opkald completions SHELL`

use anyhow::Result;
use clap::Args;
use clap_complete::Shell;

use crate::{cli, output};

/// Which shell.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell that reads the script
    shell: Shell,
}

/// Prints the completion script.
pub(crate) fn run(args: &CompletionsArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cli::definition(), "opkald", &mut script);
    output::text(&String::from_utf8(script)?)
}
