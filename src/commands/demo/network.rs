//! The demo's telephone network: one made-up world, which goes on from one start of the demo to the next.
//!
//! **What was told once is told the same way again**: the world follows from its seed and from the instant at which its
//! history ended, and that instant is kept beside the data. So a demo that was killed at any point goes on from there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, SubsecRound, Utc};
use opkald_pipeline::simulation::Plan;
use serde::Deserialize;

/// Three of them, as in the README's pictures.
const CUSTOMERS: usize = 3;
/// Thirteen months and the rest of a week.
const DAYS: u32 = 400;
/// Any number would do; with this one the three differ in size and trade.
const SEED: u64 = 1876;

/// The world, and the folder that its events are told in.
#[derive(Debug)]
pub(super) struct Network {
    folder: PathBuf,
    plan: Plan,
    /// Held while this demo lives: two would tell one story twice, and change each other's PINs.
    _lock: File,
}

impl Network {
    /// Goes on with the world that the data folder knows, or begins one whose history ends now.
    pub(super) fn begin(data: &Path) -> Result<Self> {
        let folder = data.join("demo");
        let context = || format!("cannot keep the demo's story in {}", folder.display());
        fs::create_dir_all(&folder).with_context(context)?;
        let lock = alone(&folder)?;
        let kept = folder.join("history-until");
        let until = match fs::read_to_string(&kept) {
            Ok(text) => text.trim().parse().with_context(context)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let now = Utc::now().trunc_subsecs(0);
                write_whole(&kept, |file| writeln!(file, "{}", now.to_rfc3339())).with_context(context)?;
                now
            }
            Err(error) => return Err(error).with_context(context),
        };
        // Those that are told of later have a sound.
        let plan = Plan { recordings: false, ..Plan::new(CUSTOMERS, DAYS, SEED, DateTime::timestamp_micros(&until)) };
        Ok(Self { folder, plan, _lock: lock })
    }

    /// The world.
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Writes the history into a file, unless it is there already.
    pub(super) fn history_file(&self) -> Result<PathBuf> {
        let path = self.folder.join("history.ndjson");
        let context = || format!("cannot write the demo's history to {}", path.display());
        if !fs::exists(&path).with_context(context)? {
            write_whole(&path, |file| self.plan.write_events(file).map(|_| ())).with_context(context)?;
        }
        Ok(path)
    }

    /// Whether the history is stored.
    pub(super) fn is_loaded(&self) -> Result<bool> {
        fs::exists(self.loaded()).context("cannot look into the demo's folder")
    }

    /// Notes that the history is stored, and clears its file away.
    pub(super) fn note_loaded(&self) -> Result<()> {
        let context = "cannot note that the demo's history is loaded";
        write_whole(&self.loaded(), |_| Ok(())).context(context)?;
        fs::remove_file(self.folder.join("history.ndjson")).context(context)
    }

    fn loaded(&self) -> PathBuf {
        self.folder.join("history-loaded")
    }

    /// Whether the recordings are made and told.
    pub(super) fn is_recorded(&self) -> Result<bool> {
        fs::exists(self.recorded()).context("cannot look into the demo's folder")
    }

    /// Writes down what is to be told of recordings.
    pub(super) fn recordings_file(&self, lines: &str) -> Result<PathBuf> {
        let path = self.folder.join("recordings.ndjson");
        let context = || format!("cannot tell of recordings in {}", path.display());
        write_whole(&path, |file| file.write_all(lines.as_bytes())).with_context(context)?;
        Ok(path)
    }

    /// Notes that the recordings are made and told.
    pub(super) fn note_recorded(&self) -> Result<()> {
        write_whole(&self.recorded(), |_| Ok(())).context("cannot note that the demo's recordings are made")
    }

    fn recorded(&self) -> PathBuf {
        self.folder.join("recordings-told")
    }

    /// The file that live traffic is told in, at its end.
    pub(super) fn live_file(&self) -> Result<LiveFile> {
        let path = self.folder.join("live.ndjson");
        let context = || format!("cannot tell live traffic in {}", path.display());
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).with_context(context)?;
        let (length, last) = whole_lines(&file).with_context(context)?;
        // A line that a hard end cut in two was not taken in; it is told again.
        file.set_len(length).with_context(context)?;
        let told_until = last.unwrap_or(self.plan.until).max(self.plan.until);
        Ok(LiveFile { path, file, told_until })
    }
}

/// Where live traffic is told.
#[derive(Debug)]
pub(super) struct LiveFile {
    path: PathBuf,
    file: File,
    /// Time of the last event that was told, in µs.
    pub(super) told_until: i64,
}

impl LiveFile {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Tells lines, in one write.
    pub(super) fn tell(&mut self, lines: &str) -> Result<()> {
        let context = || format!("cannot tell live traffic in {}", self.path.display());
        self.file.write_all(lines.as_bytes()).with_context(context)
    }
}

#[derive(Deserialize)]
struct Told {
    time: DateTime<Utc>,
}

/// How many bytes of a file are whole lines, and the latest time in them, in µs.
fn whole_lines(file: &File) -> std::io::Result<(u64, Option<i64>)> {
    let mut reader = BufReader::new(file);
    let (mut length, mut latest, mut line) = (0, None, Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
        length += line.len() as u64;
        let told: Option<Told> = serde_json::from_slice(&line).ok();
        latest = latest.max(told.map(|told| told.time.timestamp_micros()));
        line.clear();
    }
    Ok((length, latest))
}

/// Writes a file that is either there whole or not at all.
fn write_whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> std::io::Result<()> {
    let part = path.with_extension("part");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&part)?);
    write(&mut file)?;
    file.into_inner()?.sync_all()?;
    fs::rename(part, path)
}

#[cfg(test)]
mod tests;

/// Takes the folder for this process; another demo may have it.
fn alone(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let context = || format!("cannot keep the demo's story in {}", folder.display());
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).with_context(context)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another demo works in {}; end it, or name another folder with --data", folder.display())
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(context),
    }
}
