//! Values that are more than text: instants, money, customers, phone numbers.

use std::ops::Range;

/// How far ahead of the clock an event's time may be.
pub(crate) const MAX_FUTURE_MICROS: i64 = DAY_MICROS;

/// When an event may have been, in µs since the epoch: in the years 1 to 9999. No other year can be written as a date in the
/// log, and be read by everybody who reads the table.
pub(crate) const TIMES: Range<i64> =
    days_since_epoch(1, 1, 1) * DAY_MICROS..days_since_epoch(10_000, 1, 1) * DAY_MICROS;

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// A customer number: its 1 to 16 digits, left-aligned, so that numbers compare as their texts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Customer([u8; 16]);

impl Customer {
    /// Reads a customer number.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.is_empty() || bytes.len() > 16 || !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut digits = [0; 16];
        digits[..bytes.len()].copy_from_slice(bytes);
        Some(Self(digits))
    }

    /// Its digits.
    pub(crate) fn digits(&self) -> &[u8] {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(16);
        &self.0[..length]
    }

    /// Its digits and the zero bytes after them.
    pub(crate) const fn padded(&self) -> &[u8; 16] {
        &self.0
    }

    /// Its digits as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.digits()).unwrap_or_default()
    }
}

/// Whether a text is E.164, a short internal number, or `anonymous`.
pub(crate) fn is_phone_number(text: &str) -> bool {
    match text.as_bytes() {
        [b'+', b'1'..=b'9', rest @ ..] => (1..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit),
        b"anonymous" => true,
        digits => (1..=15).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
    }
}

/// Digits of a price before the point, and behind it: as many as the views of the contract show, so that whatever is
/// stored can be shown, and as it was sent.
const PRICE_WHOLE_DIGITS: usize = 10;
const PRICE_DECIMALS: usize = 4;

/// Reads a decimal of at most 10 digits before the point and 4 behind, as millionths. Zeros before and behind those say
/// nothing, and are no fault.
pub(crate) fn parse_price(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if whole.len() > PRICE_WHOLE_DIGITS || fraction.len() > PRICE_DECIMALS {
        return None;
    }
    let digit = |sum: i128, byte: u8| sum * 10 + i128::from(byte - b'0');
    let zeros = std::iter::repeat_n(b'0', 6 - fraction.len());
    Some(sign * whole.bytes().chain(fraction.bytes()).chain(zeros).fold(0, digit))
}

/// Reads an RFC 3339 time with at most six decimals, as µs since the epoch.
///
/// By hand, since a general parser costs as much as the rest of the event. A leap second is the second after it.
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() < 20 || bytes[4] != b'-' || bytes[7] != b'-' || bytes[13] != b':' || bytes[16] != b':' {
        return None;
    }
    if !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    let year = pair(bytes, 0)? * 100 + pair(bytes, 2)?;
    let (month, day) = (pair(bytes, 5)?, pair(bytes, 8)?);
    let (hour, minute, second) = (pair(bytes, 11)?, pair(bytes, 14)?, pair(bytes, 17)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (micros, zone) = fraction(&bytes[19..])?;
    let offset_minutes = offset(zone)?;
    let minutes = (days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
    Some((minutes * 60 + second) * 1_000_000 + micros)
}

fn pair(bytes: &[u8], at: usize) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(*bytes.get(at)?)? * 10 + digit(*bytes.get(at + 1)?)?)
}

/// The decimals of a second in µs, and what follows them.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let Some(rest) = bytes.strip_prefix(b".") else {
        return Some((0, bytes));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=6).contains(&length) {
        return None;
    }
    let (digits, zone) = rest.split_at(length);
    let value = digits.iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    let scale = [100_000, 10_000, 1_000, 100, 10, 1];
    Some((value * scale[length - 1], zone))
}

/// The minutes that a zone is ahead of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let sign = match zone {
        b"Z" | b"z" => return Some(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (pair(zone, 1)?, pair(zone, 4)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01, counted in years that begin in March so that a leap day is the last.
const fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}
