//! Calls: the list, one call, and the statistics.

use axum::response::IntoResponse;
use opkald_storage::money::rating::Receipt;
use serde::{Deserialize, Serialize};

use super::figures::{Bucketed, CallFigures};
use super::shape::{Covered, Listed, answer};
use super::visits::VisitRow;
use crate::asked::{Asked, Named};
use crate::data::call_stats::{CallTable, seconds};
use crate::data::calls::{CallFilter, Leg, LegDetail, list as page_of, plus_restored};
use crate::data::one_call::OneCall as Found;
use crate::data::paging::Paging;
use crate::error::PortalError;
use crate::period::{Period, Window};
use crate::signed::Signed;

/// What calls can be asked by.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct CallQuery {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) line: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) direction: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) counted: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) limit: Option<String>,
    pub(crate) cursor: Option<String>,
}

impl CallQuery {
    /// Reads the filter and the page.
    pub(crate) fn read(&self, signed: &Signed) -> Result<(CallFilter, Paging), PortalError> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let filter = CallFilter {
            window: Window::parse(self.from.as_deref(), self.to.as_deref(), signed.zone, signed.now)?,
            line: text(&self.line),
            number: text(&self.number),
            direction: text(&self.direction),
            outcome: text(&self.outcome),
            queue: text(&self.queue),
            counted: text(&self.counted),
            unit: text(&self.unit),
        };
        Ok((filter.checked()?, Paging::parse(self.limit.as_deref(), self.cursor.as_deref())?))
    }
}

#[derive(Debug, Serialize)]
struct LegRow {
    call: String,
    leg: i64,
    legs: i64,
    line: Option<String>,
    line_kind: Option<String>,
    direction: Option<String>,
    from_number: Option<String>,
    to_number: Option<String>,
    started_at: String,
    answered_at: Option<String>,
    ended_at: Option<String>,
    ring_seconds: Option<f64>,
    talk_seconds: Option<f64>,
    outcome: String,
    queue: Option<String>,
    #[serde(flatten)]
    detail: Option<DetailRow>,
}

#[derive(Debug, Serialize)]
struct DetailRow {
    forwarded_to: Option<String>,
    transferred_to: Option<String>,
    forwarded_from: Option<String>,
    why_listed: Option<String>,
    agent: Option<String>,
    country: Option<String>,
    /// A decimal as text, so that no float touches it.
    price: Option<String>,
    currency: Option<String>,
}

impl From<LegDetail> for DetailRow {
    fn from(detail: LegDetail) -> Self {
        Self {
            forwarded_to: detail.forwarded_to,
            transferred_to: detail.transferred_to,
            forwarded_from: detail.forwarded_from,
            why_listed: detail.why_listed,
            agent: detail.agent,
            country: detail.country,
            price: detail.price,
            currency: detail.currency,
        }
    }
}

impl LegRow {
    fn new(signed: &Signed, leg: Leg) -> Self {
        let stamp = |at| signed.stamp(at);
        Self {
            call: leg.call,
            leg: leg.leg,
            legs: leg.legs,
            line: leg.line,
            line_kind: leg.line_kind,
            direction: leg.direction,
            from_number: leg.from_number,
            to_number: leg.to_number,
            started_at: stamp(leg.started_at),
            answered_at: leg.answered_at.map(stamp),
            ended_at: leg.ended_at.map(stamp),
            ring_seconds: leg.ring_seconds,
            talk_seconds: leg.talk_seconds,
            outcome: leg.outcome,
            queue: leg.queue,
            detail: leg.of_leg.map(DetailRow::from),
        }
    }
}

#[derive(Debug, Serialize)]
struct Calls {
    #[serde(flatten)]
    covered: Covered,
    calls: Vec<LegRow>,
    #[serde(flatten)]
    listed: Listed,
}

/// Call records, or whole calls by `unit=call`, the latest first.
pub(super) async fn list(signed: Signed, Asked(query): Asked<CallQuery>) -> Result<impl IntoResponse, PortalError> {
    let (filter, paging) = query.read(&signed)?;
    let (page, total) = page_of(&signed, &filter, &paging, paging.cursor.is_none()).await?;
    let calls = page.rows.into_iter().map(|leg| LegRow::new(&signed, leg)).collect();
    let covered = Covered::window(&signed, filter.window);
    Ok(answer(&signed, Calls { covered, calls, listed: Listed { total, next: page.next } }))
}

#[derive(Debug, Serialize)]
struct OneLeg {
    #[serde(flatten)]
    leg: LegRow,
    /// How the price came about, step by step; null where there is none, or prices have changed since.
    receipt: Option<Receipt>,
}

#[derive(Debug, Serialize)]
struct OneCall {
    call: String,
    legs: Vec<OneLeg>,
    visits: Vec<VisitRow>,
}

/// What one call can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct DayQuery {
    /// A local date on which the call was seen; without it, all that ever was is looked through.
    pub(crate) day: Option<String>,
}

/// One call with its legs and visits.
pub(super) async fn one(
    signed: Signed,
    Named(call): Named,
    Asked(query): Asked<DayQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let found = Found::find(&signed, &call, query.day.as_deref()).await?.with_receipts(&signed).await?;
    let one = |leg: &Leg| OneLeg { receipt: found.receipt(leg).cloned(), leg: LegRow::new(&signed, leg.clone()) };
    let legs = found.legs.iter().map(one).collect();
    let visits = found.visits.into_iter().map(|visit| VisitRow::new(&signed, visit)).collect();
    Ok(answer(&signed, OneCall { call, legs, visits }))
}

/// What call statistics can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(super) struct StatsQuery {
    interval: Option<String>,
    from: Option<String>,
    to: Option<String>,
    line: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stats {
    /// Null is the whole solution, which counts calls; a line counts legs.
    line: Option<String>,
    #[serde(flatten)]
    covered: Covered,
    rows: Vec<Bucketed<CallFigures>>,
    total: CallFigures,
}

/// Call figures by hour, day or month.
pub(super) async fn stats(signed: Signed, Asked(query): Asked<StatsQuery>) -> Result<impl IntoResponse, PortalError> {
    let period =
        Period::parse(query.interval.as_deref(), query.from.as_deref(), query.to.as_deref(), signed.zone, signed.now)?;
    let line = plus_restored(query.line.as_deref().unwrap_or_default());
    let table = CallTable::load(&signed, &line, &period).await?;
    let rows = table.rows.iter().map(|(bucket, counts)| Bucketed {
        start: signed.stamp(bucket.start),
        end: signed.stamp(bucket.end),
        figures: CallFigures::new(&signed, counts, seconds(bucket)),
    });
    let whole_seconds = (period.window.to - period.window.from).num_seconds() as f64;
    let stats = Stats {
        covered: Covered::period(&signed, &period),
        rows: rows.collect(),
        total: CallFigures::new(&signed, &table.total, whole_seconds),
        line: (!line.is_empty()).then_some(line),
    };
    Ok(answer(&signed, stats))
}
