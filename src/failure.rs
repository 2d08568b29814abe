//! How a failure reaches the person: one sentence on standard error, and exit status 1.

use std::io::ErrorKind;
use std::process::ExitCode;

/// Prints why the command failed, and gives the exit status.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    if reader_went_away(error) {
        return ExitCode::SUCCESS;
    }
    eprintln!("opkald: {}", sentence(error));
    ExitCode::FAILURE
}

/// A defect is told in one sentence too, since a backtrace helps nobody who did not build the program.
pub(crate) fn report_panics_in_a_sentence() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.payload_as_str().unwrap_or("no reason given");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("opkald: a defect in the program, please report it: {what} ({place})");
    }));
}

/// The error and its causes on one line, each cause once: some errors repeat their cause in their own words.
fn sentence(error: &anyhow::Error) -> String {
    let mut sentence = String::new();
    for cause in error.chain() {
        let text = one_line(&cause.to_string());
        if sentence.contains(&text) {
            continue;
        }
        if !sentence.is_empty() {
            sentence.push_str(": ");
        }
        sentence.push_str(&text);
    }
    sentence
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The system's words for it.
const BROKEN_PIPE: &str = "Broken pipe (os error 32)";

/// `opkald generate | head` is no failure: who read has had enough.
fn reader_went_away(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        // Who writes CSV for us passes on the words alone.
        io.is_some_and(|io| io.kind() == ErrorKind::BrokenPipe) || cause.to_string().ends_with(BROKEN_PIPE)
    })
}

#[cfg(test)]
mod tests;
