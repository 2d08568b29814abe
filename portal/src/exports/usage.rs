//! The lines of a month, and of thirteen, as files.

use axum::extract::State;
use axum::response::Response;
use opkald_reports::{Column, Kind, Value};

use super::{File, costs, list};
use crate::api::usage::UsageQuery;
use crate::asked::Asked;
use crate::data::usage::{InvoiceLine, Usage};
use crate::error::PortalError;
use crate::format;
use crate::pages::usage::kind_name;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

/// A month's lines.
pub(crate) async fn month(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    let usage = Usage::load(&signed, &state, query.month.as_deref()).await?;
    let t = text(signed.language);
    let facts = vec![(t.month.to_owned(), format::month(usage.window.from, signed.zone, signed.language))];
    let list = list(&signed, t.usage, facts, columns(t));
    let rows = usage.of_month().map(|line| row(t, line)).collect();
    file.answer_all(&state, &format!("usage-{}", usage.month), list, rows).await
}

/// The lines of the month and of the twelve before it.
pub(crate) async fn history(
    State(state): State<AppState>,
    signed: Signed,
    file: File,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    let usage = Usage::load(&signed, &state, query.month.as_deref()).await?;
    let t = text(signed.language);
    let month = |at| format::month(at, signed.zone, signed.language);
    let first = usage.months.first().map_or(usage.window.from, |month| month.start);
    let facts = vec![(t.months.to_owned(), format!("{} – {}", month(first), month(usage.window.from)))];
    let list = list(&signed, t.usage, facts, columns(t));
    let rows = usage.lines.iter().map(|line| row(t, line)).collect();
    file.answer_all(&state, &format!("usage-history-{}", usage.month), list, rows).await
}

fn columns(t: &'static Text) -> Vec<Column> {
    vec![
        Column::new("month", t.month, Kind::Instant),
        Column::new("line", t.line, Kind::Text),
        Column::new("kind", t.kind, Kind::Text),
        // In several units, so that it has no sum.
        Column::new("quantity", t.quantity, Kind::Figure),
        Column::new("unit", t.unit, Kind::Text),
        Column::new("amount", t.price, Kind::Money).summed(),
        Column::new("invoiced", t.invoiced, Kind::Money).summed(),
        Column::new("currency", t.currency, Kind::Text),
    ]
}

fn row(t: &'static Text, line: &InvoiceLine) -> Vec<Value> {
    let named = |name: &str, word: &str| Value::Named { name: name.to_owned(), word: word.to_owned() };
    vec![
        line.month.into(),
        line.line.clone().into(),
        named(&line.kind, kind_name(t, &line.kind)),
        Value::Figure(line.quantity),
        named(&line.unit, t.of_unit(&line.unit)),
        line.amount.into(),
        costs::amount(line.rounded()).into(),
        line.currency.clone().into(),
    ]
}
