//! How charges came about: the walk by which the refresh makes them, over one line's month, telling its steps.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int32Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use datafusion::common::TableReference;
use datafusion::prelude::{col, lit};
use opkald_storage::money::Month;
use opkald_storage::money::rating::Receipt;

use crate::compute::{Rows, column, conformed, within};
use crate::prices::Pricing;
use crate::session::{Scope, Session};
use crate::statistics::Statistic;
use crate::{Error, Result};

/// What was used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UseId {
    /// A leg of a call, as the view `calls` has it.
    Leg {
        /// The call.
        call: String,
        /// Its leg.
        leg: i64,
    },
    /// A message or data, as the view `mobile_usage` has it.
    Mobile {
        /// The event's id.
        id: String,
    },
}

/// A charge, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseReceipt {
    /// Of what.
    pub of: UseId,
    /// When it began: an id may be used again.
    pub at: DateTime<Utc>,
    /// The steps.
    pub receipt: Receipt,
}

impl Session {
    /// The receipts of all that a line used in a month, in the order of time.
    ///
    /// What nobody pays has none. Neither has what the statistics charged by other prices than they would today, until a
    /// refresh has charged it anew.
    ///
    /// # Errors
    /// [`Error::Query`] for the operator's session, which is nobody's; [`Error::Statement`] when a table cannot be read.
    pub async fn receipts(&self, line: &str, month: Month) -> Result<Vec<UseReceipt>> {
        let Scope::Customer(_) = self.scope() else {
            return Err(Error::Query("a receipt is a customer's: ask in a customer's session".to_owned()));
        };
        let us = |month: Month| month.start(self.zone()).timestamp_micros();
        let span = us(month)..us(month.next());
        let mut pricing = Pricing::new(Arc::clone(self.prices()));
        let mut all = Vec::new();
        for table in [Statistic::Calls, Statistic::MobileUsage] {
            let fail = |error| Error::statement(table.name(), error);
            let uses = col("line").eq(lit(line)).and(within(table.definition().instant, &span));
            let frame = self.below().table(TableReference::partial("stored", table.name())).await.map_err(fail)?;
            let planned = Arc::clone(frame.schema().inner());
            let batches = frame.filter(uses).map_err(fail)?.collect().await.map_err(fail)?;
            let batch = conformed(table, &Rows { planned, batches })?;
            let receipts = pricing.receipts(table, &batch).map_err(|error| fail(error.into()))?;
            gather(table, &batch, receipts, &mut all).map_err(|error| fail(error.into()))?;
        }
        all.sort_by(|one, other| (one.at, &one.of).cmp(&(other.at, &other.of)));
        Ok(all)
    }
}

fn gather(
    table: Statistic,
    batch: &RecordBatch,
    receipts: Vec<Option<Receipt>>,
    all: &mut Vec<UseReceipt>,
) -> Result<(), ArrowError> {
    let text =
        |name: &str, row: usize| Ok::<_, ArrowError>(column(batch, name)?.as_string::<i32>().value(row).to_owned());
    let instants = column(batch, table.definition().instant)?.as_primitive::<TimestampMicrosecondType>();
    for (row, receipt) in receipts.into_iter().enumerate() {
        let Some(receipt) = receipt else { continue };
        let of = if table == Statistic::Calls {
            let leg = column(batch, "leg")?.as_primitive::<Int32Type>().value(row);
            UseId::Leg { call: text("call", row)?, leg: leg.into() }
        } else {
            UseId::Mobile { id: text("id", row)? }
        };
        let at = DateTime::from_timestamp_micros(instants.value(row)).unwrap_or_default();
        all.push(UseReceipt { of, at, receipt });
    }
    Ok(())
}
