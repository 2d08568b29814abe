//! Why a line is no event: one plain sentence each.

use std::fmt;

use super::field::MAX_DURATION_MS;
use super::{EventType, Field};

/// Length of the part of a refused value that is told.
const SHOWN: usize = 40;

/// Why a line was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Bytes that are no text, from this one on.
    NotUtf8 { at: usize },
    /// A message without content.
    Empty,
    /// No JSON.
    NotJson { detail: String },
    /// JSON, but no object.
    NotObject,
    /// Longer than a line may be; only its beginning is kept.
    TooLong { length: u64, kept: usize },
    /// A field that stands twice says two things.
    Twice { field: Field },
    /// A required field is absent.
    Missing { field: Field, kind: Option<EventType> },
    /// A field has a value that is not among those of the contract.
    Value { field: Field, found: Found, wanted: Wanted },
    /// The time lies in no year that can be written.
    NoYear,
    /// The time lies too far ahead to be true.
    Future { time: String },
    /// A line of a foreign log is not as the format has it.
    Foreign { why: String },
}

/// What a field must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// In words.
    Words(&'static str),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A whole number in these bounds.
    Number(i64, i64),
    /// A known type of event.
    Type,
}

/// A value that was found, shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found(String);

impl Found {
    /// A text.
    pub(crate) fn text(text: &str) -> Self {
        let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        if text.chars().nth(SHOWN).is_some() {
            shown.push('…');
        }
        Self(format!("\"{shown}\""))
    }

    /// A number or a boolean.
    pub(crate) fn plain(value: impl fmt::Display) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::OneOf(words) => write!(f, "one of {}", words.join(", ")),
            Self::Number(least, MAX_DURATION_MS) => {
                write!(f, "a whole number of milliseconds from {least} to {MAX_DURATION_MS}, which is ten years")
            }
            Self::Number(least, i64::MAX) => write!(f, "a whole number of at least {least}"),
            Self::Number(least, greatest) => write!(f, "a whole number from {least} to {greatest}"),
            Self::Type => f.write_str("a type of the event contract"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { at } => write!(f, "The line is not UTF-8 from its byte {at} on."),
            Self::Empty => f.write_str("The message is empty."),
            Self::NotJson { detail } => write!(f, "The line is not JSON: {detail}."),
            Self::NotObject => f.write_str("The line is JSON, but not an object."),
            Self::TooLong { length, kept } => {
                write!(f, "The line has {length} bytes, more than 1 MiB; the first {kept} are kept.")
            }
            Self::Twice { field } => write!(f, "The field {} stands twice.", field.name()),
            Self::Missing { field, kind: None } => write!(f, "The field {} is missing.", field.name()),
            Self::Missing { field, kind: Some(kind) } => {
                write!(f, "The field {} is missing, which {} requires.", field.name(), kind.word())
            }
            Self::Value { field, found: Found(found), wanted } => {
                write!(f, "The field {} is {found}, but must be {wanted}.", field.name())
            }
            Self::NoYear => f.write_str("The field time lies outside of the years 1 to 9999."),
            Self::Future { time } => {
                write!(f, "The field time is {time}, more than 24 hours in the future.")
            }
            Self::Foreign { why } => write!(f, "{why}."),
        }
    }
}
