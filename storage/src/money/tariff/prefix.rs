//! How numbers begin.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Digits of the longest number in the world, country included.
const DIGITS: usize = 15;

/// The beginning of a number with its country (`+45`), or a whole short number (`1818`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(String);

/// Says that a text is no beginning of a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no prefix: give a plus sign, the country and further digits, such as +4590, or a whole short number")]
pub struct NotAPrefix(String);

impl Prefix {
    /// The digits after the plus sign, when it has one.
    pub fn international(&self) -> Option<&str> {
        self.0.strip_prefix('+')
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let fits = (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        // No country's code begins with a 0: who writes one means a number as it is dialled at home.
        if fits && !text.starts_with("+0") {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPrefix(text.chars().take(40).collect()))
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Prefix {
    type Error = NotAPrefix;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}
