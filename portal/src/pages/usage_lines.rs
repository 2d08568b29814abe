//! Every mobile and local number with what it comes to in a month, as a table.

use std::collections::BTreeMap;

use opkald_storage::book::LineKind;
use opkald_storage::money::Ore;

use super::address::Address;
use super::table::{Cell, Column, Line, Table};
use super::usage::kind_name;
use crate::data::lines::CustomerLines;
use crate::data::usage::{Costs, KINDS, Usage};
use crate::format;
use crate::period::Window;
use crate::signed::Signed;
use crate::text::text;

impl CustomerLines {
    /// As a table, with their total.
    pub(crate) fn table(&self, signed: &Signed, usage: &Usage, kind: LineKind, caption: &str) -> Table {
        let t = text(signed.language);
        let lines = self.costs(usage, kind);
        let kinds: Vec<&str> =
            KINDS.into_iter().filter(|kind| lines.values().any(|sums| sums.contains_key(kind))).collect();
        let talks = kind == LineKind::Local;
        let row = |mut cells: Vec<Cell>, (calls, seconds): (i64, f64), currency: &str, sums: &Costs<'_>| {
            let money = |amount: Ore| Cell::new(format::money(amount, currency, signed.language));
            if talks {
                cells.push(Cell::new(format::count(calls, signed.language)));
                cells.push(Cell::new(format::duration(Some(seconds))));
            }
            cells.extend(kinds.iter().map(|kind| sums.get(kind).map_or_else(Cell::default, |amount| money(*amount))));
            cells.push(money(sums.values().copied().sum()));
            Line { faint: sums.is_empty() && calls == 0, cells }
        };
        let talked = |number: &str| self.talked(number);
        let rows = lines
            .iter()
            .map(|((number, currency), sums)| row(self.head(signed, usage, number), talked(number), currency, sums));
        let rows: Vec<Line> = rows.collect();
        let mut numbers: Vec<&str> = lines.keys().map(|(number, _)| *number).collect();
        numbers.dedup();
        let all = numbers.into_iter().map(talked).fold((0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let mut totals: BTreeMap<&str, Costs<'_>> = BTreeMap::new();
        for ((_, currency), sums) in lines.iter().filter(|(_, sums)| !sums.is_empty()) {
            for (kind, amount) in sums {
                *totals.entry(currency).or_default().entry(kind).or_default() += *amount;
            }
        }
        // A total of several currencies is none.
        let total = match &totals.iter().collect::<Vec<_>>()[..] {
            [(currency, sums)] => Some(row(vec![Cell::new(t.total), Cell::default()], all, currency, sums)),
            _ => None,
        };
        let mut columns = vec![Column::words(t.number), Column::words(t.name)];
        if talks {
            columns.extend([Column::figure(t.number_of_calls, t.means_calls_of_line), Column::figure(t.talk, "")]);
        }
        columns.extend(kinds.iter().map(|kind| Column::figure(kind_name(t, kind), "")));
        columns.push(Column::figure(t.ex_vat, t.means_ex_vat));
        Table { caption: caption.to_owned(), columns, rows, total }
    }

    /// The number, which leads to the page of the mobile or to the line's calls, and its name with what stands on the invoice.
    fn head(&self, signed: &Signed, usage: &Usage, number: &str) -> Vec<Cell> {
        if number.is_empty() {
            return vec![Cell::new(text(signed.language).unknown_line), Cell::default()];
        }
        // What only the events tell of has no page.
        let more = if self.invoice_texts.contains_key(number) {
            Address::of(&["mobiles", number]).with("month", &usage.month.to_string())
        } else {
            calls_of(signed, usage.window, number)
        };
        let name = self.name(number);
        let invoice_text = self.invoice_texts.get(number).map(String::as_str);
        let words: Vec<&str> = name.into_iter().chain(invoice_text).filter(|word| !word.is_empty()).collect();
        vec![Cell::link(format::phone(number), more.build()), Cell::new(words.join(" · "))]
    }
}

/// The list of a line's calls in a month.
pub(crate) fn calls_of(signed: &Signed, month: Window, line: &str) -> Address {
    let calls = Address::of(&["calls"]).with("line", line);
    calls.between(month.from, month.to, signed.zone).with("unit", "leg")
}
