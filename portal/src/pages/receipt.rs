//! How a charge came about, step by step, so that it can be followed with pen and paper.

use chrono::{DateTime, Utc};
use opkald_storage::money::rating::{Receipt, ReceiptLine};

use super::table::{Cell, Column, Line, Table};
use crate::data::calls::Leg;
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// A receipt with its head.
#[derive(Debug)]
pub(crate) struct ReceiptCard {
    pub(crate) title: String,
    pub(crate) why: &'static str,
    pub(crate) steps: Table,
}

impl ReceiptCard {
    /// That of a leg.
    pub(crate) fn of_leg(signed: &Signed, leg: &Leg, receipt: &Receipt) -> Self {
        Self::new(signed, leg.line.as_deref().unwrap_or_default(), leg.started_at, receipt)
    }

    /// That of what a line used, by when it did.
    pub(crate) fn new(signed: &Signed, line: &str, at: DateTime<Utc>, receipt: &Receipt) -> Self {
        let t = text(signed.language);
        let at = format::moment(at, signed.zone, signed.language);
        let title = format!("{}: {}, {at}", t.price, format::phone(line));
        Self { why: why(t, receipt.rated_by), steps: steps(signed, &title, receipt), title }
    }
}

/// Why a charge is what it is.
fn why(t: &'static Text, rated_by: &str) -> &'static str {
    match rated_by {
        "told" => t.rated_told,
        "nothing" => t.rated_nothing,
        "free" => t.rated_free,
        "taken" => t.rated_taken,
        "internal" => t.rated_internal,
        "tariff" => t.rated_tariff,
        _ => t.rated_unrated,
    }
}

fn steps(signed: &Signed, caption: &str, receipt: &Receipt) -> Table {
    let t = text(signed.language);
    let columns = vec![
        Column::words(t.step),
        Column::figure(t.used, ""),
        Column::figure(t.paid_for, t.means_paid_for),
        Column::figure(t.unit_price, ""),
        Column::figure(t.price, ""),
    ];
    let amount = |text: &str| format::amount(text, &receipt.currency, signed.language);
    let line = |step: &ReceiptLine| {
        let cells: [String; 5] = match step {
            ReceiptLine::Allowance { plan, quantity, unit } => {
                let used = format!("{quantity} {}", t.of_unit(unit));
                [format!("{} {plan}", t.included_in), used, String::new(), String::new(), String::new()]
            }
            ReceiptLine::Connect { amount: fee } => {
                [t.connection_fee.to_owned(), String::new(), String::new(), String::new(), amount(fee)]
            }
            ReceiptLine::Part {
                from,
                tariff,
                band,
                used,
                increment,
                increments,
                paid,
                unit,
                price,
                per,
                amount: sum,
            } => [
                part(signed, from, tariff, band.as_deref()),
                format!("{} {}", format::point(used, signed.language), t.of_unit(unit)),
                format!("{increments} × {increment} = {paid}"),
                format!("{} / {per} {}", amount(price), t.of_unit(unit)),
                amount(sum),
            ],
            ReceiptLine::Maximum { amount: most } => {
                [t.at_most.to_owned(), String::new(), String::new(), String::new(), amount(most)]
            }
        };
        Line { cells: cells.map(Cell::new).into(), faint: false }
    };
    let mut total = vec![Cell::new(t.total), Cell::default(), Cell::default(), Cell::default()];
    total.push(Cell::new(amount(&receipt.amount)));
    let rows = receipt.lines.iter().map(line).collect();
    Table { caption: caption.to_owned(), columns, rows, total: Some(Line { cells: total, faint: false }) }
}

/// When a part began, and by which price it goes.
fn part(signed: &Signed, from: &str, tariff: &str, band: Option<&str>) -> String {
    let at = DateTime::parse_from_rfc3339(from).map(|at| format::clock(at.to_utc(), signed.zone));
    let band = band.map(|band| format!(", {band}")).unwrap_or_default();
    format!("{} {tariff}{band}", at.unwrap_or_default())
}
