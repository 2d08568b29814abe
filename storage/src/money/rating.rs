//! Rating: what a use costs, and the steps that make it so.
//!
//! **A receipt is what the charge was made of**: both come from the same walk over the same parts, so they cannot differ.

mod charge;
mod meter;
mod parts;
mod receipt;
mod timeline;
mod walk;

use std::borrow::Cow;

pub use charge::{Charge, Rater, Why};
pub use meter::Meter;
pub use receipt::{Receipt, ReceiptLine};
pub use timeline::Timeline;

use super::tariff::Service;
use super::{Currency, Price};
use crate::book::LineKind;

/// Something that may cost something.
#[derive(Debug, Clone)]
pub struct Use<'a> {
    /// What was used.
    pub service: Service,
    /// Whom it went to, as the event bears it.
    pub number: Option<Cow<'a, str>>,
    /// What the number is, when it is one of the customer's own lines.
    pub own: Option<LineKind>,
    /// The country that it was used in; none means at home.
    pub country: Option<Cow<'a, str>>,
    /// When it began to cost: at a call's answer, else when it happened. In µs of UTC.
    pub from_us: i64,
    /// How much: µs of talk, messages, or bytes.
    pub quantity: u64,
    /// What the network has charged already, and in what.
    pub told: Option<(Price, Currency)>,
}

#[cfg(test)]
mod tests;
