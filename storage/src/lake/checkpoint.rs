//! Checkpoints: the state of a long log in one file, so that opening a table stays quick.

use std::sync::Arc;

use deltalake_core::logstore::LogStoreRef;
use deltalake_core::protocol::checkpoints::create_checkpoint;
use deltalake_core::{DeltaResult, DeltaTable};
use tokio::sync::Mutex;
use tracing::warn;

use super::Table;
use super::table::delta;
use crate::{Error, Result};

/// Commits after which a writer makes a checkpoint itself, if nobody has made one in the last half of them. Maintenance
/// makes them five times as often; where there is none, opening the table reads so many entries at the most.
const CHECKPOINT_EVERY: i64 = 500;

impl Table {
    /// Writes a checkpoint of the version that the state stands at.
    ///
    /// # Errors
    /// [`crate::Error::Delta`] when the log cannot be read or the checkpoint not be written.
    pub async fn checkpoint(&self) -> Result<()> {
        let version = u64::try_from(self.version).unwrap_or_default();
        write(self.log_store(), version).await.map_err(|error| delta(&self.definition, error))
    }

    /// Starts a checkpoint beside the caller's work where maintenance has made none for long. A commit has landed whether
    /// or not it succeeds: the next one makes up for it.
    pub(super) fn checkpoint_when_due(&mut self) {
        if self.version % CHECKPOINT_EVERY != 0 {
            return;
        }
        let table = self.clone();
        let work = tokio::spawn(async move {
            let made = async {
                let last = table.last_checkpoint().await?;
                if last.is_none_or(|last| table.version - last > CHECKPOINT_EVERY / 2) {
                    table.checkpoint().await?;
                }
                Result::<(), Error>::Ok(())
            };
            if let Err(error) = made.await {
                warn!(table = table.definition.name, version = table.version, %error, "no checkpoint was written");
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

async fn write(log: LogStoreRef, version: u64) -> DeltaResult<()> {
    let mut table = DeltaTable::new(log);
    table.load_version(version).await?;
    create_checkpoint(&table, None).await
}
