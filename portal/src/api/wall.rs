//! All queues as they change, as server-sent events.
//!
//! **An open stream is use of the session**, so a wallboard stays up; the session ends as others do, with the working day,
//! and the stream ends with it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::unfold;
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

use super::shape::{Answer, answer};
use crate::data::wall::{self, WallQueue};
use crate::error::PortalError;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;
use crate::state::AppState;

/// How often the queues are looked at.
const EVERY: Duration = Duration::from_secs(2);
/// How soon a reader whose stream broke off asks for another.
const RETRY: Duration = Duration::from_secs(3);

/// How a queue's day has been so far.
#[derive(Debug, Serialize, ToSchema)]
struct WallToday {
    joined: i64,
    answered: i64,
    abandoned: i64,
    short_abandoned: i64,
    service_level: Option<f64>,
}

/// Agents who are logged in to a queue, by what they do.
#[derive(Debug, Serialize, ToSchema)]
struct WallAgents {
    ready: usize,
    talking: usize,
    paused: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct WallRow {
    queue: String,
    name: String,
    waiting: usize,
    /// The longest wait so far of those who wait; null while nobody does.
    longest_wait_seconds: Option<f64>,
    /// The limit of the service level, in seconds.
    service_level_seconds: u32,
    talking: usize,
    agents: WallAgents,
    today: WallToday,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Wall {
    /// The instant that is told of.
    now: String,
    queues: Vec<WallRow>,
}

impl WallRow {
    fn new(signed: &Signed, queue: WallQueue) -> Self {
        let today = &queue.today;
        Self {
            longest_wait_seconds: queue.longest_wait_seconds(signed.now),
            service_level_seconds: queue.queue.service_level_seconds,
            waiting: queue.waiting,
            talking: queue.talking,
            agents: WallAgents { ready: queue.ready, talking: queue.busy, paused: queue.paused },
            today: WallToday {
                joined: today.joined,
                answered: today.answered,
                abandoned: today.abandoned,
                short_abandoned: today.short_abandoned,
                service_level: ServiceLevel::STORED.of(today),
            },
            queue: queue.queue.id,
            name: queue.queue.name,
        }
    }
}

/// What a stream goes on with.
struct Watching {
    state: AppState,
    uri: Uri,
    headers: HeaderMap,
    /// What was told last; empty at first.
    told: Arc<str>,
    _permit: OwnedSemaphorePermit,
}

/// All queues now, and again whenever something changes: who waits, who talks, who is there. Each event is a JSON object.
#[utoipa::path(
    get, path = "/live", tag = "Queues",
    responses((status = 200, content_type = "text/event-stream", body = Answer<Wall>))
)]
pub(super) async fn live(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed: Signed,
) -> Result<impl IntoResponse, PortalError> {
    let permit = Arc::clone(&state.streams).try_acquire_owned().map_err(|_| PortalError::Busy)?;
    let first = picture(&signed, &state).await?;
    let watching = Watching { state, uri, headers, told: Arc::clone(&first), _permit: permit };
    let begin = Event::default().retry(RETRY).data(first.as_ref());
    let rest = unfold(watching, next);
    let events = futures::StreamExt::chain(futures::stream::iter([Ok::<_, Infallible>(begin)]), rest);
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Waits for the next change; none once the session or the service ends.
async fn next(mut watching: Watching) -> Option<(Result<Event, Infallible>, Watching)> {
    loop {
        let mut ends = watching.state.ends.clone();
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            Ok(_) = ends.wait_for(|ends| *ends) => return None,
        }
        let signed = match Signed::read(&watching.uri, &watching.headers, None, &watching.state).await {
            Ok(signed) => signed,
            // What lies below fails for a while; the next look may see again.
            Err(PortalError::NotReady | PortalError::Failed(_)) => continue,
            Err(_) => return None,
        };
        let Ok(picture) = picture(&signed, &watching.state).await else { continue };
        if picture != watching.told {
            let event = Event::default().data(picture.as_ref());
            watching.told = picture;
            return Some((Ok(event), watching));
        }
    }
}

/// The queues as JSON. Many streams of a customer look at one picture.
async fn picture(signed: &Signed, state: &AppState) -> Result<Arc<str>, PortalError> {
    let place = state.walls.place(&signed.customer);
    let mut kept = place.lock().await;
    if let Some(picture) = kept.fresh(EVERY) {
        return Ok(picture);
    }
    let queues = wall::load(signed, state).await?.into_iter().map(|queue| WallRow::new(signed, queue)).collect();
    let wall = answer(signed, Wall { now: signed.stamp(signed.now), queues });
    let json: Arc<str> = serde_json::to_string(&wall.0).map_err(PortalError::failed)?.into();
    kept.keep(Arc::clone(&json));
    Ok(json)
}
