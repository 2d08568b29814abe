//! Service level by name: the field has six formulas, and a figure says nothing without the name of its own.

use serde::Serialize;

use crate::error::PortalError;
use crate::queue_counts::{EDGES_SECONDS, QueueCounts};
use crate::wrong::Wrong;

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

    /// The share, or no data where nothing was to be reached. `own_seconds` is the queue's own limit.
    pub(crate) fn of(self, counts: &QueueCounts, own_seconds: u32) -> Option<f64> {
        let seconds = self.seconds.unwrap_or(own_seconds);
        // The stored figure is exact for the queue's own limit, whatever it is; others come from the histogram.
        let answered_in_time =
            if seconds == own_seconds { counts.in_time } else { within(&counts.answered_waits, seconds) };
        let abandoned_in_time = within(&counts.abandoned_waits, seconds);
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
    let edges = &EDGES_SECONDS[1..];
    let given = text.parse().ok().filter(|seconds| edges.contains(seconds));
    given.ok_or_else(|| {
        let edges: Vec<String> = edges.iter().map(ToString::to_string).collect();
        PortalError::parameter("seconds", Wrong::NoneOf { given: text.to_owned(), allowed: edges.join(", ") })
    })
}

/// How many waited less than so long.
fn within(waits: &[i64; EDGES_SECONDS.len()], seconds: u32) -> i64 {
    EDGES_SECONDS.iter().zip(waits).filter(|(low, _)| **low < seconds).map(|(_, count)| count).sum()
}

#[cfg(test)]
mod tests;
