//! What the black-box tests share: the binary, in a folder of its own, with an environment of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder with a data folder in it, where the binary runs.
#[derive(Debug)]
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A new, empty place.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in it.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The binary, ready for arguments, without anybody else's settings.
    pub(crate) fn opkald(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opkald"));
        let is_setting = |name: &str| name.starts_with("OPKALD_") || name.starts_with("AWS_");
        for (name, _) in std::env::vars().filter(|(name, _)| is_setting(name)) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.opkald().args(arguments).output().unwrap())
    }

    /// Runs the binary with something on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = self.opkald();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Who refuses its arguments does not read; then the pipe is closed, and that is fine.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        Ended::from(child.wait_with_output().unwrap())
    }
}

/// How a run of the binary ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit status.
    pub(crate) code: Option<i32>,
    /// What it answered.
    pub(crate) stdout: String,
    /// What it told the person.
    pub(crate) stderr: String,
}

impl Ended {
    /// The answer of a run that must have succeeded.
    #[track_caller]
    pub(crate) fn success(self) -> String {
        assert_eq!(self.code, Some(0), "stderr: {}", self.stderr);
        self.stdout
    }

    /// The sentence of a run that must have failed, and failed as promised: status 1, one line, no inner workings.
    #[track_caller]
    pub(crate) fn failure(self) -> String {
        assert_eq!(self.code, Some(1), "stdout: {} stderr: {}", self.stdout, self.stderr);
        let sentence = self.stderr.trim_end();
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        for inner in ["panicked", "backtrace", "Err(", "Error {", "{ ", "DbErr", "src/"] {
            assert!(!sentence.contains(inner), "{inner:?} in: {sentence}");
        }
        sentence.to_owned()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
