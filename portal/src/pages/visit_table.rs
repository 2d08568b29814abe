//! Visits as rows of a table.

use super::address::Address;
use super::chrome::call_address;
use super::table::{Cell, Column, Line, Table};
use crate::data::live::LONGEST_OPEN;
use crate::data::names::QueueNames;
use crate::data::visits::Visit;
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// A list of visits; also part of a call's page. `counted` says what is counted in each, where it is not the visits.
pub(crate) fn table(signed: &Signed, names: &QueueNames, visits: Vec<Visit>, counted: Option<String>) -> Table {
    let t = text(signed.language);
    let of_one_queue = visits.iter().all(|visit| visit.queue.is_none());
    let mut columns = vec![Column::words(t.joined_at)];
    if !of_one_queue {
        columns.push(Column::words(t.queue));
    }
    let counts = counted.is_some();
    columns.extend(counted.map(|what| Column::figure(what, "")));
    columns.extend([
        Column::words(t.caller),
        Column::words(t.outcome),
        Column::figure(t.wait, ""),
        Column::figure(t.talk, ""),
        Column::words(t.agent),
        Column::figure(if counts { t.offers_in_all } else { t.offers }, t.means_offers),
        Column::figure(t.position, ""),
        Column::words(t.ended_by),
    ]);
    let rows = visits.into_iter().map(|visit| row(signed, t, names, visit, counts)).collect();
    Table { caption: t.visits.to_owned(), columns, rows, total: None }
}

fn row(signed: &Signed, t: &'static Text, names: &QueueNames, visit: Visit, counts: bool) -> Line {
    let joined = format::moment(visit.joined_at, signed.zone, signed.language);
    let mut cells = vec![Cell::link(joined, call_address(signed, &visit.call, visit.joined_at))];
    if let Some(queue) = visit.queue {
        cells.push(Cell::link(names.name(&queue), Address::of(&["queues", &queue]).build()));
    }
    if counts {
        cells.push(Cell::new(format::count(visit.counted, signed.language)));
    }
    let outcome = if visit.outcome == "waiting" && visit.joined_at < signed.now - LONGEST_OPEN {
        Cell::mark(t.no_outcome, "unknown")
    } else {
        Cell::mark(t.of_value(&visit.outcome), &visit.outcome)
    };
    let ended_by = visit.ended_by.as_deref().map(|by| t.of_value(by).to_owned()).unwrap_or_default();
    cells.extend([
        Cell::new(caller(t, visit.from_number.as_deref())),
        outcome,
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
