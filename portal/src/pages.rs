//! The pages: HTML made on the server, whole without a script.

pub(crate) mod access;
pub(crate) mod api;
pub(crate) mod call;
pub(crate) mod call_stats;
pub(crate) mod callbacks;
pub(crate) mod calls;
pub(crate) mod errors;
pub(crate) mod login;
pub(crate) mod mobile;
pub(crate) mod overview;
pub(crate) mod queue;
pub(crate) mod queues;
pub(crate) mod recordings;
pub(crate) mod usage;
pub(crate) mod visits;
pub(crate) mod wallboard;

mod address;
mod chart;
mod chrome;
mod dates;
mod downloads;
mod heat;
mod mobile_tables;
mod period_bar;
mod queue_agents;
mod queue_columns;
mod queue_waits;
mod receipt;
mod table;
mod usage_lines;
mod visit_table;
mod week_choices;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use crate::error::PortalError;

/// Draws a template as a page.
fn page(template: &impl Template) -> Result<Response, PortalError> {
    let html = template.render().map_err(PortalError::failed)?;
    Ok(Html(html).into_response())
}
