//! A telephone number as the simulation holds it: small, copied, written without allocation.

use std::fmt;

/// What stands in `from` and `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Number {
    /// E.164, without its plus sign.
    Full(u64),
    /// A short number within the customer.
    Short(u16),
    /// A caller who hides the number.
    Anonymous,
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(digits) => write!(out, "+{digits}"),
            Self::Short(digits) => write!(out, "{digits}"),
            Self::Anonymous => out.write_str("anonymous"),
        }
    }
}
