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

/// Work that counts what it does.
const COUNTING: &str = "{spinner} {human_pos} {msg} {per_sec} {elapsed}";

/// Work that does not.
const WORKING: &str = "{spinner} {msg} {elapsed}";

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
    Lines { last: Mutex<Instant> },
}

impl Progress {
    /// Begins to show work that counts what it does: `what` is the things done, as in "events stored".
    pub(crate) fn counting(what: &'static str) -> Self {
        Self::start(what, COUNTING)
    }

    /// Begins to show work that cannot tell how far it is: `what` is what it does, as in "computing the statistics".
    pub(crate) fn working(what: &'static str) -> Self {
        Self::start(what, WORKING)
    }

    fn start(what: &'static str, template: &str) -> Self {
        let started = Instant::now();
        let shown = if std::io::stderr().is_terminal() {
            Shown::Bar(bar(what, template))
        } else {
            Shown::Lines { last: Mutex::new(started) }
        };
        Self { what, started, shown }
    }

    /// Tells how many things are done.
    pub(crate) fn set(&self, done: u64) {
        match &self.shown {
            Shown::Bar(bar) => bar.set_position(done),
            Shown::Lines { last } if is_due(last) => {
                tracing::info!(target: TARGET, done, seconds = self.started.elapsed().as_secs(), "{}", self.what);
            }
            Shown::Lines { .. } => {}
        }
    }

    /// Tells that the work goes on.
    fn beat(&self) {
        if let Shown::Lines { .. } = self.shown {
            tracing::info!(target: TARGET, seconds = self.started.elapsed().as_secs(), "{}", self.what);
        }
    }
}

/// Waits for work that cannot tell how far it is, and shows that it goes on.
pub(crate) async fn during<T>(what: &'static str, work: impl Future<Output = T>) -> T {
    let progress = Progress::working(what);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(LINE_EVERY) => progress.beat(),
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

/// Whether the last line is so long ago that the next one is due; then it counts as written.
fn is_due(last: &Mutex<Instant>) -> bool {
    let Ok(mut last) = last.lock() else { return false };
    let due = last.elapsed() >= LINE_EVERY;
    if due {
        *last = Instant::now();
    }
    due
}

fn bar(what: &'static str, template: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(what);
    bar.enable_steady_tick(TICK);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
