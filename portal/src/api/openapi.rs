//! The description of the API for programs, made from the routes themselves.

use axum::response::IntoResponse;
use axum::{Extension, Json};

use super::routes::Description;
use utoipa::openapi::OpenApi;

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "Description", security(()), responses((status = 200, body = Object)))]
pub(super) async fn show(Extension(description): Extension<Description>) -> impl IntoResponse {
    Json(OpenApi::clone(&description.0))
}
