//! The entries of a Delta log that we write and follow: one JSON object a line.
//!
//! The form is that of the Delta protocol, "Actions".

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::definition::DAY;

/// A file enters the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Add {
    pub(crate) path: String,
    pub(crate) partition_values: BTreeMap<String, Option<String>>,
    pub(crate) size: i64,
    pub(crate) modification_time: i64,
    pub(crate) data_change: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stats: Option<String>,
}

/// A file leaves the table; it stays in the store until the next vacuum.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    pub(crate) path: String,
    pub(crate) deletion_timestamp: Option<i64>,
    pub(crate) data_change: bool,
    #[serde(default)]
    pub(crate) extended_file_metadata: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) partition_values: Option<BTreeMap<String, Option<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) size: Option<i64>,
}

impl Remove {
    /// Whether its rows have no day, in a table by day; another writer may not tell.
    pub(crate) fn is_without_day(&self) -> bool {
        self.partition_values.as_ref().is_some_and(|values| values.get(DAY).is_some_and(Option::is_none))
    }
}

/// How far an application has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Txn {
    pub(crate) app_id: String,
    pub(crate) version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_updated: Option<i64>,
}

/// Who committed, and a mark by which a commit whose answer was lost is known again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommitInfo {
    #[serde(default)]
    pub(crate) timestamp: i64,
    #[serde(default)]
    pub(crate) operation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) commit_mark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) engine_info: Option<String>,
    /// Progress of each application before and after, so that the log can be searched for gaps and overlaps.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) positions: BTreeMap<String, (Option<i64>, i64)>,
    /// When the last rows came, in an entry that only lays rows anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rows_until: Option<i64>,
}

/// One line of an entry. Kinds that do not change which files are live are skipped.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Action {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) commit_info: Option<CommitInfo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) txn: Option<Txn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) add: Option<Add>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remove: Option<Remove>,
}

/// An entry of the log, read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    pub(crate) info: CommitInfo,
    pub(crate) txns: Vec<Txn>,
    pub(crate) adds: Vec<Add>,
    pub(crate) removes: Vec<Remove>,
}

impl Entry {
    /// When the rows of its version were committed, by the clock of who did; another writer may leave that out.
    ///
    /// Laying rows anew brings none: such an entry tells the time of the one that did.
    pub(crate) fn committed_at(&self) -> Option<DateTime<Utc>> {
        let told = self.info.rows_until.or(Some(self.info.timestamp)).filter(|timestamp| *timestamp > 0);
        told.and_then(DateTime::from_timestamp_millis)
    }

    /// Whether it only lays rows anew: what enters holds just what leaves.
    pub(crate) fn is_relaid(&self) -> bool {
        let changed = self.adds.iter().any(|add| add.data_change);
        !self.removes.is_empty() && !changed && self.removes.iter().all(|remove| !remove.data_change)
    }

    /// Reads the lines of an entry; the error is a sentence.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut entry = Self::default();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let action: Action =
                serde_json::from_slice(line).map_err(|error| format!("a line is no action: {error}"))?;
            if let Some(info) = action.commit_info {
                entry.info = info;
            }
            entry.txns.extend(action.txn);
            entry.adds.extend(action.add);
            entry.removes.extend(action.remove);
        }
        Ok(entry)
    }

    /// Writes the entry, what names it first.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let info = std::iter::once(Action { commit_info: Some(self.info.clone()), ..Action::default() });
        let txns = self.txns.iter().map(|txn| Action { txn: Some(txn.clone()), ..Action::default() });
        let removes = self.removes.iter().map(|remove| Action { remove: Some(remove.clone()), ..Action::default() });
        let adds = self.adds.iter().map(|add| Action { add: Some(add.clone()), ..Action::default() });
        let mut bytes = Vec::new();
        for action in info.chain(txns).chain(removes).chain(adds) {
            serde_json::to_writer(&mut bytes, &action).map_err(|error| error.to_string())?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }
}
