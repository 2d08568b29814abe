//! A queue's agents.

use axum::extract::State;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::queues::TableQuery;
use super::shape::{Answer, Covered, answer_of};
use crate::asked::{Asked, Named};
use crate::data::agents::{AgentCounts, of_queue};
use crate::data::names;
use crate::error::PortalError;
use crate::signed::Signed;
use crate::state::AppState;

#[derive(Debug, Serialize, ToSchema)]
struct AgentFigures {
    offers: i64,
    missed_offers: i64,
    answered: i64,
    answered_offers: i64,
    transfers_in: i64,
    ring_seconds: f64,
    wait_seconds: f64,
    talk_seconds: f64,
    wrapup_seconds: f64,
    logged_in_seconds: f64,
    paused_seconds: f64,
    answer_rate: Option<f64>,
    avg_talk_seconds: Option<f64>,
    avg_ring_seconds: Option<f64>,
    avg_wait_seconds: Option<f64>,
    occupancy: Option<f64>,
}

impl From<&AgentCounts> for AgentFigures {
    fn from(counts: &AgentCounts) -> Self {
        Self {
            offers: counts.offers,
            missed_offers: counts.missed_offers,
            answered: counts.answered,
            answered_offers: counts.answered_offers,
            transfers_in: counts.transfers_in,
            ring_seconds: counts.ring_seconds,
            wait_seconds: counts.wait_seconds,
            talk_seconds: counts.talk_seconds,
            wrapup_seconds: counts.wrapup_seconds,
            logged_in_seconds: counts.logged_in_seconds,
            paused_seconds: counts.paused_seconds,
            answer_rate: counts.answer_rate(),
            avg_talk_seconds: counts.average_talk_seconds(),
            avg_ring_seconds: counts.average_ring_seconds(),
            avg_wait_seconds: counts.average_wait_seconds(),
            occupancy: counts.occupancy(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Agent {
    agent: String,
    #[serde(flatten)]
    figures: AgentFigures,
}

#[derive(Debug, Serialize, ToSchema)]
struct Agents {
    queue: String,
    #[serde(flatten)]
    covered: Covered,
    agents: Vec<Agent>,
    total: AgentFigures,
}

/// The agents of one queue over a period, by name.
#[utoipa::path(
    get, path = "/queues/{queue}/agents", tag = "Queues", responses((status = 200, body = Answer<Agents>)),
    params(("queue" = String, Path, description = "The id of a queue"), TableQuery)
)]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<TableQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let queue = names::queue(&signed, &state, &queue).await?;
    let period = query.period(&signed, &queue)?;
    let agents = of_queue(&signed, &queue.id, &period).await?;
    let mut total = AgentCounts::default();
    agents.values().for_each(|counts| total.add(counts));
    let agents =
        agents.into_iter().map(|(agent, counts)| Agent { agent, figures: AgentFigures::from(&counts) }).collect();
    let covered = Covered::period(&signed, &period);
    answer_of(&signed, period.window, Agents { queue: queue.id, covered, agents, total: AgentFigures::from(&total) })
}
