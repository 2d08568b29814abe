//! The tables of a mobile's page.

use chrono::{DateTime, Utc};
use opkald_storage::money::tariff::PlanKind;
use opkald_storage::money::{Amount, Charged, Month};

use super::address::Address;
use super::chrome::call_address;
use super::table::{Cell, Column, Line, Table};
use super::usage::kind_name;
use crate::data::usage::{InvoiceLine, KINDS, Usage};
use crate::data::uses::LineUse;
use crate::format;
use crate::signed::Signed;
use crate::text::text;

/// Uses that are shown.
const DEAREST: usize = 50;

/// The month's invoice lines of the mobile, with their total.
pub(super) fn by_kind(signed: &Signed, usage: &Usage, number: &str) -> Table {
    let t = text(signed.language);
    let place = |kind: &str| KINDS.iter().position(|other| *other == kind);
    let mut lines: Vec<&InvoiceLine> = usage.of_number(usage.window.from, number).collect();
    lines.sort_by_key(|line| (place(&line.kind), &line.currency));
    let row = |line: &&InvoiceLine| {
        let amount = format::money(line.rounded(), &line.currency, signed.language);
        let cells = vec![
            Cell::new(kind_name(t, &line.kind)),
            Cell::new(quantity(signed, line.quantity, &line.unit)),
            Cell::new(amount),
        ];
        Line { cells, faint: false }
    };
    let rows = lines.iter().map(row).collect();
    let sums: Vec<_> = usage.sums(lines.iter().copied()).into_iter().collect();
    // A total of several currencies is none.
    let total = match &sums[..] {
        [(currency, sum)] => {
            let sum = Cell::new(format::money(sum.ex_vat, currency, signed.language));
            Some(Line { cells: vec![Cell::new(t.total), Cell::default(), sum], faint: false })
        }
        _ => None,
    };
    let columns =
        vec![Column::words(t.kind), Column::figure(t.amount_used, ""), Column::figure(t.ex_vat, t.means_ex_vat)];
    Table { caption: t.of_the_month.to_owned(), columns, rows, total }
}

/// How much was used, as people say it.
fn quantity(signed: &Signed, quantity: f64, unit: &str) -> String {
    match unit {
        "seconds" => format::duration(Some(quantity)),
        "bytes" => megabytes(signed, quantity),
        _ => format::decimal(quantity, 0, signed.language),
    }
}

fn megabytes(signed: &Signed, bytes: f64) -> String {
    format::decimal(bytes / 1e6, 1, signed.language) + "\u{a0}MB"
}

/// The plans and add-ons that the mobile has and had, each with its price of a month.
pub(super) fn plans(signed: &Signed, number: &str) -> Table {
    let t = text(signed.language);
    let next_month = Month::at(signed.zone, signed.now).next().start(signed.zone);
    let row = |charged: Charged| {
        let month = |at: DateTime<Utc>| format::month(at, signed.zone, signed.language);
        let is_over = charged.until < next_month;
        let kind = if charged.kind == PlanKind::Plan { t.subscription } else { t.addons };
        let last = Month::at(signed.zone, charged.until).before().start(signed.zone);
        let price = format::amount(&charged.price.to_string(), charged.currency.code(), signed.language);
        let cells = vec![
            Cell::new(kind),
            Cell::new(charged.name),
            Cell::new(month(charged.from)),
            if is_over { Cell::new(month(last)) } else { Cell::default() },
            Cell::new(price),
        ];
        Line { cells, faint: is_over }
    };
    let columns = vec![
        Column::words(t.kind),
        Column::words(t.name),
        Column::words(t.from),
        Column::words(t.through),
        Column::figure(t.price_a_month, t.means_price_a_month),
    ];
    let rows = signed.charged(number).into_iter().map(row).collect();
    Table { caption: t.plan_and_addons.to_owned(), columns, rows, total: None }
}

/// What cost most in the month: each leads to how its price came about.
pub(super) fn dearest(signed: &Signed, number: &str, month: Month, uses: Vec<LineUse>) -> Table {
    let t = text(signed.language);
    let price = |one: &LineUse| one.price.parse::<Amount>().unwrap_or_default();
    let mut uses: Vec<LineUse> = uses.into_iter().filter(|one| price(one) != Amount::default()).collect();
    uses.sort_by_cached_key(|one| (std::cmp::Reverse(price(one)), one.at));
    uses.truncate(DEAREST);
    let row = |one: LineUse| {
        let at = format::moment(one.at, signed.zone, signed.language);
        let more = match one.leg {
            Some(_) => call_address(signed, &one.id, one.at),
            // Prices have changed, and it is not charged anew yet.
            None if one.receipt.is_none() => String::new(),
            None => {
                let here = Address::of(&["mobiles", number]).with("month", &month.to_string());
                here.with("use", &one.handle()).build() + "#receipt"
            }
        };
        let used = match (one.talk_seconds, one.bytes) {
            (Some(seconds), _) => format::duration(Some(seconds)),
            // Whole bytes below 2^53, and shown by the tenth of a megabyte.
            (None, Some(bytes)) => megabytes(signed, bytes as f64),
            (None, None) => format::count(1, signed.language),
        };
        let kind = if one.kind == "call" { t.call } else { kind_name(t, &one.kind) };
        let cells = vec![
            Cell::link(at, more),
            Cell::new(kind),
            Cell::new(one.to_number.as_deref().map(format::phone).unwrap_or_default()),
            Cell::new(one.country.unwrap_or_default()),
            Cell::new(used),
            Cell::new(format::amount(&one.price, &one.currency.unwrap_or_default(), signed.language)),
        ];
        Line { cells, faint: false }
    };
    let columns = vec![
        Column::words(t.started_at),
        Column::words(t.kind),
        Column::words(t.number),
        Column::words(t.country),
        Column::figure(t.amount_used, ""),
        Column::figure(t.price, ""),
    ];
    Table { caption: t.dearest.to_owned(), columns, rows: uses.into_iter().map(row).collect(), total: None }
}

/// What the mobile came to month by month, the newest first.
pub(super) fn by_month(signed: &Signed, usage: &Usage, number: &str) -> Table {
    let t = text(signed.language);
    let mut rows = Vec::new();
    for month in usage.months.iter().rev() {
        let name = Month::at(signed.zone, month.start).to_string();
        let here = Address::of(&["mobiles", number]).with("month", &name).build();
        for (currency, sum) in usage.sums(usage.of_number(month.start, number)) {
            let head = Cell::link(format::month(month.start, signed.zone, signed.language), here.clone());
            let sum = Cell::new(format::money(sum.ex_vat, &currency, signed.language));
            rows.push(Line { cells: vec![head, sum], faint: false });
        }
    }
    let columns = vec![Column::words(t.month), Column::figure(t.ex_vat, t.means_ex_vat)];
    Table { caption: t.by_month.to_owned(), columns, rows, total: None }
}
