//! The callback list.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::chrome::{Chrome, Section};
use super::page;
use super::table::{Cell, Choice, Column, Line, Table};
use crate::api::callbacks::CallbackQuery;
use crate::asked::Asked;
use crate::data::callbacks::{Anonymous, Callback, STATES, anonymous, list};
use crate::data::live::LONGEST_OPEN;
use crate::data::names::{self, QueueNames};
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::text;

#[derive(Template)]
#[template(path = "callbacks.html")]
struct CallbacksPage {
    chrome: Chrome,
    queues: Vec<Choice>,
    states: Vec<Choice>,
    /// How many there are in all; unknown where the list has shrunk below a later page.
    total: Option<String>,
    /// How many losses had no number.
    anonymous: String,
    table: Table,
    first: String,
    next: String,
}

/// The list.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<CallbackQuery>,
) -> Result<Response, PortalError> {
    let (filter, paging) = query.read()?;
    let asked = list(&signed, &filter, &paging);
    let ((callbacks, total), anonymous, queues) =
        tokio::try_join!(asked, anonymous(&signed, &filter), names::queues(&signed, &state))?;
    let chrome = Chrome::new(&signed, Section::Callbacks);
    let t = chrome.t;
    let names = QueueNames::new(&queues);
    let queues = queues.into_iter().map(|queue| (queue.id, queue.name));
    let states = STATES.map(|state| (state.to_owned(), t.of_value(state).to_owned()));
    let here = Address::of(&["callbacks"]).with("queue", &filter.queue).with("state", &filter.state);
    page(&CallbacksPage {
        queues: Choice::list(t.any, &filter.queue, queues),
        states: Choice::list(t.any, &filter.state, states),
        total: total.map(|total| format::count(total, signed.language)),
        anonymous: anonymous_words(&signed, anonymous),
        table: table(&signed, &names, callbacks.rows),
        first: if paging.cursor.is_some() { here.clone().build() } else { String::new() },
        next: callbacks.next.map(|next| here.with("cursor", &next).build()).unwrap_or_default(),
        chrome,
    })
}

/// How many losses had no number, and how many of those were short.
fn anonymous_words(signed: &Signed, anonymous: Anonymous) -> String {
    let t = text(signed.language);
    let count = |value| format::count(value, signed.language);
    let (lost, short) = (count(anonymous.times_lost), count(anonymous.times_short));
    format!("{} {lost}, {} {short}.", t.anonymous_lost, t.short_among_them)
}

/// The calls of a lost number since it was lost first. The loss ended a call that began before it, up to a day before.
fn calls_address(signed: &Signed, callback: &Callback) -> String {
    let began = (callback.first_lost_at - LONGEST_OPEN).with_timezone(&signed.zone).date_naive();
    Address::of(&["calls"]).with("number", &callback.number).with("from", &began.to_string()).build()
}

fn table(signed: &Signed, names: &QueueNames, callbacks: Vec<Callback>) -> Table {
    let t = text(signed.language);
    let at = |at| format::moment(at, signed.zone, signed.language);
    let rows = callbacks.into_iter().map(|callback| {
        let calls = calls_address(signed, &callback);
        let cells = vec![
            Cell::link(format::phone(&callback.number), calls),
            Cell::mark(t.of_value(&callback.state), &callback.state),
            Cell::link(names.name(&callback.queue), Address::of(&["queues", &callback.queue]).build()),
            Cell::new(format::count(callback.times_lost, signed.language)),
            Cell::new(format::count(callback.times_short, signed.language)),
            Cell::new(at(callback.first_lost_at)),
            Cell::new(at(callback.last_lost_at)),
            Cell::new(callback.resolved_at.map(at).unwrap_or_default()),
        ];
        Line { cells, faint: false }
    });
    Table {
        caption: t.callbacks.to_owned(),
        columns: vec![
            Column::words(t.number),
            Column::words(t.state),
            Column::words(t.queue),
            Column::figure(t.times_lost, t.means_times_lost),
            Column::figure(t.times_short, t.means_times_short),
            Column::words(t.first_lost),
            Column::words(t.last_lost),
            Column::words(t.resolved),
        ],
        rows: rows.collect(),
        total: None,
    }
}
