//! Queue visits: the rows that a queue's numbers count.

use chrono::{DateTime, Utc};
use opkald_queries::Params;

use super::paging::{Cursor, Page, Paging};
use super::visit_filter::VisitFilter;
use crate::error::PortalError;
use crate::period::Window;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// A page of the visits that count for agents, and how much they count: both begin with which those are.
const PAGE_OF_AGENTS: &str =
    concat!(include_str!("../sql/counted_visits.sql"), include_str!("../sql/agent_visits.sql"));
const COUNT_OF_AGENTS: &str =
    concat!(include_str!("../sql/counted_visits.sql"), include_str!("../sql/agent_visits_count.sql"));

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
    /// How often the visit is counted: once, or as often as the agents' part in it that the filter asks for.
    pub(crate) counted: i64,
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
            counted: row.count("counted")?,
        })
    }

    fn key(&self) -> Cursor {
        Cursor { at: self.joined_at, first: self.call.clone(), second: self.visit.to_string() }
    }
}

/// What a list holds in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    /// How many visits.
    pub(crate) visits: i64,
    /// How much is counted in them; as many as the visits where those themselves are counted.
    pub(crate) counted: i64,
}

/// Asks for one page of visits, and for what the list holds in all where that is wanted.
pub(crate) async fn list(
    signed: &Signed,
    filter: &VisitFilter,
    paging: &Paging,
    with_totals: bool,
) -> Result<(Page<Visit>, Option<Totals>), PortalError> {
    let begin = paging.begin(filter.window.to);
    let params = filter.params().instant("at", begin.at).text("call", &begin.first).int("visit", begin.second_number());
    let sql = if filter.counts_agents() { PAGE_OF_AGENTS } else { include_str!("../sql/visits.sql") };
    let visits = signed.ask(sql, params).await?.map(Visit::read)?;
    let counted = visits.iter().map(|visit| visit.counted).sum();
    let page = paging.cut(visits, Visit::key);
    let totals = match page.all {
        _ if !with_totals => None,
        Some(visits) => Some(Totals { visits, counted }),
        None => Some(totals(signed, filter).await?),
    };
    Ok((page, totals))
}

async fn totals(signed: &Signed, filter: &VisitFilter) -> Result<Totals, PortalError> {
    let sql = if filter.counts_agents() { COUNT_OF_AGENTS } else { include_str!("../sql/visits_count.sql") };
    let rows = signed.ask(sql, filter.params()).await?;
    let found = rows.map(|row| Ok(Totals { visits: row.count("visits")?, counted: row.count("counted")? }))?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Asks for the visits of one call within a window.
pub(crate) async fn of_call(signed: &Signed, call: &str, window: Window) -> Result<Vec<Visit>, PortalError> {
    let params = Params::new().text("call", call).instant("from", window.from).instant("to", window.to);
    let rows = signed.ask(include_str!("../sql/visits_of_call.sql"), params).await?;
    Ok(rows.map(|row| Ok(Visit { queue: row.text("queue")?, ..Visit::read(row)? }))?)
}
