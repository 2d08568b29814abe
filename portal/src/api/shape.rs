//! The frame of every answer.

use axum::Json;
use serde::Serialize;

use crate::period::{Period, Window};
use crate::signed::Signed;

/// An answer with what it is based on.
#[derive(Debug, Serialize)]
pub(super) struct Answer<T> {
    /// What reached the source before this is in; null before anything is.
    data_until: Option<String>,
    /// The zone whose clock the times and buckets follow.
    zone: &'static str,
    #[serde(flatten)]
    body: T,
}

/// Frames an answer.
pub(super) fn answer<T>(signed: &Signed, body: T) -> Json<Answer<T>> {
    let data_until = signed.data_until().map(|until| signed.stamp(until));
    Json(Answer { data_until, zone: signed.zone.name(), body })
}

/// What a list or a table covers, as it was understood.
#[derive(Debug, Serialize)]
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
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    /// How many there are in all; counted on the first page only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<i64>,
    /// The cursor of the next page; null on the last one.
    pub(super) next: Option<String>,
}
