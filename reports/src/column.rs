//! Columns of a list, and the values of its rows.

use chrono::{DateTime, Utc};
use opkald_storage::money::Amount;

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and numbers that nobody adds up, such as phone numbers.
    Text,
    /// Whole numbers.
    Whole,
    /// Figures with a part behind the point.
    Figure,
    /// Seconds, with their parts.
    Seconds,
    /// Money, with four decimals; what currency it is in stands beside it, in a column of texts.
    Money,
    /// Instants: local times of the reader's zone in a workbook, with their offset in CSV, UTC in Parquet.
    Instant,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name that programs know it by, the same as in the API.
    pub name: &'static str,
    /// The name that people know it by.
    pub title: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether the front of a workbook has its sum; money is added up by the currency of its row.
    pub is_summed: bool,
}

impl Column {
    /// A column that is not added up.
    pub fn new(name: &'static str, title: impl Into<String>, kind: Kind) -> Self {
        // A place where a long title may break on a page is none in a file.
        Self { name, title: title.into().replace('\u{ad}', ""), kind, is_summed: false }
    }

    /// With its sum on the front of a workbook.
    #[must_use]
    pub fn summed(mut self) -> Self {
        self.is_summed = true;
        self
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// There is none.
    None,
    /// Of a column of texts.
    Text(String),
    /// Of a column of texts: by one name for programs, by another for people.
    Named {
        /// As the API has it.
        name: String,
        /// As a page has it.
        word: String,
    },
    /// Of a column of whole numbers.
    Whole(i64),
    /// Of a column of figures.
    Figure(f64),
    /// Of a column of seconds.
    Seconds(f64),
    /// Of a column of money.
    Money(Amount),
    /// Of a column of instants.
    Instant(DateTime<Utc>),
}

impl Value {
    /// Whether a column of a kind can hold it.
    pub(crate) fn fits(&self, kind: Kind) -> bool {
        match self {
            Self::None => true,
            Self::Text(_) | Self::Named { .. } => kind == Kind::Text,
            Self::Whole(_) => kind == Kind::Whole,
            Self::Figure(_) => kind == Kind::Figure,
            Self::Seconds(_) => kind == Kind::Seconds,
            Self::Money(_) => kind == Kind::Money,
            Self::Instant(_) => kind == Kind::Instant,
        }
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(whole: i64) -> Self {
        Self::Whole(whole)
    }
}

impl From<f64> for Value {
    fn from(seconds: f64) -> Self {
        Self::Seconds(seconds)
    }
}

impl From<Amount> for Value {
    fn from(amount: Amount) -> Self {
        Self::Money(amount)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Instant(at)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}
