//! The columns of queue figures, the same in every table that shows them.

use super::address::Address;
use super::table::{Cell, Column, Meaning, Tile};
use crate::data::live::LONGEST_OPEN;
use crate::format;
use crate::period::Window;
use crate::queue_counts::QueueCounts;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::text::{Text, text};

/// Exits that stand in a table whether anybody used them or not.
const ALWAYS: [&str; 3] = ["answered", "abandoned", "short_abandoned"];

/// Which columns a table of queue figures has, and how they are made.
#[derive(Debug)]
pub(crate) struct QueueColumns {
    t: &'static Text,
    exits: Vec<&'static str>,
    /// What visits without an end are called in this period.
    waiting: &'static str,
    level: ServiceLevel,
}

impl QueueColumns {
    /// The columns for a table of a window with this total: exits that nobody used are left out.
    pub(crate) fn new(signed: &Signed, window: Window, total: &QueueCounts, level: ServiceLevel) -> Self {
        let used = total.outcomes().into_iter().filter(|(name, count)| *count > 0 || ALWAYS.contains(name));
        let exits = used.map(|(name, _)| name).collect();
        Self { t: text(signed.language), exits, waiting: waiting_word(signed, window), level }
    }

    /// The heads.
    pub(crate) fn heads(&self) -> Vec<Column> {
        let t = self.t;
        let mut heads = vec![Column::figure(t.joined, t.means_joined)];
        heads.extend(self.exits.iter().map(|exit| match *exit {
            "waiting" => Column::figure(self.waiting, waiting_meaning(t, self.waiting)),
            exit => Column::figure(t.of_value(exit), exit_meaning(t, exit)),
        }));
        heads.extend([
            Column::figure(t.service_level, t.means_service_level),
            Column::figure(t.answered_rate, t.means_answered_rate),
            Column::figure(t.abandon_rate, t.means_abandon_rate),
            Column::figure(t.asa, t.means_asa),
            Column::figure(t.awt, t.means_awt),
            Column::figure(t.max_wait, t.means_max_wait),
            Column::figure(t.att, t.means_att),
            Column::figure(t.aht, t.means_aht),
            Column::figure(t.peak_waiting, t.means_peaks),
            Column::figure(t.peak_talking, t.means_peaks),
        ]);
        heads
    }

    /// The cells of one row; `visits` is the address of its visits, to which the outcome is added.
    pub(crate) fn cells(&self, signed: &Signed, counts: &QueueCounts, visits: &Address) -> Vec<Cell> {
        let lang = signed.language;
        let count = |value: i64, outcome: &str| counted(signed, value, visits.clone().with("outcome", outcome));
        let mut cells = vec![count(counts.joined, "")];
        for (name, value) in counts.outcomes() {
            if self.exits.contains(&name) {
                cells.push(count(value, name));
            }
        }
        cells.extend([
            Cell::new(format::percent(self.level.of(counts), lang)),
            Cell::new(format::percent(counts.answered_rate(), lang)),
            Cell::new(format::percent(counts.abandon_rate(), lang)),
            Cell::new(format::duration(counts.asa_seconds())),
            Cell::new(format::duration(counts.awt_seconds())),
            Cell::new(format::duration(counts.max_wait_seconds)),
            Cell::new(format::duration(counts.att_seconds())),
            Cell::new(format::duration(counts.aht_seconds())),
            Cell::new(format::count(counts.waiting_peak.most, lang)),
            Cell::new(format::count(counts.talking_peak.most, lang)),
        ]);
        cells
    }
}

/// What visits without an end are called: while all of a window is recent they wait, else some or all of them never
/// will be told to end.
pub(crate) fn waiting_word(signed: &Signed, window: Window) -> &'static str {
    let t = text(signed.language);
    if window.from >= signed.now - LONGEST_OPEN { t.waiting } else { t.no_outcome }
}

fn waiting_meaning(t: &'static Text, word: &str) -> &'static str {
    if word == t.waiting { t.means_waiting } else { t.means_no_outcome }
}

/// A count that opens to the rows it counts; nothing opens to nothing.
pub(crate) fn counted(signed: &Signed, value: i64, rows: Address) -> Cell {
    let text = format::count(value, signed.language);
    if value == 0 { Cell::new(text) } else { Cell::link(text, rows.build()) }
}

fn exit_meaning(t: &'static Text, exit: &str) -> &'static str {
    match exit {
        "answered" => t.means_answered,
        "abandoned" => t.means_abandoned,
        "short_abandoned" => t.means_short,
        _ => "",
    }
}

/// The figures that stand above a table.
pub(crate) fn tiles(
    signed: &Signed,
    counts: &QueueCounts,
    level: ServiceLevel,
    own_seconds: u32,
    visits: &Address,
) -> Vec<Tile> {
    let t = text(signed.language);
    let lang = signed.language;
    let seconds = level.limit(own_seconds);
    let in_time = visits.clone().with("outcome", level.formula.reached()).with("within", &seconds.to_string());
    let peak_at = |at| format::moment(at, signed.zone, lang);
    vec![
        Tile::counted(t.joined, counts.joined, lang, visits.clone()),
        Tile::new(t.answered_rate, format::percent(counts.answered_rate(), lang))
            .aside(format!("{} {}", format::count(counts.answered, lang), t.answered.to_lowercase()))
            .to(visits.clone().with("outcome", "answered").build()),
        Tile::new(t.service_level, format::percent(level.of(counts), lang))
            .aside(format!("{} {seconds} s", t.within))
            .to(in_time.build()),
        Tile::new(t.asa, format::duration(counts.asa_seconds())),
        Tile::new(t.max_wait, format::duration(counts.max_wait_seconds)),
        Tile::new(t.att, format::duration(counts.att_seconds())),
        Tile::new(t.peak_waiting, format::count(counts.waiting_peak.most, lang))
            .aside(counts.waiting_peak.at.map(peak_at).unwrap_or_default()),
    ]
}

/// What the figures mean, in the reader's language.
pub(crate) fn meanings(signed: &Signed, window: Window, own_seconds: Option<(u32, u32)>) -> Vec<Meaning> {
    let t = text(signed.language);
    let waiting = waiting_word(signed, window);
    let with = |text: &str, seconds: Option<u32>| match seconds {
        Some(seconds) => format!("{text} {seconds}."),
        None => text.trim_end_matches([':', ' ']).to_owned(),
    };
    vec![
        Meaning::new(t.time, t.means_bucket),
        Meaning::new(t.joined, t.means_joined),
        Meaning::new(t.answered, t.means_answered),
        Meaning::new(t.abandoned, t.means_abandoned),
        Meaning::new(t.short_abandoned, with(t.means_short, own_seconds.map(|(_, short)| short))),
        Meaning::new(waiting, waiting_meaning(t, waiting)),
        Meaning::new(t.service_level, with(t.means_service_level, own_seconds.map(|(limit, _)| limit))),
        Meaning::new(t.formula, t.means_formulas),
        Meaning::new(t.answered_rate, t.means_answered_rate),
        Meaning::new(t.abandon_rate, t.means_abandon_rate),
        Meaning::new(t.asa, t.means_asa),
        Meaning::new(t.awt, t.means_awt),
        Meaning::new(t.max_wait, t.means_max_wait),
        Meaning::new(t.att, t.means_att),
        Meaning::new(t.aht, t.means_aht),
        Meaning::new(t.peak_waiting, t.means_peaks),
        Meaning::new(t.other_exits, t.hidden_columns),
    ]
}
