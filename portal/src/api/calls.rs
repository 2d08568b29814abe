//! Calls: the list, one call, and the statistics.

use axum::response::IntoResponse;
use opkald_storage::money::rating::Receipt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::figures::{Bucketed, CallFigures};
use super::shape::{Answer, Covered, Listed, answer, answer_of};
use super::visits::VisitRow;
use crate::asked::{Asked, Named};
use crate::data::call_stats::CallTable;
use crate::data::calls::{CallFilter, Leg, LegDetail, list as page_of, plus_restored};
use crate::data::one_call::OneCall as Found;
use crate::data::paging::Paging;
use crate::error::PortalError;
use crate::period::{Period, Window};
use crate::signed::Signed;
use crate::week::Week;

/// What calls can be asked by.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallQuery {
    /// The first instant: a local date, or a time with its offset. Without it, the last 7 days.
    #[param(example = "2026-10-01")]
    pub(crate) from: Option<String>,
    /// The end, which is not in: a local date, whose first instant is meant, or a time with its offset.
    #[param(example = "2026-11-01")]
    pub(crate) to: Option<String>,
    /// One of the customer's own numbers.
    pub(crate) line: Option<String>,
    /// A number, or a part of one, on either side.
    pub(crate) number: Option<String>,
    /// `inbound`, `outbound` or `internal`.
    pub(crate) direction: Option<String>,
    /// `answered`, `missed`, `busy`, `rejected`, `cancelled`, `failed`, `forwarded` or `ongoing`.
    pub(crate) outcome: Option<String>,
    /// The id of a queue.
    pub(crate) queue: Option<String>,
    /// What a table counts as `answered` or `missed`.
    pub(crate) counted: Option<String>,
    /// `leg`, the default, or `call` for whole calls.
    pub(crate) unit: Option<String>,
    /// Times of the week in which they started, such as `mon-fri 08:00-16:00`, widened to whole hours.
    pub(crate) times: Option<String>,
    /// Rows of a page.
    pub(crate) limit: Option<String>,
    /// Where the page begins: `next` of the page before.
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
            week: Week::parse(self.times.as_deref(), signed.zone)?,
        };
        Ok((filter.checked()?, Paging::parse(self.limit.as_deref(), self.cursor.as_deref())?))
    }
}

#[derive(Debug, Serialize, ToSchema)]
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

#[derive(Debug, Serialize, ToSchema)]
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

#[derive(Debug, Serialize, ToSchema)]
struct Calls {
    #[serde(flatten)]
    covered: Covered,
    calls: Vec<LegRow>,
    #[serde(flatten)]
    listed: Listed,
}

/// Call records, or whole calls by `unit=call`, the latest first.
#[utoipa::path(get, path = "/calls", tag = "Calls", params(CallQuery), responses((status = 200, body = Answer<Calls>)))]
pub(super) async fn list(signed: Signed, Asked(query): Asked<CallQuery>) -> Result<impl IntoResponse, PortalError> {
    let (filter, paging) = query.read(&signed)?;
    let (page, total) = page_of(&signed, &filter, &paging, paging.cursor.is_none()).await?;
    let calls = page.rows.into_iter().map(|leg| LegRow::new(&signed, leg)).collect();
    let covered = Covered::window(&signed, filter.window);
    answer_of(&signed, filter.window, Calls { covered, calls, listed: Listed { total, next: page.next } })
}

#[derive(Debug, Serialize, ToSchema)]
struct OneLeg {
    #[serde(flatten)]
    leg: LegRow,
    /// How the price came about, step by step; null where there is none, or prices have changed since.
    receipt: Option<Receipt>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OneCall {
    call: String,
    legs: Vec<OneLeg>,
    visits: Vec<VisitRow>,
}

/// What one call can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// A local date on which the call was seen; without it, all that ever was is looked through.
    pub(crate) day: Option<String>,
}

/// One call with its legs and visits.
#[utoipa::path(
    get, path = "/calls/{call}", tag = "Calls", responses((status = 200, body = Answer<OneCall>)),
    params(("call" = String, Path, description = "The id of a call"), DayQuery)
)]
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
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StatsQuery {
    /// `hour`, `day` or `month`.
    interval: Option<String>,
    /// The first instant: a local date, or a time with its offset. It is widened to whole buckets.
    from: Option<String>,
    /// The end, which is not in: a local date, or a time with its offset. It is widened to whole buckets.
    to: Option<String>,
    /// One of the customer's own numbers, whose legs are counted; without it, the calls of the whole solution.
    line: Option<String>,
    /// Times of the week that are looked at, such as `mon-fri 08:00-16:00`, widened to whole hours.
    times: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallStats)]
struct Stats {
    /// Null is the whole solution, which counts calls; a line counts legs.
    line: Option<String>,
    #[serde(flatten)]
    covered: Covered,
    rows: Vec<Bucketed<CallFigures>>,
    total: CallFigures,
}

/// Call figures by hour, day or month.
#[utoipa::path(
    get, path = "/calls/stats", tag = "Calls", params(StatsQuery), responses((status = 200, body = Answer<Stats>))
)]
pub(super) async fn stats(signed: Signed, Asked(query): Asked<StatsQuery>) -> Result<impl IntoResponse, PortalError> {
    let period =
        Period::parse(query.interval.as_deref(), query.from.as_deref(), query.to.as_deref(), signed.zone, signed.now)?;
    let period = period.within(Week::parse(query.times.as_deref(), signed.zone)?);
    let line = plus_restored(query.line.as_deref().unwrap_or_default());
    let table = CallTable::load(&signed, &line, &period).await?;
    let rows = table.rows.iter().map(|(bucket, counts)| Bucketed {
        start: signed.stamp(bucket.start),
        end: signed.stamp(bucket.end),
        figures: CallFigures::new(&signed, counts, period.seconds_of(bucket)),
    });
    let stats = Stats {
        covered: Covered::period(&signed, &period),
        rows: rows.collect(),
        total: CallFigures::new(&signed, &table.total, period.seconds()),
        line: (!line.is_empty()).then_some(line),
    };
    answer_of(&signed, period.window, stats)
}
