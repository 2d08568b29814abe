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
use newest::Newest;
pub(crate) use overlay::Overlay;

/// A customer's rows are computed so often at the most: pages of one view see the same, and are answered at once.
const AGAIN: Duration = Duration::from_millis(500);

/// So long a customer is given what is stored whose rows took longer to compute than anybody waits.
const GIVEN_UP: Duration = Duration::from_secs(10);

/// The version of no table.
const NO_VERSION: i64 = -1;

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

/// A session that was opened ahead; or that none could be, which need not be found out by each request.
#[derive(Debug)]
struct Kept {
    good_until: Instant,
    events_version: i64,
    base: Arc<Snapshot>,
    session: Option<Arc<Session>>,
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

    /// A customer's session on the newest events; none where the statistics stand for all that is the customer's, or too
    /// much has changed to be computed while somebody waits.
    pub(crate) async fn session(
        &self,
        customer: &CustomerNumber,
        base: &Arc<Snapshot>,
        context: impl Fn(usize) -> SessionContext,
        options: &EngineOptions,
    ) -> Result<Option<Arc<Session>>> {
        let Some(stand) = base.stand else { return Ok(None) };
        let place = self.place(customer);
        // Who asks while another computes waits for that, and has it too.
        let mut kept = place.lock().await;
        // What was opened on other statistics may read files that are gone by now.
        let own = kept.take().filter(|kept| Arc::ptr_eq(&kept.base, base));
        let Some(news) = self.newest.beyond(stand.events.unwrap_or_default()).await? else { return Ok(None) };
        if let Some(own) = own.filter(|own| own.events_version == news.version || Instant::now() < own.good_until) {
            let session = own.session.clone();
            if let Some(session) = session.as_ref().filter(|_| own.events_version == news.version) {
                session.tell_until(news.data_until);
            }
            *kept = Some(own);
            return Ok(session);
        }
        let Ok(_turn) = self.turns.acquire().await else { return Ok(None) };
        let began = Instant::now();
        // One thread each: the rows of a customer are few, and others ask as well.
        let overlay = overlay::compute(context(1), base, stand, &news, customer).await?;
        debug!(events_version = news.version, ms = began.elapsed().as_millis(), "computed ahead");
        let session = match overlay {
            Some(overlay) => {
                let snapshot = base.with_events(Arc::clone(&news.events), news.version, news.now);
                snapshot.tell_until(news.data_until);
                let (snapshot, scope) = (Arc::new(snapshot), Scope::Customer(customer.clone()));
                let context = context(options.threads);
                Some(Arc::new(Session::new(context, snapshot, scope, options.clone(), Some(&overlay))?))
            }
            None => None,
        };
        let (base, events_version, good_until) = (Arc::clone(base), news.version, Instant::now() + AGAIN);
        *kept = Some(Kept { good_until, events_version, base, session: session.clone() });
        Ok(session)
    }

    /// Notes that a customer's session was not waited for, so that not each of its requests waits again.
    pub(crate) fn give_up(&self, customer: &CustomerNumber, base: Arc<Snapshot>) {
        // Whoever holds the place computes still.
        if let Ok(mut kept) = self.place(customer).try_lock() {
            let good_until = Instant::now() + GIVEN_UP;
            *kept = Some(Kept { good_until, events_version: NO_VERSION, base, session: None });
        }
    }

    /// Gives up what was opened on statistics that have been replaced.
    pub(crate) fn forget(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
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
