//! One queue: hour by hour, day by day, month by month, with its agents.

use askama::Template;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use opkald_storage::book::Queue;
use serde::Deserialize;

use super::address::Address;
use super::chart::{Chart, Series, Shape, counts};
use super::chrome::{Chrome, Section};
use super::page;
use super::period_bar::{PeriodBar, bucket_label, redirect_through};
use super::queue_columns::{QueueColumns, counted, meanings, tiles};
use super::table::{Cell, Choice, Column, Line, Meaning, Table, Tile};
use crate::data::agents::{AgentCounts, of_queue};
use crate::data::names;
use crate::data::queues::QueueTable;
use crate::error::PortalError;
use crate::format;
use crate::period::Period;
use crate::queue_counts::{EDGES_SECONDS, QueueCounts};
use crate::service_level::{Formula, ServiceLevel};
use crate::signed::Signed;
use crate::state::AppState;

/// What the page can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct QueueQuery {
    interval: Option<String>,
    from: Option<String>,
    to: Option<String>,
    through: Option<String>,
    service_level: Option<String>,
    seconds: Option<String>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    chrome: Chrome,
    name: String,
    action: String,
    interval: &'static str,
    from: String,
    through: String,
    formulas: Vec<Choice>,
    limits: Vec<Choice>,
    bar: PeriodBar,
    tiles: Vec<Tile>,
    chart: String,
    waits: String,
    table: Table,
    agents: Table,
    meanings: Vec<Meaning>,
}

/// The page of one queue.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    OriginalUri(uri): OriginalUri,
    Path(queue): Path<String>,
    Query(query): Query<QueueQuery>,
) -> Result<Response, PortalError> {
    if let Some(redirect) = redirect_through(&uri, query.through.as_deref()) {
        return Ok(redirect);
    }
    let queue = names::queue(&signed, &state.book, &queue).await?;
    let period =
        Period::parse(query.interval.as_deref(), query.from.as_deref(), query.to.as_deref(), signed.zone, signed.now)?;
    let level = ServiceLevel::parse(query.service_level.as_deref(), query.seconds.as_deref())?;
    let chosen_limit = level.seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    let chosen_formula = if level.formula == Formula::Default { "" } else { level.formula.name() };
    let own = Address::of(&["queues", &queue.id]);
    let here = own.clone().with("service_level", chosen_formula).with("seconds", &chosen_limit);
    let bar = PeriodBar::new(&signed, &period, &here)?;
    let figures = QueueTable::load(&signed, &queue.id, &period).await?;
    let agents = of_queue(&signed, &queue.id, &period).await?;
    let visits = Address::of(&["queues", &queue.id, "visits"]);
    let all_visits = visits.clone().between(period.window.from, period.window.to, signed.zone);
    let chrome = Chrome::new(&signed, Section::Queues);
    page(&QueuePage {
        action: own.build(),
        interval: period.interval.name(),
        from: period.first_date().to_string(),
        through: period.last_date().to_string(),
        formulas: formulas(chrome.t.own_setting, chosen_formula),
        limits: limits(chrome.t.own_setting, &chosen_limit, queue.service_level_seconds),
        bar,
        tiles: tiles(&signed, &figures.total, level, queue.service_level_seconds, &all_visits),
        chart: chart(&signed, &period, &figures, level, &queue).json()?,
        waits: waits(&signed, &figures.total).json()?,
        table: table(&signed, &period, &figures, level, &queue, &visits),
        agents: agents_table(&signed, agents, &all_visits),
        meanings: all_meanings(&chrome, &queue),
        name: queue.name,
        chrome,
    })
}

fn formulas(default: &str, chosen: &str) -> Vec<Choice> {
    let named = Formula::ALL.into_iter().filter(|formula| *formula != Formula::Default);
    let named = named.map(|formula| (formula.name().to_owned(), format!("{}: {}", formula.name(), formula.signs())));
    Choice::list(&format!("{default}: {}", Formula::Default.signs()), chosen, named)
}

fn limits(default: &str, chosen: &str, own_seconds: u32) -> Vec<Choice> {
    let edges = EDGES_SECONDS[1..].iter().map(|edge| (edge.to_string(), format!("{edge} s")));
    Choice::list(&format!("{default}: {own_seconds} s"), chosen, edges)
}

fn all_meanings(chrome: &Chrome, queue: &Queue) -> Vec<Meaning> {
    let t = chrome.t;
    let mut all = meanings(t, Some((queue.service_level_seconds, queue.short_abandon_seconds)));
    all.extend([
        Meaning::new(t.offers, t.means_offers),
        Meaning::new(t.logged_in, t.means_presence),
        Meaning::new(t.occupancy, t.means_occupancy),
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
    let columns = QueueColumns::new(signed, &figures.total, level);
    let line = |label: String, counts: &QueueCounts, from, to| {
        let mut cells = vec![Cell::new(label)];
        let rows = visits.clone().between(from, to, signed.zone);
        cells.extend(columns.cells(signed, counts, queue.service_level_seconds, &rows));
        Line { cells, faint: counts.joined == 0 }
    };
    let rows = figures
        .rows
        .iter()
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

fn chart(signed: &Signed, period: &Period, figures: &QueueTable, level: ServiceLevel, queue: &Queue) -> Chart {
    let t = crate::text::text(signed.language);
    let rows = &figures.rows;
    let stack = |name: &str, role, count: fn(&QueueCounts) -> i64| Series {
        name: name.to_owned(),
        role,
        shape: Shape::Stack,
        values: counts(rows.iter().map(|(_, figures)| count(figures))),
    };
    let others = |counts: &QueueCounts| {
        counts.joined - counts.answered - counts.abandoned - counts.short_abandoned - counts.waiting
    };
    let service_level = Series {
        name: t.service_level.to_owned(),
        role: "level",
        shape: Shape::Percent,
        values: rows.iter().map(|(_, counts)| level.of(counts, queue.service_level_seconds)).collect(),
    };
    Chart {
        labels: rows.iter().map(|(bucket, _)| bucket_label(signed, period, bucket.start)).collect(),
        series: vec![
            stack(t.answered, "answered", |counts| counts.answered),
            stack(t.abandoned, "abandoned", |counts| counts.abandoned),
            stack(t.short_abandoned, "short", |counts| counts.short_abandoned),
            stack(t.other_exits, "other", others),
            stack(t.waiting, "waiting", |counts| counts.waiting),
            service_level,
        ],
        lang: signed.language.code(),
    }
}

fn waits(signed: &Signed, total: &QueueCounts) -> Chart {
    let t = crate::text::text(signed.language);
    let label = |index: usize| match EDGES_SECONDS.get(index + 1) {
        Some(high) => format!("{}–{high} s", EDGES_SECONDS[index]),
        None => format!("{}+ s", EDGES_SECONDS[index]),
    };
    let series = |name: &str, role, values: &[i64]| Series {
        name: name.to_owned(),
        role,
        shape: Shape::Stack,
        values: counts(values.iter().copied()),
    };
    Chart {
        labels: (0..EDGES_SECONDS.len()).map(label).collect(),
        series: vec![
            series(t.answered, "answered", &total.answered_waits),
            series(t.abandoned, "abandoned", &total.abandoned_waits),
        ],
        lang: signed.language.code(),
    }
}

fn agents_table(signed: &Signed, agents: std::collections::BTreeMap<String, AgentCounts>, visits: &Address) -> Table {
    let t = crate::text::text(signed.language);
    let lang = signed.language;
    let cells = |label: String, counts: &AgentCounts, rows: Option<Address>| {
        let answered = match rows {
            Some(rows) => counted(signed, counts.answered, rows),
            None => Cell::new(format::count(counts.answered, lang)),
        };
        vec![
            Cell::new(label),
            answered,
            Cell::new(format::count(counts.offers, lang)),
            Cell::new(format::count(counts.missed_offers, lang)),
            Cell::new(format::percent(counts.answer_rate(), lang)),
            Cell::new(format::count(counts.transfers_in, lang)),
            Cell::new(format::duration(counts.average_talk_seconds())),
            Cell::new(format::duration(Some(counts.talk_seconds))),
            Cell::new(format::duration(counts.average_ring_seconds())),
            Cell::new(format::duration(counts.average_wait_seconds())),
            Cell::new(format::duration(Some(counts.logged_in_seconds))),
            Cell::new(format::duration(Some(counts.paused_seconds))),
            Cell::new(format::percent(counts.occupancy(), lang)),
        ]
    };
    let mut total = AgentCounts::default();
    agents.values().for_each(|counts| total.add(counts));
    let rows: Vec<Line> = agents
        .iter()
        .map(|(agent, counts)| {
            let taken = visits.clone().with("outcome", "answered").with("agent", agent);
            Line { cells: cells(agent.clone(), counts, Some(taken)), faint: counts.offers == 0 }
        })
        .collect();
    let total = Line { cells: cells(t.total.to_owned(), &total, None), faint: false };
    Table {
        caption: t.agents.to_owned(),
        columns: vec![
            Column::words(t.agent),
            Column::figure(t.answered, t.means_answered),
            Column::figure(t.offers, t.means_offers),
            Column::figure(t.missed_offers, ""),
            Column::figure(t.answer_rate, ""),
            Column::figure(t.transfers_in, ""),
            Column::figure(t.avg_talk, t.means_att),
            Column::figure(t.talk_total, ""),
            Column::figure(t.ring_time, ""),
            Column::figure(t.callers_wait, ""),
            Column::figure(t.logged_in, t.means_presence),
            Column::figure(t.paused, t.means_presence),
            Column::figure(t.occupancy, t.means_occupancy),
        ],
        total: (!rows.is_empty()).then_some(total),
        rows,
    }
}
