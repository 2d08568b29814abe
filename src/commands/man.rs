//! `opkald man`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use clap_mangen::Man;

use crate::{cli, output};

/// Where to.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for every command into this folder instead of the main page to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the manual page, or writes all of them.
pub(crate) fn run(args: &ManArgs) -> Result<()> {
    if let Some(folder) = &args.out {
        let context = || format!("cannot write the manual pages into {}", folder.display());
        std::fs::create_dir_all(folder).with_context(context)?;
        return clap_mangen::generate_to(cli::definition(), folder).with_context(context);
    }
    let mut page = Vec::new();
    Man::new(cli::definition()).render(&mut page)?;
    output::text(&String::from_utf8(page)?)
}
