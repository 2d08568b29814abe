//! The list of calls, by line, number, direction, outcome, queue.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::chrome::{Chrome, Section, call_address};
use super::dates::{self, DateFields};
use super::downloads::Download;
use super::table::{Cell, Choice, Column, Line, Table};
use super::visit_table::caller;
use super::{page, week_choices};
use crate::api::calls::CallQuery;
use crate::asked::Asked;
use crate::data::calls::{CallFilter, DIRECTIONS, Leg, LegDetail, OUTCOMES, list};
use crate::data::names::{self, QueueNames};
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

#[derive(Template)]
#[template(path = "calls.html")]
struct CallsPage {
    chrome: Chrome,
    label: String,
    dates: DateFields,
    widened: String,
    number: String,
    lines: Vec<Choice>,
    directions: Vec<Choice>,
    outcomes: Vec<Choice>,
    queues: Vec<Choice>,
    units: Vec<Choice>,
    counted: Vec<Choice>,
    times: Vec<Choice>,
    total: String,
    table: Table,
    first: String,
    next: String,
    downloads: Vec<Download>,
}

/// The list. Where nothing is said, a row is a whole call.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Asked(mut query): Asked<CallQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = dates::redirect(&signed)? {
        return Ok(redirect);
    }
    if query.unit.as_deref().is_none_or(str::is_empty) {
        query.unit = Some("call".to_owned());
    }
    let (filter, paging) = query.read(&signed)?;
    let page_of = list(&signed, &filter, &paging, true);
    let names = async { tokio::try_join!(names::lines(&signed, &state), names::queues(&signed, &state)) };
    let ((calls, total), (lines, queues)) = tokio::try_join!(page_of, names)?;
    let chrome = Chrome::new(&signed, Section::Calls);
    let t = chrome.t;
    let here = address(&signed, &filter);
    let named = |values: &[&str]| -> Vec<(String, String)> {
        values.iter().map(|value| ((*value).to_owned(), t.of_value(value).to_owned())).collect()
    };
    let lines = lines.into_iter().map(|line| (line.number.clone(), line_label(&line)));
    let names = QueueNames::new(&queues);
    let queues = queues.into_iter().map(|queue| (queue.id, queue.name));
    let counted = [("answered", t.counted_answered), ("missed", t.counted_missed)];
    let at = |at| format::moment(at, signed.zone, signed.language);
    page(&CallsPage {
        label: format!("{} – {}", at(filter.window.from), at(filter.window.to)),
        dates: DateFields::new(&signed, filter.window),
        widened: dates::widened(&signed, filter.window, &undated(&filter)),
        lines: Choice::list(t.any, &filter.line, lines),
        directions: Choice::list(t.any, &filter.direction, named(&DIRECTIONS)),
        outcomes: Choice::list(t.any, &filter.outcome, named(&OUTCOMES)),
        queues: Choice::list(t.any, &filter.queue, queues),
        units: units(t, &filter),
        times: week_choices::choices(t, &filter.week, None),
        counted: Choice::list(t.any, &filter.counted, counted.map(|(value, name)| (value.to_owned(), name.to_owned()))),
        total: format::count(total.unwrap_or_default(), signed.language),
        table: table(&signed, &names, calls.rows, filter.is_whole()),
        downloads: Download::all(&["calls"], |file| asked(&signed, &filter, file)),
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
    asked(signed, filter, Address::of(&["calls"]))
}

/// An address with the whole filter.
fn asked(signed: &Signed, filter: &CallFilter, address: Address) -> Address {
    asked_undated(filter, address).between(filter.window.from, filter.window.to, signed.zone)
}

/// The list's address with all but the period.
fn undated(filter: &CallFilter) -> Address {
    asked_undated(filter, Address::of(&["calls"]))
}

fn asked_undated(filter: &CallFilter, address: Address) -> Address {
    address
        .with("line", &filter.line)
        .with("number", &filter.number)
        .with("direction", &filter.direction)
        .with("outcome", &filter.outcome)
        .with("queue", &filter.queue)
        .with("counted", &filter.counted)
        .with("unit", &filter.unit)
        .with("times", filter.week.value())
}

/// A list of calls or legs; also part of a call's page.
pub(crate) fn table(signed: &Signed, names: &QueueNames, legs: Vec<Leg>, is_whole: bool) -> Table {
    let t = text(signed.language);
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
    if is_whole {
        columns.push(Column::figure(t.legs, ""));
    } else {
        columns.extend([Column::words(t.why_listed), Column::figure(t.price, "")]);
    }
    let rows = legs.into_iter().map(|leg| row(signed, t, names, leg)).collect();
    Table { caption: t.calls.to_owned(), columns, rows, total: None }
}

fn row(signed: &Signed, t: &'static Text, names: &QueueNames, leg: Leg) -> Line {
    let started = format::moment(leg.started_at, signed.zone, signed.language);
    let last = match &leg.of_leg {
        Some(detail) => vec![Cell::new(chain(t, detail)), Cell::new(price(signed, detail))],
        None => vec![Cell::new(format::count(leg.legs, signed.language))],
    };
    let direction = leg.direction.as_deref().map_or(format::NO_DATA, |direction| t.of_value(direction));
    let mut cells = vec![
        Cell::link(started, call_address(signed, &leg.call, leg.started_at)),
        Cell::new(direction),
        Cell::new(caller(t, leg.from_number.as_deref())),
        Cell::new(caller(t, leg.to_number.as_deref())),
        Cell::new(leg.line.as_deref().map(format::phone).unwrap_or_default()),
        Cell::mark(t.of_value(&leg.outcome), &leg.outcome),
        Cell::new(format::duration(leg.ring_seconds)),
        Cell::new(format::duration(leg.talk_seconds)),
        Cell::new(leg.queue.as_deref().map(|queue| names.name(queue)).unwrap_or_default()),
    ];
    cells.extend(last);
    Line { cells, faint: false }
}

/// What a leg costs, where somebody pays.
fn price(signed: &Signed, detail: &LegDetail) -> String {
    let Some(price) = &detail.price else { return String::new() };
    format::amount(price, detail.currency.as_deref().unwrap_or_default(), signed.language)
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
