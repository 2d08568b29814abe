//! What every handler can reach.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use opkald_queries::Engine;
use opkald_storage::book::Book;
use opkald_storage::recordings::Recordings;
use prometheus_client::registry::Registry;
use tokio::sync::{Semaphore, watch};

use crate::data::seen::Seen;
use crate::data::walls::Walls;
use crate::metrics::Metrics;

/// Files that are made at once. Who asks for another waits.
const EXPORTS: usize = 2;
/// How many watch the queues at once. Each is a connection that stays open.
const STREAMS: usize = 1_000;

/// How the portal behaves.
#[derive(Debug, Clone)]
pub struct PortalOptions {
    /// Whether browsers reach the portal by https, so that the cookie may be kept to it.
    pub https: bool,
    /// How old the loaded state of the tables may be before `/readyz` says that the portal is not ready.
    pub stale_after: Duration,
}

impl Default for PortalOptions {
    fn default() -> Self {
        Self { https: false, stale_after: Duration::from_secs(60) }
    }
}

/// The engine, the account book and the settings, shared by all handlers.
#[derive(Debug, Clone)]
pub struct AppState {
    /// Answers the queries.
    pub(crate) engine: Arc<Engine>,
    /// Knows the customers and their sessions.
    pub(crate) book: Book,
    /// Has the files of recordings.
    pub(crate) recordings: Recordings,
    /// The settings.
    pub(crate) options: PortalOptions,
    /// What the portal counts of itself.
    pub(crate) metrics: Arc<Metrics>,
    /// Which queues and lines the events know of.
    pub(crate) seen: Arc<Seen>,
    /// Who may make a file: a few at once, so that pages are answered meanwhile.
    pub(crate) exports: Arc<Semaphore>,
    /// Who may watch the queues, as long as they do.
    pub(crate) streams: Arc<Semaphore>,
    /// The last picture of each customer's queues.
    pub(crate) walls: Arc<Walls>,
    /// Tells those who watch that the service ends.
    pub(crate) ends: watch::Receiver<bool>,
    /// The clock; tests put their own in.
    pub(crate) now: fn() -> DateTime<Utc>,
}

impl AppState {
    /// Puts the parts together; what the registry has already is written out beside the portal's own counters.
    pub fn new(
        engine: Arc<Engine>,
        book: Book,
        recordings: Recordings,
        options: PortalOptions,
        registry: Registry,
    ) -> Self {
        Self {
            engine,
            book,
            recordings,
            options,
            metrics: Arc::new(Metrics::new(registry)),
            seen: Arc::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            streams: Arc::new(Semaphore::new(STREAMS)),
            walls: Arc::default(),
            // Without anybody to say so, it never ends.
            ends: watch::channel(false).1,
            now: Utc::now,
        }
    }
}
