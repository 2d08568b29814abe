//! The visits behind a queue's number.

use askama::Template;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use chrono::TimeDelta;
use serde::Deserialize;

use super::address::{Address, end};
use super::chrome::{Chrome, Section, call_address};
use super::page;
use super::period_bar::redirect_through;
use super::table::{Cell, Choice, Column, Line, Table};
use crate::api::visits::VisitQuery;
use crate::data::names;
use crate::data::visits::{Visit, VisitFilter, count, list};
use crate::error::PortalError;
use crate::format;
use crate::queue_counts::QueueCounts;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::Text;

#[derive(Template)]
#[template(path = "visits.html")]
struct VisitsPage {
    chrome: Chrome,
    queue: String,
    queue_href: String,
    action: String,
    label: String,
    from: String,
    through: String,
    outcomes: Vec<Choice>,
    agent: String,
    within: String,
    total: String,
    table: Table,
    first: String,
    next: String,
}

/// A date that a form gives as the last day.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Through {
    pub(crate) through: Option<String>,
}

/// The list.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    OriginalUri(uri): OriginalUri,
    Path(queue): Path<String>,
    Query(query): Query<VisitQuery>,
    Query(through): Query<Through>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = redirect_through(&uri, through.through.as_deref()) {
        return Ok(redirect);
    }
    let queue = names::queue(&signed, &state.book, &queue).await?;
    let (filter, paging) = query.read(&signed, &queue.id)?;
    let total = count(&signed, &filter).await?;
    let visits = list(&signed, &filter, &paging).await?;
    let chrome = Chrome::new(&signed, Section::Queues);
    let t = chrome.t;
    let here = address(&signed, &filter);
    let names = QueueCounts::default().outcomes().map(|(name, _)| (name.to_owned(), t.of_value(name).to_owned()));
    let window = filter.window;
    let last = window.to - TimeDelta::microseconds(1);
    page(&VisitsPage {
        queue_href: Address::of(&["queues", &queue.id]).build(),
        action: Address::of(&["queues", &queue.id, "visits"]).build(),
        label: window_label(&signed, &filter),
        from: window.from.with_timezone(&signed.zone).date_naive().to_string(),
        through: last.with_timezone(&signed.zone).date_naive().to_string(),
        outcomes: Choice::list(t.any, &filter.outcome, names),
        within: filter.within_seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
        total: format::count(total, signed.language),
        table: table(&signed, t, visits.rows),
        first: if paging.cursor.is_some() { here.clone().build() } else { String::new() },
        next: visits.next.map(|next| here.with("cursor", &next).build()).unwrap_or_default(),
        agent: filter.agent,
        queue: queue.name,
        chrome,
    })
}

fn window_label(signed: &Signed, filter: &VisitFilter) -> String {
    let at = |at| format::moment(at, signed.zone, signed.language);
    format!("{} – {}", at(filter.window.from), at(filter.window.to))
}

fn address(signed: &Signed, filter: &VisitFilter) -> Address {
    let within = filter.within_seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    Address::of(&["queues", &filter.queue, "visits"])
        .with("from", &end(filter.window.from, signed.zone))
        .with("to", &end(filter.window.to, signed.zone))
        .with("outcome", &filter.outcome)
        .with("agent", &filter.agent)
        .with("within", &within)
}

/// A list of visits; also part of a call's page.
pub(crate) fn table(signed: &Signed, t: &'static Text, visits: Vec<Visit>) -> Table {
    let of_one_queue = visits.iter().all(|visit| visit.queue.is_none());
    let mut columns = vec![Column::words(t.joined_at)];
    if !of_one_queue {
        columns.push(Column::words(t.queue));
    }
    columns.extend([
        Column::words(t.caller),
        Column::words(t.outcome),
        Column::figure(t.wait, ""),
        Column::figure(t.talk, ""),
        Column::words(t.agent),
        Column::figure(t.offers, t.means_offers),
        Column::figure(t.position, ""),
        Column::words(t.ended_by),
    ]);
    let rows = visits.into_iter().map(|visit| row(signed, t, visit)).collect();
    Table { caption: t.visits.to_owned(), columns, rows, total: None }
}

fn row(signed: &Signed, t: &'static Text, visit: Visit) -> Line {
    let joined = format::moment(visit.joined_at, signed.zone, signed.language);
    let mut cells = vec![Cell::link(joined, call_address(&visit.call))];
    if let Some(queue) = visit.queue {
        cells.push(Cell::link(queue.clone(), Address::of(&["queues", &queue]).build()));
    }
    let ended_by = visit.ended_by.as_deref().map(|by| t.of_value(by).to_owned()).unwrap_or_default();
    cells.extend([
        Cell::new(caller(t, visit.from_number.as_deref())),
        Cell::mark(t.of_value(&visit.outcome), &visit.outcome),
        Cell::new(format::duration(visit.wait_seconds)),
        Cell::new(format::duration(visit.talk_seconds)),
        Cell::new(visit.agent.unwrap_or_default()),
        Cell::new(format::count(visit.offers, signed.language)),
        Cell::new(visit.position.map(|position| position.to_string()).unwrap_or_default()),
        Cell::new(ended_by),
    ]);
    Line { cells, faint: false }
}

/// A number as it is shown; a hidden one by a word.
pub(crate) fn caller(t: &Text, number: Option<&str>) -> String {
    match number {
        None => format::NO_DATA.to_owned(),
        Some("anonymous") => t.anonymous.to_owned(),
        Some(number) => format::phone(number),
    }
}
