//! Checkpoints: the state of a long log in one file, so that opening a table stays quick.

use std::sync::Arc;

use deltalake_core::protocol::checkpoints::create_checkpoint_from_table_url_and_cleanup;
use tokio::sync::Mutex;
use tracing::warn;

use super::Table;
use super::table::delta;
use crate::Result;

/// Commits between two checkpoints: what an opening table has to read entry by entry at the most.
const CHECKPOINT_EVERY: i64 = 100;

impl Table {
    /// Writes a checkpoint of the version that the state stands at.
    ///
    /// # Errors
    /// [`crate::Error::Delta`] when the log cannot be read or the checkpoint not be written.
    pub async fn checkpoint(&self) -> Result<()> {
        let version = u64::try_from(self.version).unwrap_or_default();
        create_checkpoint_from_table_url_and_cleanup(self.url.clone(), version, Some(false), None)
            .await
            .map_err(|error| delta(&self.definition, error))
    }

    /// Starts a checkpoint beside the caller's work. A commit has landed whether or not it succeeds: the next one makes up for it.
    pub(super) fn checkpoint_when_due(&mut self) {
        if self.version % CHECKPOINT_EVERY != 0 {
            return;
        }
        let (url, version) = (self.url.clone(), u64::try_from(self.version).unwrap_or_default());
        let table = self.definition.name;
        let work = tokio::spawn(async move {
            let made = create_checkpoint_from_table_url_and_cleanup(url, version, Some(false), None).await;
            if let Err(error) = made {
                warn!(table, version, %error, "no checkpoint was written");
            }
        });
        self.checkpointing = Some(Arc::new(Mutex::new(Some(work))));
    }

    /// Waits for a checkpoint that was started beside the work; to be called before the process ends.
    pub async fn settle(&self) {
        let Some(checkpointing) = &self.checkpointing else { return };
        if let Some(work) = checkpointing.lock().await.take()
            && let Err(error) = work.await
        {
            warn!(table = self.definition.name, %error, "no checkpoint was written");
        }
    }
}
