//! JSON under `/api/v1`: everything that a page shows, a program can ask.

mod agents;
pub(crate) mod callbacks;
pub(crate) mod calls;
mod figures;
mod live;
mod local_numbers;
mod mobiles;
mod openapi;
mod queues;
pub(crate) mod recordings;
mod routes;
pub(crate) mod session;
mod shape;
pub(crate) mod tokens;
pub(crate) mod usage;
pub(crate) mod visits;
mod wall;

use axum::Router;
use utoipa_axum::routes;

use crate::error::PortalError;
use crate::exports;
use crate::state::AppState;
use routes::Routes;

pub(crate) use routes::Description;

/// The routes, below their prefix, with the description of them.
pub(crate) fn routes() -> (Router<AppState>, Description) {
    let routes = Routes::new()
        .with(routes!(session::begin, session::end))
        .with(routes!(queues::list))
        .with(routes!(queues::stats))
        .with(routes!(agents::list))
        .with(routes!(live::show))
        .with(routes!(wall::live))
        .with(routes!(visits::list))
        .with(routes!(calls::list))
        .files("/calls", exports::calls::file)
        .with(routes!(calls::stats))
        .with(routes!(calls::one))
        .with(routes!(callbacks::list))
        .with(routes!(recordings::list))
        .with(routes!(recordings::audio))
        .with(routes!(mobiles::list))
        .files("/mobiles", exports::lines::mobiles)
        .with(routes!(mobiles::one))
        .with(routes!(mobiles::uses))
        .files("/mobiles/{number}/usage", exports::uses::file)
        .with(routes!(local_numbers::list))
        .files("/local-numbers", exports::lines::local_numbers)
        .with(routes!(usage::month))
        .files("/usage", exports::usage::month)
        .with(routes!(usage::history))
        .files("/usage/history", exports::usage::history)
        .with(routes!(tokens::list, tokens::make))
        .with(routes!(tokens::revoke))
        .with(routes!(openapi::show));
    let (routes, description) = routes.described();
    (routes.fallback(nothing_here).method_not_allowed_fallback(wrong_method), description)
}

/// Nothing lies at this address.
pub(crate) async fn nothing_here() -> PortalError {
    PortalError::NotFound
}

/// Something lies at this address, but not for this method.
async fn wrong_method() -> PortalError {
    PortalError::MethodNotAllowed
}
