//! What is wrong with a tariff, and where.

/// The part of a tariff that a fault lies in, by its place in the tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The tariff as a whole.
    Whole,
    /// A band.
    Band(usize),
    /// A group.
    Group(usize),
    /// A rate.
    Rate(usize),
    /// A step of a rate.
    Step(usize, usize),
    /// A plan or an add-on.
    Plan(usize),
    /// An allowance of a plan or an add-on.
    Allowance(usize, usize),
}

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub part: Part,
    /// Under which key.
    pub key: &'static str,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl Fault {
    pub(super) fn new(part: Part, key: &'static str, what: impl Into<String>) -> Self {
        Self { part, key, what: what.into() }
    }
}

/// Which lists of a tariff are whole: what rests on one that is not cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    pub(crate) bands: bool,
    pub(crate) groups: bool,
    pub(crate) rates: bool,
}

impl Whole {
    /// A tariff that lacks nothing.
    pub(crate) const ALL: Self = Self { bands: true, groups: true, rates: true };
}
