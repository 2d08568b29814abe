//! The visits that a queue's numbers count.

use axum::extract::State;
use axum::response::IntoResponse;
use opkald_storage::book::Queue;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shape::{Answer, Covered, Listed, answer_of};
use crate::asked::{Asked, Named};
use crate::data::names;
use crate::data::paging::Paging;
use crate::data::visit_filter::{VisitFilter, Wait};
use crate::data::visits::{Visit, list as page_of};
use crate::error::PortalError;
use crate::period::Window;
use crate::signed::Signed;
use crate::state::AppState;
use crate::week::Week;
use crate::wrong::Wrong;

/// What visits can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VisitQuery {
    /// The first instant of joining: a local date, or a time with its offset. Without it, the last 7 days.
    pub(crate) from: Option<String>,
    /// The end, which is not in: a local date, whose first instant is meant, or a time with its offset.
    pub(crate) to: Option<String>,
    /// How the visit ended, such as `answered` or `abandoned`; several with commas between.
    pub(crate) outcome: Option<String>,
    /// Who took part.
    pub(crate) agent: Option<String>,
    /// What of the agent, or of all agents, is counted: `offers`, `missed_offers`, `answered` or `transfers_in`.
    pub(crate) counted: Option<String>,
    /// Answered or left within so many seconds.
    pub(crate) within: Option<String>,
    /// A bucket of the wait, in seconds, such as `10-15`.
    pub(crate) wait: Option<String>,
    /// Times of the week in which they joined, such as `mon-fri 08:00-16:00`, widened to whole hours; or `open`, while the
    /// queue is.
    pub(crate) times: Option<String>,
    /// Rows of a page.
    pub(crate) limit: Option<String>,
    /// Where the page begins: `next` of the page before.
    pub(crate) cursor: Option<String>,
}

impl VisitQuery {
    /// Reads the filter and the page.
    pub(crate) fn read(&self, signed: &Signed, queue: &Queue) -> Result<(VisitFilter, Paging), PortalError> {
        let within_seconds = match self.within.as_deref().filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => {
                let why = || PortalError::parameter("within", Wrong::NoSeconds(text.to_owned()));
                Some(text.parse().map_err(|_| why())?)
            }
        };
        let filter = VisitFilter {
            queue: queue.id.clone(),
            window: Window::parse(self.from.as_deref(), self.to.as_deref(), signed.zone, signed.now)?,
            outcome: self.outcome.clone().unwrap_or_default(),
            agent: self.agent.clone().unwrap_or_default(),
            counted: self.counted.clone().unwrap_or_default(),
            within_seconds,
            wait: Wait::parse(self.wait.as_deref())?,
            week: Week::parse_of(self.times.as_deref(), queue, signed.zone)?,
        };
        Ok((filter.checked()?, Paging::parse(self.limit.as_deref(), self.cursor.as_deref())?))
    }
}

/// A visit, as JSON bears it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VisitRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<String>,
    call: String,
    visit: i64,
    from_number: Option<String>,
    joined_at: String,
    answered_at: Option<String>,
    left_at: Option<String>,
    completed_at: Option<String>,
    wait_seconds: Option<f64>,
    talk_seconds: Option<f64>,
    agent: Option<String>,
    offers: i64,
    outcome: String,
    ended_by: Option<String>,
    position: Option<i64>,
    /// How often an agent's part counts the visit, where the filter asks for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<i64>,
}

impl VisitRow {
    pub(super) fn new(signed: &Signed, visit: Visit) -> Self {
        let stamp = |at| signed.stamp(at);
        Self {
            queue: visit.queue,
            call: visit.call,
            visit: visit.visit,
            from_number: visit.from_number,
            joined_at: stamp(visit.joined_at),
            answered_at: visit.answered_at.map(stamp),
            left_at: visit.left_at.map(stamp),
            completed_at: visit.completed_at.map(stamp),
            wait_seconds: visit.wait_seconds,
            talk_seconds: visit.talk_seconds,
            agent: visit.agent,
            offers: visit.offers,
            outcome: visit.outcome,
            ended_by: visit.ended_by,
            position: visit.position,
            counted: None,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Visits {
    queue: String,
    #[serde(flatten)]
    covered: Covered,
    visits: Vec<VisitRow>,
    /// How much of the agents' part is counted in all, where the filter asks for that; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<i64>,
    #[serde(flatten)]
    listed: Listed,
}

/// One queue's visits, the latest first.
#[utoipa::path(
    get, path = "/queues/{queue}/visits", tag = "Queues", responses((status = 200, body = Answer<Visits>)),
    params(("queue" = String, Path, description = "The id of a queue"), VisitQuery)
)]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Named(queue): Named,
    Asked(query): Asked<VisitQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let queue = names::queue(&signed, &state, &queue).await?;
    let (filter, paging) = query.read(&signed, &queue)?;
    let window = filter.window;
    let (page, totals) = page_of(&signed, &filter, &paging, paging.cursor.is_none()).await?;
    let counts_agents = filter.counts_agents();
    let visits = page
        .rows
        .into_iter()
        .map(|visit| VisitRow { counted: counts_agents.then_some(visit.counted), ..VisitRow::new(&signed, visit) });
    let visits = Visits {
        queue: queue.id,
        covered: Covered::window(&signed, filter.window),
        visits: visits.collect(),
        counted: totals.filter(|_| counts_agents).map(|totals| totals.counted),
        listed: Listed { total: totals.map(|totals| totals.visits), next: page.next },
    };
    answer_of(&signed, window, visits)
}
