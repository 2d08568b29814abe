//! The files of recordings: read by their keys, a range at a time.
//!
//! **A key comes from an event, so it is not trusted**: it never leads out of the place where recordings lie.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload};

use crate::lake::open_store;
use crate::{Error, Result};

/// What errors call the place.
const PLACE: &str = "recordings";

/// Where recordings lie.
#[derive(Debug, Clone)]
pub struct Recordings {
    store: Arc<dyn ObjectStore>,
}

/// Which bytes of a recording are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those from one on.
    From(u64),
    /// Those from one on and until another, which is wanted too.
    Through(u64, u64),
    /// So many at the end.
    Last(u64),
}

/// Bytes of a recording.
pub struct Piece {
    /// How many bytes the whole has.
    pub size_bytes: u64,
    /// Which of them these are.
    pub range: Range<u64>,
    /// What names this very content, if the store tells it.
    pub tag: Option<String>,
    /// The bytes, as they come.
    pub bytes: BoxStream<'static, object_store::Result<Bytes>>,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Piece")
            .field("range", &self.range)
            .field("size_bytes", &self.size_bytes)
            .finish_non_exhaustive()
    }
}

/// What reading a recording comes to.
#[derive(Debug)]
pub enum Read {
    /// There is no such file, or a key that is none.
    Missing,
    /// It has none of the bytes that were wanted; it has so many.
    OutOfRange(u64),
    /// These.
    Piece(Piece),
}

impl Recordings {
    /// Opens the place: a folder, or `s3://bucket/prefix`. A folder that is missing is made.
    ///
    /// # Errors
    /// [`Error::Location`] when it is no place where files can be.
    pub fn open(location: &str) -> Result<Self> {
        Ok(Self { store: open_store(location)? })
    }

    /// Reads bytes of a recording.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn read(&self, key: &str, wanted: Wanted) -> Result<Read> {
        let Some(path) = path_of(key) else { return Ok(Read::Missing) };
        let size_bytes = match self.store.head(&path).await {
            Ok(meta) => meta.size,
            Err(object_store::Error::NotFound { .. }) => return Ok(Read::Missing),
            Err(source) => return Err(failed(source)),
        };
        let Some(range) = wanted.within(size_bytes) else { return Ok(Read::OutOfRange(size_bytes)) };
        // A store refuses to read nothing of an empty file.
        let options = match wanted {
            Wanted::All => GetOptions::default(),
            _ => GetOptions { range: Some(GetRange::Bounded(range.clone())), ..GetOptions::default() },
        };
        match self.store.get_opts(&path, options).await {
            Ok(found) => {
                let tag = found.meta.e_tag.clone();
                Ok(Read::Piece(Piece { size_bytes, range, tag, bytes: found.into_stream() }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(Read::Missing),
            Err(source) => Err(failed(source)),
        }
    }

    /// Puts a recording under a key.
    ///
    /// # Errors
    /// [`Error::Location`] when the key is none, and when the store fails.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        let why = "it is no key: give names with slashes between".to_owned();
        let path = path_of(key).ok_or_else(|| Error::Location { location: key.to_owned(), why })?;
        self.store.put(&path, PutPayload::from(bytes)).await.map_err(failed)?;
        Ok(())
    }
}

impl Wanted {
    /// Which bytes that is of so many; none where it has none of them.
    fn within(self, size_bytes: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::All => return Some(0..size_bytes),
            Self::From(first) => first..size_bytes,
            Self::Through(first, last) => first..last.saturating_add(1).min(size_bytes),
            Self::Last(count) => size_bytes.saturating_sub(count)..size_bytes,
        };
        (!range.is_empty()).then_some(range)
    }
}

/// The path that a key names; none where it is no key.
fn path_of(key: &str) -> Option<Path> {
    let path = Path::parse(key).ok()?;
    (!path.as_ref().is_empty() && !key.contains(char::is_control)).then_some(path)
}

fn failed(source: object_store::Error) -> Error {
    Error::Store { table: PLACE.to_owned(), source }
}

#[cfg(test)]
mod tests;
