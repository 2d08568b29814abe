//! Usage and price of a month: what it comes to, thirteen months by kind, every mobile and local number with its cost.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use opkald_storage::book::LineKind;
use opkald_storage::money::{Month, Ore};

use super::address::Address;
use super::chart::{Chart, Series, Shape};
use super::chrome::{Chrome, Section};
use super::downloads::Download;
use super::page;
use super::table::{Cell, Column, Line, Meaning, Table, Tile};
use crate::api::usage::UsageQuery;
use crate::asked::Asked;
use crate::data::lines::CustomerLines;
use crate::data::usage::{InvoiceLine, KINDS, Sum, Usage};
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};

#[derive(Template)]
#[template(path = "usage.html")]
struct UsagePage {
    chrome: Chrome,
    /// The month in words, its name in the address, and the addresses of the one before and after it.
    label: String,
    month: String,
    earlier: String,
    later: String,
    tiles: Vec<Tile>,
    chart: String,
    mobiles: Table,
    locals: Table,
    months: Table,
    mobiles_files: Vec<Download>,
    locals_files: Vec<Download>,
    months_files: Vec<Download>,
    meanings: Vec<Meaning>,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<UsageQuery>,
) -> Result<Response, PortalError> {
    let (_, window) = Usage::month(&signed, query.month.as_deref())?;
    let lines = CustomerLines::read(&signed, &state.book, window);
    let (usage, lines) = tokio::try_join!(Usage::load(&signed, &state, query.month.as_deref()), lines)?;
    let chrome = Chrome::new(&signed, Section::Usage);
    let t = chrome.t;
    let at = |month: String| Address::of(&["usage"]).with("month", &month).build();
    let files = |path: &[&str]| Download::all(path, |file| file.with("month", &usage.month.to_string()));
    page(&UsagePage {
        mobiles_files: files(&["mobiles"]),
        locals_files: files(&["local-numbers"]),
        months_files: files(&["usage", "history"]),
        label: format::month(usage.window.from, signed.zone, signed.language),
        month: usage.month.to_string(),
        earlier: at(usage.month.before().to_string()),
        later: at(usage.month.next().to_string()),
        tiles: tiles(&signed, &usage),
        chart: chart(&signed, &usage).json()?,
        mobiles: lines.table(&signed, &usage, LineKind::Mobile, t.mobiles),
        locals: lines.table(&signed, &usage, LineKind::Local, t.local_numbers),
        months: by_month(&signed, &usage),
        meanings: vec![
            Meaning::new(t.ex_vat, t.means_ex_vat),
            Meaning::new(t.roaming, t.means_roaming),
            Meaning::new(t.change, t.means_change),
        ],
        chrome,
    })
}

fn tiles(signed: &Signed, usage: &Usage) -> Vec<Tile> {
    let t = text(signed.language);
    let mut tiles = Vec::new();
    for (currency, (sum, change)) in &usage.compared() {
        let money = |amount| format::money(amount, currency, signed.language);
        tiles.push(Tile::new(t.ex_vat, money(sum.ex_vat)));
        tiles.push(Tile::new(t.vat, money(sum.vat)));
        tiles.push(Tile::new(t.incl_vat, money(sum.incl_vat)));
        tiles.push(Tile::new(t.change, format::change(*change, currency, signed.language)));
    }
    tiles
}

pub(crate) fn kind_name(t: &'static Text, kind: &str) -> &'static str {
    match kind {
        "subscription" => t.subscription,
        "addon" => t.addons,
        "calls" => t.calls,
        "data" => t.data,
        "sms" => t.sms,
        "mms" => t.mms,
        "roaming" => t.roaming,
        _ => t.fees,
    }
}

/// Thirteen months as bars, one kind upon the other. They are in the currency that most lines are in.
fn chart(signed: &Signed, usage: &Usage) -> Chart {
    const ROLES: [&str; 8] = ["other", "waiting", "answered", "outbound", "level", "short", "abandoned", "peak"];
    let t = text(signed.language);
    let currency = main_currency(usage);
    let series = KINDS.into_iter().zip(ROLES).map(|(kind, role)| {
        let values = usage.months.iter().map(|month| {
            let of_kind = usage.of(month.start).filter(|line| line.kind == kind && line.currency == currency);
            // Only to be drawn: the figures stand in the table below.
            Some(of_kind.map(InvoiceLine::rounded).sum::<Ore>().hundredths() as f64 / 100.0)
        });
        Series::new(kind_name(t, kind), role, Shape::Stack, values)
    });
    Chart {
        labels: usage.months.iter().map(|month| format::month(month.start, signed.zone, signed.language)).collect(),
        series: series.filter(Series::has_any).collect(),
        lang: signed.language.code(),
    }
}

fn main_currency(usage: &Usage) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &usage.lines {
        *counts.entry(&line.currency).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(currency, _)| currency.to_owned()).unwrap_or_default()
}

fn by_month(signed: &Signed, usage: &Usage) -> Table {
    let t = text(signed.language);
    let mut rows = Vec::new();
    for month in usage.months.iter().rev() {
        let here = Address::of(&["usage"]).with("month", &Month::at(signed.zone, month.start).to_string());
        for (currency, Sum { ex_vat, vat, incl_vat }) in usage.sums(usage.of(month.start)) {
            let money = |amount| Cell::new(format::money(amount, &currency, signed.language));
            let head = Cell::link(format::month(month.start, signed.zone, signed.language), here.clone().build());
            rows.push(Line { cells: vec![head, money(ex_vat), money(vat), money(incl_vat)], faint: false });
        }
    }
    let columns = vec![
        Column::words(t.month),
        Column::figure(t.ex_vat, t.means_ex_vat),
        Column::figure(t.vat, ""),
        Column::figure(t.incl_vat, ""),
    ];
    Table { caption: t.by_month.to_owned(), columns, rows, total: None }
}
