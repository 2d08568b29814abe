//! Uses that nothing prices.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use datafusion::functions_aggregate::expr_fn::sum;
use datafusion::prelude::{SessionContext, col};

use crate::compute::within;
use crate::snapshot::Snapshot;
use crate::statistics::Statistic;
use crate::{Error, Result};

const NAME: &str = "unrated";

/// The days that somebody can still mend before the invoice.
const LATELY: TimeDelta = TimeDelta::days(31);

/// Uses that have in common what nothing prices. They are charged nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unrated {
    /// Whose.
    pub customer: String,
    /// The line that used it.
    pub line: String,
    /// `call`, `sms`, `mms` or `data`.
    pub kind: String,
    /// Whom it went to.
    pub to_number: Option<String>,
    /// Where the line was; none at home.
    pub country: Option<String>,
    /// How many there are.
    pub uses: i64,
    /// When the first of them was.
    pub first_at: DateTime<Utc>,
}

impl fmt::Display for Unrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { customer, line, kind, uses, .. } = self;
        write!(f, "unrated: {uses} of kind {kind} by {line} of customer {customer}")?;
        if let Some(number) = &self.to_number {
            write!(f, " to {number}")?;
        }
        if let Some(country) = &self.country {
            write!(f, " in {country}")?;
        }
        let first = self.first_at.format("%Y-%m-%dT%H:%M:%SZ");
        write!(f, ", the first at {first}: no rate matches; load a tariff that has one by 'opkald account load'")
    }
}

/// Those in a snapshot, the most frequent first, of which a thousand kinds are told.
pub(crate) async fn unrated(context: &SessionContext, snapshot: &Snapshot) -> Result<Vec<Unrated>> {
    let fail = |error| Error::statement(NAME, error);
    for statistic in [Statistic::Calls, Statistic::MobileUsage] {
        let table = snapshot.tables.get(statistic.name());
        let table = table.ok_or_else(|| Error::Query(format!("the table {} is not open", statistic.name())))?;
        context.register_table(statistic.name(), Arc::clone(table) as _).map_err(fail)?;
    }
    let frame = context.sql(include_str!("../../sql/check/unrated.sql")).await.map_err(fail)?;
    let mut all = Vec::new();
    for batch in frame.collect().await.map_err(fail)? {
        read(&batch, &mut all).map_err(|error| fail(error.into()))?;
    }
    Ok(all)
}

/// How many there are on the newest days of a snapshot.
pub(crate) async fn unrated_lately(context: &SessionContext, snapshot: &Snapshot) -> Result<i64> {
    let fail = |error| Error::statement(NAME, error);
    let table = snapshot.tables.get(Statistic::UsageDays.name());
    let table = table.ok_or_else(|| Error::Query("the table usage_days is not open".to_owned()))?;
    let from = (snapshot.now - LATELY).timestamp_micros();
    let frame = context.read_table(Arc::clone(table) as _).map_err(fail)?;
    let lately = frame.filter(within("day", &(from..i64::MAX))).map_err(fail)?;
    let sum = lately.aggregate(vec![], vec![sum(col("unrated"))]).map_err(fail)?;
    let batches = sum.collect().await.map_err(fail)?;
    let sums = batches.iter().filter_map(|batch| batch.column(0).as_primitive_opt::<Int64Type>());
    Ok(sums.flat_map(|sums| sums.iter().flatten()).sum())
}

fn read(batch: &RecordBatch, all: &mut Vec<Unrated>) -> Result<(), ArrowError> {
    let texts = (0..5).map(|at| cast(batch.column(at), &DataType::Utf8)).collect::<Result<Vec<_>, _>>()?;
    let uses = batch.column(5).as_primitive::<Int64Type>();
    let first = batch.column(6).as_primitive::<TimestampMicrosecondType>();
    for row in 0..batch.num_rows() {
        let text = |at: usize| {
            let column = texts[at].as_string::<i32>();
            column.is_valid(row).then(|| column.value(row).to_owned())
        };
        all.push(Unrated {
            customer: text(0).unwrap_or_default(),
            line: text(1).unwrap_or_default(),
            kind: text(2).unwrap_or_default(),
            to_number: text(3),
            country: text(4),
            uses: uses.value(row),
            first_at: DateTime::from_timestamp_micros(first.value(row)).unwrap_or_default(),
        });
    }
    Ok(())
}
