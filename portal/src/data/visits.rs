//! Queue visits: the rows that a queue's numbers count.

use chrono::{DateTime, Utc};
use opkald_queries::Params;

use super::paging::{Cursor, Page, Paging};
use crate::error::PortalError;
use crate::period::Window;
use crate::queue_counts::QueueCounts;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// One visit of one call to a queue.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Filled in where a list is not of one queue.
    pub(crate) queue: Option<String>,
    pub(crate) call: String,
    pub(crate) visit: i64,
    pub(crate) from_number: Option<String>,
    pub(crate) joined_at: DateTime<Utc>,
    pub(crate) answered_at: Option<DateTime<Utc>>,
    pub(crate) left_at: Option<DateTime<Utc>>,
    pub(crate) completed_at: Option<DateTime<Utc>>,
    pub(crate) wait_seconds: Option<f64>,
    pub(crate) talk_seconds: Option<f64>,
    pub(crate) agent: Option<String>,
    pub(crate) offers: i64,
    pub(crate) outcome: String,
    pub(crate) ended_by: Option<String>,
    pub(crate) position: Option<i64>,
}

impl Visit {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            queue: None,
            call: row.key("call")?,
            visit: row.count("visit")?,
            from_number: row.text("from_number")?,
            joined_at: row.moment("joined_at")?,
            answered_at: row.instant("answered_at")?,
            left_at: row.instant("left_at")?,
            completed_at: row.instant("completed_at")?,
            wait_seconds: row.figure("wait_seconds")?,
            talk_seconds: row.figure("talk_seconds")?,
            agent: row.text("agent")?,
            offers: row.count("offers")?,
            outcome: row.key("outcome")?,
            ended_by: row.text("ended_by")?,
            position: row.whole("position")?,
        })
    }

    fn key(&self) -> Cursor {
        Cursor { at: self.joined_at, first: self.call.clone(), second: self.visit.to_string() }
    }
}

/// Which visits are asked for.
#[derive(Debug, Clone)]
pub(crate) struct VisitFilter {
    /// The queue that they joined.
    pub(crate) queue: String,
    /// When they joined it.
    pub(crate) window: Window,
    /// How they ended; empty for any.
    pub(crate) outcome: String,
    /// Who took them; empty for any.
    pub(crate) agent: String,
    /// Answered or left within so many seconds.
    pub(crate) within_seconds: Option<u32>,
}

impl VisitFilter {
    /// Checks the parameters that name a value out of a few.
    pub(crate) fn checked(self) -> Result<Self, PortalError> {
        let names = QueueCounts::default().outcomes().map(|(name, _)| name);
        if self.outcome.is_empty() || names.contains(&self.outcome.as_str()) {
            return Ok(self);
        }
        Err(PortalError::parameter("outcome", format!("{:?} is none of {}", self.outcome, names.join(", "))))
    }

    fn params(&self) -> Params {
        Params::new()
            .text("queue", &self.queue)
            .instant("from", self.window.from)
            .instant("to", self.window.to)
            .text("outcome", &self.outcome)
            .text("agent", &self.agent)
            .int("within_seconds", self.within_seconds.map_or(-1, i64::from))
    }
}

/// Asks for one page of visits.
pub(crate) async fn list(signed: &Signed, filter: &VisitFilter, paging: &Paging) -> Result<Page<Visit>, PortalError> {
    let begin = paging.begin(filter.window.to);
    let params = filter.params().instant("at", begin.at).text("call", &begin.first).int("visit", begin.second_number());
    let rows = signed.ask(include_str!("../sql/visits.sql"), params).await?;
    Ok(paging.cut(rows.map(Visit::read)?, Visit::key))
}

/// Asks how many visits there are in all.
pub(crate) async fn count(signed: &Signed, filter: &VisitFilter) -> Result<i64, PortalError> {
    let rows = signed.ask(include_str!("../sql/visits_count.sql"), filter.params()).await?;
    Ok(rows.map(|row| row.count("total"))?.into_iter().sum())
}

/// Asks for the visits of one call.
pub(crate) async fn of_call(signed: &Signed, call: &str) -> Result<Vec<Visit>, PortalError> {
    let rows = signed.ask(include_str!("../sql/visits_of_call.sql"), Params::new().text("call", call)).await?;
    Ok(rows.map(|row| Ok(Visit { queue: row.text("queue")?, ..Visit::read(row)? }))?)
}
