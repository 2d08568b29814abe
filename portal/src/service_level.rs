//! Service level by name: the field has six formulas, and a figure says nothing without the name of its own.

use std::ops::RangeInclusive;

use serde::Serialize;

use crate::error::PortalError;
use crate::queue_counts::{QueueCounts, Within};
use crate::wrong::Wrong;

/// The limits that can be asked for, in whole seconds: up to an hour.
pub(crate) const LIMITS_SECONDS: RangeInclusive<u32> = 1..=3600;

/// A formula over the visits of a bucket: *A* answered, *B* abandoned, *N* joined, and those of them within *t*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Formula {
    /// A_t / (N − short abandons − closed).
    Default,
    /// A_t / A.
    Handled,
    /// A_t / (N − B_t).
    Ignore,
    /// (A_t + B_t) / N.
    Positive,
    /// A_t / N.
    Negative,
    /// (A_t + B_t) / (A + B).
    Asterisk2,
}

impl Formula {
    /// All of them, the default first.
    pub(crate) const ALL: [Self; 6] =
        [Self::Default, Self::Handled, Self::Ignore, Self::Positive, Self::Negative, Self::Asterisk2];

    /// The value as it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Handled => "handled",
            Self::Ignore => "ignore",
            Self::Positive => "positive",
            Self::Negative => "negative",
            Self::Asterisk2 => "asterisk2",
        }
    }

    /// Whether the formula needs to know who gave up within the limit.
    pub(crate) fn counts_abandoned(self) -> bool {
        matches!(self, Self::Ignore | Self::Positive | Self::Asterisk2)
    }

    /// The outcomes of the visits that it counts as reached in time, as a list of visits is asked for them.
    pub(crate) fn reached(self) -> &'static str {
        match self {
            Self::Default | Self::Handled | Self::Ignore | Self::Negative => "answered",
            Self::Positive | Self::Asterisk2 => "answered,abandoned,short_abandoned",
        }
    }

    /// The formula in signs, as it is shown beside the figure.
    pub(crate) fn signs(self) -> &'static str {
        match self {
            Self::Default => "Aₜ / (N − S − C)",
            Self::Handled => "Aₜ / A",
            Self::Ignore => "Aₜ / (N − Bₜ)",
            Self::Positive => "(Aₜ + Bₜ) / N",
            Self::Negative => "Aₜ / N",
            Self::Asterisk2 => "(Aₜ + Bₜ) / (A + B)",
        }
    }
}

/// A formula with its time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct ServiceLevel {
    /// Which formula.
    pub(crate) formula: Formula,
    /// The limit *t*; absent is each queue's own setting.
    pub(crate) seconds: Option<u32>,
}

impl ServiceLevel {
    /// The figure as it is stored: by the default formula, within each queue's own limit.
    pub(crate) const STORED: Self = Self { formula: Formula::Default, seconds: None };

    /// Reads `service_level` and `seconds`.
    pub(crate) fn parse(formula: Option<&str>, seconds: Option<&str>) -> Result<Self, PortalError> {
        let formula = match formula.filter(|text| !text.is_empty()) {
            None => Formula::Default,
            Some(text) => Formula::ALL.into_iter().find(|formula| formula.name() == text).ok_or_else(|| {
                PortalError::parameter("service_level", Wrong::none_of(text, &Formula::ALL.map(Formula::name)))
            })?,
        };
        let seconds = match seconds.filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(limit(text)?),
        };
        Ok(Self { formula, seconds })
    }

    /// The limit, for a queue whose own is this.
    pub(crate) fn limit(self, own_seconds: u32) -> u32 {
        self.seconds.unwrap_or(own_seconds)
    }

    /// The limit that visits must be counted by, where what is stored does not tell: it holds only how many were answered
    /// within the queue's own.
    pub(crate) fn to_count(self, own_seconds: u32) -> Option<u32> {
        let seconds = self.limit(own_seconds);
        (seconds != own_seconds || self.formula.counts_abandoned()).then_some(seconds)
    }

    /// The share, or no data where nothing was to be reached, of counts that are made for this level.
    pub(crate) fn of(self, counts: &QueueCounts) -> Option<f64> {
        let Within { answered: answered_in_time, abandoned: abandoned_in_time } = counts.within;
        let abandoned = counts.abandoned + counts.short_abandoned;
        let (part, whole) = match self.formula {
            Formula::Default => (answered_in_time, counts.joined - counts.short_abandoned - counts.closed),
            Formula::Handled => (answered_in_time, counts.answered),
            Formula::Ignore => (answered_in_time, counts.joined - abandoned_in_time),
            Formula::Positive => (answered_in_time + abandoned_in_time, counts.joined),
            Formula::Negative => (answered_in_time, counts.joined),
            Formula::Asterisk2 => (answered_in_time + abandoned_in_time, counts.answered + abandoned),
        };
        crate::queue_counts::ratio(part as f64, whole)
    }
}

fn limit(text: &str) -> Result<u32, PortalError> {
    let given = text.trim().parse().ok().filter(|seconds| LIMITS_SECONDS.contains(seconds));
    given.ok_or_else(|| {
        let (least, most) = (i64::from(*LIMITS_SECONDS.start()), i64::from(*LIMITS_SECONDS.end()));
        PortalError::parameter("seconds", Wrong::NoNumber { given: text.to_owned(), least, most })
    })
}

#[cfg(test)]
mod tests;
