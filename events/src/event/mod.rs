//! The event contract: what an event is, and why one is refused.
//!
//! A line becomes a [`Draft`], whatever format it came in; the draft is checked once, and only a checked draft reaches
//! the columns.
//!
//! **A value is either parsed or refused with a sentence; nothing is corrected silently.**

mod draft;
mod field;
mod json;
mod kind;
mod refusal;
mod values;

pub(crate) use draft::{Draft, NUMBERS, TEXTS};
pub(crate) use field::{Field, Shape};
pub(crate) use json::read;
pub(crate) use kind::{Direction, EventType, LineKind};
pub(crate) use refusal::{Found, Refusal};
pub use values::Customer;
pub(crate) use values::{MAX_FUTURE_MICROS, TIMES, is_phone_number};

#[cfg(test)]
mod tests;
