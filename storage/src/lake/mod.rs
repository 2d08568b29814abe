//! The lake: Delta tables on an object store, and the only code that writes their logs.
//!
//! A table is a folder of Parquet files and a log beside them. State is loaded once by the Delta library, checkpoints
//! included, and followed entry by entry from there, so that neither a commit nor a look for news costs more as the log
//! grows.
//!
//! **Only the module `commit` writes an entry of a table's log**: the first when it makes the table, the others by
//! [`Table::commit`].

mod action;
mod audit;
mod beat;
mod bounds;
mod changes;
mod checkpoint;
mod commit;
mod definition;
mod encode;
mod file;
mod log;
mod maintain;
mod ranged;
mod read;
mod sweep;
mod table;
mod timer;
mod version;

use std::path::PathBuf;
use std::sync::Arc;

use deltalake_core::logstore::{LogStoreRef, StorageConfig, default_logstore};
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;

pub use audit::Break;
pub use beat::{Beat, data_until};
pub use changes::{Changes, Relaid};
pub use commit::{Commit, Outcome, Progress};
pub use definition::TableDefinition;
pub use encode::Encoded;
pub use file::{FileEntry, NewFile};
pub use maintain::{Maintained, Maintenance, MaintenanceOptions};
pub use table::Table;
pub use timer::Timer;

use timer::SystemTimer;

use crate::{Error, Result};

/// A folder of tables.
#[derive(Debug, Clone)]
pub struct Lake {
    root: Url,
    /// The store, with paths as the address tells them.
    whole: Arc<dyn ObjectStore>,
    /// The store, with paths relative to the lake.
    store: Arc<dyn ObjectStore>,
    timer: Arc<dyn Timer>,
}

impl Lake {
    /// Opens the lake at a path or a `file://` address, and makes the folder where it is missing.
    ///
    /// # Errors
    /// [`Error::Location`] when it is no folder that can be written.
    pub async fn open(location: &str) -> Result<Self> {
        let refuse = |why: String| Error::Location { location: location.to_owned(), why };
        let path = match Url::parse(location) {
            Ok(url) if url.scheme() == "file" => {
                url.to_file_path().map_err(|()| refuse("a file address needs an absolute path".to_owned()))?
            }
            Ok(url) if url.scheme().len() > 1 => {
                let why = format!("the scheme {} is not known; give a folder", url.scheme());
                return Err(refuse(why));
            }
            _ => PathBuf::from(location),
        };
        std::fs::create_dir_all(&path).map_err(|error| refuse(error.to_string()))?;
        let path = path.canonicalize().map_err(|error| refuse(error.to_string()))?;
        let root = Url::from_directory_path(&path).map_err(|()| refuse("it is no absolute path".to_owned()))?;
        Self::on(Arc::new(LocalFileSystem::new()), root)
    }

    /// The lake at an address of a store; the path of the address is the path in the store.
    ///
    /// # Errors
    /// [`Error::Location`] when the address has a path that no store could have.
    pub fn on(whole: Arc<dyn ObjectStore>, mut root: Url) -> Result<Self> {
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        let refuse =
            |error: object_store::path::Error| Error::Location { location: root.to_string(), why: error.to_string() };
        let prefix = Path::from_url_path(root.path()).map_err(refuse)?;
        let store = Arc::new(PrefixStore::new(Arc::clone(&whole), prefix));
        Ok(Self { root, whole, store, timer: Arc::new(SystemTimer::new()) })
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
    fn log_store(&self, table: &Url, store: &Arc<dyn ObjectStore>) -> LogStoreRef {
        default_logstore(Arc::clone(store), Arc::clone(&self.whole), table, &StorageConfig::default())
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
