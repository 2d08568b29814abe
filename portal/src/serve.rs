//! Listens, serves, and ends when it is told to.

use std::net::SocketAddr;
use std::sync::Arc;

use opkald_queries::Engine;
use opkald_storage::book::Book;
use tokio::net::TcpListener;

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
    /// How the portal behaves.
    pub portal: PortalOptions,
}

/// Why the portal does not serve.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken or not ours: choose another.
    #[error("cannot listen at {address}: {source}; choose another address by `listen`")]
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
    let ServeOptions { listen, engine, book, portal } = options;
    let cannot_listen = |source| ServeError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    tracing::info!(%address, "the portal is up");
    listening(address);
    let app = router(AppState::new(engine, book, portal));
    axum::serve(listener, app).with_graceful_shutdown(shutdown).await.map_err(ServeError::Stopped)
}
