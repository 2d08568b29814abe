//! Call statistics: how many, how long, and how many at once, of the solution or of a line.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use opkald_storage::zone::Bucket;
use serde::Deserialize;

use super::address::Address;
use super::calls::line_label;
use super::chart::{Chart, Series, Shape};
use super::chrome::{Chrome, Section};
use super::dates::{self, DateFields};
use super::heat::HeatTable;
use super::period_bar::{PeriodBar, bucket_label};
use super::queue_columns::counted;
use super::table::{Cell, Choice, Column, Line, Meaning, Table, Tile};
use super::{page, week_choices};
use crate::asked::Asked;
use crate::data::call_stats::{CallCounts, CallTable};
use crate::data::calls::plus_restored;
use crate::data::heat::Heat;
use crate::data::names;
use crate::error::PortalError;
use crate::format;
use crate::period::Period;
use crate::signed::Signed;
use crate::state::AppState;
use crate::text::{Text, text};
use crate::week::Week;

/// What the page can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct StatsQuery {
    interval: Option<String>,
    from: Option<String>,
    to: Option<String>,
    line: Option<String>,
    times: Option<String>,
}

#[derive(Template)]
#[template(path = "call_stats.html")]
struct CallStatsPage {
    chrome: Chrome,
    interval: &'static str,
    dates: DateFields,
    lines: Vec<Choice>,
    times: Vec<Choice>,
    bar: PeriodBar,
    tiles: Vec<Tile>,
    chart: String,
    table: Table,
    heat: Option<HeatTable>,
    meanings: Vec<Meaning>,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<StatsQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = dates::redirect(&signed)? {
        return Ok(redirect);
    }
    let period =
        Period::parse(query.interval.as_deref(), query.from.as_deref(), query.to.as_deref(), signed.zone, signed.now)?;
    let period = period.within(Week::parse(query.times.as_deref(), signed.zone)?);
    let times = period.week.value();
    let line = plus_restored(query.line.as_deref().unwrap_or_default());
    let bar =
        PeriodBar::new(&signed, &period, &Address::of(&["calls", "stats"]).with("line", &line).with("times", times))?;
    let before = period.before()?;
    let asked = CallTable::load(&signed, &line, &period);
    let then = CallTable::load(&signed, &line, &before);
    let (figures, then, lines) = tokio::try_join!(asked, then, names::lines(&signed, &state))?;
    let chrome = Chrome::new(&signed, Section::CallStatistics);
    let t = chrome.t;
    let lines = lines.into_iter().map(|line| (line.number.clone(), line_label(&line)));
    let rows = Address::of(&["calls"]).with("line", &line).with("unit", if line.is_empty() { "call" } else { "leg" });
    let unfiltered = rows.clone().between(period.window.from, period.window.to, signed.zone);
    let rows = rows.with("times", times);
    let of = |period: &Period, figures: &CallTable| {
        let all = rows.clone().between(period.window.from, period.window.to, signed.zone);
        tiles(&signed, period, &figures.total, &all)
    };
    page(&CallStatsPage {
        interval: period.interval.name(),
        dates: DateFields::new(&signed, period.window),
        times: week_choices::choices(t, &period.week, None),
        lines: Choice::list(t.whole_solution, &line, lines),
        bar,
        tiles: Tile::compared(of(&period, &figures), of(&before, &then), period.is_over(signed.now), signed.language),
        chart: chart(&signed, &period, &figures).json()?,
        table: table(&signed, &period, &figures, &rows),
        heat: heat(&signed, &period, &figures, &unfiltered),
        meanings: meanings(t),
        chrome,
    })
}

/// When in the week calls begin; `rows` is the address of the period's calls at all times.
fn heat(signed: &Signed, period: &Period, figures: &CallTable, rows: &Address) -> Option<HeatTable> {
    let hours = Some(&figures.hours).filter(|hours| !hours.is_empty())?;
    let heat = Heat::of(period, signed.now, hours.iter().copied())?;
    Some(HeatTable::new(signed, text(signed.language).calls, &heat, rows))
}

/// The figures above the table; `rows` is the address of the calls that they count.
pub(crate) fn tiles(signed: &Signed, period: &Period, counts: &CallCounts, rows: &Address) -> Vec<Tile> {
    let t = text(signed.language);
    let lang = signed.language;
    let peak_at = counts.peak.at.map(|at| format::moment(at, signed.zone, lang)).unwrap_or_default();
    vec![
        Tile::counted(t.calls, counts.calls, lang, rows.clone()),
        Tile::counted(t.answered, counts.answered, lang, rows.clone().with("counted", "answered")),
        Tile::counted(t.missed, counts.missed, lang, rows.clone().with("counted", "missed")),
        Tile::new(t.avg_talk, format::duration(counts.average_talk_seconds())),
        Tile::new(t.peak, format::count(counts.peak.most, lang)).aside(peak_at),
        Tile::new(t.erlangs, format::decimal(counts.erlangs(period.seconds()), 2, lang)),
    ]
}

/// Calls as bars, their peak and average talk as lines.
pub(crate) fn chart(signed: &Signed, period: &Period, figures: &CallTable) -> Chart {
    let t = text(signed.language);
    let rows = &figures.rows;
    // Of an hour to come nothing is known: it has no bar, and no line that falls to nothing.
    let begun = |bucket: &Bucket| bucket.start <= signed.now;
    let series = |name: &str, role, shape, count: fn(&CallCounts) -> i64| {
        let values = rows.iter().map(|(bucket, figures)| begun(bucket).then(|| count(figures) as f64));
        Series::new(name, role, shape, values)
    };
    let talk = rows.iter().map(|(_, counts)| counts.average_talk_seconds());
    let talk = Series::new(t.avg_talk, "level", Shape::Seconds, talk);
    Chart {
        labels: rows.iter().map(|(bucket, _)| bucket_label(signed, period, bucket.start)).collect(),
        series: vec![
            series(t.inbound, "answered", Shape::Stack, |counts| counts.inbound),
            series(t.outbound, "outbound", Shape::Stack, |counts| counts.outbound),
            series(t.internal, "other", Shape::Stack, |counts| counts.internal),
            series(t.peak, "peak", Shape::Line, |counts| counts.peak.most),
            talk,
        ],
        lang: signed.language.code(),
    }
}

fn table(signed: &Signed, period: &Period, figures: &CallTable, rows: &Address) -> Table {
    let t = text(signed.language);
    let lang = signed.language;
    let line = |label: String, counts: &CallCounts, from, to, seconds: f64| {
        let here = rows.clone().between(from, to, signed.zone);
        let count = |value, name, kind| counted(signed, value, here.clone().with(name, kind));
        let peak_at = counts.peak.at.map(|at| format::moment(at, signed.zone, lang)).unwrap_or_default();
        let cells = vec![
            Cell::new(label),
            count(counts.calls, "", ""),
            count(counts.inbound, "direction", "inbound"),
            count(counts.outbound, "direction", "outbound"),
            count(counts.internal, "direction", "internal"),
            count(counts.answered, "counted", "answered"),
            count(counts.missed, "counted", "missed"),
            Cell::new(format::duration(counts.average_talk_seconds())),
            Cell::new(format::duration(Some(counts.talk_seconds))),
            Cell::new(format::count(counts.peak.most, lang)),
            Cell::new(peak_at),
            Cell::new(format::decimal(counts.erlangs(seconds), 2, lang)),
        ];
        Line { cells, faint: counts.calls == 0 && counts.peak.most == 0 }
    };
    let lines = figures.begun(signed.now).map(|(bucket, counts)| {
        line(bucket_label(signed, period, bucket.start), counts, bucket.start, bucket.end, period.seconds_of(bucket))
    });
    Table {
        caption: t.call_statistics.to_owned(),
        columns: heads(t),
        rows: lines.collect(),
        total: Some(line(t.total.to_owned(), &figures.total, period.window.from, period.window.to, period.seconds())),
    }
}

fn heads(t: &'static Text) -> Vec<Column> {
    vec![
        Column::words(t.time),
        Column::figure(t.calls, t.means_calls),
        Column::figure(t.inbound, ""),
        Column::figure(t.outbound, ""),
        Column::figure(t.internal, ""),
        Column::figure(t.answered, ""),
        Column::figure(t.missed, t.means_missed),
        Column::figure(t.avg_talk, t.means_avg_talk),
        Column::figure(t.talk_total, ""),
        Column::figure(t.peak, t.means_peak),
        Column::words(t.peak_at),
        Column::figure(t.erlangs, t.means_erlangs),
    ]
}

fn meanings(t: &'static Text) -> Vec<Meaning> {
    vec![
        Meaning::new(t.calls, t.means_calls),
        Meaning::new(t.missed, t.means_missed),
        Meaning::new(t.avg_talk, t.means_avg_talk),
        Meaning::new(t.peak, t.means_peak),
        Meaning::new(t.erlangs, t.means_erlangs),
        Meaning::new(t.times, t.means_times),
    ]
}
