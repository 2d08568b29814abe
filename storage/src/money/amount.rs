//! What is charged, and what stands on an invoice.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use super::Price;

/// A charge: whole ten-thousandths, which is what four decimals are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// An invoice line: whole hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ore(i64);

/// A rate of VAT, in hundredths of a percent: 25 % is 2,500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VatRate(u16);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many ten-thousandths.
    pub const fn from_ten_thousandths(ten_thousandths: i64) -> Self {
        Self(ten_thousandths)
    }

    /// The whole ten-thousandths.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// The one rounding of an invoice line: half-up, to hundredths.
    pub fn rounded(self) -> Ore {
        Ore((self.0 + 50).div_euclid(100))
    }
}

/// Says that a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no amount: give digits with a point and at most four decimals")]
pub struct NotAnAmount(String);

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// Reads what a table tells.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotAnAmount(text.chars().take(40).collect());
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > 4 || !are_digits(whole) || !are_digits(part) {
            return Err(refused());
        }
        let ten_thousandths: i64 = format!("{whole}{part:0<4}").parse().map_err(|_| refused())?;
        Ok(Self(if digits.len() < text.len() { -ten_thousandths } else { ten_thousandths }))
    }
}

impl Ore {
    /// So many hundredths.
    pub const fn new(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The whole hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The VAT on this sum, rounded half-up to hundredths. It is worked on an invoice's sum, never on a line.
    pub fn vat(self, rate: VatRate) -> Self {
        let ten_thousandths = i128::from(self.0) * i128::from(rate.0);
        Self(i64::try_from((ten_thousandths + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
    }
}

impl VatRate {
    /// The rate in Denmark.
    pub const DENMARK: Self = Self(2_500);

    /// The rate of so many hundredths of a percent, from none to all.
    pub fn from_hundredths(hundredths: i64) -> Option<Self> {
        u16::try_from(hundredths).ok().filter(|rate| *rate <= 10_000).map(Self)
    }

    /// The rate that a percentage with at most two decimals means.
    pub fn from_percent(percent: Price) -> Option<Self> {
        let hundredths = percent.millionths() / 10_000;
        (hundredths * 10_000 == percent.millionths()).then_some(hundredths).and_then(Self::from_hundredths)
    }

    /// The whole hundredths of a percent.
    pub fn hundredths(self) -> u16 {
        self.0
    }
}

/// Arithmetic that stays within one kind of money.
macro_rules! adds_up {
    ($($money:ty),*) => {$(
        impl Add for $money {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $money {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl AddAssign for $money {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Sum for $money {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self(0), Add::add)
            }
        }
    )*};
}

adds_up!(Amount, Ore);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 10_000, 4)
    }
}

impl fmt::Display for Ore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0, 100, 2)
    }
}

impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_decimal(f, self.0.into(), 100, 2)
    }
}

fn write_decimal(f: &mut fmt::Formatter<'_>, value: i64, unit: u64, decimals: usize) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    write!(f, "{sign}{}.{:0decimals$}", value / unit, value % unit)
}

#[cfg(test)]
mod tests;
