//! The lake: Delta tables on an object store, and the only code that writes their logs.
//!
//! A table is a folder of Parquet files and a log beside them. State is loaded once by the Delta library, checkpoints
//! included, and followed entry by entry from there, so that neither a commit nor a look for news costs more as the log
//! grows.
//!
//! **Only the module `commit` writes an entry of a table's log**: the first when it makes the table, the others by
//! [`Table::commit`].

mod action;
mod amend;
mod audit;
mod beat;
mod bounds;
mod changes;
mod checkpoint;
mod commit;
mod definition;
mod encode;
mod entries;
mod file;
mod log;
mod maintain;
mod open;
mod order;
mod ranged;
mod read;
mod sweep;
mod table;
mod timer;
mod told;
mod version;

use std::sync::Arc;

use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use object_store::ObjectStore;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;

pub use amend::{Amended, Share};
pub use audit::Break;
pub use beat::{Beat, data_until};
pub use changes::{Changes, Relaid};
pub use commit::{Commit, Outcome, Progress};
pub use definition::TableDefinition;
pub use encode::Encoded;
pub use file::{FileEntry, NewFile};
pub use maintain::{Limits, Maintained, Maintenance, MaintenanceOptions};
pub use open::S3Variables;
pub(crate) use open::open_store;
pub use table::Table;
pub use timer::Timer;

use timer::SystemTimer;

use crate::{Error, Result};

/// A folder of tables, or a prefix of a bucket that holds tables.
#[derive(Debug, Clone)]
pub struct Lake {
    root: Url,
    /// The store, with paths relative to the lake.
    store: Arc<dyn ObjectStore>,
    timer: Arc<dyn Timer>,
}

impl Lake {
    /// The lake at an address of a store; the path of the address is the path in the store.
    ///
    /// # Errors
    /// [`Error::Location`] when the address has a path that no store could have.
    pub fn on(whole: Arc<dyn ObjectStore>, root: Url) -> Result<Self> {
        let refuse =
            |error: object_store::path::Error| Error::Location { location: root.to_string(), why: error.to_string() };
        let prefix = Path::from_url_path(root.path()).map_err(refuse)?;
        Ok(Self::of(Arc::new(PrefixStore::new(whole, prefix)), root))
    }

    /// The lake that a store holds at its root; the address is what it is known by.
    fn of(store: Arc<dyn ObjectStore>, mut root: Url) -> Self {
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        Self { root, store, timer: Arc::new(SystemTimer::new()) }
    }

    /// Address of the folder.
    pub fn root(&self) -> &Url {
        &self.root
    }

    /// The store that holds the tables, with paths relative to the lake.
    pub fn store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(&self.store)
    }

    /// The clock that commits wait by.
    pub fn timer(&self) -> &Arc<dyn Timer> {
        &self.timer
    }

    /// The same lake, whose commits wait by another clock.
    #[must_use]
    pub fn with_timer(self, timer: Arc<dyn Timer>) -> Self {
        Self { timer, ..self }
    }

    /// What the Delta library reads and writes a table's log through: this very store.
    ///
    /// It is told where the table lies in the store, never where the store is: what is percent-encoded in an address, it
    /// decodes at one place and encodes once more at another. By a host of this form, which some stores have that list in
    /// no order, it is told to sort what it lists, since folders list in none either.
    fn log_store(&self, table: &str, store: &Arc<dyn ObjectStore>) -> Result<LogStoreRef> {
        let within = format!("lake://unordered--x-s3/{table}/");
        let within =
            Url::parse(&within).map_err(|error| Error::Location { location: within, why: error.to_string() })?;
        Ok(default_logstore(Arc::clone(store), self.store(), &within, &StorageConfig::default()))
    }

    /// Opens a table, or creates it, and loads its state.
    ///
    /// # Errors
    /// [`Error::Delta`] when its log cannot be read or created, [`Error::OtherVersion`] when another version of the program
    /// made it.
    pub async fn table(&self, definition: &TableDefinition) -> Result<Table> {
        Table::open(self, definition.clone()).await
    }
}

#[cfg(test)]
mod tests;
