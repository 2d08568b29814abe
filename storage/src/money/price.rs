//! A price as a tariff or an event tells it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Decimals of a price: as many as an event may bear.
const DECIMALS: usize = 6;

/// Digits before the point: a price beyond a billion is a slip of the pen, and what a month uses at one below it still fits
/// the arithmetic.
const DIGITS: usize = 9;

/// Millionths in a unit of the currency.
const MILLIONTHS: i64 = 1_000_000;

/// A price or a fee: whole millionths of a currency's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Price(i64);

/// Says why a text is no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPrice {
    /// It is not made of digits and a point.
    #[error("{0:?} is no price: give digits with a point, such as 0.25")]
    Form(String),
    /// It is finer than anything that is charged.
    #[error("{0:?} has more than six decimals: give at most six")]
    Fine(String),
    /// It is more than anything costs.
    #[error("{0:?} is too much: a price has at most nine digits before the point")]
    Large(String),
}

impl Price {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A price of so many millionths, if it is no larger than a price may be.
    pub fn from_millionths(millionths: i128) -> Option<Self> {
        let millionths = i64::try_from(millionths).ok()?;
        let largest = MILLIONTHS * 10_i64.pow(DIGITS as u32);
        (-largest < millionths && millionths < largest).then_some(Self(millionths))
    }

    /// The whole millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// Whether it is below nothing.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl FromStr for Price {
    type Err = NotAPrice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.chars().take(40).collect::<String>();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(part) {
            return Err(NotAPrice::Form(shown()));
        }
        let part = part.trim_end_matches('0');
        if part.len() > DECIMALS {
            return Err(NotAPrice::Fine(shown()));
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > DIGITS {
            return Err(NotAPrice::Large(shown()));
        }
        let value = |digits: &str| digits.bytes().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'));
        let millionths = value(whole) * MILLIONTHS + value(part) * 10_i64.pow((DECIMALS - part.len()) as u32);
        Ok(Self(sign * millionths))
    }
}

impl fmt::Display for Price {
    /// At least two decimals, as prices are written, and no zeros after them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let millionths = self.0.unsigned_abs();
        let (whole, part) = (millionths / MILLIONTHS as u64, millionths % MILLIONTHS as u64);
        let part = format!("{part:06}");
        let end = part.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{whole}.{}", &part[..end])
    }
}

impl TryFrom<String> for Price {
    type Error = NotAPrice;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Price> for String {
    fn from(price: Price) -> Self {
        price.to_string()
    }
}

#[cfg(test)]
mod tests;
