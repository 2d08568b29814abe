//! The frame of every answer.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use xxhash_rust::xxh3::xxh3_128;

use crate::error::PortalError;
use crate::period::{Period, Window};
use crate::signed::Signed;

/// An answer with what it is based on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Answer<T> {
    // First, so that a tag can leave it out.
    /// What reached the source before this is in; null before anything is.
    data_until: Option<String>,
    /// The zone whose clock the times and buckets follow.
    zone: &'static str,
    #[serde(flatten)]
    body: T,
}

/// Frames an answer.
pub(super) fn answer<T>(signed: &Signed, body: T) -> Json<Answer<T>> {
    Json(Answer::new(signed, body))
}

/// Frames an answer of a window. Once that is over, the answer bears a tag, and who has it already gets no second one:
/// only a late event, or another price, changes what is over.
pub(super) fn answer_of<T: Serialize>(signed: &Signed, window: Window, body: T) -> Result<Response, PortalError> {
    let answer = Answer::new(signed, body);
    if signed.data_until().is_none_or(|until| window.to > until) {
        return Ok(Json(answer).into_response());
    }
    let written = serde_json::to_vec(&answer).map_err(PortalError::failed)?;
    let tag = answer.tag(&written).map_err(PortalError::failed)?;
    let is_known = signed.knows(&tag);
    let headers = [(ETAG, tag), (CACHE_CONTROL, "private, no-cache".to_owned())];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, [(CONTENT_TYPE, "application/json")], written).into_response())
}

impl<T: Serialize> Answer<T> {
    /// Names what the answer tells, but for how old it is, which changes all the time. It is weak: compressed and
    /// uncompressed bytes have the same.
    fn tag(&self, written: &[u8]) -> Result<String, serde_json::Error> {
        let age = "{\"data_until\":".len() + serde_json::to_vec(&self.data_until)?.len();
        Ok(format!("W/\"{:032x}\"", xxh3_128(written.get(age..).unwrap_or(written))))
    }
}

impl<T> Answer<T> {
    fn new(signed: &Signed, body: T) -> Self {
        Self { data_until: signed.data_until().map(|until| signed.stamp(until)), zone: signed.zone.name(), body }
    }
}

/// What a list or a table covers, as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Covered {
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<&'static str>,
    from: String,
    to: String,
}

impl Covered {
    pub(super) fn window(signed: &Signed, window: Window) -> Self {
        Self { interval: None, from: signed.stamp(window.from), to: signed.stamp(window.to) }
    }

    pub(super) fn period(signed: &Signed, period: &Period) -> Self {
        Self { interval: Some(period.interval.name()), ..Self::window(signed, period.window) }
    }
}

/// How a list goes on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed {
    /// How many there are in all; counted on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<i64>,
    /// The cursor of the next page; null on the last one.
    pub(super) next: Option<String>,
}
