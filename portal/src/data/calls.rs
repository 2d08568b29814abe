//! Calls and their legs: the rows that the call statistics count.

use chrono::{DateTime, TimeDelta, Utc};
use opkald_queries::Params;

use super::paging::{Cursor, Page, Paging};
use crate::error::PortalError;
use crate::period::Window;
use crate::rows::{Row, RowError, Rows};
use crate::signed::Signed;
use crate::week::Week;
use crate::wrong::Wrong;

/// What a leg or a call can have come to.
pub(crate) const OUTCOMES: [&str; 8] =
    ["answered", "missed", "busy", "rejected", "cancelled", "failed", "forwarded", "ongoing"];
/// Which way a call can go.
pub(crate) const DIRECTIONS: [&str; 3] = ["inbound", "outbound", "internal"];
/// What a table's cell can count, beyond one outcome.
const COUNTED: [&str; 2] = ["answered", "missed"];
/// What a row of the list can be.
const UNITS: [&str; 2] = ["leg", "call"];
/// No two legs of a call begin further apart than this, even where its id is used again.
const LONGEST_CALL: TimeDelta = TimeDelta::days(2);
/// A leg of the same id that began so long before decides whether one is of another call.
const SAME_CALL: TimeDelta = TimeDelta::days(1);

/// What is asked of the rows that a filter finds: a page, how many there are, all of them.
struct Texts {
    page: &'static str,
    count: &'static str,
    all: &'static str,
}

/// The texts that begin with what is found.
macro_rules! texts {
    ($found:literal, $page:literal) => {
        Texts {
            page: concat!(include_str!($found), include_str!($page)),
            count: concat!(include_str!($found), include_str!("../sql/found_count.sql")),
            all: concat!(include_str!($found), include_str!("../sql/found_all.sql")),
        }
    };
}

const LEGS: Texts = texts!("../sql/found_legs.sql", "../sql/legs.sql");
const CALLS: Texts = texts!("../sql/whole_calls.sql", "../sql/calls.sql");

/// One leg; or a whole call, with its first leg's line and numbers.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) call: String,
    pub(crate) leg: i64,
    /// How many legs the row stands for.
    pub(crate) legs: i64,
    pub(crate) line: Option<String>,
    pub(crate) line_kind: Option<String>,
    pub(crate) direction: Option<String>,
    pub(crate) from_number: Option<String>,
    pub(crate) to_number: Option<String>,
    pub(crate) started_at: DateTime<Utc>,
    pub(crate) answered_at: Option<DateTime<Utc>>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    pub(crate) ring_seconds: Option<f64>,
    pub(crate) talk_seconds: Option<f64>,
    pub(crate) outcome: String,
    pub(crate) queue: Option<String>,
    /// What only a leg has, not a whole call.
    pub(crate) of_leg: Option<LegDetail>,
}

/// What is known of one leg beside its times.
#[derive(Debug, Clone)]
pub(crate) struct LegDetail {
    pub(crate) forwarded_to: Option<String>,
    pub(crate) transferred_to: Option<String>,
    pub(crate) forwarded_from: Option<String>,
    pub(crate) why_listed: Option<String>,
    pub(crate) agent: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) price: Option<String>,
    pub(crate) currency: Option<String>,
}

impl Leg {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            ring_seconds: row.figure("ring_seconds")?,
            talk_seconds: row.figure("talk_seconds")?,
            of_leg: Some(LegDetail {
                forwarded_to: row.text("forwarded_to")?,
                transferred_to: row.text("transferred_to")?,
                forwarded_from: row.text("forwarded_from")?,
                why_listed: row.text("why_listed")?,
                agent: row.text("agent")?,
                country: row.text("country")?,
                price: row.text("price")?,
                currency: row.text("currency")?,
            }),
            ..Self::read_common(row)?
        })
    }

    fn read_whole(row: &Row<'_>) -> Result<Self, RowError> {
        let whole = Self::read_common(row)?;
        let seconds = |from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>| {
            Some((to? - from?).num_milliseconds() as f64 / 1000.0)
        };
        // While a leg goes on, the talk has no length yet; a call that nobody answered has a talk of nothing.
        let talk_seconds = match (whole.outcome.as_str(), whole.answered_at) {
            ("ongoing", _) => None,
            (_, None) => Some(0.0),
            (_, answered_at) => seconds(answered_at, row.instant("talk_ended_at")?),
        };
        let ring_seconds = seconds(Some(whole.started_at), whole.answered_at.or(whole.ended_at));
        Ok(Self { legs: row.count("legs")?, ring_seconds, talk_seconds, ..whole })
    }

    fn read_common(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            call: row.key("call")?,
            leg: row.count("leg")?,
            legs: 1,
            line: row.text("line")?,
            line_kind: row.text("line_kind")?,
            direction: row.text("direction")?,
            from_number: row.text("from_number")?,
            to_number: row.text("to_number")?,
            started_at: row.moment("started_at")?,
            answered_at: row.instant("answered_at")?,
            ended_at: row.instant("ended_at")?,
            ring_seconds: None,
            talk_seconds: None,
            outcome: row.key("outcome")?,
            queue: row.text("queue")?,
            of_leg: None,
        })
    }

    fn key(&self) -> Cursor {
        Cursor { at: self.started_at, first: self.call.clone(), second: self.leg.to_string() }
    }
}

/// Which calls are asked for. An empty text means any.
#[derive(Debug, Clone)]
pub(crate) struct CallFilter {
    /// When they started.
    pub(crate) window: Window,
    /// The customer's own number.
    pub(crate) line: String,
    /// Part of the caller's or the called number.
    pub(crate) number: String,
    /// Which way.
    pub(crate) direction: String,
    /// What became of them.
    pub(crate) outcome: String,
    /// The queue that they went to.
    pub(crate) queue: String,
    /// `answered` or `missed`, as the statistics count them.
    pub(crate) counted: String,
    /// Whether a row is a `leg` or a whole `call`.
    pub(crate) unit: String,
    /// In which hours of the week they started.
    pub(crate) week: Week,
}

impl CallFilter {
    /// Checks the parameters that name a value out of a few, and brings a number to its digits.
    pub(crate) fn checked(mut self) -> Result<Self, PortalError> {
        one_of("direction", &self.direction, &DIRECTIONS)?;
        one_of("outcome", &self.outcome, &OUTCOMES)?;
        one_of("counted", &self.counted, &COUNTED)?;
        one_of("unit", &self.unit, &UNITS)?;
        self.number.retain(|letter| !matches!(letter, ' ' | '\u{a0}' | '-' | '(' | ')'));
        // As the table shows it, in either language.
        if ["anonym", "anonymous"].contains(&self.number.to_lowercase().as_str()) {
            "anonymous".clone_into(&mut self.number);
        }
        self.line = plus_restored(&self.line);
        Ok(self)
    }

    /// Whether a row is a whole call.
    pub(crate) fn is_whole(&self) -> bool {
        self.unit == "call"
    }

    fn texts(&self) -> Texts {
        if self.is_whole() { CALLS } else { LEGS }
    }

    fn params(&self) -> Params {
        let params = self
            .week
            .params(Params::new())
            .instant("from", self.window.from)
            .instant("to", self.window.to)
            .text("line", &self.line)
            .text("number", &self.number)
            .text("direction", &self.direction)
            .text("outcome", &self.outcome)
            .text("queue", &self.queue)
            .text("counted", &self.counted);
        if self.is_whole() {
            params
                .instant("legs_from", self.window.from - LONGEST_CALL - SAME_CALL)
                .instant("legs_to", self.window.to + LONGEST_CALL)
        } else {
            params
        }
    }
}

fn one_of(field: &'static str, value: &str, allowed: &[&str]) -> Result<(), PortalError> {
    if value.is_empty() || allowed.contains(&value) {
        return Ok(());
    }
    Err(PortalError::parameter(field, Wrong::none_of(value, allowed)))
}

/// In an address a bare plus sign is a blank; a number never begins with one.
pub(crate) fn plus_restored(number: &str) -> String {
    number.strip_prefix(' ').map_or_else(|| number.to_owned(), |digits| format!("+{digits}"))
}

/// Asks for one page of legs or calls, and for how many there are in all where that is wanted.
pub(crate) async fn list(
    signed: &Signed,
    filter: &CallFilter,
    paging: &Paging,
    with_total: bool,
) -> Result<(Page<Leg>, Option<i64>), PortalError> {
    let page = page_of(signed, filter, paging).await?;
    let total = match page.all {
        _ if !with_total => None,
        None => Some(count(signed, filter).await?),
        known => known,
    };
    Ok((page, total))
}

async fn page_of(signed: &Signed, filter: &CallFilter, paging: &Paging) -> Result<Page<Leg>, PortalError> {
    let begin = paging.begin(filter.window.to);
    let params = filter.params().instant("at", begin.at).text("call", &begin.first);
    let params = if filter.is_whole() { params } else { params.int("leg", begin.second_number()) };
    let rows = signed.ask(filter.texts().page, params).await?;
    Ok(paging.cut(read(filter, &rows)?, Leg::key))
}

/// Asks for all legs or calls, the latest first.
pub(crate) async fn all(signed: &Signed, filter: &CallFilter) -> Result<Vec<Leg>, PortalError> {
    let rows = signed.ask(filter.texts().all, filter.params()).await?;
    Ok(read(filter, &rows)?)
}

fn read(filter: &CallFilter, rows: &Rows) -> Result<Vec<Leg>, RowError> {
    rows.map(if filter.is_whole() { Leg::read_whole } else { Leg::read })
}

async fn count(signed: &Signed, filter: &CallFilter) -> Result<i64, PortalError> {
    let rows = signed.ask(filter.texts().count, filter.params()).await?;
    Ok(rows.map(|row| row.count("total"))?.into_iter().sum())
}

/// Asks for the legs of one call within a window.
pub(crate) async fn legs(signed: &Signed, call: &str, window: Window) -> Result<Vec<Leg>, PortalError> {
    let params = Params::new().text("call", call).instant("from", window.from).instant("to", window.to);
    let rows = signed.ask(include_str!("../sql/legs_of_call.sql"), params).await?;
    Ok(rows.map(Leg::read)?)
}
