//! All mobiles, and all local numbers, with what they come to in a month, as files.

use axum::extract::State;
use axum::response::Response;
use opkald_reports::{Column, Kind, Value};
use opkald_storage::book::LineKind;

use super::{File, Rows, costs, list};
use crate::api::usage::UsageQuery;
use crate::asked::Asked;
use crate::data::lines::CustomerLines;
use crate::data::usage::Usage;
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

/// All mobiles.
pub(crate) async fn mobiles(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    of_kind(&state, &signed, file, &query, LineKind::Mobile).await
}

/// All local numbers.
pub(crate) async fn local_numbers(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    of_kind(&state, &signed, file, &query, LineKind::Local).await
}

async fn of_kind(
    state: &AppState,
    signed: &Signed,
    file: File,
    query: &UsageQuery,
    kind: LineKind,
) -> Result<Response, PortalError> {
    let (month, window) = Usage::month(signed, query.month.as_deref())?;
    let lines = CustomerLines::read(signed, &state.book, window);
    let (usage, lines) = tokio::try_join!(Usage::load(signed, state, query.month.as_deref()), lines)?;
    let t = text(signed.language);
    let (title, name) = match kind {
        LineKind::Local => (t.local_numbers, "local-numbers"),
        LineKind::Mobile => (t.mobiles, "mobiles"),
    };
    let facts = vec![(t.month.to_owned(), format::month(window.from, signed.zone, signed.language))];
    let list = list(signed, title, facts, columns(t, kind));
    file.answer_all(state, &format!("{name}-{month}"), list, rows(&lines, &usage, kind)).await
}

fn columns(t: &'static Text, kind: LineKind) -> Vec<Column> {
    let mut columns = vec![Column::new("number", t.number, Kind::Text), Column::new("name", t.name, Kind::Text)];
    match kind {
        LineKind::Mobile => columns.push(Column::new("invoice_text", t.invoice_text, Kind::Text)),
        LineKind::Local => columns.extend([
            Column::new("calls", t.number_of_calls, Kind::Whole).summed(),
            Column::new("talk_seconds", t.talk, Kind::Seconds).summed(),
        ]),
    }
    columns.extend(costs::columns(t));
    columns
}

fn rows(lines: &CustomerLines, usage: &Usage, kind: LineKind) -> Rows {
    let mut last = None;
    let row = |((number, currency), sums): ((&str, &str), _)| -> Vec<Value> {
        let mut row: Vec<Value> = vec![number.into(), lines.name(number).into()];
        // A number that pays in two currencies has two rows, and talked once.
        let is_again = last.replace(number.to_owned()).is_some_and(|last| last == number);
        let (calls, seconds) = if is_again { (0, 0.0) } else { lines.talked(number) };
        match kind {
            LineKind::Mobile => row.push(lines.invoice_texts.get(number).map(String::as_str).into()),
            LineKind::Local => row.extend([calls.into(), seconds.into()]),
        }
        row.extend(costs::values(&sums, currency));
        row
    };
    lines.costs(usage, kind).into_iter().map(row).collect()
}
