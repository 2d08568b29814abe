//! The entries of a table's log, by their versions.

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::action::Entry;
use crate::{Error, Result};

/// The log of one table, without the table's state: so it serves for a table that is being made too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries<'a> {
    pub(super) table: &'static str,
    /// The store, with paths relative to the table.
    pub(super) store: &'a dyn ObjectStore,
}

impl Entries<'_> {
    /// Where the entry of a version lies.
    pub(super) fn path(version: i64) -> Path {
        Path::from(format!("_delta_log/{version:020}.json"))
    }

    /// The entry of a version, if there is one.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Log`] when it cannot be read.
    pub(super) async fn get(&self, version: i64) -> Result<Option<Entry>> {
        let read = async { self.store.get(&Self::path(version)).await?.bytes().await };
        let bytes: Bytes = match read.await {
            Ok(bytes) => bytes,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(source) => return Err(Error::Store { table: self.table.to_owned(), source }),
        };
        let refuse = |why| Error::Log { table: self.table.to_owned(), version, why };
        Entry::parse(&bytes).map(Some).map_err(refuse)
    }
}
