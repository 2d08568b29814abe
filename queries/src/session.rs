//! Sessions: the views, over the tables, through a scope.
//!
//! **A scope is the only way to a table.** It stands below the views, so no statement over them can leave it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList, MemorySchemaProvider,
    SchemaProvider, TableProvider,
};
use datafusion::common::ParamValues;
use datafusion::datasource::{MemTable, ViewTable, provider_as_source};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col, lit};
use datafusion::prelude::{DataFrame, SessionContext};
use datafusion::scalar::ScalarValue;
use opkald_storage::CustomerNumber;
use opkald_storage::money::{Account, Charged, Fee, Month};

use crate::ahead::Overlay;
use crate::params::{Params, instant};
use crate::prices::Prices;
use crate::settings::ZONE;
use crate::snapshot::Snapshot;
use crate::{EngineOptions, Error, Result};

/// Whose rows a session sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The operator: all customers, with a column that says which.
    Operator,
    /// One customer, and nothing else.
    Customer(CustomerNumber),
}

/// A view: its name, the statement behind it, and what its `bucket` is called.
pub(crate) struct View {
    pub(crate) name: &'static str,
    sql: &'static str,
    bucket: Option<&'static str>,
}

/// A view of rows as they are.
macro_rules! plain {
    ($name:literal) => {
        View { name: $name, sql: include_str!(concat!("../sql/views/", $name, ".sql")), bucket: None }
    };
}

/// A view of figures by bucket: what the figures are, and the buckets.
macro_rules! by_bucket {
    ($name:literal, $figures:literal, $buckets:literal, $bucket:literal) => {
        View {
            name: $name,
            sql: concat!(
                include_str!(concat!("../sql/views/", $figures, ".sql")),
                include_str!(concat!("../sql/views/", $buckets, ".sql"))
            ),
            bucket: Some($bucket),
        }
    };
}

/// The views.
pub(crate) const VIEWS: [View; 18] = [
    plain!("events"),
    plain!("calls"),
    plain!("queue_visits"),
    plain!("visit_agents"),
    plain!("agent_sessions"),
    plain!("callbacks"),
    plain!("mobile_usage"),
    plain!("recordings"),
    plain!("usage_months"),
    by_bucket!("queue_hours", "queue_figures", "queue_hours", "hour"),
    by_bucket!("queue_days", "queue_figures", "queue_fold", "day"),
    by_bucket!("queue_months", "queue_figures", "queue_fold", "month"),
    by_bucket!("agent_hours", "agent_figures", "agent_hours", "hour"),
    by_bucket!("agent_days", "agent_figures", "agent_fold", "day"),
    by_bucket!("agent_months", "agent_figures", "agent_fold", "month"),
    by_bucket!("call_hours", "call_figures", "call_hours", "hour"),
    by_bucket!("call_days", "call_figures", "call_fold", "day"),
    by_bucket!("call_months", "call_figures", "call_fold", "month"),
];

/// A session over one snapshot.
pub struct Session {
    pub(crate) context: SessionContext,
    pub(crate) options: EngineOptions,
    snapshot: Arc<Snapshot>,
    below: SessionContext,
    scope: Scope,
    statements: Mutex<HashMap<String, LogicalPlan>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl fmt::Debug for Views {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Views").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(
        context: SessionContext,
        snapshot: Arc<Snapshot>,
        scope: Scope,
        options: EngineOptions,
        overlay: Option<&Overlay>,
    ) -> Result<Self> {
        let fail = |error| Error::statement("the views", error);
        // The tables live in a context of their own: a statement of the session has no name for them.
        let below = below(&context, &snapshot, &scope, overlay).map_err(fail)?;
        let views = Views { below: below.clone(), now: snapshot.now, scope: scope.clone(), planned: Mutex::default() };
        let catalog = context.catalog("datafusion").ok_or_else(|| Error::Query("no catalog".to_owned()))?;
        catalog.register_schema("public", Arc::new(views)).map_err(fail)?;
        Ok(Self { context, options, snapshot, below, scope, statements: Mutex::default() })
    }

    /// Runs a statement of ours over the views and gathers its rows.
    ///
    /// # Errors
    /// [`Error::Statement`] when it cannot be planned or run.
    pub async fn query(&self, sql: &str, params: Params) -> Result<Vec<RecordBatch>> {
        let fail = |error| Error::statement(sql.lines().next().unwrap_or_default(), error);
        let plan = self.plan(sql).await.map_err(fail)?;
        let frame = DataFrame::new(self.context.state(), plan);
        let frame = frame.with_param_values(params.into_values()).map_err(fail)?;
        frame.collect().await.map_err(fail)
    }

    /// The plan of a statement of ours, without its values: it is made once in the session's life.
    async fn plan(&self, sql: &str) -> Result<LogicalPlan, DataFusionError> {
        let known = || self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = known().get(sql) {
            return Ok(plan.clone());
        }
        let plan = self.context.state().create_logical_plan(sql).await?;
        known().insert(sql.to_owned(), plan.clone());
        Ok(plan)
    }

    /// The context of the tables, cut down to the scope.
    pub(crate) fn below(&self) -> &SessionContext {
        &self.below
    }

    /// What customers pay by.
    pub(crate) fn prices(&self) -> &Arc<Prices> {
        &self.snapshot.settings.prices
    }

    /// The plans and add-ons that a line of the customer has and had up to the month of `now`, over months in which their
    /// price stays the same, the newest first. None for the operator, who is nobody.
    pub fn charged(&self, line: &str, now: DateTime<Utc>) -> Vec<Charged> {
        let Scope::Customer(customer) = &self.scope else { return Vec::new() };
        let account = self.prices().account(customer.as_str());
        let mut own = account.map(|account| account.charged_of(line, now)).unwrap_or_default();
        own.sort_by(|one, other| (other.from, one.kind, &one.name).cmp(&(one.from, other.kind, &other.name)));
        own
    }

    /// What a line of the customer pays in a month for its plan and add-ons: as `usage_months`, up to the month of the last
    /// event. Nothing for the operator, who is nobody.
    pub fn fees(&self, line: &str, month: Month) -> Vec<Fee> {
        let Scope::Customer(customer) = &self.scope else { return Vec::new() };
        let has_begun = |account: &&Arc<Account>| month <= Month::at(account.zone(), self.snapshot.now);
        let account = self.prices().account(customer.as_str()).filter(has_begun);
        account.map(|account| account.fees(line, month)).unwrap_or_default()
    }

    /// What reached the source before it is in; none while nothing was ever stored.
    pub fn data_until(&self) -> Option<DateTime<Utc>> {
        self.snapshot.data_until()
    }

    /// Notes up to when all that reached the source is in.
    pub(crate) fn tell_until(&self, until: Option<DateTime<Utc>>) {
        self.snapshot.tell_until(until);
    }

    /// The customer's zone; the operator's is the default.
    pub fn zone(&self) -> Tz {
        match &self.scope {
            Scope::Operator => ZONE,
            Scope::Customer(customer) => self.snapshot.settings.zone(customer.as_str()),
        }
    }

    /// Whose rows it sees.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

/// The context that the views are planned in: the tables under `stored`, cut down to the scope.
fn below(
    context: &SessionContext,
    snapshot: &Snapshot,
    scope: &Scope,
    overlay: Option<&Overlay>,
) -> Result<SessionContext, DataFusionError> {
    let below = SessionContext::new_with_state(context.state());
    // The state is a copy, but catalogs are shared: the tables get a catalog list of their own.
    let own = Arc::new(MemoryCatalogProvider::new());
    let stored = MemorySchemaProvider::new();
    for (name, table) in &snapshot.tables {
        let table: Arc<dyn TableProvider> = Arc::clone(table) as _;
        stored.register_table((*name).to_owned(), scoped(name, table, scope, overlay)?)?;
    }
    let public = MemorySchemaProvider::new();
    let customers = snapshot.settings.customers()?;
    let customers = MemTable::try_new(customers.schema(), vec![vec![customers]])?;
    public.register_table("customers".to_owned(), Arc::new(customers))?;
    let customer = match scope {
        Scope::Operator => None,
        Scope::Customer(customer) => Some(customer),
    };
    let subscriptions = snapshot.settings.prices.subscriptions(customer, snapshot.now)?;
    let subscriptions = MemTable::try_new(subscriptions.schema(), vec![vec![subscriptions]])?;
    public.register_table("subscriptions".to_owned(), Arc::new(subscriptions))?;
    own.register_schema("stored", Arc::new(stored))?;
    own.register_schema("public", Arc::new(public))?;
    let list = MemoryCatalogProviderList::new();
    list.register_catalog("datafusion".to_owned(), own);
    below.register_catalog_list(Arc::new(list));
    Ok(below)
}

/// The table, with the scope's filter on it, and over its stale rows those that were computed since.
pub(crate) fn scoped(
    name: &str,
    table: Arc<dyn TableProvider>,
    scope: &Scope,
    overlay: Option<&Overlay>,
) -> Result<Arc<dyn TableProvider>, DataFusionError> {
    let Scope::Customer(customer) = scope else { return Ok(table) };
    let all = LogicalPlanBuilder::scan(name, provider_as_source(table), None)?;
    let all = match overlay {
        Some(overlay) => overlay.over(name, all)?,
        None => all,
    };
    let own = all.filter(col("customer").eq(lit(customer.as_str())))?.build()?;
    Ok(Arc::new(ViewTable::new(own, None)))
}

/// The views, planned when they are asked for.
struct Views {
    below: SessionContext,
    now: DateTime<Utc>,
    scope: Scope,
    planned: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
}

impl Views {
    async fn plan(&self, view: &View) -> Result<Arc<dyn TableProvider>, DataFusionError> {
        let frame = self.below.sql(view.sql).await?;
        let names = frame.logical_plan().get_parameter_names()?;
        let text = |value: &str| ScalarValue::Utf8(Some(value.to_owned()));
        let known = [
            ("now", instant(self.now)),
            ("zone", text(ZONE.name())),
            ("bucket", text(view.bucket.unwrap_or_default())),
        ];
        let asked = known.into_iter().filter(|(name, _)| names.contains(&format!("${name}")));
        let values: HashMap<String, _> = asked.map(|(name, value)| (name.to_owned(), value.into())).collect();
        let frame = if values.is_empty() { frame } else { frame.with_param_values(ParamValues::Map(values))? };
        let frame = match view.bucket {
            Some(name) => frame.with_column_renamed("bucket", name)?,
            None => frame,
        };
        let frame = match self.scope {
            Scope::Operator => frame,
            Scope::Customer(_) => frame.drop_columns(&["customer"])?,
        };
        Ok(Arc::new(ViewTable::new(frame.into_unoptimized_plan(), Some(view.sql.to_owned()))))
    }
}

#[async_trait]
impl SchemaProvider for Views {
    fn table_names(&self) -> Vec<String> {
        VIEWS.iter().map(|view| view.name.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>, DataFusionError> {
        let Some(view) = VIEWS.iter().find(|view| view.name == name) else { return Ok(None) };
        if let Some(view) = self.planned.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Some(Arc::clone(view)));
        }
        let view = self.plan(view).await?;
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&view));
        Ok(Some(view))
    }

    fn table_exist(&self, name: &str) -> bool {
        VIEWS.iter().any(|view| view.name == name)
    }
}
