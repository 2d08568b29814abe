//! Sessions of customers that are ahead of the statistics.
//!
//! A refresh computes whole days of all customers, so with many events it falls behind. Nobody waits for it: for the one
//! customer who asks, the same statements run over that customer's own events of the stale days, and their rows stand in
//! the session in place of the stored ones. What that costs depends on the customer's events, not on everybody's.
//!
//! It is what a refresh would give; a property test compares the two.

mod newest;
mod overlay;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use datafusion::prelude::SessionContext;
use opkald_storage::CustomerNumber;
use opkald_storage::lake::{Lake, Table};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tracing::debug;

use crate::session::{Scope, Session};
use crate::snapshot::Snapshot;
use crate::{EngineOptions, Result};
use newest::{Newest, News};
pub(crate) use overlay::Overlay;

/// A customer's rows are computed so often at the most: pages of one view see the same, and are answered at once.
const AGAIN: Duration = Duration::from_millis(500);

/// How long a request waits for its turn to compute. After that it is answered with what is there.
const PATIENCE: Duration = Duration::from_secs(1);

/// Customers whose sessions are kept at the most; beyond, all are opened again.
const CUSTOMERS: usize = 1000;

/// What opens sessions ahead of the statistics.
#[derive(Debug)]
pub(crate) struct Ahead {
    newest: Newest,
    /// Who computes: the rest of the machine is for the refresh, the ingest and the pages.
    turns: Semaphore,
    kept: Mutex<HashMap<CustomerNumber, Arc<AsyncMutex<Option<Kept>>>>>,
}

/// A session that was opened ahead.
#[derive(Debug)]
struct Kept {
    opened_at: Instant,
    events_version: i64,
    base: Arc<Snapshot>,
    session: Arc<Session>,
}

impl Kept {
    /// Whether it sees what a new one would see.
    fn is_newest(&self, base: &Arc<Snapshot>, news: &News) -> bool {
        Arc::ptr_eq(&self.base, base) && self.events_version == news.version
    }
}

impl Ahead {
    /// Follows the events of a table that was just opened.
    pub(crate) fn new(lake: Lake, events: Table, options: &EngineOptions) -> Self {
        Self {
            newest: Newest::new(lake, events),
            turns: Semaphore::new(options.threads.div_ceil(2)),
            kept: Mutex::default(),
        }
    }

    /// A customer's session on the newest events; none where the statistics stand for them, or too much has changed to
    /// be computed while somebody waits.
    pub(crate) async fn session(
        &self,
        customer: &CustomerNumber,
        base: &Arc<Snapshot>,
        context: impl Fn(usize) -> SessionContext,
        options: &EngineOptions,
    ) -> Result<Option<Arc<Session>>> {
        let Some(stand) = base.stand else { return Ok(None) };
        let Some(news) = self.newest.beyond(stand.events.unwrap_or_default()).await? else { return Ok(None) };
        let place = self.place(customer);
        // Who asks while another computes waits for that, and has it too.
        let mut kept = place.lock().await;
        let recent = kept.as_ref().filter(|kept| kept.is_newest(base, &news) || kept.opened_at.elapsed() < AGAIN);
        if let Some(kept) = recent {
            if kept.is_newest(base, &news) {
                kept.session.tell_until(news.data_until);
            }
            return Ok(Some(Arc::clone(&kept.session)));
        }
        let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, self.turns.acquire()).await else {
            return Ok(kept.as_ref().map(|kept| Arc::clone(&kept.session)));
        };
        let opened_at = Instant::now();
        // One thread each: the rows of a customer are few, and others ask as well.
        let Some(overlay) = overlay::compute(context(1), base, stand, &news, customer).await? else {
            *kept = None;
            return Ok(None);
        };
        debug!(events_version = news.version, ms = opened_at.elapsed().as_millis(), "computed ahead");
        let snapshot = base.with_events(Arc::clone(&news.events), news.version, overlay.now());
        snapshot.tell_until(news.data_until);
        let scope = Scope::Customer(customer.clone());
        let context = context(options.threads);
        let session = Arc::new(Session::new(context, Arc::new(snapshot), scope, options.clone(), Some(&overlay))?);
        let (base, events_version) = (Arc::clone(base), news.version);
        *kept = Some(Kept { opened_at, events_version, base, session: Arc::clone(&session) });
        Ok(Some(session))
    }

    /// Whether the newest events are seen beside these statistics.
    pub(crate) async fn follows(&self, base: &Snapshot) -> bool {
        match base.stand {
            Some(stand) => self.newest.beyond(stand.events.unwrap_or_default()).await.is_ok(),
            None => false,
        }
    }

    fn place(&self, customer: &CustomerNumber) -> Arc<AsyncMutex<Option<Kept>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CUSTOMERS && !kept.contains_key(customer) {
            kept.clear();
        }
        Arc::clone(kept.entry(customer.clone()).or_default())
    }
}
