//! Opening a file, compressed or not, and what its errors mean.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use opkald_events::BLOCK_BYTES;

use super::unbroken::Unbroken;
use crate::Error;

/// Greatest window of a zstd file that is read, as its power of two and in bytes.
const ZSTD_WINDOW_LOG: u32 = 25;
pub(crate) const ZSTD_WINDOW_BYTES: usize = 1 << ZSTD_WINDOW_LOG;

/// How a file is compressed, by its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Plain,
    Gzip,
    Zstd,
}

impl Compression {
    pub(super) fn of(path: &Path) -> Self {
        match path.extension().and_then(|suffix| suffix.to_str()) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// Finds a file before anything is begun: its one true path, and whether it can be gone back to, as a pipe cannot.
///
/// # Errors
/// [`Error::Source`] when it is missing, a directory, or not ours to read.
pub(crate) fn locate(path: &Path) -> Result<(PathBuf, bool), Error> {
    let name = path.display().to_string();
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(&name, &error))?;
    if metadata.is_dir() {
        return Err(Error::source(&name, "it is a directory; name the files in it"));
    }
    if !metadata.is_file() {
        return Ok((path.to_owned(), false));
    }
    File::open(path).map_err(|error| unreadable(&name, &error))?;
    let true_path = path.canonicalize().map_err(|error| unreadable(&name, &error))?;
    Ok((true_path, true))
}

/// The error of a file that cannot be opened.
pub(super) fn unreadable(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => Error::source(name, "there is no such file"),
        ErrorKind::PermissionDenied => Error::source(name, "the right to read it is missing"),
        ErrorKind::IsADirectory => Error::source(name, "it is a directory; name the files in it"),
        _ => Error::source(name, error.to_string()),
    }
}

/// The bytes of a file, decompressed.
pub(super) fn reader(file: File, compression: Compression) -> io::Result<Box<dyn Read + Send>> {
    let buffered = |file| BufReader::with_capacity(BLOCK_BYTES, file);
    Ok(match compression {
        Compression::Plain => Box::new(Unbroken::new(file)),
        Compression::Gzip => Box::new(MultiGzDecoder::new(buffered(file))),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered(file))?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
    })
}

/// The error of a file that broke while it was read.
pub(super) fn broken(name: &str, compression: Compression, position: i64, error: &io::Error) -> Error {
    let kind = match compression {
        Compression::Plain => return Error::broken(name, position, error.to_string()),
        Compression::Gzip => "gzip",
        Compression::Zstd => "zstd",
    };
    let why = match error.kind() {
        ErrorKind::UnexpectedEof => format!("its {kind} data is cut off"),
        _ if error.to_string().contains("memory") => {
            format!("its {kind} window is larger than {} MiB", ZSTD_WINDOW_BYTES >> 20)
        }
        _ => format!("its {kind} data is damaged ({error})"),
    };
    Error::broken(name, position, why)
}
