//! What the address of a lake names.

use std::path::PathBuf;

use object_store::path::Path;
use url::Url;

use crate::{Error, Result};

/// What an address of an object store looks like.
const FORM: &str = "s3://bucket/prefix";

/// Where a lake lies.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// What lies under a prefix in a bucket of an S3-compatible store.
    Bucket(Bucket),
}

/// A bucket, and the prefix of a lake's objects in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) name: String,
    pub(super) prefix: Path,
    /// The whole address.
    pub(super) root: Url,
}

impl Place {
    /// Reads an address. What is none is taken for the path of a folder.
    ///
    /// # Errors
    /// [`Error::Location`] when it is an address of something else.
    pub(super) fn parse(location: &str) -> Result<Self> {
        let refuse = |why: String| Err(Error::Location { location: location.to_owned(), why });
        match Url::parse(location) {
            Ok(url) if url.scheme() == "file" => match url.to_file_path() {
                Ok(path) => Ok(Self::Folder(path)),
                Err(()) => refuse("a file address needs an absolute path".to_owned()),
            },
            Ok(url) if url.scheme() == "s3" => Ok(Self::Bucket(bucket(url)?)),
            Ok(url) if url.scheme().len() > 1 => {
                refuse(format!("the scheme {} is not known; give a folder, or {FORM}", url.scheme()))
            }
            _ => Ok(Self::Folder(PathBuf::from(location))),
        }
    }
}

fn bucket(mut url: Url) -> Result<Bucket> {
    let has_more = !url.username().is_empty() || url.password().is_some() || url.query().is_some();
    if has_more || url.port().is_some() || url.fragment().is_some() {
        // Keys are said here by some: what is shown must not bear them.
        let location = format!("s3://{}{}", url.host_str().unwrap_or_default(), url.path());
        let why = format!("it says more than {FORM}; keys, region and endpoint are told by the variables AWS_*");
        return Err(Error::Location { location, why });
    }
    let refuse = |why: String| Error::Location { location: url.to_string(), why };
    let name = url.host_str().filter(|name| !name.is_empty()).map(str::to_owned);
    let name = name.ok_or_else(|| refuse(format!("it names no bucket; give {FORM}")))?;
    let prefix = Path::from_url_path(url.path()).map_err(|error| refuse(format!("{error}; give {FORM}")))?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(Bucket { name, prefix, root: url })
}

#[cfg(test)]
mod tests;
