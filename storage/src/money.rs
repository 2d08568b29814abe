//! Money, tariffs and what depends on the calendar: pure code, without a file, a network or a clock.
//!
//! **No float touches money**: prices are whole millionths, charges whole ten-thousandths, and what lies between is a whole
//! number of parts so small that every price of every unit is whole in them. A lint refuses floating-point arithmetic here.
#![deny(clippy::float_arithmetic, clippy::disallowed_types)]

mod account;
mod amount;
mod currency;
mod exact;
mod month;
mod price;
pub mod rating;
pub mod tariff;
mod times;
mod week_hours;
mod weekly;

pub use account::{Account, Charged, Fee};
pub use amount::{Amount, Ore, VatRate};
pub use currency::Currency;
pub use exact::Exact;
pub use month::Month;
pub use price::{NotAPrice, Price};
pub use times::{DayKind, NotTimes, Times};
pub use week_hours::WeekHours;
pub use weekly::{Hole, holes};
