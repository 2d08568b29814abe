//! Listens, serves, and ends when it is told to.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use opkald_queries::Engine;
use opkald_storage::book::Book;
use opkald_storage::recordings::Recordings;
use prometheus_client::registry::Registry;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::health::{TEXT_FORMAT, healthz};
use crate::metrics::written;
use crate::router::router;
use crate::state::{AppState, PortalOptions};

/// What the portal needs to serve.
#[derive(Debug)]
pub struct ServeOptions {
    /// The address to listen at; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Answers the queries; it follows new commits by itself.
    pub engine: Arc<Engine>,
    /// The account book.
    pub book: Book,
    /// The files of recordings.
    pub recordings: Recordings,
    /// How the portal behaves.
    pub portal: PortalOptions,
    /// What others count in this process; the portal adds its own counters.
    pub registry: Registry,
}

/// Why the portal does not serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken or not ours: choose another.
    #[error("cannot listen at {address}: {source}; choose another address")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system ended the service: look at its log.
    #[error("the portal stopped serving: {0}")]
    Stopped(#[source] std::io::Error),
}

/// Serves until `shutdown` is ready; requests under way are answered first. `listening` is told the address.
///
/// # Errors
/// When the address cannot be listened at, or the system ends the service.
pub async fn serve(
    options: ServeOptions,
    listening: impl FnOnce(SocketAddr) + Send,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let ServeOptions { listen, engine, book, recordings, portal, registry } = options;
    let (listener, address) = bind(listen).await?;
    tracing::info!(%address, "the portal is up");
    listening(address);
    let (end, ends) = watch::channel(false);
    let app = router(AppState { ends, ..AppState::new(engine, book, recordings, portal, registry) });
    let shutdown = async move {
        shutdown.await;
        // Who watches the queues would stay for ever.
        end.send_replace(true);
    };
    axum::serve(listener, app).with_graceful_shutdown(shutdown).await.map_err(ServeError::Stopped)
}

/// Serves a registry's counters under `/metrics`, and `/healthz`, until `shutdown` is ready: for a process without a portal.
///
/// # Errors
/// When the address cannot be listened at, or the system ends the service.
pub async fn serve_metrics(
    listen: SocketAddr,
    registry: Registry,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (listener, address) = bind(listen).await?;
    tracing::info!(%address, "the counters are served");
    let registry = Arc::new(registry);
    let metrics = move || async move {
        match written(&registry) {
            Ok(text) => ([(CONTENT_TYPE, TEXT_FORMAT)], text).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    };
    let app = Router::new().route("/healthz", get(healthz)).route("/metrics", get(metrics));
    axum::serve(listener, app).with_graceful_shutdown(shutdown).await.map_err(ServeError::Stopped)
}

async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let cannot_listen = |source| ServeError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    Ok((listener, address))
}
