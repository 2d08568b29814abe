//! From a record's bytes to events in the columns, or to a dead letter.

use std::sync::Arc;

use crate::MAX_LINE_BYTES;
use crate::asterisk;
use crate::columns::{Columns, DeadLetter, DeadLetters};
use crate::event::{self, Customer, Draft, Refusal};

/// Bytes of a record that are kept when it is too long to be an event.
pub const KEPT_BYTES: usize = 64 * 1024;

/// What records are.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Events of the contract, as JSON.
    Events,
    /// Lines of an Asterisk queue_log, of one customer.
    AsteriskQueueLog(Customer),
}

/// What was read and is not committed yet.
#[derive(Debug, Default)]
pub struct Buffer {
    /// The events.
    pub columns: Columns,
    /// What was refused.
    pub dead_letters: DeadLetters,
    /// Records that were no blank lines, and no lines that wait for their rest.
    pub read: u64,
    /// Fields that the contract does not know.
    pub unknown_fields: u64,
    /// Records that are no events in their format, and no faults either.
    pub ignored: u64,
}

impl Buffer {
    /// Nothing read, with columns that were used before.
    pub fn with(columns: Columns) -> Self {
        Self { columns, ..Self::default() }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.columns.bytes() + self.dead_letters.bytes()
    }

    /// Rows to store.
    pub fn rows(&self) -> usize {
        self.columns.rows() + self.dead_letters.len()
    }
}

/// What became of a last line without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// It is taken, and the position may move past it.
    Passed,
    /// It is taken as it stands, and is to be read again.
    Again,
    /// Nothing of it is taken: it waits for its rest.
    Waits,
}

/// Decodes the records of one source at one instant.
#[derive(Debug, Clone, Copy)]
pub struct Decoder<'s> {
    /// What they are.
    pub format: Format,
    /// The instant, in µs since the epoch.
    pub now_micros: i64,
    /// Name of the source, as dead letters bear it.
    pub source: &'s Arc<str>,
}

impl Decoder<'_> {
    /// Takes lines, of which the first begins at a position. The last may lack its end, and then never gets it.
    pub fn lines(&self, data: &[u8], start: i64, buffer: &mut Buffer) {
        let mut position = start;
        // One look at all bytes spares one for each line.
        if let Ok(text) = std::str::from_utf8(data) {
            for line in text.split_inclusive('\n') {
                self.text(line.strip_suffix('\n').unwrap_or(line), position, buffer);
                position += line.len() as i64;
            }
            return;
        }
        for line in data.split_inclusive(|byte| *byte == b'\n') {
            self.record(line.strip_suffix(b"\n").unwrap_or(line), position, buffer);
            position += line.len() as i64;
        }
    }

    /// Takes a message: somebody sent it, so that even one without content must not vanish, as a blank line may.
    pub fn message(&self, message: &[u8], position: i64, buffer: &mut Buffer) {
        if !message.starts_with(b"{") && message.trim_ascii().is_empty() {
            buffer.read += 1;
            return self.refuse(message, position, &Refusal::Empty, None, buffer);
        }
        self.record(message, position, buffer);
    }

    /// Takes the beginning of a record that is too long.
    pub fn oversize(&self, kept: &[u8], length: u64, position: i64, buffer: &mut Buffer) {
        buffer.read += 1;
        self.refuse(kept, position, &Refusal::TooLong { length, kept: kept.len() }, None, buffer);
    }

    /// Takes the last line of a file that may be written still, which lacks its end, if it is whole.
    ///
    /// An object ends with the brace that closes it. Once that is there, the line can get nothing but its end, which the next
    /// run reads as a blank line: it is stored or refused like any other, and passed. A row of a foreign log may be cut amid a
    /// number and look whole. It is stored as it stands, but the position stays before it: the next run reads it again,
    /// and finds a double, or the whole row. What does not decode and may go on is neither stored nor refused, and is read
    /// again too; what is no beginning of an object will never be one, and is refused.
    pub fn unfinished(&self, data: &[u8], start: i64, buffer: &mut Buffer) -> Unfinished {
        if data.trim_ascii().is_empty() {
            return Unfinished::Passed;
        }
        let may_go_on = match self.format {
            Format::Events => may_go_on(data),
            Format::AsteriskQueueLog(customer) => {
                let drafts = |text| queue_log(text, customer, self.now_micros).ok();
                let drafts = std::str::from_utf8(data).ok().and_then(drafts);
                drafts.is_none_or(|drafts| drafts[0].is_none())
            }
        };
        if may_go_on {
            return Unfinished::Waits;
        }
        self.record(data, start, buffer);
        if matches!(self.format, Format::Events) { Unfinished::Passed } else { Unfinished::Again }
    }

    fn record(&self, record: &[u8], position: i64, buffer: &mut Buffer) {
        match std::str::from_utf8(record) {
            Ok(text) => self.text(text, position, buffer),
            Err(error) => {
                buffer.read += 1;
                self.refuse(record, position, &Refusal::NotUtf8 { at: error.valid_up_to() }, None, buffer);
            }
        }
    }

    fn text(&self, text: &str, position: i64, buffer: &mut Buffer) {
        if text.len() > MAX_LINE_BYTES {
            buffer.read += 1;
            let refusal = Refusal::TooLong { length: text.len() as u64, kept: KEPT_BYTES };
            return self.refuse(text.as_bytes(), position, &refusal, None, buffer);
        }
        // A blank line is nothing. Most lines begin with a brace, and are not looked through for that.
        if !text.starts_with('{') && text.trim_ascii().is_empty() {
            return;
        }
        buffer.read += 1;
        match self.format {
            Format::Events => self.event(text, position, buffer),
            Format::AsteriskQueueLog(customer) => self.queue_log(text, position, customer, buffer),
        }
    }

    fn event(&self, text: &str, position: i64, buffer: &mut Buffer) {
        let mut draft = Draft::default();
        let checked = event::read(text, &mut draft).and_then(|()| draft.check(self.now_micros));
        buffer.unknown_fields += draft.unknown;
        match checked {
            Ok(()) => buffer.columns.push(&draft),
            Err(refusal) => self.refuse(text.as_bytes(), position, &refusal, draft.customer, buffer),
        }
    }

    fn queue_log(&self, text: &str, position: i64, customer: Customer, buffer: &mut Buffer) {
        match queue_log(text, customer, self.now_micros) {
            Ok([None, None]) => buffer.ignored += 1,
            Ok(drafts) => drafts.iter().flatten().for_each(|draft| buffer.columns.push(draft)),
            Err(refusal) => self.refuse(text.as_bytes(), position, &refusal, Some(customer), buffer),
        }
    }

    #[cold]
    fn refuse(&self, raw: &[u8], position: i64, refusal: &Refusal, customer: Option<Customer>, buffer: &mut Buffer) {
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
        buffer.dead_letters.push(DeadLetter {
            raw: kept.to_vec(),
            why,
            source: Arc::clone(self.source),
            position,
            received_micros: self.now_micros,
            customer,
        });
    }
}

/// Tries a dead letter again, as the program is now; tells whether it was understood. What is cut, or says nothing, will
/// never be.
pub fn again(letter: &DeadLetter, now_micros: i64, buffer: &mut Buffer) -> bool {
    if letter.raw.len() >= KEPT_BYTES || letter.raw.trim_ascii().is_empty() {
        return false;
    }
    // A foreign line bears its customer from the command that brought it, and is no object.
    let format = match letter.customer {
        Some(customer) if !letter.raw.trim_ascii_start().starts_with(b"{") => Format::AsteriskQueueLog(customer),
        _ => Format::Events,
    };
    let refused = buffer.dead_letters.len();
    Decoder { format, now_micros, source: &letter.source }.record(&letter.raw, letter.position, buffer);
    let is_understood = buffer.dead_letters.len() == refused;
    if !is_understood {
        buffer.dead_letters.drop_last();
    }
    is_understood
}

/// Whether a line may be the beginning of an object that ends later.
fn may_go_on(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"{") && !is_closed(line)
}

/// Whether every brace of an object is closed again. One in a text is none.
fn is_closed(object: &[u8]) -> bool {
    let (mut depth, mut is_text, mut is_escaped) = (0, false, false);
    for byte in object {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' if !is_text => depth += 1,
            b'}' if !is_text => depth -= 1,
            _ => {}
        }
    }
    depth <= 0 && !is_text
}

/// Reads and checks a line of an Asterisk queue_log: up to two events.
fn queue_log(text: &str, customer: Customer, now_micros: i64) -> Result<[Option<Draft<'_>>; 2], Refusal> {
    let mut drafts = asterisk::queue_log::read(text.trim_ascii_end(), &customer)?;
    drafts.iter_mut().flatten().try_for_each(|draft| draft.check(now_micros))?;
    Ok(drafts)
}

#[cfg(test)]
mod tests;
