//! One queue: hour by hour, day by day, month by month, with its agents.

use std::ops::RangeInclusive;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use opkald_storage::book::Queue;
use opkald_storage::zone::Bucket;
use serde::Deserialize;

use super::address::Address;
use super::chart::{Chart, Series, Shape};
use super::chrome::{Chrome, Section};
use super::dates::{self, DateFields};
use super::heat::HeatTable;
use super::period_bar::{PeriodBar, bucket_label};
use super::queue_columns::{QueueColumns, meanings, tiles, waiting_word};
use super::table::{Cell, Choice, Column, Line, Meaning, Table, Tile};
use super::{page, queue_agents, queue_waits, week_choices};
use crate::asked::{Asked, Named};
use crate::data::agents::of_queue;
use crate::data::heat::Heat;
use crate::data::names;
use crate::data::queues::QueueTable;
use crate::error::PortalError;
use crate::period::Period;
use crate::queue_counts::QueueCounts;
use crate::service_level::{Formula, LIMITS_SECONDS, ServiceLevel};
use crate::signed::Signed;
use crate::state::AppState;
use crate::week::Week;

/// What the page can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct QueueQuery {
    interval: Option<String>,
    from: Option<String>,
    to: Option<String>,
    service_level: Option<String>,
    seconds: Option<String>,
    times: Option<String>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    chrome: Chrome,
    name: String,
    action: String,
    interval: &'static str,
    dates: DateFields,
    formulas: Vec<Choice>,
    /// The limit in seconds; empty for the queue's own, which stands where nothing is written.
    limit: String,
    own_limit: u32,
    limits: RangeInclusive<u32>,
    times: Vec<Choice>,
    bar: PeriodBar,
    tiles: Vec<Tile>,
    chart: String,
    waits: String,
    waits_table: Table,
    table: Table,
    agents: Table,
    heat: Option<HeatTable>,
    meanings: Vec<Meaning>,
}

/// The page of one queue.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<QueueQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = dates::redirect(&signed)? {
        return Ok(redirect);
    }
    let queue = names::queue(&signed, &state, &queue).await?;
    let period =
        Period::parse(query.interval.as_deref(), query.from.as_deref(), query.to.as_deref(), signed.zone, signed.now)?;
    let period = period.within(Week::parse_of(query.times.as_deref(), &queue, signed.zone)?);
    let times = period.week.value();
    let level = ServiceLevel::parse(query.service_level.as_deref(), query.seconds.as_deref())?;
    let chosen_limit = level.seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    let chosen_formula = if level.formula == Formula::Default { "" } else { level.formula.name() };
    let own = Address::of(&["queues", &queue.id]);
    let here = own.clone().with("service_level", chosen_formula).with("seconds", &chosen_limit).with("times", times);
    let bar = PeriodBar::new(&signed, &period, &here)?;
    let before = period.before()?;
    let asked = QueueTable::load(&signed, &queue, &period, level);
    let then = QueueTable::load(&signed, &queue, &before, level);
    let (figures, then, agents) = tokio::try_join!(asked, then, of_queue(&signed, &queue.id, &period))?;
    let visits = Address::of(&["queues", &queue.id, "visits"]);
    let unfiltered = visits.clone().between(period.window.from, period.window.to, signed.zone);
    let visits = visits.with("times", times);
    let of = |period: &Period| visits.clone().between(period.window.from, period.window.to, signed.zone);
    let all_visits = of(&period);
    let limit = queue.service_level_seconds;
    let now = tiles(&signed, &figures.total, level, limit, &all_visits);
    let then = tiles(&signed, &then.total, level, limit, &of(&before));
    let chrome = Chrome::new(&signed, Section::Queues);
    page(&QueuePage {
        action: own.build(),
        interval: period.interval.name(),
        dates: DateFields::new(&signed, period.window),
        formulas: formulas(chrome.t.own_setting, chosen_formula),
        limit: chosen_limit,
        own_limit: queue.service_level_seconds,
        limits: LIMITS_SECONDS,
        times: week_choices::choices(chrome.t, &period.week, Some(&queue)),
        bar,
        tiles: Tile::compared(now, then, period.is_over(signed.now), signed.language),
        chart: chart(&signed, &period, &figures, level).json()?,
        waits: queue_waits::chart(&signed, &figures.total, &all_visits).json()?,
        waits_table: queue_waits::table(&signed, &figures.total, &all_visits),
        table: table(&signed, &period, &figures, level, &queue, &visits),
        heat: heat(&signed, &period, &figures, &unfiltered),
        agents: queue_agents::table(&signed, &agents, &all_visits),
        meanings: all_meanings(&signed, &chrome, &period, &queue),
        name: queue.name,
        chrome,
    })
}

/// When in the week callers join; `visits` is the address of the period's visits at all times.
fn heat(signed: &Signed, period: &Period, figures: &QueueTable, visits: &Address) -> Option<HeatTable> {
    let hours = Some(&figures.hours).filter(|hours| !hours.is_empty())?;
    let heat = Heat::of(period, signed.now, hours.iter().copied())?;
    Some(HeatTable::new(signed, crate::text::text(signed.language).joined, &heat, visits))
}

fn formulas(default: &str, chosen: &str) -> Vec<Choice> {
    let named = Formula::ALL.into_iter().filter(|formula| *formula != Formula::Default);
    let named = named.map(|formula| (formula.name().to_owned(), format!("{}: {}", formula.name(), formula.signs())));
    Choice::list(&format!("{default}: {}", Formula::Default.signs()), chosen, named)
}

fn all_meanings(signed: &Signed, chrome: &Chrome, period: &Period, queue: &Queue) -> Vec<Meaning> {
    let t = chrome.t;
    let own_seconds = Some((queue.service_level_seconds, queue.short_abandon_seconds));
    let mut all = meanings(signed, period.window, own_seconds);
    all.extend([
        Meaning::new(t.time, t.means_not_begun),
        Meaning::new(t.wait_distribution, t.means_waits),
        Meaning::new(t.offers, t.means_offers),
        Meaning::new(t.missed_offers, t.means_missed_offers),
        Meaning::new(t.transfers_in, t.means_transfers_in),
        Meaning::new(t.logged_in, t.means_presence),
        Meaning::new(t.occupancy, t.means_occupancy),
        Meaning::new(t.times, t.means_times),
    ]);
    all
}

fn table(
    signed: &Signed,
    period: &Period,
    figures: &QueueTable,
    level: ServiceLevel,
    queue: &Queue,
    visits: &Address,
) -> Table {
    let t = crate::text::text(signed.language);
    let columns = QueueColumns::new(signed, period.window, &figures.total, level);
    let line = |label: String, counts: &QueueCounts, from, to| {
        let mut cells = vec![Cell::new(label)];
        let rows = visits.clone().between(from, to, signed.zone);
        cells.extend(columns.cells(signed, counts, &rows));
        Line { cells, faint: counts.joined == 0 }
    };
    let rows = figures
        .begun(signed.now)
        .map(|(bucket, counts)| line(bucket_label(signed, period, bucket.start), counts, bucket.start, bucket.end));
    let mut heads = vec![Column::words(t.time)];
    heads.extend(columns.heads());
    Table {
        caption: t.queue.to_owned() + " " + &queue.name,
        columns: heads,
        rows: rows.collect(),
        total: Some(line(t.total.to_owned(), &figures.total, period.window.from, period.window.to)),
    }
}

fn chart(signed: &Signed, period: &Period, figures: &QueueTable, level: ServiceLevel) -> Chart {
    let t = crate::text::text(signed.language);
    let rows = &figures.rows;
    // Of an hour to come nothing is known: it has no bar.
    let begun = |bucket: &Bucket| bucket.start <= signed.now;
    let stack = |name: &str, role, count: fn(&QueueCounts) -> i64| {
        let values = rows.iter().map(|(bucket, figures)| begun(bucket).then(|| count(figures) as f64));
        Series::new(name, role, Shape::Stack, values)
    };
    let others = |counts: &QueueCounts| {
        counts.joined - counts.answered - counts.abandoned - counts.short_abandoned - counts.waiting
    };
    let levels = rows.iter().map(|(_, counts)| level.of(counts));
    let mut series = vec![
        stack(t.answered, "answered", |counts| counts.answered),
        stack(t.abandoned, "abandoned", |counts| counts.abandoned),
        stack(t.short_abandoned, "short", |counts| counts.short_abandoned),
    ];
    let rare = [
        stack(t.other_exits, "other", others),
        stack(waiting_word(signed, period.window), "waiting", |counts| counts.waiting),
    ];
    series.extend(rare.into_iter().filter(Series::has_any));
    series.push(Series::new(t.service_level, "level", Shape::Percent, levels));
    Chart {
        labels: rows.iter().map(|(bucket, _)| bucket_label(signed, period, bucket.start)).collect(),
        series,
        lang: signed.language.code(),
    }
}
