//! Reading files of lines, from where the table says, and following those that grow.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use opkald_events::{Block, Blocks};

use super::mark::mark;
use super::open::{Compression, broken, reader, unreadable};
use super::queue::Gone;
use super::stream::{read_stream, send};
use super::unbroken::is_written_over;
use super::{Chunk, Framing, Lane, Resume, Sender};

/// Pause before a file that has ended is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A file, and what the table knows of it.
#[derive(Debug, Clone)]
pub(crate) struct FileStart {
    /// Path to open.
    pub(crate) path: PathBuf,
    /// Name in dead letters.
    pub(crate) name: Arc<str>,
    /// Application id of its first generation; none for a pipe.
    pub(crate) app: Option<String>,
    /// Generation to go on with: it rises when the file is replaced by another.
    pub(crate) generation: u32,
    /// Where that generation stands.
    pub(crate) resume: Resume,
}

impl FileStart {
    /// The first generation of a file, not read yet.
    pub(crate) fn new(path: PathBuf, app: Option<String>) -> Self {
        let name = path.display().to_string().into();
        Self { path, name, app, generation: 0, resume: Resume::default() }
    }

    /// Whether it is read on at its end: only what is plain can grow.
    pub(crate) fn can_grow(&self) -> bool {
        Compression::of(&self.path) == Compression::Plain
    }
}

/// Name of a generation of a file.
pub(crate) fn generation_app(app: &str, generation: u32) -> String {
    match generation {
        0 => app.to_owned(),
        later => format!("{app}@{later}"),
    }
}

/// Name under which the mark of a generation's content is kept.
pub(crate) fn content_app(app: &str) -> String {
    format!("{app}#content")
}

/// Tells that the last line of a file is not stored yet, and neither refused: nothing is left out silently, not even for
/// a file whose line never gets its end.
pub(crate) fn warn_unfinished(file: &str, position: i64) {
    tracing::warn!(
        file,
        position,
        "the last line of the file is unfinished: nothing of it is stored, it waits for its rest"
    );
}

/// Reads files one after the other; with `follow`, waits at the end of a plain one for more.
pub(crate) fn read_files(sender: &Sender, files: Vec<FileStart>, follow: bool) {
    for file in files {
        let mut reading = Reading { sender, file, follow };
        if reading.run().is_err() {
            return;
        }
    }
}

/// Why reading a file ended.
#[derive(Debug)]
enum Ended {
    /// Its end was reached.
    Whole,
    /// It is not the file that was begun any more.
    Replaced,
}

struct Reading<'s> {
    sender: &'s Sender,
    file: FileStart,
    follow: bool,
}

impl Reading<'_> {
    /// Reads every generation of the file; fails when there is no reason to read on.
    fn run(&mut self) -> Result<(), Gone> {
        loop {
            match self.generation()? {
                Ended::Whole => return Ok(()),
                Ended::Replaced => {
                    tracing::warn!(file = %self.file.name, "the file was replaced by another: reading it from its start");
                    self.file.generation += 1;
                    self.file.resume = Resume::default();
                }
            }
        }
    }

    fn generation(&mut self) -> Result<Ended, Gone> {
        let compression = Compression::of(&self.file.path);
        let (name, fail) = (Arc::clone(&self.file.name), |error| {
            self.sender.fail(error);
            Err(Gone)
        });
        let opened = File::open(&self.file.path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = match opened {
            Ok(opened) => opened,
            Err(error) => return fail(unreadable(&name, &error)),
        };
        let reader = match reader(file, compression) {
            Ok(reader) => reader,
            Err(error) => return fail(unreadable(&name, &error)),
        };
        let Some(app) = self.file.app.as_deref() else {
            read_stream(self.sender, &name, reader);
            return Ok(Ended::Whole);
        };
        let app = generation_app(app, self.file.generation);
        let lane = Arc::new(Lane::new(Arc::clone(&name), Some(app), self.file.resume));
        let mut blocks = Blocks::new(reader);
        match self.resume(&mut blocks) {
            Ok(true) => {}
            Ok(false) => return Ok(Ended::Replaced),
            Err(error) => return fail(broken(&name, compression, blocks.position(), &error)),
        }
        let follow = self.follow && self.file.can_grow();
        let mut replaced = false;
        loop {
            let start = blocks.position();
            match blocks.next_block() {
                // What was written before the file was replaced is read first: only a second end is the end.
                Ok(Block::End) if follow && !replaced => replaced = self.wait(&metadata, blocks.reached())?,
                Ok(Block::End) => break,
                Ok(block) => send(self.sender, &lane, start, block, &blocks)?,
                Err(error) if is_written_over(&error) => {
                    replaced = true;
                    break;
                }
                Err(error) => return fail(broken(&name, compression, start, &error)),
            }
        }
        self.send_rest(&lane, &mut blocks, replaced)?;
        Ok(if replaced { Ended::Replaced } else { Ended::Whole })
    }

    /// Goes to the stored position; false when what lies before it is not what was read.
    fn resume<R: Read>(&self, blocks: &mut Blocks<R>) -> std::io::Result<bool> {
        let Some(position) = self.file.resume.position else {
            return Ok(true);
        };
        let there = match blocks.skip(position) {
            Ok(there) => there,
            // A shorter file that is cut off as well is another file; reading it from its start tells what is wrong.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => false,
            Err(error) if is_written_over(&error) => false,
            Err(error) => return Err(error),
        };
        let (stored, now) = (self.file.resume.mark, mark(blocks.position(), blocks.digest()));
        Ok(there && (stored.is_none() || now.is_none() || stored == now))
    }

    /// Sends the last line, which lacks its end.
    ///
    /// What was compressed is whole, and what was replaced gets no more: there the line is what it is. A plain file may
    /// be in the middle of being written. Whoever decodes the line sees whether it is whole; one that is too long to be
    /// looked at waits for its end here.
    fn send_rest<R: Read>(&self, lane: &Arc<Lane>, blocks: &mut Blocks<R>, replaced: bool) -> Result<(), Gone> {
        let start = blocks.position();
        let rest = blocks.rest();
        if replaced || !self.file.can_grow() {
            return send(self.sender, lane, start, rest, blocks);
        }
        match rest {
            Block::End => Ok(()),
            Block::Oversize { .. } => {
                warn_unfinished(&self.file.name, start);
                Ok(())
            }
            Block::Lines(data) => {
                let (lane, framing) = (Arc::clone(lane), Framing::Unfinished { start });
                let mark = mark(blocks.position(), blocks.digest());
                self.sender.chunk(Chunk { lane, data, framing, next: blocks.position(), mark })
            }
        }
    }

    /// Waits for a file to grow; tells whether it is another by now, or has less than was read.
    fn wait(&self, begun: &Metadata, reached: i64) -> Result<bool, Gone> {
        std::thread::sleep(LOOK_AGAIN);
        if self.sender.is_gone() {
            return Err(Gone);
        }
        // While a log is rotated there may be no file for a moment.
        let Ok(now) = std::fs::metadata(&self.file.path) else {
            return Ok(false);
        };
        let other = (now.dev(), now.ino()) != (begun.dev(), begun.ino());
        let shorter = i64::try_from(now.len()).unwrap_or(i64::MAX) < reached;
        Ok(other || shorter)
    }
}
