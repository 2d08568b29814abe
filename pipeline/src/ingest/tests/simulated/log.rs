//! The table's log as it grows, looked at by other eyes than the table's own.

use std::collections::BTreeMap;

use futures::FutureExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde_json::Value;

use super::topic::app;
use super::world::World;

/// What the log says so far.
#[derive(Default)]
pub(super) struct Log {
    /// Version of the last entry that landed after the one which makes the table.
    pub(super) version: i64,
    /// The last progress of each application.
    pub(super) stands: BTreeMap<String, i64>,
}

/// The lines of an entry.
pub(super) fn actions(entry: &[u8]) -> Vec<Value> {
    let lines = entry.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Where an entry lies.
pub(super) fn entry_path(version: i64) -> Path {
    Path::from(format!("events/_delta_log/{version:020}.json"))
}

impl World {
    /// Looks at what reached the store: an entry follows on from the one before it, and so does every position in it.
    pub(super) fn entry_landed(&mut self, at: &Path, text: &[u8]) {
        if !at.as_ref().contains("/_delta_log/") || !at.as_ref().ends_with(".json") {
            return;
        }
        let version = self.log.version + 1;
        if *at != entry_path(version) {
            self.broken(format!("{at} came to be after version {}", self.log.version));
        }
        self.log.version = version;
        let actions = actions(text);
        let positions = actions.iter().find_map(|action| action["commitInfo"]["positions"].as_object().cloned());
        for action in actions {
            if let Some(path) = action["add"]["path"].as_str() {
                let file = Path::from(format!("events/{path}"));
                if self.store.head(&file).now_or_never().is_none_or(|found| found.is_err()) {
                    self.broken(format!("version {version} names {path}, which is not there"));
                }
            }
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
        let stands = self.log.stands.clone();
        self.trace(format_args!("version {version}: {stands:?}"));
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

    /// Whether every partition is stored to its end.
    pub(super) fn is_all_stored(&self) -> bool {
        let is_stored = |partition| {
            let stands = self.log.stands.get(&app(partition)).copied().unwrap_or_default();
            stands == self.topic.end(partition)
        };
        (0..self.topic.partitions.len()).all(is_stored)
    }
}
