//! Pages of a list by the key of its last row, so that the thousandth page costs what the first one does.

use chrono::{DateTime, Utc};

use crate::error::PortalError;
use crate::wrong::Wrong;

/// Rows of a page where nothing is said.
const USUAL_LIMIT: usize = 100;
/// The most rows of one page. The SQL texts fetch one more, which tells whether there is a next page.
const MOST_ROWS: usize = 500;

/// Where a list goes on: the key of the last row that was shown. Opaque to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The time that the list is sorted by, latest first.
    pub(crate) at: DateTime<Utc>,
    /// The next part of the key.
    pub(crate) first: String,
    /// The last part of the key.
    pub(crate) second: String,
}

impl Cursor {
    /// Before everything that is earlier than an instant.
    pub(crate) fn start(at: DateTime<Utc>) -> Self {
        Self { at, first: String::new(), second: String::new() }
    }

    /// The last part of the key, where it is a number.
    pub(crate) fn second_number(&self) -> i64 {
        self.second.parse().unwrap_or_default()
    }

    fn encode(&self) -> String {
        let key = serde_json::json!([self.at.timestamp_micros(), self.first, self.second]).to_string();
        key.bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn decode(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        let json: Vec<u8> = pairs.collect::<Option<_>>()?;
        let (micros, first, second): (i64, String, String) = serde_json::from_slice(&json).ok()?;
        Some(Self { at: DateTime::from_timestamp_micros(micros)?, first, second })
    }
}

/// Which page of a list is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    limit: usize,
    /// Where to go on; absent on the first page.
    pub(crate) cursor: Option<Cursor>,
}

impl Paging {
    /// Reads `limit` and `cursor`.
    pub(crate) fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self, PortalError> {
        let limit = match limit.filter(|text| !text.is_empty()) {
            None => USUAL_LIMIT,
            Some(text) => text.parse().ok().filter(|limit| (1..=MOST_ROWS).contains(limit)).ok_or_else(|| {
                let most = i64::try_from(MOST_ROWS).unwrap_or(i64::MAX);
                let why = Wrong::NoNumber { given: text.to_owned(), least: 1, most };
                PortalError::parameter("limit", why)
            })?,
        };
        let cursor = match cursor.filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(Cursor::decode(text).ok_or_else(|| PortalError::parameter("cursor", Wrong::NoCursor))?),
        };
        Ok(Self { limit, cursor })
    }

    /// Where the page begins.
    pub(crate) fn begin(&self, end_of_list: DateTime<Utc>) -> Cursor {
        self.cursor.clone().unwrap_or_else(|| Cursor::start(end_of_list))
    }

    /// Whether the rows that were fetched are all there are, so that they need no counting.
    pub(crate) fn is_all<T>(&self, fetched: &[T]) -> bool {
        self.cursor.is_none() && fetched.len() <= MOST_ROWS
    }

    /// Cuts the rows that were fetched to the page, and tells where the next one begins.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Cursor) -> Page<T> {
        let all = self.is_all(&rows).then(|| i64::try_from(rows.len()).unwrap_or(i64::MAX));
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next = rows.last().filter(|_| more).map(|last| key(last).encode());
        Page { rows, next, all }
    }
}

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page<T> {
    /// Its rows.
    pub(crate) rows: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub(crate) next: Option<String>,
    /// How many there are in all, where the page's own query has told it: then nobody need ask again.
    pub(crate) all: Option<i64>,
}

#[cfg(test)]
mod tests;
