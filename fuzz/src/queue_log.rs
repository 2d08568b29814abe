//! A queue_log: each line is events, counted, or refused, and its events are the same ones whenever it is read.

use std::collections::HashMap;

use opkald_events::{Buffer, Customer, Fingerprint, Format, Unfinished};

use super::{NOW, are_honest, taken};

/// Takes the bytes as lines of a queue_log, one by one and all at once.
pub fn check(data: &[u8]) {
    let format = Format::AsteriskQueueLog(Customer::parse("4711").unwrap());
    let lines = |data: &[u8]| taken(format, NOW, |decoder, buffer| decoder.lines(data, 0, buffer));
    let (mut fingerprints, mut refused, mut ignored) = (Vec::new(), 0, 0);
    let mut known: HashMap<Fingerprint, &[u8]> = HashMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let buffer = lines(line);
        is_one_thing(&buffer, line);
        is_passed_when_it_is_whole(format, line);
        are_honest(&buffer, line, format);
        refused += buffer.dead_letters.len();
        ignored += buffer.ignored;
        let of_line = stored(buffer);
        assert_eq!(of_line, stored(lines(&[line, b" \r"].concat())), "the same line with another end is another");
        for fingerprint in &of_line {
            let same = known.insert(*fingerprint, line.trim_ascii_end()).unwrap_or(line.trim_ascii_end());
            assert_eq!(same, line.trim_ascii_end(), "two lines make one event");
        }
        assert!(of_line.len() < 2 || of_line[0] != of_line[1], "two events of a line are one");
        fingerprints.extend(of_line);
    }
    let whole = lines(data);
    are_batches(lines(data));
    assert_eq!((whole.dead_letters.len(), whole.ignored), (refused, ignored));
    assert_eq!(stored(whole), fingerprints);
}

/// Nothing if it is blank; else events, or counted, or refused.
fn is_one_thing(buffer: &Buffer, line: &[u8]) {
    let became = (buffer.read, buffer.columns.rows(), buffer.dead_letters.len(), buffer.ignored);
    let is_right = match became {
        (0, 0, 0, 0) => line.trim_ascii().is_empty(),
        (1, 1 | 2, 0, 0) | (1, 0, 1, 0) | (1, 0, 0, 1) => !line.trim_ascii().is_empty(),
        _ => false,
    };
    assert!(is_right, "{became:?}: {}", line.escape_ascii());
}

/// A last line without its end is never passed, since the next run may find more of it; what is taken of it is what a whole
/// line is.
fn is_passed_when_it_is_whole(format: Format, line: &[u8]) {
    let mut became = Unfinished::Waits;
    let last = taken(format, NOW, |decoder, buffer| became = decoder.unfinished(line, 0, buffer));
    let whole = taken(format, NOW, |decoder, buffer| decoder.lines(line, 0, buffer));
    let expected = match whole.columns.rows() {
        _ if line.trim_ascii().is_empty() => (Unfinished::Passed, 0),
        0 => (Unfinished::Waits, 0),
        rows => (Unfinished::Again, rows),
    };
    assert_eq!((became, last.rows()), expected, "{}", line.escape_ascii());
}

fn are_batches(buffer: Buffer) {
    let sealed = buffer.columns.seal();
    for day in sealed.days() {
        assert_eq!(sealed.batch(&day.rows).unwrap().num_rows(), day.rows.len());
    }
}

/// The fingerprint of every row that goes into a file, in the order of their coming.
fn stored(buffer: Buffer) -> Vec<Fingerprint> {
    let sealed = buffer.columns.seal();
    let days = sealed.days();
    let mut rows: Vec<u32> = days.iter().flat_map(|day| day.rows.clone()).collect();
    assert_eq!(rows.len(), sealed.fingerprints().len(), "rows that lie in no day are lost");
    rows.sort_unstable();
    rows.into_iter().map(|row| sealed.fingerprints()[row as usize]).collect()
}
