//! A stream without a place to go back to: standard input, a pipe.

use std::io::Read;
use std::sync::Arc;

use opkald_events::{Block, Blocks};

use super::mark::mark;
use super::queue::Gone;
use super::{Chunk, Framing, Lane, Resume, Sender};
use crate::Error;

/// Reads standard input to its end.
pub(crate) fn read_stdin(sender: &Sender) {
    read_stream(sender, "-", std::io::stdin());
}

/// Reads a stream to its end.
pub(super) fn read_stream(sender: &Sender, name: &str, reader: impl Read) {
    let lane = Arc::new(Lane::new(name.into(), None, Resume::default()));
    let mut blocks = Blocks::new(reader);
    loop {
        let start = blocks.position();
        let block = match blocks.next_block() {
            Ok(Block::End) => break,
            Ok(block) => block,
            Err(error) => return sender.fail(Error::broken(name, start, error.to_string())),
        };
        if send(sender, &lane, start, block, &blocks).is_err() {
            return;
        }
    }
    let start = blocks.position();
    let rest = blocks.rest();
    // The loop may have gone; then nobody asks for the rest.
    let _ = send(sender, &lane, start, rest, &blocks);
}

/// Sends a block that begins at `start` and ends where the stream stands.
pub(super) fn send<R: Read>(
    sender: &Sender,
    lane: &Arc<Lane>,
    start: i64,
    block: Block,
    blocks: &Blocks<R>,
) -> Result<(), Gone> {
    let (data, framing) = match block {
        Block::Lines(data) => (data, Framing::Lines { start }),
        Block::Oversize { kept, length } => (kept, Framing::Oversize { position: start, length }),
        Block::End => return Ok(()),
    };
    let mark = lane.app.as_ref().and_then(|_| mark(blocks.position(), blocks.digest()));
    sender.chunk(Chunk { lane: Arc::clone(lane), data, framing, next: blocks.position(), mark })
}
