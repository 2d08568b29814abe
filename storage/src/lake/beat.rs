//! What ingests tell beside the tables: up to when all that came to their sources is stored.
//!
//! A table's log tells when something came last, which says nothing of what has not come yet: a source may be behind, or
//! quiet. So each ingest that knows where the ends of its sources are tells it in an object of its own, every few seconds,
//! after the commits that make it true.

use chrono::{DateTime, TimeDelta, Utc};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Lake;
use crate::{Error, Result};

/// Folder of the objects.
const FOLDER: &str = "_sources";

/// How long an ingest that tells nothing any more counts as one that works.
const ALIVE: TimeDelta = TimeDelta::seconds(60);

/// After this, what an ingest that died told is taken away.
const FORGOTTEN: TimeDelta = TimeDelta::days(1);

/// What one ingest tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// All that came to its sources before this is stored.
    pub until: DateTime<Utc>,
    /// When it told so.
    pub at: DateTime<Utc>,
}

impl Lake {
    /// Tells up to when all that came to the sources of an ingest is stored.
    ///
    /// # Errors
    /// [`Error::Store`] when the store does not take it.
    pub async fn tell(&self, ingest: Uuid, beat: Beat) -> Result<()> {
        let text = serde_json::to_vec(&beat).map_err(|error| fault(error.into()))?;
        self.store.put(&path(ingest), PutPayload::from(text)).await.map_err(store_error)?;
        Ok(())
    }

    /// Takes back what an ingest told, when it ends: from then on it knows nothing of its sources.
    ///
    /// # Errors
    /// [`Error::Store`] when the store does not do it.
    pub async fn retract(&self, ingest: Uuid) -> Result<()> {
        match self.store.delete(&path(ingest)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(store_error(error)),
        }
    }

    /// What all ingests told; what one told that died long ago is taken away.
    ///
    /// # Errors
    /// [`Error::Store`] when the store cannot be read.
    pub async fn beats(&self) -> Result<Vec<Beat>> {
        let listed: Vec<_> = self.store.list(Some(&Path::from(FOLDER))).try_collect().await.map_err(store_error)?;
        let mut beats = Vec::with_capacity(listed.len());
        for object in listed {
            let read = async { self.store.get(&object.location).await?.bytes().await };
            let bytes = match read.await {
                Ok(bytes) => bytes,
                // It ended just now.
                Err(object_store::Error::NotFound { .. }) => continue,
                Err(error) => return Err(store_error(error)),
            };
            match serde_json::from_slice::<Beat>(&bytes) {
                Ok(beat) if Utc::now() - beat.at > FORGOTTEN => {
                    // Somebody else may be faster.
                    let _ = self.store.delete(&object.location).await;
                }
                Ok(beat) => beats.push(beat),
                Err(error) => {
                    tracing::warn!(object = %object.location, %error, "an object among the sources is none of ours")
                }
            }
        }
        Ok(beats)
    }
}

/// Up to when all that came to the sources is in, by what ingests told and by the last commit of rows.
///
/// Where several are at work the one that is furthest behind counts. Where none has been for a while, all that is known is
/// when something was stored last, as after an import.
pub fn data_until(beats: &[Beat], committed_at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let Some(newest) = beats.iter().map(|beat| beat.at).max() else { return committed_at };
    if committed_at.is_some_and(|committed_at| committed_at > newest + ALIVE) {
        return committed_at;
    }
    beats.iter().filter(|beat| beat.at >= newest - ALIVE).map(|beat| beat.until).min()
}

fn path(ingest: Uuid) -> Path {
    Path::from(format!("{FOLDER}/{ingest}.json"))
}

fn store_error(source: object_store::Error) -> Error {
    Error::Store { table: FOLDER.to_owned(), source }
}

fn fault(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    store_error(object_store::Error::Generic { store: FOLDER, source })
}

#[cfg(test)]
mod tests;
