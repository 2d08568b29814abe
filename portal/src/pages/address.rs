//! Addresses of other pages, with their parameters escaped.

use std::fmt::Write;

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;

/// An address under construction.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    text: String,
    has_query: bool,
}

impl Address {
    /// Begins with the parts of a path.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut text = String::new();
        for part in parts {
            text.push('/');
            escape(&mut text, part);
        }
        Self { text, has_query: false }
    }

    /// Begins with a path that is escaped already, such as a request's own.
    pub(crate) fn at(path: &str) -> Self {
        Self { text: path.to_owned(), has_query: false }
    }

    /// Adds a parameter that is escaped already, with its name.
    #[must_use]
    pub(crate) fn pair(mut self, pair: &str) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.text.push_str(pair);
        self
    }

    /// Adds a parameter; an empty one is left out.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            return self;
        }
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.text.push_str(name);
        self.text.push('=');
        escape(&mut self.text, value);
        self
    }

    /// Adds `from` and `to`: as dates where they are midnights, else with the offset.
    #[must_use]
    pub(crate) fn between(self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> Self {
        self.with("from", &end(from, zone)).with("to", &end(to, zone))
    }

    /// The address.
    pub(crate) fn build(self) -> String {
        self.text
    }
}

/// An end of a period as it stands in an address.
pub(crate) fn end(at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    if local.time() == NaiveTime::MIN {
        return local.date_naive().to_string();
    }
    local.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}

fn escape(text: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':') {
            text.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
