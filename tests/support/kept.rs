//! A process that a test signals as it likes, and that ends with the test, however that ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Child, ChildStdin, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A process under a keeper, which ends it as soon as nobody holds this any more.
#[derive(Debug)]
pub(crate) struct Kept {
    keeper: Child,
    /// Signals go this way; its end is SIGKILL.
    orders: Option<ChildStdin>,
}

/// The keeper, before a program and its arguments.
pub(crate) fn keeper(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/keep.sh"));
    command.arg(program);
    command
}

impl Kept {
    /// Starts a command that was begun with [`keeper`].
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut keeper = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
        let orders = keeper.stdin.take();
        Self { keeper, orders }
    }

    /// Sends a signal, such as `STOP`. One that has ended already does not mind.
    pub(crate) fn signal(&mut self, name: &str) {
        if let Some(orders) = &mut self.orders {
            // The pipe is broken when the process has ended.
            let _ = writeln!(orders, "{name}");
        }
    }

    /// Ends it with SIGKILL: nothing of the process runs after this returns.
    pub(crate) fn kill(&mut self) -> ExitStatus {
        self.orders = None;
        self.keeper.wait().unwrap()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.keeper.try_wait().unwrap()
    }

    /// Waits for its end; none if it goes on longer than that.
    pub(crate) fn wait(&mut self, at_most: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + at_most;
        loop {
            let ended = self.ended();
            if ended.is_some() || Instant::now() > until {
                return ended;
            }
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.orders = None;
        // Nobody is left to be told; what matters is that it is gone before its folder is.
        let _ = self.keeper.wait();
    }
}
