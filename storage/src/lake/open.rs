//! Opening a lake: what its address names, and whether what is there will do.

mod place;
mod probe;
mod refusal;
mod s3;

use std::path::Path as FilePath;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use url::Url;

pub use self::s3::S3Variables;

use self::place::{Bucket, Place};
use super::Lake;
use crate::{Error, Result};

impl Lake {
    /// Opens the lake at a path or a `file://` address, and makes the folder where it is missing; or the one at
    /// `s3://bucket/prefix`, which is reached as the `AWS_*` variables of this process say.
    ///
    /// A store that is reached over a network is put to the test first, since what the tables promise rests on it: an
    /// object must be put only where there is none, even when several try at once.
    ///
    /// # Errors
    /// [`Error::Location`] when it is no place where tables can be kept; it says why, and what to do about it.
    pub async fn open(location: &str) -> Result<Self> {
        Self::open_with(location, &S3Variables::of_this_process()).await
    }

    /// Opens a lake as [`Lake::open`] does, by other variables than those of this process.
    ///
    /// # Errors
    /// As [`Lake::open`].
    pub async fn open_with(location: &str, variables: &S3Variables) -> Result<Self> {
        match Place::parse(location)? {
            Place::Folder(path) => {
                let refuse =
                    |error: std::io::Error| Error::Location { location: location.to_owned(), why: error.to_string() };
                std::fs::create_dir_all(&path).map_err(refuse)?;
                folder(location, &path)
            }
            Place::Bucket(bucket) => Self::in_bucket(&bucket, variables).await,
        }
    }

    /// Opens the lake at an address where something is stored already; none where nothing is, and then nothing is made.
    ///
    /// # Errors
    /// As [`Lake::open`].
    pub async fn find(location: &str) -> Result<Option<Self>> {
        let lake = match Place::parse(location)? {
            Place::Folder(path) if !path.exists() => return Ok(None),
            Place::Folder(path) => folder(location, &path)?,
            Place::Bucket(bucket) => Self::in_bucket(&bucket, &S3Variables::of_this_process()).await?,
        };
        let listed = lake.store.list_with_delimiter(None).await;
        let listed = listed
            .map_err(|error| Error::Location { location: location.to_owned(), why: error.to_string() })?
            .common_prefixes;
        let holds_tables = listed.iter().any(|folder| *folder != Path::from(probe::FOLDER));
        Ok(holds_tables.then_some(lake))
    }

    async fn in_bucket(bucket: &Bucket, variables: &S3Variables) -> Result<Self> {
        let refuse = |why| Error::Location { location: bucket.root.to_string(), why };
        let client = s3::Client::new(&bucket.name, variables).map_err(refuse)?;
        let within = |store| Arc::new(PrefixStore::new(store, bucket.prefix.clone()));
        let probed = probe::probe(within(client.impatient.clone()).as_ref()).await;
        probed.map_err(|fault| refuse(refusal::sentence(&fault, &client)))?;
        Ok(Self::of(within(client.store), bucket.root.clone()))
    }
}

/// The store at a location of other files than tables, which promises nothing beyond reading and writing; a folder is made
/// where it is missing.
pub(crate) fn open_store(location: &str) -> Result<Arc<dyn ObjectStore>> {
    let refuse = |why: String| Error::Location { location: location.to_owned(), why };
    match Place::parse(location)? {
        Place::Folder(path) => {
            std::fs::create_dir_all(&path).map_err(|error| refuse(error.to_string()))?;
            let store = LocalFileSystem::new_with_prefix(&path).map_err(|error| refuse(error.to_string()))?;
            Ok(Arc::new(store))
        }
        Place::Bucket(bucket) => {
            let client = s3::Client::new(&bucket.name, &S3Variables::of_this_process()).map_err(refuse)?;
            Ok(Arc::new(PrefixStore::new(client.store, bucket.prefix)))
        }
    }
}

/// The lake in a folder that is there.
fn folder(location: &str, path: &FilePath) -> Result<Lake> {
    let refuse = |why: String| Error::Location { location: location.to_owned(), why };
    let path = path.canonicalize().map_err(|error| refuse(error.to_string()))?;
    let root = Url::from_directory_path(&path).map_err(|()| refuse("it is no absolute path".to_owned()))?;
    let store = LocalFileSystem::new_with_prefix(&path).map_err(|error| refuse(error.to_string()))?;
    Ok(Lake::of(Arc::new(store), root))
}
