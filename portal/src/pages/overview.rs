//! The first page: today, of the whole solution and of each queue.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::address::Address;
use super::call_stats::{chart, tiles};
use super::chart::Chart;
use super::chrome::{Chrome, Section};
use super::page;
use super::queues::table as queue_table;
use super::table::{Table, Tile};
use crate::data::call_stats::CallTable;
use crate::error::PortalError;
use crate::period::{Interval, Period};
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    chrome: Chrome,
    date: String,
    tiles: Vec<Tile>,
    chart: String,
    queues: Table,
}

/// Today at a glance.
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, PortalError> {
    let today = signed.now.with_timezone(&signed.zone).date_naive();
    let hours = Period::usual(Interval::Hour, today, signed.zone)?;
    let (calls, queues) = tokio::try_join!(CallTable::load(&signed, "", &hours), queue_table(&state, &signed))?;
    let chart: Chart = chart(&signed, &hours, &calls);
    let here = Address::of(&["calls"]).between(hours.window.from, hours.window.to, signed.zone).with("unit", "call");
    page(&OverviewPage {
        chrome: Chrome::new(&signed, Section::Overview),
        date: crate::format::date(hours.window.from, signed.zone, signed.language),
        tiles: tiles(&signed, &hours, &calls.total, &here),
        chart: chart.json()?,
        queues,
    })
}
