//! The customer number, which is the scope of everything that a customer may see.
//!
//! **Who holds a `CustomerNumber` holds a valid one**: it is checked once, where it enters, and never again.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest customer number that the event contract allows.
const MAX_DIGITS: usize = 16;

/// A customer's number: 1 to 16 decimal digits, kept as text since a leading zero means something.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CustomerNumber(Arc<str>);

/// Says why a text is no customer number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a customer number: give 1 to 16 digits")]
pub struct InvalidCustomerNumber(String);

impl CustomerNumber {
    /// Checks a text and takes it as a customer number.
    ///
    /// # Errors
    /// When it is not 1 to 16 decimal digits.
    pub fn new(text: &str) -> Result<Self, InvalidCustomerNumber> {
        let fits = (1..=MAX_DIGITS).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            // What was given may be of any length; a message bears no more than a line of it.
            Err(InvalidCustomerNumber(text.chars().take(40).collect()))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomerNumber({})", self.0)
    }
}

impl AsRef<str> for CustomerNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for CustomerNumber {
    type Err = InvalidCustomerNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<String> for CustomerNumber {
    type Error = InvalidCustomerNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<CustomerNumber> for String {
    fn from(number: CustomerNumber) -> Self {
        number.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests;
