//! Reading a plain file that others write, and noticing when it is not the one that was begun any more.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::FileExt;

/// Bytes before the position that are compared.
///
/// Enough for a few dozen events, none of which looks like another; few enough that comparing them after every read of a
/// block costs a hundredth of what decoding the block does. So there is no need to guess from times whether to look.
pub(crate) const WITNESS_BYTES: usize = 16 * 1024;

/// A file whose every read goes on from what was read before, or fails.
///
/// A file that is cut in place and has grown again past the position since looks like one that has only grown. What
/// lies before the position tells them apart. It is looked at after a read, not before: so there is no moment between
/// the look and the read at which the file could be cut unnoticed.
#[derive(Debug)]
pub(super) struct Unbroken {
    file: File,
    /// Bytes read so far.
    position: u64,
    /// The last of them.
    witness: Vec<u8>,
    /// Room for the same bytes as they are now.
    now: Vec<u8>,
}

/// What lies before the position is not what was read.
#[derive(Debug, thiserror::Error)]
#[error("what was read before was written over meanwhile")]
struct WrittenOver;

/// Whether a read failed because the file was written over.
pub(super) fn is_written_over(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<WrittenOver>())
}

impl Unbroken {
    pub(super) fn new(file: File) -> Self {
        Self { file, position: 0, witness: Vec::new(), now: Vec::new() }
    }

    /// Whether what lies before the position is what was read.
    fn is_unbroken(&mut self) -> io::Result<bool> {
        self.now.resize(self.witness.len(), 0);
        match self.file.read_exact_at(&mut self.now, self.position - self.witness.len() as u64) {
            Ok(()) => Ok(self.now == self.witness),
            // It was cut after the read, so what was read is sound; that it is shorter is seen at its end.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Keeps the last bytes of those that were read, and of those before them.
    fn remember(&mut self, read: &[u8]) {
        let fresh = &read[read.len().saturating_sub(WITNESS_BYTES)..];
        let old = (self.witness.len() + fresh.len()).saturating_sub(WITNESS_BYTES);
        self.witness.drain(..old);
        self.witness.extend_from_slice(fresh);
        self.position += read.len() as u64;
    }
}

impl Read for Unbroken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if count > 0 {
            if !self.is_unbroken()? {
                return Err(io::Error::other(WrittenOver));
            }
            self.remember(&buffer[..count]);
        }
        Ok(count)
    }
}
