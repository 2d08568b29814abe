//! The list of calls or legs as a file: of any length, stretch by stretch, so that only a few thousand are in memory.

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use futures::stream::try_unfold;
use opkald_reports::{Column, Kind, Value};
use opkald_storage::money::Amount;

use super::{File, Rows, list};
use crate::api::calls::CallQuery;
use crate::asked::Asked;
use crate::data::calls::{CallFilter, Leg, LegDetail, all};
use crate::data::names::{self, QueueNames};
use crate::error::PortalError;
use crate::format;
use crate::period::Window;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

/// A stretch with fewer rows is followed by one twice as long.
const FEW: usize = 5_000;
/// A stretch with more rows is followed by one half as long.
const MANY: usize = 40_000;
/// The first stretch, which is also the shortest.
const SHORTEST: TimeDelta = TimeDelta::hours(1);

/// The file.
pub(crate) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Asked(query): Asked<CallQuery>,
) -> Result<Response, PortalError> {
    let (filter, _) = query.read(&signed)?;
    let queues = QueueNames::new(&names::queues(&signed, &state).await?);
    let t = text(signed.language);
    let list = list(&signed, t.calls, facts(&signed, &queues, &filter), columns(t, filter.is_whole()));
    let (first, last) = filter.window.dates(signed.zone);
    let name = format!("{}-{first}-{last}", if filter.is_whole() { "calls" } else { "call-records" });
    let stretches = Stretches { end: filter.window.from, length: SHORTEST, signed, queues, filter };
    file.answer(&state, &name, list, try_unfold(stretches, Stretches::next)).await
}

/// The filter, in words.
fn facts(signed: &Signed, queues: &QueueNames, filter: &CallFilter) -> Vec<(String, String)> {
    let t = text(signed.language);
    let at = |at| format::moment(at, signed.zone, signed.language);
    let period = format!("{} – {}", at(filter.window.from), at(filter.window.to));
    let counted = match filter.counted.as_str() {
        "answered" => t.counted_answered,
        "missed" => t.counted_missed,
        _ => "",
    };
    let queue = if filter.queue.is_empty() { String::new() } else { queues.name(&filter.queue) };
    let facts = [
        (t.period, period),
        (t.number, filter.number.clone()),
        (t.line, filter.line.clone()),
        (t.direction, t.of_value(&filter.direction).to_owned()),
        (t.outcome, t.of_value(&filter.outcome).to_owned()),
        (t.queue, queue),
        (t.counted_label, counted.to_owned()),
        (t.times, filter.week.value().to_owned()),
        (t.rows_are, (if filter.is_whole() { t.rows_calls } else { t.rows_legs }).to_owned()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn columns(t: &'static Text, is_whole: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::new("started_at", t.started_at, Kind::Instant),
        Column::new("direction", t.direction, Kind::Text),
        Column::new("from_number", t.from, Kind::Text),
        Column::new("to_number", t.to, Kind::Text),
        Column::new("line", t.line, Kind::Text),
        Column::new("line_kind", t.line_kind, Kind::Text),
        Column::new("outcome", t.outcome, Kind::Text),
        Column::new("answered_at", t.answered_at, Kind::Instant),
        Column::new("ended_at", t.ended_at, Kind::Instant),
        Column::new("ring_seconds", t.rings, Kind::Seconds),
        Column::new("talk_seconds", t.talk, Kind::Seconds).summed(),
        Column::new("queue", t.queue, Kind::Text),
    ];
    if is_whole {
        columns.push(Column::new("legs", t.legs, Kind::Whole).summed());
        columns.push(Column::new("call", t.call_id, Kind::Text));
        return columns;
    }
    columns.extend([
        Column::new("why_listed", t.why_listed, Kind::Text),
        Column::new("forwarded_from", t.forwarded_from, Kind::Text),
        Column::new("forwarded_to", t.forwarded_to, Kind::Text),
        Column::new("transferred_to", t.transferred_to, Kind::Text),
        Column::new("agent", t.agent, Kind::Text),
        Column::new("country", t.country, Kind::Text),
        Column::new("price", t.price, Kind::Money).summed(),
        Column::new("currency", t.currency, Kind::Text),
        Column::new("call", t.call_id, Kind::Text),
        Column::new("leg", t.leg, Kind::Whole),
    ]);
    columns
}

/// Goes back in time, so that the latest come first.
struct Stretches {
    signed: Signed,
    queues: QueueNames,
    /// Its window ends where the next stretch does.
    filter: CallFilter,
    /// Where the last stretch begins.
    end: chrono::DateTime<chrono::Utc>,
    length: TimeDelta,
}

impl Stretches {
    async fn next(mut self) -> Result<Option<(Rows, Self)>, PortalError> {
        let to = self.filter.window.to;
        if to <= self.end {
            return Ok(None);
        }
        let from = to.checked_sub_signed(self.length).map_or(self.end, |from| from.max(self.end));
        let legs = all(&self.signed, &CallFilter { window: Window { from, to }, ..self.filter.clone() }).await?;
        match legs.len() {
            ..FEW => self.length = self.length * 2,
            MANY.. => self.length = (self.length / 2).max(SHORTEST),
            _ => {}
        }
        self.filter.window.to = from;
        let t = text(self.signed.language);
        let rows = legs.into_iter().map(|leg| row(t, &self.queues, leg)).collect::<Result<_, _>>()?;
        Ok(Some((rows, self)))
    }
}

fn row(t: &'static Text, queues: &QueueNames, leg: Leg) -> Result<Vec<Value>, PortalError> {
    let named = |name: String| Value::Named { word: t.of_value(&name).to_owned(), name };
    let queue = |name: String| Value::Named { word: queues.name(&name), name };
    let mut row = vec![
        leg.started_at.into(),
        leg.direction.map_or(Value::None, named),
        leg.from_number.into(),
        leg.to_number.into(),
        leg.line.into(),
        leg.line_kind.into(),
        named(leg.outcome),
        leg.answered_at.into(),
        leg.ended_at.into(),
        leg.ring_seconds.into(),
        leg.talk_seconds.into(),
        leg.queue.map_or(Value::None, queue),
    ];
    match leg.of_leg {
        Some(detail) => row.extend(details(detail)?.into_iter().chain([leg.call.into(), leg.leg.into()])),
        None => row.extend([leg.legs.into(), leg.call.into()]),
    }
    Ok(row)
}

fn details(detail: LegDetail) -> Result<[Value; 8], PortalError> {
    let price = detail.price.map(|price| price.parse::<Amount>()).transpose().map_err(PortalError::failed)?;
    Ok([
        detail.why_listed.into(),
        detail.forwarded_from.into(),
        detail.forwarded_to.into(),
        detail.transferred_to.into(),
        detail.agent.into(),
        detail.country.into(),
        price.into(),
        detail.currency.into(),
    ])
}
