#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

const GOOD: &str = r#"{"id":"1","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;

/// Has a decoder of events take something.
fn taken(take: impl FnOnce(Decoder<'_>, &mut Buffer)) -> Buffer {
    let mut buffer = Buffer::default();
    take(Decoder { format: Format::Events, now_micros: i64::MAX, source: &"source".into() }, &mut buffer);
    buffer
}

/// Position and reason of each dead letter.
fn dead(buffer: &Buffer) -> Vec<(i64, String)> {
    buffer.dead_letters.iter().map(|letter| (letter.position, letter.why.clone())).collect()
}

#[test]
fn every_line_is_an_event_a_dead_letter_or_blank() {
    let text = format!("{GOOD}\r\n\n  \t\r\nnot json\n{GOOD}");
    let buffer = taken(|decoder, buffer| decoder.lines(text.as_bytes(), 100, buffer));
    assert_eq!((buffer.read, buffer.columns.rows(), buffer.dead_letters.len()), (3, 2, 1));
    let expected = 100 + GOOD.len() as i64 + 2 + 1 + 5;
    assert_eq!(dead(&buffer)[0].0, expected);
}

#[test]
fn bytes_that_are_no_text_spoil_only_their_line() {
    let mut data = GOOD.as_bytes().to_vec();
    data.extend_from_slice(b"\n{\"id\":\"\xff\"}\n");
    data.extend_from_slice(GOOD.as_bytes());
    let buffer = taken(|decoder, buffer| decoder.lines(&data, 0, buffer));
    assert_eq!((buffer.read, buffer.columns.rows()), (3, 2));
    assert_eq!(dead(&buffer), [(GOOD.len() as i64 + 1, "The line is not UTF-8 from its byte 7 on.".to_owned())]);
}

#[test]
fn a_blank_message_is_a_dead_letter_as_a_blank_line_is_not() {
    let message = taken(|decoder, buffer| decoder.message(b" \r\n", 7, buffer));
    assert_eq!(dead(&message), [(7, "The message is empty.".to_owned())]);
    assert_eq!(taken(|decoder, buffer| decoder.lines(b" \r\n", 7, buffer)).read, 0);
}

#[test]
fn a_last_line_waits_until_the_brace_that_closes_it() {
    let line = r#"{"new":{"a":{"b":"}"}},"reason":"\"}","id":"1","type":"agent.paused","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;
    let became = |data: &str| {
        let mut became = Unfinished::Passed;
        let buffer = taken(|decoder, buffer| became = decoder.unfinished(data.as_bytes(), 0, buffer));
        (became, buffer.columns.rows(), buffer.dead_letters.len())
    };
    for end in 1..line.len() {
        assert_eq!(became(&line[..end]), (Unfinished::Waits, 0, 0), "{}", &line[..end]);
    }
    assert_eq!(became(line), (Unfinished::Passed, 1, 0));
    // What is closed gets no better.
    assert_eq!(became("{} x"), (Unfinished::Passed, 0, 1));
    assert_eq!(became("{\"a\":}}"), (Unfinished::Passed, 0, 1));
}

#[test]
fn what_was_refused_for_its_time_is_understood_later_even_behind_a_blank() {
    let now_micros = 0;
    for blank in ["", " ", "\t "] {
        let mut buffer = Buffer::default();
        let decoder = Decoder { format: Format::Events, now_micros, source: &"source".into() };
        decoder.message(format!("{blank}{GOOD}").as_bytes(), 0, &mut buffer);
        let letter = buffer.dead_letters.iter().next().unwrap();
        assert!(letter.why.ends_with("in the future."), "{}", letter.why);
        assert!(!again(letter, now_micros, &mut Buffer::default()));
        let mut later = Buffer::default();
        assert!(again(letter, i64::MAX, &mut later));
        assert_eq!((later.columns.rows(), later.dead_letters.len()), (1, 0));
    }
}

#[test]
fn a_refused_line_keeps_at_most_its_first_64_kib() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(100_000));
    let buffer = taken(|decoder, buffer| decoder.lines(long.as_bytes(), 0, buffer));
    assert!(dead(&buffer)[0].1.ends_with("; of its 100009 bytes the first 65536 are kept."), "{:?}", dead(&buffer));
    let cut = taken(|decoder, buffer| decoder.oversize(&[b'x'; 64 * 1024], 2_000_000, 7, buffer));
    assert_eq!(dead(&cut), [(7, "The line has 2000000 bytes, more than 1 MiB; the first 65536 are kept.".to_owned())]);
}
