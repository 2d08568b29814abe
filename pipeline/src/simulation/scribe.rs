//! Writes events as lines of JSON by hand: this is the hot path of a million events, and a value tree would cost more than the world.
//!
//! **Every event takes its number whether it is written or not**, so that an id does not depend on how far the world has been told.

use super::base36::push_base36;
use super::cast::Customer;
use super::clock::{HOUR, LocalDay, Micros, SECOND, offset_seconds};
use super::number::Number;

/// One written line: when it happened, and where its bytes lie in the pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) time: Micros,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// The bytes of many lines and where each lies.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) bytes: Vec<u8>,
    pub(crate) lines: Vec<Line>,
}

impl Pages {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.lines.clear();
    }

    /// Adds a copy of a line of other pages.
    pub(crate) fn copy(&mut self, bytes: &[u8], time: Micros) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.lines.push(Line { time, from, to: self.bytes.len() });
    }
}

/// Writes one customer's day.
pub(crate) struct Scribe<'a> {
    pages: &'a mut Pages,
    customer: &'a Customer,
    until: Micros,
    /// The day's number in the high bits, the event's place in the low ones.
    next_id: u64,
    time: Micros,
    from: usize,
    date: (i64, [u8; 10]),
    offset: (Micros, i32),
}

impl<'a> Scribe<'a> {
    pub(crate) fn new(pages: &'a mut Pages, customer: &'a Customer, day: &LocalDay, until: Micros) -> Self {
        let next_id = (day.number as u64) << 24;
        Self { pages, customer, until, next_id, time: 0, from: 0, date: (i64::MIN, [0; 10]), offset: (Micros::MIN, 0) }
    }

    /// Begins an event; [`Scribe::end`] ends it.
    pub(crate) fn event(&mut self, kind: &str, time: Micros) -> &mut Self {
        self.time = time;
        self.from = self.pages.bytes.len();
        self.raw("{\"id\":\"");
        push_base36(&mut self.pages.bytes, self.next_id);
        self.next_id += 1;
        self.raw("\",\"type\":\"").raw(kind).raw("\",\"time\":\"");
        self.timestamp(time);
        let customer = self.customer;
        self.raw("\",\"customer\":\"").raw(&customer.number).raw("\"")
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key).raw("\"");
        for byte in value.bytes() {
            if byte == b'"' || byte == b'\\' {
                self.pages.bytes.push(b'\\');
            }
            self.pages.bytes.push(byte);
        }
        self.raw("\"")
    }

    pub(crate) fn integer(&mut self, key: &str, value: u64) -> &mut Self {
        self.key(key);
        self.decimal(value)
    }

    pub(crate) fn number(&mut self, key: &str, number: Number) -> &mut Self {
        self.key(key);
        match number {
            Number::Full(digits) => self.raw("\"+").decimal(digits).raw("\""),
            Number::Short(digits) => self.raw("\"").decimal(u64::from(digits)).raw("\""),
            Number::Anonymous => self.raw("\"anonymous\""),
        }
    }

    /// A price of so many ten-thousandths of a krone.
    pub(crate) fn price(&mut self, price: Option<u32>) -> &mut Self {
        let Some(price) = price else { return self };
        let text = format!("{}.{:04}", price / 10_000, price % 10_000);
        self.text("price", &text).text("currency", "DKK")
    }

    pub(crate) fn end(&mut self) {
        self.raw("}\n");
        if self.time > self.until {
            self.pages.bytes.truncate(self.from);
            return;
        }
        self.pages.lines.push(Line { time: self.time, from: self.from, to: self.pages.bytes.len() });
    }

    fn raw(&mut self, text: &str) -> &mut Self {
        self.pages.bytes.extend_from_slice(text.as_bytes());
        self
    }

    fn key(&mut self, key: &str) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":")
    }

    fn decimal(&mut self, mut value: u64) -> &mut Self {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.pages.bytes.extend_from_slice(&digits[at..]);
        self
    }

    /// RFC 3339 with milliseconds, in UTC or with the local offset as the customer's network writes it.
    fn timestamp(&mut self, time: Micros) {
        let offset = if self.customer.writes_offset { self.offset_at(time) } else { 0 };
        let wall = time + Micros::from(offset) * SECOND;
        let day = wall.div_euclid(24 * HOUR);
        if self.date.0 != day {
            self.date = (day, date_bytes(day));
        }
        let milliseconds = (wall.rem_euclid(24 * HOUR) / 1_000) as u32;
        let seconds = milliseconds / 1_000;
        let mut text = *b"2026-01-01T00:00:00.000";
        text[..10].copy_from_slice(&self.date.1);
        two(&mut text[11..13], seconds / 3_600);
        two(&mut text[14..16], seconds / 60 % 60);
        two(&mut text[17..19], seconds % 60);
        text[20] = b'0' + (milliseconds / 100 % 10) as u8;
        two(&mut text[21..23], milliseconds % 100);
        self.pages.bytes.extend_from_slice(&text);
        if !self.customer.writes_offset {
            self.raw("Z");
            return;
        }
        let minutes = offset.unsigned_abs() / 60;
        let mut zone = *b"+00:00";
        zone[0] = if offset < 0 { b'-' } else { b'+' };
        two(&mut zone[1..3], minutes / 60);
        two(&mut zone[4..6], minutes % 60);
        self.pages.bytes.extend_from_slice(&zone);
    }

    /// The zone's offset, looked up once for a run of events within a quarter of an hour.
    fn offset_at(&mut self, time: Micros) -> i32 {
        let quarter = time.div_euclid(HOUR / 4);
        if self.offset.0 != quarter {
            self.offset = (quarter, offset_seconds(self.customer.zone, time));
        }
        self.offset.1
    }
}

fn two(out: &mut [u8], value: u32) {
    out[0] = b'0' + (value / 10 % 10) as u8;
    out[1] = b'0' + (value % 10) as u8;
}

fn date_bytes(day: i64) -> [u8; 10] {
    let date = super::clock::utc(day * 24 * HOUR).date_naive();
    let mut out = *b"1970-01-01";
    let (year, month, day) =
        (chrono::Datelike::year(&date), chrono::Datelike::month(&date), chrono::Datelike::day(&date));
    two(&mut out[0..2], year.unsigned_abs() / 100);
    two(&mut out[2..4], year.unsigned_abs() % 100);
    two(&mut out[5..7], month);
    two(&mut out[8..10], day);
    out
}
