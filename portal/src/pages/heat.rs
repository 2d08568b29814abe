//! A week as a table of its hours, the busier the darker; each opens to what it counts.

use askama::Template;
use opkald_storage::money::DayKind;

use super::address::Address;
use crate::data::heat::{HOURS, Heat, HeatCell};
use crate::format;
use crate::signed::Signed;
use crate::text::{Text, text};

/// How many shades there are above that of nothing.
const SHADES: f64 = 6.0;

/// The table, with its heading.
#[derive(Debug, Template)]
#[template(path = "heat.html")]
pub(crate) struct HeatTable {
    t: &'static Text,
    /// What is counted.
    what: &'static str,
    hours: Vec<String>,
    days: Vec<Day>,
}

#[derive(Debug)]
struct Day {
    name: &'static str,
    cells: Vec<Shaded>,
}

#[derive(Debug)]
struct Shaded {
    text: String,
    /// How much that is in all, in words.
    hint: String,
    href: String,
    shade: u8,
}

impl HeatTable {
    /// The table; `rows` is the address of what is counted in the period, without hours of the week.
    pub(crate) fn new(signed: &Signed, what: &'static str, heat: &Heat, rows: &Address) -> Self {
        let most = heat.most();
        let day = |(day, cells): (DayKind, &[HeatCell; HOURS])| {
            let cells = cells.iter().enumerate();
            let cells = cells.map(|(hour, cell)| shaded(signed, *cell, most, (day, hour), rows));
            Day { name: format::day_kind(day, signed.language), cells: cells.collect() }
        };
        Self {
            t: text(signed.language),
            what,
            hours: (0..HOURS).map(|hour| format!("{hour:02}")).collect(),
            days: heat.days().map(day).collect(),
        }
    }
}

fn shaded(signed: &Signed, cell: HeatCell, most: f64, (day, hour): (DayKind, usize), rows: &Address) -> Shaded {
    let t = text(signed.language);
    let Some(average) = cell.average() else {
        return Shaded { text: String::new(), hint: String::new(), href: String::new(), shade: 0 };
    };
    let times = format!("{} {hour:02}:00-{:02}:00", day.word(), hour + 1);
    let href = if cell.count == 0 { String::new() } else { rows.clone().with("times", &times).build() };
    let count = |count| format::count(count, signed.language);
    let hint = format!("{} {} {} {}", count(cell.count), t.in_hours, count(cell.hours), t.hours_of_week);
    // The average is no more than the most, so the shade is one of a few.
    let shade = if most > 0.0 { (average / most * SHADES).ceil() as u8 } else { 0 };
    Shaded { text: format::decimal(average, 1, signed.language), hint, href, shade }
}
