//! Holds the tables, the engine's memory, and the snapshot that sessions see.

mod pace;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::future::BoxFuture;
use opkald_storage::CustomerNumber;
use opkald_storage::book::Book;
use opkald_storage::lake::{Lake, Table, data_until};
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use crate::ahead::{Ahead, Freshness};
use crate::compute::Computer;
use crate::prices::Prices;
use crate::refresh::{Refreshed, Tables, Try};
use crate::scan::store_address;
use crate::session::{Scope, Session};
use crate::settings::{QueueSetting, Settings};
use crate::snapshot::{Snapshot, TableSize};
use crate::{Difference, Error, Result, Unrated, functions};
use pace::Pace;

/// Refreshes that may be lost in a row to other processes before it is given up.
const TRIES: usize = 20;

/// Bounds of the engine.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Memory for sorting and grouping, in bytes; beyond it, work goes over the disk.
    pub memory_bytes: usize,
    /// Threads that one statement may use.
    pub threads: usize,
    /// Longest time that an ad-hoc query may take.
    pub query_timeout: Duration,
    /// Most rows that an ad-hoc query may give.
    pub query_rows: usize,
    /// When customers see more than what is stored.
    pub freshness: Freshness,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            memory_bytes: 1 << 30,
            threads: std::thread::available_parallelism().map_or(2, usize::from).min(8),
            query_timeout: Duration::from_secs(60),
            query_rows: 10_000_000,
            freshness: Freshness::default(),
        }
    }
}

/// The way from the lake to numbers.
#[derive(Debug)]
pub struct Engine {
    lake: Lake,
    book: Book,
    options: EngineOptions,
    runtime: Arc<RuntimeEnv>,
    tables: Mutex<Tables>,
    seen: RwLock<Seen>,
    pace: Pace,
    /// Who may compute sessions ahead of the statistics, whichever these are.
    turns: Arc<Semaphore>,
    /// What customers pay by, and when that was read.
    prices: Mutex<(Instant, Arc<Prices>)>,
}

/// What sessions see, and the sessions that were opened on it.
#[derive(Debug)]
struct Seen {
    snapshot: Arc<Snapshot>,
    ahead: Arc<Ahead>,
    /// When the logs were last followed to their ends.
    refreshed_at: Option<DateTime<Utc>>,
    /// Planning the views costs more than most queries, so a session serves all requests of its scope.
    sessions: HashMap<Scope, Arc<Session>>,
}

/// Sessions kept at the most; beyond, all are opened again.
const SESSIONS: usize = 1000;

impl Engine {
    /// Opens the tables as they are; [`Engine::refresh`] brings the statistics up to the events.
    ///
    /// # Errors
    /// When a table or the book cannot be read.
    pub async fn open(lake: Lake, book: Book, options: EngineOptions) -> Result<Self> {
        let runtime = runtime(&lake, &options)?;
        let beats = lake.beats().await?;
        let tables = Tables::open(&lake).await?;
        let prices = Arc::new(Prices::read(&book, &Prices::default()).await?);
        let settings = settings(&book, Arc::clone(&prices)).await?;
        let committed_at = tables.events.committed_at().await?;
        // What was computed under other settings is not to be mixed with what these give.
        let stand = tables
            .common_stand()
            .await?
            .filter(|stand| stand.settings == Some(settings.mark()) && stand.prices == Some(prices.mark()));
        let snapshot = Snapshot::new(&tables.events, &tables.statistics, stand, settings, committed_at)?;
        if stand.and_then(|stand| stand.events) == Some(tables.events.version()) {
            snapshot.tell_until(data_until(&beats, committed_at));
        }
        let turns = Arc::new(Semaphore::new(options.threads.div_ceil(2)));
        let snapshot = Arc::new(snapshot);
        let ahead = Arc::new(Ahead::new(&lake, &tables.events, Arc::clone(&snapshot), &turns, options.freshness));
        Ok(Self {
            lake,
            book,
            options,
            runtime,
            pace: Pace::default(),
            tables: Mutex::new(tables),
            turns,
            prices: Mutex::new((Instant::now(), prices)),
            seen: RwLock::new(Seen { snapshot, ahead, refreshed_at: None, sessions: HashMap::new() }),
        })
    }

    /// Brings the statistics up to the last stored event, and lets sessions see them.
    ///
    /// # Errors
    /// When the lake cannot be read or written; what was committed stays good.
    pub async fn refresh(&self) -> Result<Refreshed> {
        self.bring_up(false).await
    }

    /// Computes all statistics again from the raw events alone.
    ///
    /// # Errors
    /// As [`Engine::refresh`].
    pub async fn rebuild(&self) -> Result<Refreshed> {
        self.bring_up(true).await
    }

    /// Boxed, so that what rows go through is compiled with this crate, as fast as this crate is: what is not boxed is
    /// compiled by whoever awaits it.
    fn bring_up(&self, everything: bool) -> BoxFuture<'_, Result<Refreshed>> {
        Box::pin(async move {
            let mut tables = self.tables.lock().await;
            let lap = self.pace.lap();
            let done = self.bring(&mut tables, everything).await?;
            lap.landed();
            Ok(done)
        })
    }

    async fn bring(&self, tables: &mut Tables, everything: bool) -> Result<Refreshed> {
        for _ in 0..TRIES {
            // First what ingests told, then what they had stored when they told it.
            let beats = self.lake.beats().await?;
            tables.update().await?;
            let settings = settings(&self.book, self.prices().await?).await?;
            let computer = |now| Computer::new(self.refreshing(), &settings, now);
            if let Try::Done(done) = tables.refresh(computer, &settings, everything).await? {
                let committed_at = tables.events.committed_at().await?;
                let snapshot = self.snapshot();
                if snapshot.is_of(&tables.events, &tables.statistics, &settings) {
                    snapshot.tell_until(data_until(&beats, committed_at));
                    self.seen_again();
                } else {
                    let stand = tables.common_stand().await?;
                    let fresh = Snapshot::new(&tables.events, &tables.statistics, stand, settings, committed_at)?;
                    fresh.tell_until(data_until(&beats, committed_at));
                    self.show(fresh, &tables.events);
                }
                tables.settle().await;
                tables.sweep().await;
                return Ok(done);
            }
        }
        Err(Error::Contended(TRIES))
    }

    /// Compares the statistics with a rebuild from the raw events, and the offsets with the log; empty if all is well.
    ///
    /// # Errors
    /// When the lake cannot be read, or there is no room for the rebuild beside it.
    pub async fn check(&self) -> Result<Vec<Difference>> {
        let mut tables = self.tables.lock().await;
        self.bring(&mut tables, false).await?;
        // What they were computed under is what sessions see since.
        let (kept, snapshot) = (tables.clone(), self.snapshot());
        drop(tables);
        crate::check::check(&self.lake, &kept, &snapshot.settings, &self.options).await
    }

    /// The uses that nothing prices, as sessions see them, by what they have in common; the most frequent first.
    ///
    /// # Errors
    /// When the tables cannot be read.
    pub async fn unrated(&self) -> Result<Vec<Unrated>> {
        crate::check::unrated(&self.context(), &self.snapshot()).await
    }

    /// A session that sees what its scope may see: a customer's sees the newest events also where the refresh falls behind
    /// them, the operator's all that was in at the last refresh.
    ///
    /// # Errors
    /// When the views cannot be laid over the tables.
    pub async fn session(&self, scope: Scope) -> Result<Arc<Session>> {
        if let Scope::Customer(customer) = &scope
            && self.pace.is_slower_than(self.options.freshness.slow_after)
        {
            let ahead = self.ahead();
            // What is stored is better than nothing, and says how old it is: so nobody waits long, whatever keeps the store
            // or the customers before.
            match tokio::time::timeout(self.options.freshness.patience, self.opened_ahead(&ahead, customer)).await {
                Ok(Ok(Some(session))) => return Ok(session),
                Ok(Ok(None)) => {}
                Ok(Err(error)) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "no session on the newest events")
                }
                Err(_) => ahead.give_up(customer),
            }
        }
        self.session_as_stored(scope).await
    }

    /// A customer's session on the newest events, whatever the statistics stand for: the customer's rows of the stale days
    /// are computed beside them. None where the statistics stand for all that is the customer's, or too much has changed.
    ///
    /// # Errors
    /// When the lake cannot be read, or a statement fails.
    pub async fn session_ahead(&self, customer: &CustomerNumber) -> Result<Option<Arc<Session>>> {
        self.opened_ahead(&self.ahead(), customer).await
    }

    /// Boxed as the refresh is.
    fn opened_ahead<'a>(
        &'a self,
        ahead: &'a Ahead,
        customer: &'a CustomerNumber,
    ) -> BoxFuture<'a, Result<Option<Arc<Session>>>> {
        Box::pin(ahead.session(customer, |threads| self.context_of(threads), &self.options))
    }

    async fn session_as_stored(&self, scope: Scope) -> Result<Arc<Session>> {
        let snapshot = {
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(session) = seen.sessions.get(&scope) {
                return Ok(Arc::clone(session));
            }
            Arc::clone(&seen.snapshot)
        };
        let session = Session::new(self.context(), Arc::clone(&snapshot), scope.clone(), self.options.clone(), None)?;
        let session = Arc::new(session);
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.sessions.len() >= SESSIONS {
            seen.sessions.clear();
        }
        // A refresh may have come between: then the session is good for this request only.
        if Arc::ptr_eq(&seen.snapshot, &snapshot) {
            seen.sessions.insert(scope, Arc::clone(&session));
        }
        Ok(session)
    }

    /// When the logs were last followed to their ends: for the customers at least, where a refresh takes its time and the
    /// log of events is followed beside it. Beside one that fails again and again that does not count: the operator and
    /// those with much to compute see nothing new. None before the first refresh.
    pub async fn followed_at(&self) -> Option<DateTime<Utc>> {
        let (refreshed_at, ahead) = {
            let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
            (seen.refreshed_at?, Arc::clone(&seen.ahead))
        };
        let freshness = &self.options.freshness;
        if self.pace.has_failed() || !self.pace.is_slower_than(freshness.slow_after) {
            return Some(refreshed_at);
        }
        let seen_at = tokio::time::timeout(freshness.patience, ahead.seen_at()).await;
        Some(seen_at.ok().flatten().map_or(refreshed_at, |seen_at| seen_at.max(refreshed_at)))
    }

    /// How large each table is, as sessions see it.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn tables(&self) -> Result<Vec<TableSize>> {
        let mut sizes = self.snapshot().sizes();
        for size in &mut sizes {
            let checkpoint = self.lake.last_checkpoint(size.name).await?;
            size.log_depth = size.version - checkpoint.unwrap_or(-1);
        }
        Ok(sizes)
    }

    /// How many uses of the last 31 days nothing prices.
    ///
    /// # Errors
    /// When the statistics cannot be read.
    pub async fn unrated_lately(&self) -> Result<i64> {
        crate::check::unrated_lately(&self.context(), &self.snapshot()).await
    }

    /// Bytes that statements hold in memory now, and how many they may.
    pub fn memory_bytes(&self) -> (usize, usize) {
        (self.runtime.memory_pool.reserved(), self.options.memory_bytes)
    }

    /// Version of the table of events that the last refresh saw.
    pub fn events_version(&self) -> i64 {
        self.snapshot().events_version
    }

    /// What reached the source before it is in every answer.
    pub fn data_until(&self) -> Option<DateTime<Utc>> {
        self.snapshot().data_until()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.seen.read().unwrap_or_else(PoisonError::into_inner).snapshot)
    }

    /// What customers pay by now, or did a moment ago.
    async fn prices(&self) -> Result<Arc<Prices>> {
        let mut prices = self.prices.lock().await;
        if prices.0.elapsed() >= self.options.freshness.read_prices_every {
            let read = Prices::read(&self.book, &prices.1).await?;
            // What is the same is kept: it is compared by its mark.
            if read != *prices.1 {
                prices.1 = Arc::new(read);
            }
            prices.0 = Instant::now();
        }
        Ok(Arc::clone(&prices.1))
    }

    fn ahead(&self) -> Arc<Ahead> {
        Arc::clone(&self.seen.read().unwrap_or_else(PoisonError::into_inner).ahead)
    }

    /// Lets sessions see a new state, which was made beside the table of events.
    fn show(&self, fresh: Snapshot, events: &Table) {
        let fresh = Arc::new(fresh);
        let ahead = Ahead::new(&self.lake, events, Arc::clone(&fresh), &self.turns, self.options.freshness);
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        seen.refreshed_at = Some(Utc::now());
        seen.snapshot = fresh;
        seen.ahead = Arc::new(ahead);
        seen.sessions.clear();
    }

    /// Sessions go on seeing what they saw: it is still the newest.
    fn seen_again(&self) {
        self.seen.write().unwrap_or_else(PoisonError::into_inner).refreshed_at = Some(Utc::now());
    }

    fn context(&self) -> SessionContext {
        self.context_of(self.options.threads)
    }

    fn context_of(&self, threads: usize) -> SessionContext {
        context(&self.runtime, &EngineOptions { threads, ..self.options.clone() })
    }

    /// What a refresh computes in. One that falls behind is not waited for: it leaves half of the machine to those who are.
    fn refreshing(&self) -> SessionContext {
        let falls_behind = self.pace.was_slower_than(self.options.freshness.slow_after);
        self.context_of(if falls_behind { self.options.threads.div_ceil(2) } else { self.options.threads })
    }
}

/// A session of the engine with our functions and no table.
pub(crate) fn context(runtime: &Arc<RuntimeEnv>, options: &EngineOptions) -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(options.threads).with_information_schema(false);
    let parquet = &mut config.options_mut().execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    let context = SessionContext::new_with_config_rt(config, Arc::clone(runtime));
    for function in functions::all() {
        context.register_udf(function);
    }
    for function in functions::aggregates() {
        context.register_udaf(function);
    }
    context
}

pub(crate) fn runtime(lake: &Lake, options: &EngineOptions) -> Result<Arc<RuntimeEnv>> {
    let fail = |error| Error::statement("the engine's start", error);
    let pool = Arc::new(FairSpillPool::new(options.memory_bytes));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc().map_err(fail)?;
    register(&runtime, lake)?;
    Ok(runtime)
}

/// Lets the engine read a lake.
pub(crate) fn register(runtime: &RuntimeEnv, lake: &Lake) -> Result<()> {
    let url = Url::parse(&store_address(lake.root())).map_err(|error| Error::Query(error.to_string()))?;
    runtime.register_object_store(&url, lake.store());
    Ok(())
}

pub(crate) async fn settings(book: &Book, prices: Arc<Prices>) -> Result<Settings> {
    let fail = |error: opkald_storage::book::Error| Error::Book(error.to_string());
    let zones = book.zones().await.map_err(fail)?;
    let queues = book.queue_settings().await.map_err(fail)?;
    Ok(Settings {
        zones: zones.into_iter().map(|(customer, zone)| (customer.to_string(), zone)).collect(),
        queues: queues
            .into_iter()
            .map(|queue| QueueSetting {
                customer: queue.customer.to_string(),
                queue: queue.queue,
                service_level_ms: queue.service_level_ms,
                short_abandon_ms: queue.short_abandon_ms,
            })
            .collect(),
        prices,
    })
}
