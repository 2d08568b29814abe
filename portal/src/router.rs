//! Which address leads where, and what every request passes on its way.

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use opkald_reports::Format;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::state::AppState;
use crate::{api, assets, guard, health, language, metrics, pages};

/// The whole portal as a service.
pub fn router(state: AppState) -> Router {
    let (api, description) = api::routes();
    let pages = Router::new()
        .route("/", get(pages::overview::show))
        .route("/login", get(pages::login::show).post(pages::login::submit))
        .route("/logout", post(pages::login::leave))
        .route("/queues", get(pages::queues::show))
        .route("/queues/{queue}", get(pages::queue::show))
        .route("/queues/{queue}/visits", get(pages::visits::show))
        .route("/calls", get(pages::calls::show))
        .route("/calls/stats", get(pages::call_stats::show))
        .route("/calls/{call}", get(pages::call::show))
        .route("/callbacks", get(pages::callbacks::show))
        .route("/wallboard", get(pages::wallboard::show))
        .route("/recordings", get(pages::recordings::show))
        .route("/usage", get(pages::usage::show))
        .route("/mobiles/{number}", get(pages::mobile::show))
        .route("/api", get(pages::api::show))
        .route("/access", get(pages::access::show))
        .route("/access/tokens", post(pages::access::make))
        .route("/access/tokens/{token}/revoke", post(pages::access::revoke))
        .fallback(pages::errors::nothing_here)
        .method_not_allowed_fallback(pages::errors::wrong_method)
        .layer(from_fn(pages::errors::draw))
        .layer(from_fn(language::remember));
    // What is compressed already would only take time.
    let compress = DefaultPredicate::new()
        .and(NotForContentType::const_new(Format::Xlsx.media_type()))
        .and(NotForContentType::const_new(Format::Parquet.media_type()))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("application/octet-stream"));
    let operation = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route(assets::ROUTE, get(assets::asset));
    Router::new()
        .merge(pages)
        .merge(operation)
        .nest("/api/v1", api)
        // The prefix with a slash and nothing after it is none of the nested addresses.
        .route("/api/v1/", any(api::nothing_here))
        .layer(Extension(description))
        .layer(from_fn(guard::refuse_foreign))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(state.clone(), metrics::observe))
        .layer(CompressionLayer::new().compress_when(compress))
        .with_state(state)
}
