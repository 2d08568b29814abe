//! Queues, and their figures by bucket.

use axum::extract::State;
use axum::response::IntoResponse;
use opkald_storage::book::Queue;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::figures::{Bucketed, QueueFigures};
use super::shape::{Answer, Covered, answer, answer_of};
use crate::asked::{Asked, Named};
use crate::data::names;
use crate::data::queues::{QueueTable, totals};
use crate::error::PortalError;
use crate::period::Period;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;
use crate::week::Week;

/// What a table can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TableQuery {
    /// `hour`, `day` or `month`.
    pub(super) interval: Option<String>,
    /// The first instant: a local date, or a time with its offset. It is widened to whole buckets.
    pub(super) from: Option<String>,
    /// The end, which is not in: a local date, or a time with its offset. It is widened to whole buckets.
    pub(super) to: Option<String>,
    /// Another formula than the queue's own: `handled`, `ignore`, `positive`, `negative` or `asterisk2`.
    service_level: Option<String>,
    /// Another limit than the queue's own, in seconds.
    seconds: Option<String>,
    /// Times of the week that are looked at, such as `mon-fri 08:00-16:00`, widened to whole hours; or `open`, while the
    /// queue is.
    times: Option<String>,
}

impl TableQuery {
    pub(super) fn period(&self, signed: &Signed, queue: &Queue) -> Result<Period, PortalError> {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        let period = Period::parse(self.interval.as_deref(), from, to, signed.zone, signed.now)?;
        Ok(period.within(Week::parse_of(self.times.as_deref(), queue, signed.zone)?))
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct QueueRow {
    queue: String,
    name: String,
    service_level_seconds: u32,
    short_abandon_seconds: u32,
    today: QueueFigures,
}

/// The customer's queues with today's figures.
#[utoipa::path(get, path = "/queues", tag = "Queues", responses((status = 200, body = Answer<Queues>)))]
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
    Ok(answer(&signed, Queues { queues: rows }))
}

#[derive(Debug, Serialize, ToSchema)]
struct Queues {
    queues: Vec<QueueRow>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QueueStats)]
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
#[utoipa::path(
    get, path = "/queues/{queue}/stats", tag = "Queues", responses((status = 200, body = Answer<Stats>)),
    params(("queue" = String, Path, description = "The id of a queue"), TableQuery)
)]
pub(super) async fn stats(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<TableQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let queue = names::queue(&signed, &state, &queue).await?;
    let period = query.period(&signed, &queue)?;
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
    answer_of(&signed, period.window, stats)
}
