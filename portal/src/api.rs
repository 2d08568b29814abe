//! JSON under `/api/v1`: everything that a page shows, a program can ask.

mod agents;
pub(crate) mod callbacks;
pub(crate) mod calls;
mod figures;
mod live;
mod local_numbers;
mod mobiles;
mod queues;
pub(crate) mod session;
mod shape;
pub(crate) mod usage;
pub(crate) mod visits;

use axum::Router;
use axum::routing::{get, post};

use crate::error::PortalError;
use crate::exports::{self, files};
use crate::state::AppState;

/// The routes, below their prefix.
pub(crate) fn routes() -> Router<AppState> {
    let lists = Router::new()
        .route("/session", post(session::begin).delete(session::end))
        .route("/queues", get(queues::list))
        .route("/queues/{queue}/stats", get(queues::stats))
        .route("/queues/{queue}/agents", get(agents::list))
        .route("/queues/{queue}/live", get(live::show))
        .route("/queues/{queue}/visits", get(visits::list))
        .route("/calls", get(calls::list))
        .route("/calls/stats", get(calls::stats))
        .route("/calls/{call}", get(calls::one))
        .route("/callbacks", get(callbacks::list))
        .route("/mobiles", get(mobiles::list))
        .route("/mobiles/{number}", get(mobiles::one))
        .route("/mobiles/{number}/usage", get(mobiles::uses))
        .route("/local-numbers", get(local_numbers::list))
        .route("/usage", get(usage::month))
        .route("/usage/history", get(usage::history));
    let lists = files(lists, "/calls", exports::calls::file);
    let lists = files(lists, "/mobiles", exports::lines::mobiles);
    let lists = files(lists, "/mobiles/{number}/usage", exports::uses::file);
    let lists = files(lists, "/local-numbers", exports::lines::local_numbers);
    let lists = files(lists, "/usage", exports::usage::month);
    files(lists, "/usage/history", exports::usage::history)
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
}

/// Nothing lies at this address.
pub(crate) async fn nothing_here() -> PortalError {
    PortalError::NotFound
}

/// Something lies at this address, but not for this method.
async fn wrong_method() -> PortalError {
    PortalError::MethodNotAllowed
}
