//! The table's log as it grows, looked at by other eyes than the table's own.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::{FutureExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde_json::Value;

use super::topic::app;
use super::world::{World, is_data};

/// How long a file stays that is not live.
const FILE_GRACE: Duration = Duration::from_secs(7 * 86_400);

/// How long ago the last vacuum was at the most, when all is over.
const LISTED_WITHIN: Duration = Duration::from_secs(2 * 3600);

/// What the log says so far.
#[derive(Default)]
pub(super) struct Log {
    /// Version of the last entry that landed after the one which makes the table.
    pub(super) version: i64,
    /// The entries, as they were when they landed.
    pub(super) entries: Vec<Vec<Value>>,
    /// Paths of the files that are live.
    live: BTreeSet<String>,
    /// Paths of those that left, and when, by the entry that says so.
    left: BTreeMap<String, DateTime<Utc>>,
    /// The last progress of each application.
    pub(super) stands: BTreeMap<String, i64>,
}

/// The lines of an entry.
pub(super) fn actions(entry: &[u8]) -> Vec<Value> {
    let lines = entry.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Paths of the files that an entry adds, or removes.
pub(super) fn paths<'a>(entry: &'a [Value], kind: &'static str) -> impl Iterator<Item = &'a str> {
    entry.iter().filter_map(move |action| action[kind]["path"].as_str())
}

/// When an entry was made, by itself.
pub(super) fn made_at(entry: &[Value]) -> DateTime<Utc> {
    let at = entry.iter().find_map(|action| action["commitInfo"]["timestamp"].as_i64());
    DateTime::from_timestamp_millis(at.unwrap()).unwrap()
}

/// Whether an entry drops what is too old.
pub(super) fn is_retention(entry: &[Value]) -> bool {
    entry.iter().any(|action| action["commitInfo"]["operation"] == "retain")
}

/// Where an entry lies.
fn entry_path(version: i64) -> Path {
    Path::from(format!("events/_delta_log/{version:020}.json"))
}

impl World {
    /// Looks at what reached the store: an entry follows on from the one before it, and so does every position in it.
    pub(super) fn entry_landed(&mut self, at: &Path, text: &[u8]) {
        if !at.as_ref().contains("/_delta_log/") || !at.as_ref().ends_with(".json") {
            return;
        }
        if (1..=self.log.version).any(|version| *at == entry_path(version)) {
            // Its name was free since the entry was removed. Nobody reads there, and who wrote it must find that out: it
            // moves no position.
            return self.trace(format_args!("it is written in the past"));
        }
        let version = self.log.version + 1;
        if *at != entry_path(version) {
            self.broken(format!("{at} came to be after version {}", self.log.version));
        }
        self.log.version = version;
        let entry = actions(text);
        self.look_at_files(version, &entry);
        self.look_at_positions(version, &entry);
        self.log.entries.push(entry);
        let stands = self.log.stands.clone();
        self.trace(format_args!("version {version}: {stands:?}"));
    }

    /// A file that enters is there, and one that leaves was live. Laying rows anew says that no data changed, and nothing
    /// else says so; neither that nor dropping rows moves a position.
    fn look_at_files(&mut self, version: i64, entry: &[Value]) {
        let removes = paths(entry, "remove").next().is_some();
        let is_relaid = removes && !is_retention(entry);
        for path in paths(entry, "remove") {
            if !self.log.live.remove(path) {
                self.broken(format!("version {version} removes {path}, which is not live"));
            }
            self.log.left.insert(path.to_owned(), made_at(entry));
        }
        for path in paths(entry, "add") {
            let file = Path::from(format!("events/{path}"));
            if self.store.head(&file).now_or_never().is_none_or(|found| found.is_err()) {
                self.broken(format!("version {version} names {path}, which is not there"));
            }
            if !self.log.live.insert(path.to_owned()) {
                self.broken(format!("version {version} adds {path} again"));
            }
        }
        for action in entry {
            let changes = action["add"]["dataChange"].as_bool().or(action["remove"]["dataChange"].as_bool());
            let moves = action["txn"].is_object();
            if changes == Some(is_relaid) || (removes && moves) {
                self.broken(format!("version {version} lays rows anew: {is_relaid}, and tells {action}"));
            }
        }
    }

    fn look_at_positions(&mut self, version: i64, entry: &[Value]) {
        let positions = entry.iter().find_map(|action| action["commitInfo"]["positions"].as_object().cloned());
        for action in entry {
            if let (Some(app), Some(next)) = (action["txn"]["appId"].as_str(), action["txn"]["version"].as_i64()) {
                let stood = self.log.stands.insert(app.to_owned(), next);
                let told = positions.as_ref().map(|positions| &positions[app]);
                if told.is_none_or(|told| (told[0].as_i64(), told[1].as_i64()) != (stood, Some(next))) {
                    self.broken(format!("version {version} moves {app} from {stood:?} to {next}, and tells {told:?}"));
                }
                if stood.is_some_and(|stood| stood > next) {
                    self.broken(format!("version {version} moves {app} back from {stood:?} to {next}"));
                }
            }
        }
    }

    /// Nothing is acknowledged before the commit that bears it.
    pub(super) fn look_at_acknowledgements(&mut self) {
        for process in 0..self.processes.len() {
            for acknowledged in self.processes[process].member.acknowledged() {
                let partition = acknowledged.partition as usize;
                let stands = self.log.stands.get(&app(partition)).copied();
                if Some(acknowledged.next) > stands {
                    let next = acknowledged.next;
                    self.broken(format!("{process} acknowledges {partition} to {next}, and it stands at {stands:?}"));
                }
            }
        }
    }

    /// A data file that is deleted never came in, or left so long ago that nobody reads it.
    pub(super) fn look_at_deletion(&mut self, at: &Path) {
        let Some(path) = at.as_ref().strip_prefix("events/") else { return };
        let is_needed = self.log.left.get(path).is_some_and(|left| self.utc() < *left + FILE_GRACE);
        if is_needed || self.log.live.contains(path) {
            self.broken(format!("{path} is deleted, and may be read"));
        }
    }

    /// Every data file in the store that is not live came or left not long before the last vacuum.
    pub(super) fn look_for_orphans(&self) -> Result<(), String> {
        let listed = self.store.list(Some(&Path::from("events"))).try_collect::<Vec<_>>().now_or_never();
        let stays_from = self.utc() - FILE_GRACE - LISTED_WITHIN;
        for at in listed.expect("memory does not wait").unwrap().into_iter().map(|object| object.location) {
            let path = at.as_ref().trim_start_matches("events/");
            let since = self.log.left.get(path).copied().max(Some(self.written_at(&at)));
            if is_data(&at) && !self.log.live.contains(path) && since < Some(stays_from) {
                return Err(format!("{path} is nobody's since {since:?}, and stays"));
            }
        }
        Ok(())
    }

    /// Every file that is live is in the store, as it was when it came.
    pub(super) fn live_files(&self) -> Result<&BTreeSet<String>, String> {
        for path in &self.log.live {
            let at = Path::from(format!("events/{path}"));
            let read = async { self.store.get(&at).await?.bytes().await };
            let there = read.now_or_never().expect("memory does not wait");
            if there.ok().as_ref() != self.files.get(&at) {
                return Err(format!("{path} is live, and is not there as it was"));
            }
        }
        Ok(&self.log.live)
    }

    /// Whether every partition is stored to its end.
    pub(super) fn is_all_stored(&self) -> bool {
        let is_stored = |partition| {
            let stands = self.log.stands.get(&app(partition)).copied().unwrap_or_default();
            stands == self.topic.end(partition)
        };
        (0..self.topic.partitions.len()).all(is_stored)
    }
}
