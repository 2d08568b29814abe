//! Queues, and their figures by bucket.

use axum::extract::State;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::figures::{Bucketed, QueueFigures};
use super::shape::{Covered, answer};
use crate::asked::{Asked, Named};
use crate::data::names;
use crate::data::queues::{QueueTable, totals};
use crate::error::PortalError;
use crate::period::Period;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;

/// What a table can be asked by.
#[derive(Debug, Default, Deserialize)]
pub(super) struct TableQuery {
    pub(super) interval: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    service_level: Option<String>,
    seconds: Option<String>,
}

impl TableQuery {
    pub(super) fn period(&self, signed: &Signed) -> Result<Period, PortalError> {
        Period::parse(self.interval.as_deref(), self.from.as_deref(), self.to.as_deref(), signed.zone, signed.now)
    }
}

#[derive(Debug, Serialize)]
struct QueueRow {
    queue: String,
    name: String,
    service_level_seconds: u32,
    short_abandon_seconds: u32,
    today: QueueFigures,
}

/// The customer's queues with today's figures.
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<impl IntoResponse, PortalError> {
    let today = Period::today(signed.zone, signed.now)?;
    let (mut counts, queues) = tokio::try_join!(totals(&signed, &today), names::queues(&signed, &state))?;
    let mut rows = Vec::new();
    for queue in queues {
        let today = counts.remove(&queue.id).unwrap_or_default();
        rows.push(QueueRow {
            today: QueueFigures::new(&signed, &today, ServiceLevel::STORED),
            service_level_seconds: queue.service_level_seconds,
            short_abandon_seconds: queue.short_abandon_seconds,
            queue: queue.id,
            name: queue.name,
        });
    }
    #[derive(Debug, Serialize)]
    struct Queues {
        queues: Vec<QueueRow>,
    }
    Ok(answer(&signed, Queues { queues: rows }))
}

#[derive(Debug, Serialize)]
struct Stats {
    queue: String,
    #[serde(flatten)]
    covered: Covered,
    service_level_formula: &'static str,
    service_level_seconds: u32,
    rows: Vec<Bucketed<QueueFigures>>,
    total: QueueFigures,
}

/// One queue's figures by hour, day or month.
pub(super) async fn stats(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<TableQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let queue = names::queue(&signed, &state, &queue).await?;
    let period = query.period(&signed)?;
    let level = ServiceLevel::parse(query.service_level.as_deref(), query.seconds.as_deref())?;
    let table = QueueTable::load(&signed, &queue, &period, level).await?;
    let rows = table.rows.iter().map(|(bucket, counts)| Bucketed {
        start: signed.stamp(bucket.start),
        end: signed.stamp(bucket.end),
        figures: QueueFigures::new(&signed, counts, level),
    });
    let stats = Stats {
        covered: Covered::period(&signed, &period),
        service_level_formula: level.formula.name(),
        service_level_seconds: level.limit(queue.service_level_seconds),
        rows: rows.collect(),
        total: QueueFigures::new(&signed, &table.total, level),
        queue: queue.id,
    };
    Ok(answer(&signed, stats))
}
