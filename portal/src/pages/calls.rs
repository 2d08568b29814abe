//! The list of calls, by line, number, direction, outcome, queue.

use askama::Template;
use axum::extract::{OriginalUri, Query, State};
use axum::response::Response;
use chrono::TimeDelta;

use super::address::{Address, end};
use super::chrome::{Chrome, Section, call_address};
use super::page;
use super::period_bar::redirect_through;
use super::table::{Cell, Choice, Column, Line, Table};
use super::visits::{Through, caller};
use crate::api::calls::CallQuery;
use crate::data::calls::{CallFilter, DIRECTIONS, Leg, LegDetail, OUTCOMES, count, list};
use crate::data::names;
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::Text;

#[derive(Template)]
#[template(path = "calls.html")]
struct CallsPage {
    chrome: Chrome,
    label: String,
    from: String,
    through: String,
    number: String,
    lines: Vec<Choice>,
    directions: Vec<Choice>,
    outcomes: Vec<Choice>,
    queues: Vec<Choice>,
    units: Vec<Choice>,
    counted: Vec<Choice>,
    total: String,
    table: Table,
    first: String,
    next: String,
}

/// The list. Where nothing is said, a row is a whole call.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    OriginalUri(uri): OriginalUri,
    Query(mut query): Query<CallQuery>,
    Query(through): Query<Through>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = redirect_through(&uri, through.through.as_deref()) {
        return Ok(redirect);
    }
    if query.unit.as_deref().is_none_or(str::is_empty) {
        query.unit = Some("call".to_owned());
    }
    let (filter, paging) = query.read(&signed)?;
    let total = count(&signed, &filter).await?;
    let calls = list(&signed, &filter, &paging).await?;
    let chrome = Chrome::new(&signed, Section::Calls);
    let t = chrome.t;
    let here = address(&signed, &filter);
    let named = |values: &[&str]| -> Vec<(String, String)> {
        values.iter().map(|value| ((*value).to_owned(), t.of_value(value).to_owned())).collect()
    };
    let lines = names::lines(&signed, &state.book).await?;
    let lines = lines.into_iter().map(|line| (line.number.clone(), line_label(&line)));
    let queues = names::queues(&signed, &state.book).await?;
    let queues = queues.into_iter().map(|queue| (queue.id, queue.name));
    let counted = [("answered", t.counted_answered), ("missed", t.counted_missed)];
    let at = |at| format::moment(at, signed.zone, signed.language);
    let last = filter.window.to - TimeDelta::microseconds(1);
    page(&CallsPage {
        label: format!("{} – {}", at(filter.window.from), at(filter.window.to)),
        from: filter.window.from.with_timezone(&signed.zone).date_naive().to_string(),
        through: last.with_timezone(&signed.zone).date_naive().to_string(),
        lines: Choice::list(t.any, &filter.line, lines),
        directions: Choice::list(t.any, &filter.direction, named(&DIRECTIONS)),
        outcomes: Choice::list(t.any, &filter.outcome, named(&OUTCOMES)),
        queues: Choice::list(t.any, &filter.queue, queues),
        units: units(t, &filter),
        counted: Choice::list(t.any, &filter.counted, counted.map(|(value, name)| (value.to_owned(), name.to_owned()))),
        total: format::count(total, signed.language),
        table: table(&signed, t, calls.rows, filter.is_whole()),
        first: if paging.cursor.is_some() { here.clone().build() } else { String::new() },
        next: calls.next.map(|next| here.with("cursor", &next).build()).unwrap_or_default(),
        number: filter.number,
        chrome,
    })
}

fn units(t: &Text, filter: &CallFilter) -> Vec<Choice> {
    let choice = |value: &str, name: &str| Choice {
        value: value.to_owned(),
        name: name.to_owned(),
        chosen: filter.unit == value,
    };
    vec![choice("call", t.rows_calls), choice("leg", t.rows_legs)]
}

/// A line with its name.
pub(crate) fn line_label(line: &names::LineName) -> String {
    let number = format::phone(&line.number);
    if line.name.is_empty() || line.name == line.number { number } else { format!("{number} · {}", line.name) }
}

fn address(signed: &Signed, filter: &CallFilter) -> Address {
    Address::of(&["calls"])
        .with("from", &end(filter.window.from, signed.zone))
        .with("to", &end(filter.window.to, signed.zone))
        .with("line", &filter.line)
        .with("number", &filter.number)
        .with("direction", &filter.direction)
        .with("outcome", &filter.outcome)
        .with("queue", &filter.queue)
        .with("counted", &filter.counted)
        .with("unit", &filter.unit)
}

/// A list of calls or legs; also part of a call's page.
pub(crate) fn table(signed: &Signed, t: &'static Text, legs: Vec<Leg>, is_whole: bool) -> Table {
    let mut columns = vec![
        Column::words(t.started_at),
        Column::words(t.direction),
        Column::words(t.from),
        Column::words(t.to),
        Column::words(t.line),
        Column::words(t.outcome),
        Column::figure(t.rings, ""),
        Column::figure(t.talk, ""),
        Column::words(t.queue),
    ];
    columns.push(if is_whole { Column::figure(t.legs, "") } else { Column::words(t.why_listed) });
    let rows = legs.into_iter().map(|leg| row(signed, t, leg)).collect();
    Table { caption: t.calls.to_owned(), columns, rows, total: None }
}

fn row(signed: &Signed, t: &'static Text, leg: Leg) -> Line {
    let started = format::moment(leg.started_at, signed.zone, signed.language);
    let last = match &leg.of_leg {
        Some(detail) => Cell::new(chain(t, detail)),
        None => Cell::new(format::count(leg.legs, signed.language)),
    };
    let direction = leg.direction.as_deref().map_or(format::NO_DATA, |direction| t.of_value(direction));
    let cells = vec![
        Cell::link(started, call_address(&leg.call)),
        Cell::new(direction),
        Cell::new(caller(t, leg.from_number.as_deref())),
        Cell::new(caller(t, leg.to_number.as_deref())),
        Cell::new(leg.line.as_deref().map(format::phone).unwrap_or_default()),
        Cell::mark(t.of_value(&leg.outcome), &leg.outcome),
        Cell::new(format::duration(leg.ring_seconds)),
        Cell::new(format::duration(leg.talk_seconds)),
        Cell::new(leg.queue.unwrap_or_default()),
        last,
    ];
    Line { cells, faint: false }
}

/// Why a leg is in the customer's list, and where it went.
fn chain(t: &Text, detail: &LegDetail) -> String {
    let from = detail.forwarded_from.as_deref().map(format::phone).unwrap_or_default();
    let why = match detail.why_listed.as_deref() {
        Some("forwarded") => format!("{} {from}", t.forwarded_here),
        Some("transferred") => format!("{} {from}", t.transferred_here),
        _ => t.directly.to_owned(),
    };
    match detail.forwarded_to.as_deref().or(detail.transferred_to.as_deref()) {
        Some(to) => format!("{why} · {} {}", t.sent_on_to, format::phone(to)),
        None => why,
    }
}
