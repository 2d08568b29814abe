//! Values for the placeholders of a statement, by name.

use chrono::{DateTime, Utc};
use datafusion::common::ParamValues;
use datafusion::scalar::ScalarValue;

/// Named values of a statement; text never becomes SQL.
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(String, ScalarValue)>);

impl Params {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text for `$name`.
    #[must_use]
    pub fn text(self, name: &str, value: impl Into<String>) -> Self {
        self.with(name, ScalarValue::Utf8(Some(value.into())))
    }

    /// Adds a text that may be missing; then `$name` is null.
    #[must_use]
    pub fn maybe_text(self, name: &str, value: Option<&str>) -> Self {
        self.with(name, ScalarValue::Utf8(value.map(str::to_owned)))
    }

    /// Adds a number for `$name`.
    #[must_use]
    pub fn int(self, name: &str, value: i64) -> Self {
        self.with(name, ScalarValue::Int64(Some(value)))
    }

    /// Adds an instant for `$name`.
    #[must_use]
    pub fn instant(self, name: &str, value: DateTime<Utc>) -> Self {
        self.with(name, instant(value))
    }

    fn with(mut self, name: &str, value: ScalarValue) -> Self {
        self.0.push((name.to_owned(), value));
        self
    }

    pub(crate) fn into_values(self) -> ParamValues {
        ParamValues::from(self.0)
    }
}

pub(crate) fn instant(value: DateTime<Utc>) -> ScalarValue {
    instant_us(value.timestamp_micros())
}

/// The instant so many µs after the epoch.
pub(crate) fn instant_us(us: i64) -> ScalarValue {
    ScalarValue::TimestampMicrosecond(Some(us), Some("UTC".into()))
}
