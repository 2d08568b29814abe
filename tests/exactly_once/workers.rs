//! The processes that read, and those that maintain.

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::kept::{Kept, keeper};
use crate::support::Place;

/// How long one that was asked to stop may take, on a machine that has much other work.
const LEAVES_WITHIN: Duration = Duration::from_secs(30);

/// How one ends that was asked to stop before it had begun to listen for that: by SIGTERM itself, as shells tell it.
const ENDED_BY_TERM: i32 = 128 + 15;

/// What one says that found no broker when it started: those are away now and then, and who runs it starts it again.
const FOUND_NO_BROKER: &str = "no broker answered";

/// One `opkald ingest`, or one `opkald maintain`.
#[derive(Debug)]
pub(crate) struct Worker {
    process: Kept,
    errors: PathBuf,
    state: State,
}

/// What was done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    /// Frozen until then.
    Frozen(Instant),
    /// Asked to stop, then.
    Leaving(Instant),
}

impl Worker {
    /// Starts one, which writes what it tells under a number of its own.
    pub(crate) fn start(place: &Place, number: usize, arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let errors = place.path(&format!("worker-{number}.log"));
        let plain = place.opkald();
        let mut command = keeper(plain.get_program());
        command.args(arguments);
        for (name, _) in plain.get_envs() {
            command.env_remove(name);
        }
        command.envs(settings.iter().copied()).current_dir(plain.get_current_dir().unwrap());
        command.stdout(Stdio::null()).stderr(File::create(&errors).unwrap());
        Self { process: Kept::start(&mut command), errors, state: State::Running }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.state == State::Running
    }

    pub(crate) fn kill(mut self) {
        self.process.kill();
    }

    pub(crate) fn freeze(&mut self, until: Instant) {
        self.process.signal("STOP");
        self.state = State::Frozen(until);
    }

    pub(crate) fn thaw_if_due(&mut self, now: Instant) {
        if matches!(self.state, State::Frozen(until) if until <= now) {
            self.process.signal("CONT");
            self.state = State::Running;
        }
    }

    pub(crate) fn ask_to_stop(&mut self) {
        self.process.signal("CONT");
        self.process.signal("TERM");
        self.state = State::Leaving(Instant::now());
    }

    /// Whether it has ended. It may do so because it was asked to, or because it found no broker when it started.
    pub(crate) fn has_ended(&mut self) -> bool {
        let Some(status) = self.process.ended() else {
            if let State::Leaving(since) = self.state {
                assert!(since.elapsed() < LEAVES_WITHIN, "asked to stop, it goes on: {}", self.errors());
            }
            return false;
        };
        let errors = self.errors();
        // It listens before it does anything else, so one that was too early has told nothing yet.
        let too_early = status.code() == Some(ENDED_BY_TERM) && errors.is_empty();
        let was_asked = matches!(self.state, State::Leaving(_)) && (status.success() || too_early);
        assert!(was_asked || errors.contains(FOUND_NO_BROKER), "it ended by itself, {status}: {errors}");
        true
    }

    /// Whether it did all that there was to do, and ended.
    pub(crate) fn is_done(&mut self) -> bool {
        let Some(status) = self.process.ended() else { return false };
        assert!(status.success(), "{status}: {}", self.errors());
        true
    }

    /// What it told.
    fn errors(&self) -> String {
        let errors = std::fs::read_to_string(&self.errors).unwrap();
        assert!(!errors.contains("a defect in the program"), "{errors}");
        errors
    }
}
