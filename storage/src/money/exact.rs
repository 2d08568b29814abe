//! What parts of a charge come to, before it is rounded.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use super::{Amount, Price};

/// Parts of a currency's unit: in thirds of 10⁻¹², a millionth by the sixtieth (a price a minute, for a second) and a
/// millionth by the millionth (a price a megabyte, for a byte) are both whole.
const PARTS: i128 = 3_000_000_000_000;

/// Parts in a millionth.
const PARTS_OF_A_MILLIONTH: i128 = PARTS / 1_000_000;

/// Parts in a ten-thousandth.
const PARTS_OF_A_TEN_THOUSANDTH: i128 = PARTS / 10_000;

/// An exact sum of money. Nothing is lost until it becomes an [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Exact(i128);

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Pieces at a price each.
    pub fn pieces(each: Price, pieces: u64) -> Self {
        Self(i128::from(each.millionths()) * PARTS_OF_A_MILLIONTH * i128::from(pieces))
    }

    /// Seconds at a price a minute.
    pub fn seconds(a_minute: Price, seconds: u64) -> Self {
        Self(i128::from(a_minute.millionths()) * (PARTS_OF_A_MILLIONTH / 60) * i128::from(seconds))
    }

    /// Bytes at a price a megabyte, which is a million of them.
    pub fn bytes(a_megabyte: Price, bytes: u64) -> Self {
        Self(i128::from(a_megabyte.millionths()) * (PARTS_OF_A_MILLIONTH / 1_000_000) * i128::from(bytes))
    }

    /// The one rounding of a charge: half-up, to four decimals.
    pub fn rounded(self) -> Amount {
        let half = PARTS_OF_A_TEN_THOUSANDTH / 2;
        let ten_thousandths = (self.0 + half).div_euclid(PARTS_OF_A_TEN_THOUSANDTH);
        Amount::from_ten_thousandths(i64::try_from(ten_thousandths).unwrap_or(i64::MAX))
    }
}

impl From<Price> for Exact {
    fn from(price: Price) -> Self {
        Self::pieces(price, 1)
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Exact {
    /// All decimals that there are, and an ellipsis where they do not end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let parts = self.0.unsigned_abs();
        let whole = parts / PARTS.unsigned_abs();
        let thirds = parts % PARTS.unsigned_abs();
        let ends = thirds.is_multiple_of(3);
        let decimals = format!("{:012}", thirds / 3);
        let shown = if ends { &decimals[..decimals.trim_end_matches('0').len().max(2)] } else { decimals.as_str() };
        let ellipsis = if ends { "" } else { "…" };
        write!(f, "{sign}{whole}.{shown}{ellipsis}")
    }
}

#[cfg(test)]
mod tests;
