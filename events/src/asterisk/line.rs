//! The fields of a queue_log's line, and their values.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_128;

use crate::event::{Refusal, is_phone_number};

/// Longest name that an event can bear.
const MAX_NAME: usize = 64;

/// A line: `epoch|call|queue|agent|verb|data…`.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) time_micros: i64,
    call: &'a str,
    queue: &'a str,
    agent: &'a str,
    pub(super) verb: &'a str,
    data: Vec<&'a str>,
    /// Hash of the line's bytes: what its events are known by.
    hash: u128,
}

impl<'a> Line<'a> {
    /// Takes a line apart.
    ///
    /// # Errors
    /// When it has too few fields, or no time.
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        let mut fields = text.split('|');
        let mut next = |name: &str| {
            fields
                .next()
                .ok_or_else(|| Refusal::Foreign { why: format!("The queue_log line ends before its field {name}") })
        };
        let epoch = next("time")?;
        let (call, queue, agent, verb) = (next("call")?, next("queue")?, next("agent")?, next("event")?);
        let time_micros = parse_decimal(epoch, 6).ok_or_else(|| Refusal::Foreign {
            why: "The queue_log line does not begin with a time in seconds since 1970".to_owned(),
        })?;
        let data = fields.map(str::trim).collect();
        let hash = xxh3_128(text.as_bytes());
        Ok(Self { time_micros, call, queue, agent, verb, data, hash })
    }

    /// The id of the line's n-th event.
    pub(super) fn id(&self, ordinal: usize) -> String {
        format!("{:032x}-{ordinal}", self.hash)
    }

    /// The call; a longer id than an event can bear is replaced by its hash.
    pub(super) fn call(&self) -> Option<Cow<'a, str>> {
        let call = named(self.call)?;
        if call.chars().count() <= MAX_NAME {
            return Some(Cow::Borrowed(call));
        }
        Some(Cow::Owned(format!("{:032x}", xxh3_128(call.as_bytes()))))
    }

    /// The queue.
    pub(super) fn queue(&self) -> Option<&'a str> {
        named(self.queue)
    }

    /// The agent, without the prefix of the agents' channel.
    pub(super) fn agent(&self) -> Option<&'a str> {
        let agent = named(self.agent)?;
        named(agent.strip_prefix("Agent/").unwrap_or(agent))
    }

    /// The n-th field after the event's name, unless it is empty.
    pub(super) fn data(&self, at: usize) -> Option<&'a str> {
        self.data.get(at).copied().filter(|field| !field.is_empty())
    }

    /// Number of fields after the event's name.
    pub(super) fn data_length(&self) -> usize {
        self.data.len()
    }

    /// The n-th field after the event's name as a caller's number.
    pub(super) fn caller(&self, at: usize) -> Cow<'a, str> {
        self.data(at).map_or(Cow::Borrowed(ANONYMOUS), normalise_caller)
    }
}

/// The caller of whom no number is known.
pub(super) const ANONYMOUS: &str = "anonymous";

fn named(field: &str) -> Option<&str> {
    let field = field.trim();
    (!field.is_empty() && field != "NONE").then_some(field)
}

/// A caller's number in the contract's form: E.164, or digits, or `anonymous`.
pub(super) fn normalise_caller(text: &str) -> Cow<'_, str> {
    // `"Somebody" <88303080>` is a number with a name.
    let number = match text.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end().trim_end_matches('>'),
        None => text,
    };
    let is_plain = |text: &str| text.strip_prefix('+').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_plain(number) {
        Cow::Borrowed(number)
    } else {
        Cow::Owned(number.chars().filter(|char| !matches!(char, ' ' | '-' | '(' | ')')).collect())
    };
    match number.as_bytes() {
        // Eight digits are a Danish number, of which none begins with 0 or 1.
        [b'2'..=b'9', _, _, _, _, _, _, _] if is_plain(&number) => Cow::Owned(format!("+45{number}")),
        [b'0', b'0', b'1'..=b'9', rest @ ..] if rest.len() >= 7 && is_plain(&number) => {
            let international = format!("+{}", &number[2..]);
            if is_phone_number(&international) { Cow::Owned(international) } else { Cow::Borrowed(ANONYMOUS) }
        }
        _ if is_phone_number(&number) => number,
        _ => Cow::Borrowed(ANONYMOUS),
    }
}

/// Reads a decimal that is not negative, scaled by ten to the power of `places`; more decimals are cut off.
pub(super) fn parse_decimal(text: &str, places: usize) -> Option<i64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let zeros = std::iter::repeat_n(b'0', places);
    let decimals = fraction.bytes().chain(zeros).take(places);
    whole.bytes().chain(decimals).try_fold(0_i64, |sum, byte| sum.checked_mul(10)?.checked_add(i64::from(byte - b'0')))
}
