//! Standard output, which bears a command's answer and nothing else.

use std::io::Write;

use anyhow::{Context, Result};

/// Prints a text that ends its own lines.
pub(crate) fn text(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("cannot write to standard output")
}

/// Prints a line.
pub(crate) fn line(line: &str) -> Result<()> {
    text(&format!("{line}\n"))
}
