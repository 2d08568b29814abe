//! What must hold of every input, whatever its bytes. `cargo fuzz` looks for one of which it does not, and the tests of
//! the events replay those that are kept in `corpus`.

pub mod event;
pub mod lines;
pub mod queue_log;

use opkald_events::{Buffer, Decoder, Format, KEPT_BYTES, again};

/// What the clock shows: 2026-11-25, noon, in µs.
const NOW: i64 = 1_795_608_000_000_000;

/// What it shows when dead letters are tried again: 2100-01-01.
const LATER: i64 = 4_102_444_800_000_000;

/// Has a decoder take something.
fn taken(format: Format, now_micros: i64, take: impl FnOnce(Decoder<'_>, &mut Buffer)) -> Buffer {
    let mut buffer = Buffer::default();
    take(Decoder { format, now_micros, source: &"fuzz".into() }, &mut buffer);
    buffer
}

/// The dead letters are of these bytes, say why in a sentence, and are understood later just where the record is.
///
/// A foreign line that is an object is taken for what it looks like: whoever gave a command the wrong file can mend that.
fn are_honest(buffer: &Buffer, record: &[u8], format: Format) {
    if matches!(format, Format::AsteriskQueueLog(_)) && record.trim_ascii_start().starts_with(b"{") {
        return;
    }
    for letter in buffer.dead_letters.iter() {
        assert_eq!(letter.raw, record[..record.len().min(KEPT_BYTES)]);
        let is_sentence = letter.why.ends_with('.') && letter.why.starts_with("The ") && letter.why.len() < 1000;
        assert!(is_sentence && !letter.why.chars().any(char::is_control), "{:?}", letter.why);
        assert!(!again(letter, NOW, &mut Buffer::default()), "it is understood at once: {:?}", letter.why);
        let mut understood = Buffer::default();
        let is_understood = again(letter, LATER, &mut understood);
        let then = taken(format, LATER, |decoder, buffer| decoder.message(record, 0, buffer));
        assert_eq!(is_understood, then.dead_letters.is_empty() && record.len() < KEPT_BYTES, "{:?}", letter.why);
        assert_eq!(understood.rows(), if is_understood { then.rows() } else { 0 });
    }
}
