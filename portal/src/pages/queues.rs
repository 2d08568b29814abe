//! The customer's queues, with today's figures.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::chrome::{Chrome, Section};
use super::page;
use super::queue_columns::{QueueColumns, meanings};
use super::table::{Cell, Column, Line, Meaning, Table};
use crate::data::names;
use crate::data::queues::totals;
use crate::error::PortalError;
use crate::period::Period;
use crate::queue_counts::QueueCounts;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "queues.html")]
struct QueuesPage {
    chrome: Chrome,
    date: String,
    queues: Table,
    meanings: Vec<Meaning>,
}

/// The list.
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, PortalError> {
    let chrome = Chrome::new(&signed, Section::Queues);
    let today = Period::today(signed.zone, signed.now)?;
    let meanings = meanings(&signed, today.window, None);
    let date = crate::format::date(signed.now, signed.zone, signed.language);
    page(&QueuesPage { chrome, date, queues: table(&state, &signed).await?, meanings })
}

/// Today's figures, queue by queue. They have no total: a peak of all queues is not the highest of each.
pub(crate) async fn table(state: &AppState, signed: &Signed) -> Result<Table, PortalError> {
    let t = crate::text::text(signed.language);
    let today = Period::today(signed.zone, signed.now)?;
    let (counts, queues) = tokio::try_join!(totals(signed, &today), names::queues(signed, state))?;
    let mut all = QueueCounts::default();
    counts.values().for_each(|counts| all.add(counts));
    let columns = QueueColumns::new(signed, today.window, &all, ServiceLevel::STORED);
    let none = QueueCounts::default();
    let mut rows = Vec::new();
    for queue in queues {
        let figures = counts.get(&queue.id).unwrap_or(&none);
        let visits =
            Address::of(&["queues", &queue.id, "visits"]).between(today.window.from, today.window.to, signed.zone);
        let mut cells = vec![Cell::link(queue.name, Address::of(&["queues", &queue.id]).build())];
        cells.extend(columns.cells(signed, figures, &visits));
        rows.push(Line { cells, faint: figures.joined == 0 });
    }
    let mut heads = vec![Column::words(t.queue)];
    heads.extend(columns.heads());
    Ok(Table { caption: t.queues.to_owned(), columns: heads, rows, total: None })
}
