//! A mobile: what a month of it comes to, its plan and add-ons, what cost most, and the months before.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use opkald_storage::money::Ore;
use serde::Deserialize;

use super::address::Address;
use super::chrome::{Chrome, Section};
use super::downloads::Download;
use super::mobile_tables::{by_kind, by_month, dearest, plans};
use super::page;
use super::receipt::ReceiptCard;
use super::table::{Meaning, Table, Tile};
use super::usage_lines::calls_of;
use crate::asked::{Asked, Named};
use crate::data::mobile::{find, name};
use crate::data::usage::{Usage, compared};
use crate::data::uses::LineUse;
use crate::error::PortalError;
use crate::format;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::text;

/// What the page can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct MobileQuery {
    /// A month such as `2026-10`; the one that is going on where it is absent.
    month: Option<String>,
    /// What was used, or had, whose receipt is wanted.
    #[serde(rename = "use")]
    of: Option<String>,
}

#[derive(Template)]
#[template(path = "mobile.html")]
struct MobilePage {
    chrome: Chrome,
    number: String,
    name: String,
    invoice_text: String,
    /// The page of the usage of the same month, and the list of the mobile's calls in it.
    usage: String,
    calls: String,
    /// The month in words, its name in the address, and the addresses of the page and of the months beside it.
    label: String,
    month: String,
    here: String,
    earlier: String,
    later: String,
    tiles: Vec<Tile>,
    costs: Table,
    plans: Table,
    dearest: Table,
    receipt: Option<ReceiptCard>,
    months: Table,
    downloads: Vec<Download>,
    meanings: Vec<Meaning>,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Named(number): Named,
    Asked(query): Asked<MobileQuery>,
) -> Result<Response, PortalError> {
    let month = query.month.as_deref();
    let mobile = find(&signed, &state, &number).await?;
    let (of, _) = Usage::month(&signed, month)?;
    let (usage, uses, name) = tokio::try_join!(
        Usage::load(&signed, &state, month),
        LineUse::of_line(&signed, &mobile.number, of),
        name(&signed, &state, &mobile),
    )?;
    let number = mobile.number.as_str();
    let chosen = query.of.and_then(|id| uses.iter().find(|one| one.handle() == id));
    let receipt =
        chosen.and_then(|one| one.receipt.as_ref().map(|receipt| ReceiptCard::new(&signed, number, one.at, receipt)));
    let chrome = Chrome::new(&signed, Section::Usage);
    let t = chrome.t;
    let here = Address::of(&["mobiles", number]);
    let at = |month: String| here.clone().with("month", &month).build();
    page(&MobilePage {
        number: format::phone(number),
        name,
        usage: Address::of(&["usage"]).with("month", &of.to_string()).build(),
        calls: calls_of(&signed, usage.window, number).build(),
        label: format::month(usage.window.from, signed.zone, signed.language),
        month: of.to_string(),
        here: here.clone().build(),
        earlier: at(of.before().to_string()),
        later: at(of.next().to_string()),
        tiles: tiles(&signed, &usage, number),
        costs: by_kind(&signed, &usage, number),
        plans: plans(&signed, number),
        dearest: dearest(&signed, number, of, uses),
        receipt,
        months: by_month(&signed, &usage, number),
        downloads: Download::all(&["mobiles", number, "usage"], |file| file.with("month", &of.to_string())),
        meanings: vec![Meaning::new(t.dearest, t.means_dearest), Meaning::new(t.change, t.means_change)],
        invoice_text: mobile.invoice_text,
        chrome,
    })
}

/// What the month comes to, and by how much that is more than the month before.
fn tiles(signed: &Signed, usage: &Usage, number: &str) -> Vec<Tile> {
    let t = text(signed.language);
    let now = usage.sums(usage.of_number(usage.window.from, number));
    let before = usage.sums(usage.of_month_before().filter(|line| line.line == number));
    let mut tiles = Vec::new();
    for (currency, (sum, change)) in &compared(&now, &before) {
        tiles.push(Tile::new(t.ex_vat, format::money(sum.ex_vat, currency, signed.language)));
        tiles.push(Tile::new(t.change, format::change(*change, currency, signed.language)));
    }
    if tiles.is_empty() {
        tiles.push(Tile::new(t.ex_vat, format::money(Ore::default(), &usage.currency, signed.language)));
    }
    tiles
}
