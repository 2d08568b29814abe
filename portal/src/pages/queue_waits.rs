//! How long callers waited: the histogram as a chart and as a table, each number the way to its visits.

use super::address::Address;
use super::chart::{Chart, Series, Shape};
use super::queue_columns::counted;
use super::table::{Cell, Column, Line, Table};
use crate::data::visit_filter::{ABANDONED_ALL, Wait};
use crate::queue_counts::{EDGES_SECONDS, QueueCounts};
use crate::signed::Signed;
use crate::text::{Text, text};

/// One row of the histogram: its name, its colour, the outcomes that it counts, and how many waited how long.
type Row<'a> = (&'static str, &'static str, &'static str, &'a [i64]);

/// The bars count short abandons with the others, so they are called that and open to both.
fn rows<'a>(t: &'static Text, total: &'a QueueCounts) -> [Row<'a>; 2] {
    [
        (t.answered, "answered", "answered", &total.answered_waits),
        (t.abandoned_all, "abandoned", ABANDONED_ALL, &total.abandoned_waits),
    ]
}

/// The histogram's buckets, shortest first.
pub(super) fn buckets() -> impl Iterator<Item = Wait> {
    EDGES_SECONDS.iter().enumerate().map(|(index, low)| Wait::new(*low, EDGES_SECONDS.get(index + 1).copied()))
}

/// The bars; `visits` is the address of the queue's visits in the period.
pub(super) fn chart(signed: &Signed, total: &QueueCounts, visits: &Address) -> Chart {
    let series = rows(text(signed.language), total).map(|(name, role, outcomes, counts)| Series {
        links: buckets().map(|wait| address(visits, outcomes, &wait)).collect(),
        ..Series::new(name, role, Shape::Stack, counts.iter().map(|count| Some(*count as f64)))
    });
    Chart { labels: buckets().map(|wait| wait.label()).collect(), series: series.into(), lang: signed.language.code() }
}

/// The same figures to read.
pub(super) fn table(signed: &Signed, total: &QueueCounts, visits: &Address) -> Table {
    let t = text(signed.language);
    let mut columns = vec![Column::words(t.wait)];
    columns.extend(buckets().map(|wait| Column::figure(wait.label(), "")));
    let lines = rows(t, total).map(|(name, _, outcomes, counts)| {
        let mut cells = vec![Cell::new(name)];
        let count = |(wait, count): (Wait, &i64)| {
            let rows = visits.clone().with("outcome", outcomes).with("wait", &wait.value());
            counted(signed, *count, rows)
        };
        cells.extend(buckets().zip(counts).map(count));
        Line { cells, faint: false }
    });
    Table { caption: t.wait_distribution.to_owned(), columns, rows: lines.into(), total: None }
}

fn address(visits: &Address, outcomes: &str, wait: &Wait) -> String {
    visits.clone().with("outcome", outcomes).with("wait", &wait.value()).build()
}
