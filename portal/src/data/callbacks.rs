//! The callback list: callers who left a queue unanswered.

use chrono::{DateTime, TimeDelta, Utc};
use opkald_queries::Params;

use super::live::LONGEST_OPEN;
use super::paging::{Cursor, Page, Paging};
use crate::error::PortalError;
use crate::rows::{Row, RowError};
use crate::signed::Signed;
use crate::wrong::Wrong;

/// What can have become of a lost caller.
pub(crate) const STATES: [&str; 4] = ["open", "attempted", "recovered", "expired"];

/// How long a lost number can be recovered; as far back are those counted that have no number.
const EXPIRES_AFTER: TimeDelta = TimeDelta::days(7);

/// Losses of callers without a number: nobody can call them back, so they are counted only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Anonymous {
    /// How often one left unanswered.
    pub(crate) times_lost: i64,
    /// How many of those were short abandons.
    pub(crate) times_short: i64,
    /// Since when they are counted.
    pub(crate) since: DateTime<Utc>,
}

/// One number that a queue lost.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) queue: String,
    pub(crate) number: String,
    pub(crate) first_lost_at: DateTime<Utc>,
    pub(crate) last_lost_at: DateTime<Utc>,
    pub(crate) times_lost: i64,
    /// How many of those were short abandons.
    pub(crate) times_short: i64,
    pub(crate) state: String,
    pub(crate) resolved_at: Option<DateTime<Utc>>,
}

impl Callback {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            queue: row.key("queue")?,
            number: row.key("number")?,
            first_lost_at: row.moment("first_lost_at")?,
            last_lost_at: row.moment("last_lost_at")?,
            times_lost: row.count("times_lost")?,
            times_short: row.count("times_short")?,
            state: row.key("state")?,
            resolved_at: row.instant("resolved_at")?,
        })
    }

    fn key(&self) -> Cursor {
        Cursor { at: self.last_lost_at, first: self.queue.clone(), second: self.number.clone() }
    }
}

/// Which lost numbers are asked for. An empty text means any.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallbackFilter {
    /// The queue that lost them.
    pub(crate) queue: String,
    /// What became of them.
    pub(crate) state: String,
}

impl CallbackFilter {
    /// Checks the state.
    pub(crate) fn checked(self) -> Result<Self, PortalError> {
        if self.state.is_empty() || STATES.contains(&self.state.as_str()) {
            return Ok(self);
        }
        Err(PortalError::parameter("state", Wrong::none_of(&self.state, &STATES)))
    }

    fn params(&self) -> Params {
        Params::new().text("queue", &self.queue).text("state", &self.state)
    }
}

/// Asks for one page of lost numbers, and for how many the filter finds in all; a page without rows does not know that,
/// unless it is the first.
pub(crate) async fn list(
    signed: &Signed,
    filter: &CallbackFilter,
    paging: &Paging,
) -> Result<(Page<Callback>, Option<i64>), PortalError> {
    let begin = paging.begin(DateTime::<Utc>::from_timestamp_nanos(i64::MAX));
    let params =
        filter.params().instant("at", begin.at).text("after_queue", &begin.first).text("after_number", &begin.second);
    let rows = signed.ask(include_str!("../sql/callbacks.sql"), params).await?;
    let total = rows.map(|row| row.count("total"))?.first().copied();
    let page = paging.cut(rows.map(Callback::read)?, Callback::key);
    let total = total.or(page.all);
    Ok((page, total))
}

/// Counts the losses without a number in which somebody could still be waiting for a call, in the filter's queue.
pub(crate) async fn anonymous(signed: &Signed, filter: &CallbackFilter) -> Result<Anonymous, PortalError> {
    let since = signed.now - EXPIRES_AFTER;
    let params = Params::new()
        .text("queue", &filter.queue)
        .instant("since", since)
        .instant("joined_since", since - LONGEST_OPEN);
    let rows = signed.ask(include_str!("../sql/anonymous_losses.sql"), params).await?;
    let read = |row: &Row<'_>| {
        Ok(Anonymous { times_lost: row.count("times_lost")?, times_short: row.count("times_short")?, since })
    };
    Ok(rows.map(read)?.into_iter().next().unwrap_or(Anonymous { since, ..Anonymous::default() }))
}
