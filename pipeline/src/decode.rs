//! From a record's bytes to events in the columns, or to a dead letter.

use std::sync::Arc;

use crate::asterisk;
use crate::columns::{Columns, DeadLetter, DeadLetters};
use crate::event::{self, Customer, Draft, Refusal};
use crate::source::{Chunk, Framing, KEPT_BYTES, MAX_LINE_BYTES, warn_unfinished};

/// What records are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Format {
    /// Events of the contract, as JSON.
    Events,
    /// Lines of an Asterisk queue_log, of one customer.
    AsteriskQueueLog(Customer),
}

/// What was read and is not committed yet.
#[derive(Debug)]
pub(crate) struct Buffer {
    pub(crate) columns: Columns,
    pub(crate) dead_letters: DeadLetters,
    /// Records that were no blank lines, and no lines that wait for their rest.
    pub(crate) read: u64,
    /// Fields that the contract does not know.
    pub(crate) unknown_fields: u64,
    /// Records that are no events in their format, and no faults either.
    pub(crate) ignored: u64,
}

impl Buffer {
    /// Nothing read.
    pub(crate) fn new() -> Self {
        Self::with(Columns::new())
    }

    /// Nothing read, with columns that were used before.
    pub(crate) fn with(columns: Columns) -> Self {
        Self { columns, dead_letters: DeadLetters::default(), read: 0, unknown_fields: 0, ignored: 0 }
    }

    /// Bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.bytes() + self.dead_letters.bytes()
    }

    /// Rows to store.
    pub(crate) fn rows(&self) -> usize {
        self.columns.rows() + self.dead_letters.len()
    }
}

/// Decodes chunks at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decoder {
    pub(crate) format: Format,
    pub(crate) now_micros: i64,
}

impl Decoder {
    /// Takes every record of a chunk into the buffer; tells whether the source's position may move past it.
    pub(crate) fn chunk(&self, chunk: &Chunk, buffer: &mut Buffer) -> bool {
        let mut taking = Taking { decoder: self, source: &chunk.lane.source, buffer };
        match &chunk.framing {
            Framing::Lines { start } => taking.lines(&chunk.data, *start),
            Framing::Unfinished { start } => return taking.unfinished(&chunk.data, *start),
            Framing::Messages(messages) => {
                let mut begin = 0;
                for message in messages {
                    taking.message(&chunk.data[begin..message.end], message.position);
                    begin = message.end;
                }
            }
            Framing::Oversize { position, length } => {
                taking.buffer.read += 1;
                let refusal = Refusal::TooLong { length: *length, kept: chunk.data.len() };
                taking.refuse(&chunk.data, *position, &refusal, None);
            }
        }
        true
    }
}

/// Tries a dead letter again, as the program is now; tells whether it was understood. What is cut, or says nothing, will
/// never be.
pub(crate) fn again(letter: &DeadLetter, now_micros: i64, buffer: &mut Buffer) -> bool {
    if letter.raw.len() >= KEPT_BYTES || letter.raw.trim_ascii().is_empty() {
        return false;
    }
    // A foreign line bears its customer from the command that brought it, and is no object.
    let format = match letter.customer {
        Some(customer) if !letter.raw.starts_with(b"{") => Format::AsteriskQueueLog(customer),
        _ => Format::Events,
    };
    let refused = buffer.dead_letters.len();
    let decoder = Decoder { format, now_micros };
    Taking { decoder: &decoder, source: &letter.source, buffer }.record(&letter.raw, letter.position);
    let is_understood = buffer.dead_letters.len() == refused;
    if !is_understood {
        buffer.dead_letters.drop_last();
    }
    is_understood
}

struct Taking<'t> {
    decoder: &'t Decoder,
    source: &'t Arc<str>,
    buffer: &'t mut Buffer,
}

impl Taking<'_> {
    fn lines(&mut self, data: &[u8], start: i64) {
        let mut position = start;
        // One look at all bytes spares one for each line.
        if let Ok(text) = std::str::from_utf8(data) {
            for line in text.split_inclusive('\n') {
                self.text(line.strip_suffix('\n').unwrap_or(line), position);
                position += line.len() as i64;
            }
            return;
        }
        for line in data.split_inclusive(|byte| *byte == b'\n') {
            self.record(line.strip_suffix(b"\n").unwrap_or(line), position);
            position += line.len() as i64;
        }
    }

    /// Takes a message: somebody sent it, so that even one without content must not vanish, as a blank line may.
    fn message(&mut self, message: &[u8], position: i64) {
        if !message.starts_with(b"{") && message.trim_ascii().is_empty() {
            self.buffer.read += 1;
            return self.refuse(message, position, &Refusal::Empty, None);
        }
        self.record(message, position);
    }

    /// Takes a last line without its end, if it is whole; tells whether the position may move past it.
    ///
    /// An object ends with its brace. Once that is there, the line can get nothing but its end, which the next run reads
    /// as a blank line: it is stored or refused like any other, and passed. A row of a foreign log may be cut amid a
    /// number and look whole. It is stored as it stands, but the position stays before it: the next run reads it again,
    /// and finds a double, or the whole row. What does not decode and may go on is neither stored nor refused, and is read
    /// again too; what is no beginning of an object will never be one, and is refused.
    fn unfinished(&mut self, data: &[u8], start: i64) -> bool {
        if data.trim_ascii().is_empty() {
            return true;
        }
        let may_go_on = match self.decoder.format {
            Format::Events => may_go_on(data),
            Format::AsteriskQueueLog(customer) => {
                let drafts = |text| queue_log(text, customer, self.decoder.now_micros).ok();
                let drafts = std::str::from_utf8(data).ok().and_then(drafts);
                drafts.is_none_or(|drafts| drafts[0].is_none())
            }
        };
        if may_go_on {
            warn_unfinished(self.source, start);
            return false;
        }
        self.record(data, start);
        matches!(self.decoder.format, Format::Events)
    }

    fn record(&mut self, record: &[u8], position: i64) {
        match std::str::from_utf8(record) {
            Ok(text) => self.text(text, position),
            Err(error) => {
                self.buffer.read += 1;
                let refusal = Refusal::NotUtf8 { at: error.valid_up_to() };
                self.refuse(record, position, &refusal, None);
            }
        }
    }

    fn text(&mut self, text: &str, position: i64) {
        if text.len() > MAX_LINE_BYTES {
            self.buffer.read += 1;
            let refusal = Refusal::TooLong { length: text.len() as u64, kept: KEPT_BYTES };
            return self.refuse(text.as_bytes(), position, &refusal, None);
        }
        // A blank line is nothing. Most lines begin with a brace, and are not looked through for that.
        if !text.starts_with('{') && text.trim_ascii().is_empty() {
            return;
        }
        self.buffer.read += 1;
        match self.decoder.format {
            Format::Events => self.event(text, position),
            Format::AsteriskQueueLog(customer) => self.queue_log(text, position, customer),
        }
    }

    fn event(&mut self, text: &str, position: i64) {
        let mut draft = Draft::default();
        let checked = event::read(text, &mut draft).and_then(|()| draft.check(self.decoder.now_micros));
        self.buffer.unknown_fields += draft.unknown;
        match checked {
            Ok(()) => self.buffer.columns.push(&draft),
            Err(refusal) => self.refuse(text.as_bytes(), position, &refusal, draft.customer),
        }
    }

    fn queue_log(&mut self, text: &str, position: i64, customer: Customer) {
        match queue_log(text, customer, self.decoder.now_micros) {
            Ok([None, None]) => self.buffer.ignored += 1,
            Ok(drafts) => drafts.iter().flatten().for_each(|draft| self.buffer.columns.push(draft)),
            Err(refusal) => self.refuse(text.as_bytes(), position, &refusal, Some(customer)),
        }
    }

    #[cold]
    fn refuse(&mut self, raw: &[u8], position: i64, refusal: &Refusal, customer: Option<Customer>) {
        let (kept, why) = if raw.len() > KEPT_BYTES {
            let note = match refusal {
                Refusal::TooLong { .. } => refusal.to_string(),
                _ => {
                    let sentence = refusal.to_string();
                    let sentence = sentence.trim_end_matches('.');
                    format!("{sentence}; of its {} bytes the first {KEPT_BYTES} are kept.", raw.len())
                }
            };
            (&raw[..KEPT_BYTES], note)
        } else {
            (raw, refusal.to_string())
        };
        self.buffer.dead_letters.push(DeadLetter {
            raw: kept.to_vec(),
            why,
            source: Arc::clone(self.source),
            position,
            received_micros: self.decoder.now_micros,
            customer,
        });
    }
}

/// Whether a line may be the beginning of an object that ends later.
fn may_go_on(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"{") && !line.ends_with(b"}")
}

/// Reads and checks a line of an Asterisk queue_log: up to two events.
fn queue_log(text: &str, customer: Customer, now_micros: i64) -> Result<[Option<Draft<'_>>; 2], Refusal> {
    let mut drafts = asterisk::queue_log::read(text.trim_ascii_end(), &customer)?;
    drafts.iter_mut().flatten().try_for_each(|draft| draft.check(now_micros))?;
    Ok(drafts)
}

#[cfg(test)]
mod tests;
