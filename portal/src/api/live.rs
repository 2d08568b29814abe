//! One queue at this instant.

use axum::extract::State;
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::QueueFigures;
use super::shape::{Answer, answer};
use crate::asked::Named;
use crate::data::live::{Live as Found, OpenVisit, PresentAgent};
use crate::data::names;
use crate::data::queues::QueueTable;
use crate::error::PortalError;
use crate::period::Period;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Debug, Serialize, ToSchema)]
struct Waiting {
    call: String,
    number: Option<String>,
    joined_at: String,
    /// The place in the queue on joining; the place now is that in the list.
    position: Option<i64>,
    /// The wait so far.
    wait_seconds: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct Talking {
    call: String,
    number: Option<String>,
    agent: Option<String>,
    answered_at: Option<String>,
    /// The talk so far.
    talk_seconds: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Present {
    agent: String,
    state: String,
    /// When the state began.
    since: String,
    /// Why it is paused, where it was told.
    reason: Option<String>,
    /// The queue that the presence names; null where it is for all.
    queue: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Live {
    queue: String,
    /// The instant that is told of.
    now: String,
    waiting: Vec<Waiting>,
    talking: Vec<Talking>,
    agents: Vec<Present>,
    /// The longest wait so far of those who wait; null while nobody does.
    longest_wait_seconds: Option<f64>,
    today: QueueFigures,
}

/// Who waits, who talks, who is there, and how the day has been.
#[utoipa::path(
    get, path = "/queues/{queue}/live", tag = "Queues", responses((status = 200, body = Answer<Live>)),
    params(("queue" = String, Path, description = "The id of a queue"))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
) -> Result<impl IntoResponse, PortalError> {
    let queue = names::queue(&signed, &state, &queue).await?;
    let today = Period::today(signed.zone, signed.now)?;
    let figures = QueueTable::load(&signed, &queue, &today, ServiceLevel::STORED);
    let (found, figures) = tokio::try_join!(Found::load(&signed, &queue.id), figures)?;
    Ok(framed(&signed, queue.id, found, QueueFigures::new(&signed, &figures.total, ServiceLevel::STORED)))
}

fn framed(signed: &Signed, queue: String, found: Found, today: QueueFigures) -> axum::Json<Answer<Live>> {
    let waiting: Vec<_> = found.waiting.into_iter().map(|visit| waiting(signed, visit)).collect();
    let live = Live {
        queue,
        now: signed.stamp(signed.now),
        longest_wait_seconds: waiting.iter().map(|visit| visit.wait_seconds).reduce(f64::max),
        waiting,
        talking: found.talking.into_iter().map(|visit| talking(signed, visit)).collect(),
        agents: found.agents.into_iter().map(|agent| present(signed, agent)).collect(),
        today,
    };
    answer(signed, live)
}

fn waiting(signed: &Signed, visit: OpenVisit) -> Waiting {
    Waiting {
        call: visit.call,
        number: visit.from_number,
        joined_at: signed.stamp(visit.joined_at),
        position: visit.position,
        wait_seconds: seconds_since(signed, visit.joined_at),
    }
}

fn talking(signed: &Signed, visit: OpenVisit) -> Talking {
    Talking {
        call: visit.call,
        number: visit.from_number,
        agent: visit.agent,
        answered_at: visit.answered_at.map(|at| signed.stamp(at)),
        talk_seconds: visit.answered_at.map(|at| seconds_since(signed, at)),
    }
}

fn present(signed: &Signed, agent: PresentAgent) -> Present {
    Present {
        agent: agent.agent,
        state: agent.state,
        since: signed.stamp(agent.since),
        reason: agent.reason,
        queue: agent.queue,
    }
}

/// How long ago an instant is; the source's clock may be ahead of ours.
fn seconds_since(signed: &Signed, at: DateTime<Utc>) -> f64 {
    (signed.now - at).max(TimeDelta::zero()).as_seconds_f64()
}
