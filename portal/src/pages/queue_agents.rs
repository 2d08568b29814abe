//! A queue's agents: what each was offered, took, missed and was handed, with the way to the visits.

use std::collections::BTreeMap;

use super::address::Address;
use super::queue_columns::counted;
use super::table::{Cell, Column, Line, Table};
use crate::data::agents::AgentCounts;
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// The table of agents; `visits` is the address of the queue's visits in the period.
pub(super) fn table(signed: &Signed, agents: &BTreeMap<String, AgentCounts>, visits: &Address) -> Table {
    let t = text(signed.language);
    let mut total = AgentCounts::default();
    agents.values().for_each(|counts| total.add(counts));
    let rows: Vec<Line> = agents
        .iter()
        .map(|(agent, counts)| {
            let own = visits.clone().with("agent", agent);
            Line { cells: cells(signed, agent, counts, &own), faint: counts.offers == 0 }
        })
        .collect();
    let total = Line { cells: cells(signed, t.total, &total, visits), faint: false };
    let total = (!rows.is_empty()).then_some(total);
    Table { caption: t.agents.to_owned(), columns: heads(t), rows, total }
}

fn cells(signed: &Signed, label: &str, counts: &AgentCounts, visits: &Address) -> Vec<Cell> {
    let lang = signed.language;
    let count = |value: i64, what: &str| counted(signed, value, visits.clone().with("counted", what));
    vec![
        Cell::new(label),
        count(counts.answered, "answered"),
        count(counts.offers, "offers"),
        count(counts.missed_offers, "missed_offers"),
        Cell::new(format::percent(counts.answer_rate(), lang)),
        count(counts.transfers_in, "transfers_in"),
        Cell::new(format::duration(counts.average_talk_seconds())),
        Cell::new(format::duration(Some(counts.talk_seconds))),
        Cell::new(format::duration(counts.average_ring_seconds())),
        Cell::new(format::duration(counts.average_wait_seconds())),
        Cell::new(format::duration(Some(counts.logged_in_seconds))),
        Cell::new(format::duration(Some(counts.paused_seconds))),
        Cell::new(format::percent(counts.occupancy(), lang)),
    ]
}

fn heads(t: &'static Text) -> Vec<Column> {
    vec![
        Column::words(t.agent),
        Column::figure(t.answered, t.means_agent_answered),
        Column::figure(t.offers, t.means_offers),
        Column::figure(t.missed_offers, t.means_missed_offers),
        Column::figure(t.answer_rate, ""),
        Column::figure(t.transfers_in, t.means_transfers_in),
        Column::figure(t.avg_talk, t.means_att),
        Column::figure(t.talk_total, ""),
        Column::figure(t.ring_time, ""),
        Column::figure(t.callers_wait, ""),
        Column::figure(t.logged_in, t.means_presence),
        Column::figure(t.paused, t.means_presence),
        Column::figure(t.occupancy, t.means_occupancy),
    ]
}
