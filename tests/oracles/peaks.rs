//! Who is inside at an instant, counted and not summed up: those who came before it, less those who had left.

use chrono::{DateTime, TimeDelta, Utc};

use crate::rows::{Row, instant};

/// An open visit or leg lasts so long at the most.
const OPEN_AT_MOST: TimeDelta = TimeDelta::hours(24);

/// Half-open stretches of time; those of no length hold nobody.
#[derive(Debug, Default)]
pub(crate) struct Spans {
    starts: Vec<DateTime<Utc>>,
    ends: Vec<DateTime<Utc>>,
}

impl FromIterator<(DateTime<Utc>, DateTime<Utc>)> for Spans {
    fn from_iter<T: IntoIterator<Item = (DateTime<Utc>, DateTime<Utc>)>>(spans: T) -> Self {
        let (mut starts, mut ends): (Vec<_>, Vec<_>) = spans.into_iter().filter(|(start, end)| start < end).unzip();
        starts.sort_unstable();
        ends.sort_unstable();
        Self { starts, ends }
    }
}

impl Spans {
    fn inside(&self, at: DateTime<Utc>) -> usize {
        self.starts.partition_point(|start| *start <= at) - self.ends.partition_point(|end| *end <= at)
    }

    /// The most inside at once within `[from, to)`, and the first instant of it; none where it is nobody.
    pub(crate) fn most(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> (usize, Option<DateTime<Utc>>) {
        let mut most = (0, None);
        // It is nowhere more than where somebody has just come, or at the beginning.
        let coming = self.starts.iter().copied().filter(|start| from < *start && *start < to);
        for at in std::iter::once(from).chain(coming) {
            let inside = self.inside(at);
            if inside > most.0 {
                most = (inside, Some(at));
            }
        }
        most
    }
}

/// `[joined, left)` of a visit.
pub(crate) fn waiting(visit: &Row, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let joined = instant(visit, "joined_at").unwrap();
    let end = instant(visit, "answered_at").or(instant(visit, "left_at"));
    (joined, end.unwrap_or(now.min(joined + OPEN_AT_MOST)))
}

/// `[answered, completed)` of a visit.
pub(crate) fn talking(visit: &Row, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (joined, answered) = (instant(visit, "joined_at").unwrap(), instant(visit, "answered_at")?);
    Some((answered, instant(visit, "completed_at").unwrap_or(now.min(joined + OPEN_AT_MOST))))
}

/// `[answered, ended)` of a leg.
pub(crate) fn leg_talking(leg: &Row, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((instant(leg, "answered_at")?, instant(leg, "ended_at").unwrap_or(now)))
}
