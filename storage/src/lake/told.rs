//! Progress that was told before a table was opened.
//!
//! The Delta library looks for one application at a time, through the whole log after the last checkpoint. Many are asked
//! for at once, most of them new: so these entries are read once for all, and each answer is kept. Nothing changes an
//! answer: what is told later is followed by the table itself.

use std::collections::HashMap;

use deltalake_core::{DeltaResult, DeltaTable, DeltaTableError};

use super::Table;
use super::log::WentOn;
use super::table::delta;
use crate::{Error, Result};

/// What is known of it by now.
#[derive(Debug, Default)]
pub(super) struct Told {
    answers: HashMap<String, Option<i64>>,
    recent: Option<Recent>,
}

/// What the entries told between a checkpoint and the version that a table was loaded at.
#[derive(Debug)]
struct Recent {
    progress: HashMap<String, i64>,
    /// What tells the rest; none where the entries are all that there ever were.
    older: Option<DeltaTable>,
}

impl Table {
    /// What an application told up to the version that the table was loaded at.
    ///
    /// # Errors
    /// As [`Table::progress`].
    pub(super) async fn told_before(&self, app: &str) -> Result<Option<i64>> {
        let mut told = self.told.lock().await;
        if let Some(answer) = told.answers.get(app) {
            return Ok(*answer);
        }
        let recent = match &mut told.recent {
            Some(recent) => recent,
            none => none.insert(self.recent().await?),
        };
        let answer = match (recent.progress.get(app), &recent.older) {
            (Some(progress), _) => Some(*progress),
            (None, Some(older)) => self.ask(older, app).await?,
            (None, None) => None,
        };
        told.answers.insert(app.to_owned(), answer);
        Ok(answer)
    }

    /// Reads the entries since the last checkpoint. Where there is a later one by now, or some of them are gone, the library
    /// is left to find its way.
    async fn recent(&self) -> Result<Recent> {
        let loaded = self.base.version().and_then(|version| i64::try_from(version).ok()).unwrap_or_default();
        let checkpoint = self.last_checkpoint().await?;
        let first = checkpoint.map_or(0, |version| version + 1);
        let by_library = || Recent { progress: HashMap::new(), older: Some(self.base.clone()) };
        if first > loaded + 1 {
            return Ok(by_library());
        }
        let mut progress = HashMap::new();
        for version in first..=loaded {
            let Some(entry) = self.entry(version).await? else { return Ok(by_library()) };
            progress.extend(entry.txns.into_iter().map(|txn| (txn.app_id, txn.version)));
        }
        let older = match checkpoint.and_then(|version| u64::try_from(version).ok()) {
            Some(version) if first <= loaded => {
                let mut older = DeltaTable::new(self.log_store());
                let found = older.load_version(version).await;
                Some(if found.is_ok() { older } else { self.base.clone() })
            }
            Some(_) => Some(self.base.clone()),
            None => None,
        };
        Ok(Recent { progress, older })
    }

    /// Asks the library.
    async fn ask(&self, older: &DeltaTable, app: &str) -> Result<Option<i64>> {
        if let Ok(stored) = told(older, app).await {
            return Ok(stored);
        }
        // The entries that it was loaded from may have been removed since: those of this version are there.
        let fail = |error: DeltaTableError| delta(&self.definition, error);
        let mut fresh = DeltaTable::new(self.log_store());
        match fresh.load_version(u64::try_from(self.version).unwrap_or_default()).await {
            Ok(()) => told(&fresh, app).await.map_err(fail),
            Err(_) if self.went_on().await? != WentOn::No => {
                Err(Error::LeftBehind { table: self.definition.name.to_owned() })
            }
            Err(error) => Err(fail(error)),
        }
    }
}

/// How far an application has come, by a snapshot.
async fn told(table: &DeltaTable, app: &str) -> DeltaResult<Option<i64>> {
    table.snapshot()?.transaction_version(table.log_store().as_ref(), app).await
}
