//! Recordings: the list, and the sound of one.

mod audio;

use axum::extract::State;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::shape::{Answer, Covered, Listed, answer};
use crate::asked::Asked;
use crate::data::calls::plus_restored;
use crate::data::paging::Paging;
use crate::data::recordings::{Recording, RecordingFilter, list as page_of};
use crate::error::PortalError;
use crate::period::Window;
use crate::signed::Signed;
use crate::state::AppState;

pub(super) use audio::*;

/// What recordings can be asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordingQuery {
    /// The first instant: a local date, or a time with its offset. Without it, the last 7 days.
    pub(crate) from: Option<String>,
    /// The end, which is not in: a local date, whose first instant is meant, or a time with its offset.
    pub(crate) to: Option<String>,
    /// One of the customer's own numbers.
    pub(crate) line: Option<String>,
    /// A number, or a part of one, on either side.
    pub(crate) number: Option<String>,
    /// The id of a queue.
    pub(crate) queue: Option<String>,
    /// Who took the call.
    pub(crate) agent: Option<String>,
    /// Rows of a page.
    pub(crate) limit: Option<String>,
    /// Where the page begins: `next` of the page before.
    pub(crate) cursor: Option<String>,
}

impl RecordingQuery {
    /// Reads the filter and the page.
    pub(crate) fn read(&self, signed: &Signed) -> Result<(RecordingFilter, Paging), PortalError> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let filter = RecordingFilter {
            window: Window::parse(self.from.as_deref(), self.to.as_deref(), signed.zone, signed.now)?,
            call: String::new(),
            line: plus_restored(self.line.as_deref().unwrap_or_default()),
            number: text(&self.number),
            queue: text(&self.queue),
            agent: text(&self.agent),
        };
        Ok((filter, Paging::parse(self.limit.as_deref(), self.cursor.as_deref())?))
    }
}

/// Somebody listened, or took the file.
#[derive(Debug, Serialize, ToSchema)]
struct ListenRow {
    at: String,
    /// What the one may do who did: `administrator` or `user`.
    role: &'static str,
    /// `listened` or `downloaded`.
    what: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct RecordingRow {
    id: String,
    call: String,
    leg: i64,
    line: Option<String>,
    direction: Option<String>,
    from_number: Option<String>,
    to_number: Option<String>,
    queue: Option<String>,
    agent: Option<String>,
    began_at: String,
    duration_seconds: f64,
    bytes: i64,
    /// Who listened, the latest first.
    listens: Vec<ListenRow>,
}

impl RecordingRow {
    fn new(signed: &Signed, recording: Recording) -> Self {
        let listens = recording.listens.iter().map(|listen| ListenRow {
            at: signed.stamp(listen.at),
            role: listen.role.word(),
            what: listen.kind.word(),
        });
        Self {
            listens: listens.collect(),
            id: recording.id,
            call: recording.call,
            leg: recording.leg,
            line: recording.line,
            direction: recording.direction,
            from_number: recording.from_number,
            to_number: recording.to_number,
            queue: recording.queue,
            agent: recording.agent,
            began_at: signed.stamp(recording.began_at),
            duration_seconds: recording.duration_seconds,
            bytes: recording.bytes,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct RecordingList {
    #[serde(flatten)]
    covered: Covered,
    recordings: Vec<RecordingRow>,
    #[serde(flatten)]
    listed: Listed,
}

/// Recordings, the latest first, each with who listened to it.
#[utoipa::path(
    get, path = "/recordings", tag = "Recordings", params(RecordingQuery),
    responses((status = 200, body = Answer<RecordingList>))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Asked(query): Asked<RecordingQuery>,
) -> Result<impl IntoResponse, PortalError> {
    let (filter, paging) = query.read(&signed)?;
    let page = page_of(&signed, &state.book, &filter, &paging).await?;
    let recordings = page.rows.into_iter().map(|one| RecordingRow::new(&signed, one)).collect();
    let covered = Covered::window(&signed, filter.window);
    let listed = Listed { total: page.all.filter(|_| paging.cursor.is_none()), next: page.next };
    Ok(answer(&signed, RecordingList { covered, recordings, listed }))
}
