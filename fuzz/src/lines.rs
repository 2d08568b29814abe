//! A stream of lines, however it comes: the same events and dead letters, at the same positions.

use std::io::{self, ErrorKind, Read};

use arrow_array::RecordBatch;
use chrono::NaiveDate;
use opkald_events::{Block, Blocks, Buffer, Decoder, Format, MAX_LINE_BYTES};
use xxhash_rust::xxh3::xxh3_64;

use super::{NOW, taken};

/// Bytes of the input that say how the stream comes; the rest is what it holds.
const PACE: usize = 8;

/// After so many turns the stream comes in large parts, so that no input takes long.
const TURNS: usize = 24;

/// A byte of the input that stands for many of the stream: so a line can be too long, and the input small.
const STRETCH: u8 = 0x16;
const STRETCHED: usize = MAX_LINE_BYTES / 3;
const MOST_STRETCHES: usize = 7;

/// Takes the bytes as a stream, and as its lines one by one.
pub fn check(data: &[u8]) {
    let (pace, content) = data.split_at(data.len().min(PACE));
    let content = stretched(content);
    let whole = Told::of(taken(Format::Events, NOW, |decoder, buffer| one_by_one(decoder, &content, buffer)));
    // Somebody reads until a block, and another goes on there.
    let blocks = usize::from(pace.first().copied().unwrap_or(u8::MAX));
    let stopped = taken(Format::Events, NOW, |decoder, buffer| {
        let stream = |has_ends| Blocks::new(Paced { left: &content, pace, at: 0, has_ends });
        // Where it was there is no end before.
        let (mut first, mut second) = (stream(true), stream(false));
        if !read(&mut first, content.len(), decoder, blocks, buffer) {
            return is_at_the_end(&first, &content);
        }
        assert!(second.skip(first.position()).unwrap());
        assert_eq!(second.digest(), first.digest());
        read(&mut second, content.len(), decoder, usize::MAX, buffer);
        is_at_the_end(&second, &content);
    });
    assert_eq!(Told::of(stopped), whole);
}

fn is_at_the_end(stream: &Blocks<Paced<'_>>, content: &[u8]) {
    assert_eq!((stream.position(), stream.digest()), (content.len() as i64, xxh3_64(content)));
}

fn stretched(content: &[u8]) -> Vec<u8> {
    let mut stretches = 0;
    let mut all = Vec::with_capacity(content.len());
    for byte in content {
        if *byte == STRETCH && stretches < MOST_STRETCHES {
            stretches += 1;
            all.resize(all.len() + STRETCHED, b'x');
        } else {
            all.push(*byte);
        }
    }
    all
}

/// What must come of the stream, worked out line by line.
fn one_by_one(decoder: Decoder<'_>, content: &[u8], buffer: &mut Buffer) {
    let mut position = 0;
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        if text.len() > MAX_LINE_BYTES {
            decoder.oversize(&text[..opkald_events::KEPT_BYTES], text.len() as u64, position, buffer);
        } else {
            decoder.lines(text, position, buffer);
        }
        position += line.len() as i64;
    }
}

/// Takes so many blocks of a stream of so many bytes; tells whether more may come.
fn read(
    stream: &mut Blocks<Paced<'_>>,
    length: usize,
    decoder: Decoder<'_>,
    blocks: usize,
    buffer: &mut Buffer,
) -> bool {
    let mut taken = 0;
    while taken < blocks {
        let start = stream.position();
        match stream.next_block().unwrap() {
            // A file that grows has an end that is none.
            Block::End if stream.reached() < length as i64 => {}
            Block::End => {
                let start = stream.position();
                take(decoder, stream.rest(), start, false, buffer);
                return false;
            }
            block => {
                take(decoder, block, start, true, buffer);
                taken += 1;
            }
        }
    }
    true
}

fn take(decoder: Decoder<'_>, block: Block, start: i64, is_whole: bool, buffer: &mut Buffer) {
    match block {
        Block::Lines(lines) => {
            // The last line, which lacks its end, is one.
            let ends = lines.iter().filter(|byte| **byte == b'\n').count();
            assert!(if is_whole { lines.ends_with(b"\n") } else { ends == 0 }, "{ends} ends in {is_whole}");
            decoder.lines(&lines, start, buffer);
        }
        Block::Oversize { kept, length } => decoder.oversize(&kept, length, start, buffer),
        Block::End => {}
    }
}

/// A stream that gives what it likes at a time: an end that is none, an interruption, a few bytes, or many.
struct Paced<'a> {
    left: &'a [u8],
    pace: &'a [u8],
    at: usize,
    has_ends: bool,
}

impl Read for Paced<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // However the rest goes, one of the turns gives something.
        let pace = self.pace.get(self.at % (PACE + 1)).copied().filter(|_| self.at < TURNS).unwrap_or(u8::MAX);
        self.at += 1;
        let most = match pace {
            0 => usize::from(!self.has_ends),
            1 => return Err(ErrorKind::Interrupted.into()),
            2..128 => usize::from(pace) - 1,
            128.. => usize::from(pace - 127) << 12,
        };
        let count = most.min(buffer.len()).min(self.left.len());
        buffer[..count].copy_from_slice(&self.left[..count]);
        self.left = &self.left[count..];
        Ok(count)
    }
}

/// All that came of a stream.
#[derive(Debug, PartialEq)]
struct Told {
    counts: [u64; 3],
    days: Vec<(NaiveDate, RecordBatch)>,
    dead: Vec<(i64, Vec<u8>, String)>,
}

impl Told {
    fn of(buffer: Buffer) -> Self {
        let counts = [buffer.read, buffer.unknown_fields, buffer.ignored];
        let letters = buffer.dead_letters.iter();
        let dead = letters.map(|letter| (letter.position, letter.raw.clone(), letter.why.clone())).collect();
        let sealed = buffer.columns.seal();
        let days = sealed.days().into_iter().map(|day| (day.day, sealed.batch(&day.rows).unwrap())).collect();
        Self { counts, days, dead }
    }
}
