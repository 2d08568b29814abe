//! From a source's chunks to events in the columns, or to dead letters.

use opkald_events::{Buffer, Decoder, Format, Unfinished};

use crate::source::{Chunk, Framing, warn_unfinished};

/// Takes every record of a chunk into the buffer; tells whether the source's position may move past it.
pub(crate) fn take(chunk: &Chunk, format: Format, now_micros: i64, buffer: &mut Buffer) -> bool {
    let decoder = Decoder { format, now_micros, source: &chunk.lane.source };
    match &chunk.framing {
        Framing::Lines { start } => decoder.lines(&chunk.data, *start, buffer),
        Framing::Unfinished { start } => {
            let became = decoder.unfinished(&chunk.data, *start, buffer);
            if became == Unfinished::Waits {
                warn_unfinished(&chunk.lane.source, *start);
            }
            return became == Unfinished::Passed;
        }
        Framing::Messages(messages) => {
            let mut begin = 0;
            for message in messages {
                decoder.message(&chunk.data[begin..message.end], message.position, buffer);
                begin = message.end;
            }
        }
        Framing::Oversize { position, length } => decoder.oversize(&chunk.data, *length, *position, buffer),
    }
    true
}

#[cfg(test)]
mod tests;
