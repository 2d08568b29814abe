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

use chrono::{DateTime, Utc};
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

/// So long a customer is given what is stored whose rows took longer to compute than anybody waits.
const GIVEN_UP: Duration = Duration::from_secs(10);

/// The version of no table.
const NO_VERSION: i64 = -1;

/// Customers whose sessions are kept at the most; beyond, all are opened again.
const CUSTOMERS: usize = 1000;

/// How new answers are: when sessions are opened ahead of the statistics, how often, and how often the book is read.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    /// Statistics that are brought up within this are as good as the newest events.
    pub slow_after: Duration,
    /// The log of events is looked at so often at the most, however many ask.
    pub look_every: Duration,
    /// A customer's rows are computed so often at the most: pages of one view see the same, and are answered at once.
    pub compute_every: Duration,
    /// How long a customer waits for a session on the newest events, before it is given what is stored.
    pub patience: Duration,
    /// What customers pay by is read so often at the most: it fills most of the book, and changes now and then.
    pub read_prices_every: Duration,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            slow_after: Duration::from_secs(1),
            look_every: Duration::from_millis(250),
            compute_every: Duration::from_millis(500),
            patience: Duration::from_secs(2),
            read_prices_every: Duration::from_secs(5),
        }
    }
}

/// What opens sessions ahead of some statistics. It goes when they are replaced: what was opened on them may read files
/// that are gone by then.
#[derive(Debug)]
pub(crate) struct Ahead {
    base: Arc<Snapshot>,
    newest: Newest,
    /// Who computes: the rest of the machine is for the refresh, the ingest and the pages.
    turns: Arc<Semaphore>,
    kept: Mutex<HashMap<CustomerNumber, Arc<AsyncMutex<Option<Kept>>>>>,
}

/// A session that was opened ahead; or that none could be, which need not be found out by each request.
#[derive(Debug)]
struct Kept {
    good_until: Instant,
    events_version: i64,
    session: Option<Arc<Session>>,
}

impl Ahead {
    /// Follows the events from a table that was just followed to its end, and what was computed from it or before.
    pub(crate) fn new(
        lake: &Lake,
        events: &Table,
        base: Arc<Snapshot>,
        turns: &Arc<Semaphore>,
        freshness: Freshness,
    ) -> Self {
        let since = base.stand.and_then(|stand| stand.events).unwrap_or_default();
        Self {
            base,
            newest: Newest::new(lake.clone(), events.clone(), since, freshness.look_every),
            turns: Arc::clone(turns),
            kept: Mutex::default(),
        }
    }

    /// A customer's session on the newest events; none where the statistics stand for all that is the customer's, or too
    /// much has changed to be computed while somebody waits.
    pub(crate) async fn session(
        &self,
        customer: &CustomerNumber,
        context: impl Fn(usize) -> SessionContext,
        options: &EngineOptions,
    ) -> Result<Option<Arc<Session>>> {
        let Some(stand) = self.base.stand else { return Ok(None) };
        let place = self.place(customer);
        // Who asks while another computes waits for that, and has it too.
        let mut kept = place.lock().await;
        let news = self.newest.news().await?;
        if news.version <= stand.events.unwrap_or_default() {
            self.base.tell_until(news.data_until);
            return Ok(None);
        }
        if let Some(own) = kept.as_ref()
            && (own.events_version == news.version || Instant::now() < own.good_until)
        {
            if let Some(session) = own.session.as_ref().filter(|_| own.events_version == news.version) {
                session.tell_until(news.data_until);
            }
            return Ok(own.session.clone());
        }
        let Ok(_turn) = self.turns.acquire().await else { return Ok(None) };
        let began = Instant::now();
        // One thread each: the rows of a customer are few, and others ask as well.
        let overlay = overlay::compute(context(1), &self.base, stand, &news, customer).await?;
        debug!(events_version = news.version, ms = began.elapsed().as_millis(), "computed ahead");
        let session = match overlay {
            Some(overlay) => Some(self.laid_over(&overlay, &news, customer, context(options.threads), options)?),
            None => None,
        };
        let good_until = Instant::now() + options.freshness.compute_every;
        *kept = Some(Kept { good_until, events_version: news.version, session: session.clone() });
        Ok(session)
    }

    fn laid_over(
        &self,
        overlay: &Overlay,
        news: &News,
        customer: &CustomerNumber,
        context: SessionContext,
        options: &EngineOptions,
    ) -> Result<Arc<Session>> {
        let snapshot = self.base.with_events(Arc::clone(&news.events), news.version, news.now);
        snapshot.tell_until(news.data_until);
        let scope = Scope::Customer(customer.clone());
        Ok(Arc::new(Session::new(context, Arc::new(snapshot), scope, options.clone(), Some(overlay))?))
    }

    /// Notes that a customer's session was not waited for, so that not each of its requests waits again.
    pub(crate) fn give_up(&self, customer: &CustomerNumber) {
        // Whoever holds the place computes still.
        if let Ok(mut kept) = self.place(customer).try_lock() {
            let good_until = Instant::now() + GIVEN_UP;
            *kept = Some(Kept { good_until, events_version: NO_VERSION, session: None });
        }
    }

    /// When the end of the log was last seen beside the statistics; none where it cannot be, or nothing can be computed
    /// from it.
    pub(crate) async fn seen_at(&self) -> Option<DateTime<Utc>> {
        self.base.stand?;
        self.newest.news().await.ok().map(|news| news.seen_at)
    }

    fn place(&self, customer: &CustomerNumber) -> Arc<AsyncMutex<Option<Kept>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CUSTOMERS && !kept.contains_key(customer) {
            kept.clear();
        }
        Arc::clone(kept.entry(customer.clone()).or_default())
    }
}
