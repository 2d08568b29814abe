//! How a long command shows that it lives: a bar on a terminal, a line in the log every 10 seconds elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// The log's target of these lines, which are shown at any level.
pub(crate) const TARGET: &str = "progress";

/// How often a line is logged.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// How often the bar is drawn when nothing is told.
const TICK: Duration = Duration::from_millis(100);

/// The progress of one piece of work. Ends, and leaves the terminal clean, when dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    what: &'static str,
    started: Instant,
    shown: Shown,
}

#[derive(Debug)]
enum Shown {
    Bar(ProgressBar),
    Lines(Mutex<Instant>),
}

impl Progress {
    /// Begins to show. `what` names the work and its unit, as in "events stored"; `total` is how many there will be.
    pub(crate) fn start(what: &'static str, total: Option<u64>) -> Self {
        let started = Instant::now();
        let shown = if std::io::stderr().is_terminal() {
            Shown::Bar(bar(what, total))
        } else {
            Shown::Lines(Mutex::new(started))
        };
        Self { what, started, shown }
    }

    /// Tells how far the work has come.
    pub(crate) fn set(&self, done: u64) {
        match &self.shown {
            Shown::Bar(bar) => bar.set_position(done),
            Shown::Lines(last) => self.line(last, done),
        }
    }

    fn line(&self, last: &Mutex<Instant>, done: u64) {
        let now = Instant::now();
        let Ok(mut last) = last.lock() else { return };
        if now.duration_since(*last) >= LINE_EVERY {
            *last = now;
            let seconds = now.duration_since(self.started).as_secs();
            tracing::info!(target: TARGET, done, seconds, "{}", self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(what: &'static str, total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {human_pos}/{human_len} {msg} {eta}"),
        None => (ProgressBar::new_spinner(), "{spinner} {human_pos} {msg} {per_sec} {elapsed}"),
    };
    bar.set_message(what);
    bar.enable_steady_tick(TICK);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
