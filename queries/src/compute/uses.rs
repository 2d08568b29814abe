//! What was used, and what it is charged.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::arrow::error::ArrowError;
use datafusion::prelude::{DataFrame, col, lit};
use opkald_storage::CustomerNumber;
use opkald_storage::money::Month;

use super::{Computer, Inputs, Window, conformed};
use crate::prices::Pricing;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// The tables whose rows are charged.
pub(super) const CHARGED: [Statistic; 2] = [Statistic::Calls, Statistic::MobileUsage];

/// Days whose uses are charged in one go, after those of the days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Their records are computed from the events.
    Fresh(Window),
    /// Their records stand, but what came before them in the month, or what their customers pay by, is another.
    Stored(Window),
}

impl Piece {
    pub(crate) fn window(self) -> Window {
        match self {
            Self::Fresh(window) | Self::Stored(window) => window,
        }
    }
}

impl Computer {
    /// Charges what follows in the order of time.
    pub(crate) fn pricing(&self) -> Pricing {
        Pricing::new(Arc::clone(&self.prices))
    }

    /// Charges what some customers used, in the order of time.
    pub(crate) fn pricing_of(&self, customers: &[CustomerNumber]) -> Pricing {
        Pricing::of(Arc::clone(&self.prices), customers)
    }

    /// Whether charges depend on what was used before in the month.
    pub(crate) fn is_metered(&self) -> bool {
        !self.prices.metered().is_empty()
    }

    /// Computes the records of a piece, charged; where they stand, the tables whose charges are others; none where none are.
    pub(crate) async fn piece(
        &self,
        piece: Piece,
        pricing: &mut Pricing,
        inputs: &impl Inputs,
    ) -> Result<Option<Vec<(Statistic, RecordBatch)>>> {
        let (computed, is_fresh) = match piece {
            Piece::Fresh(window) => (self.records(window, inputs).await?, true),
            Piece::Stored(window) => (self.uses(window, inputs, pricing.whose()).await?, false),
        };
        let mut changed = Vec::new();
        for (statistic, batch) in computed {
            let is_charged = CHARGED.contains(&statistic);
            let charged = if is_charged { pricing.charge(statistic, &batch) } else { Ok(None) };
            match charged.map_err(|error| fail(statistic, error))? {
                Some(charged) => changed.push((statistic, charged)),
                None if is_fresh => changed.push((statistic, batch)),
                None => {}
            }
        }
        pricing.reached(piece.window());
        Ok(Some(changed).filter(|changed| is_fresh || !changed.is_empty()))
    }

    /// Goes through the uses of the month before a piece, unless that was done: they decide what is left of allowances.
    pub(crate) async fn go_through(&self, before: Piece, pricing: &mut Pricing, inputs: &impl Inputs) -> Result<()> {
        let Some(window) = pricing.before(before.window()) else { return Ok(()) };
        for (statistic, batch) in self.uses(window, inputs, Some(pricing.metered())).await? {
            pricing.charge(statistic, &batch).map_err(|error| fail(statistic, error))?;
        }
        pricing.reached(window);
        Ok(())
    }

    /// What is stored of the uses in a window, of some customers or all.
    async fn uses(
        &self,
        window: Window,
        inputs: &impl Inputs,
        customers: Option<&[CustomerNumber]>,
    ) -> Result<Vec<(Statistic, RecordBatch)>> {
        let mut rows = Vec::new();
        for statistic in CHARGED {
            let frame = named(self.stored(statistic, inputs, window)?, customers);
            let frame = frame.map_err(|error| Error::statement(statistic.name(), error))?;
            rows.push((statistic, conformed(statistic, &self.collect(statistic.name(), frame).await?)?));
        }
        Ok(rows)
    }

    /// Computes what all customers, or some, used on the local days that begin in a window, from the charged records.
    pub(crate) async fn usage(
        &self,
        window: Window,
        customers: Option<&[CustomerNumber]>,
        inputs: &impl Inputs,
    ) -> Result<RecordBatch> {
        // The longest day has 25 hours.
        for statistic in CHARGED {
            let frame = named(self.stored(statistic, inputs, window.widened(0, 2))?, customers);
            let frame = frame.map_err(|error| Error::statement(statistic.name(), error))?;
            self.hold(statistic.name(), self.collect(statistic.name(), frame).await?)?;
        }
        let days = self.statistic(Statistic::UsageDays, window).await?;
        self.marked(&days).map_err(|error| fail(Statistic::UsageDays, error))
    }

    /// The days with the mark of what they were charged under.
    fn marked(&self, days: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let schema = days.schema();
        let customers = days.column(schema.index_of("customer")?).as_string::<i32>();
        let instants = days.column(schema.index_of("day")?).as_primitive::<TimestampMicrosecondType>();
        let mut known: HashMap<(&str, Month), i64> = HashMap::new();
        let marks = (0..days.num_rows()).map(|row| {
            let customer = customers.value(row);
            let Some(account) = self.prices.account(customer) else {
                return self.prices.mark_of(customer, Month::of(NaiveDate::default()));
            };
            let at = DateTime::from_timestamp_micros(instants.value(row)).unwrap_or_default();
            let month = Month::at(account.zone(), at);
            *known.entry((customer, month)).or_insert_with(|| account.mark(month))
        });
        let marks: ArrayRef = Arc::new(marks.collect::<Int64Array>());
        let at = schema.index_of("mark")?;
        let columns = days.columns().iter().enumerate();
        let columns = columns.map(|(place, column)| if place == at { Arc::clone(&marks) } else { Arc::clone(column) });
        RecordBatch::try_new(Arc::clone(&schema), columns.collect())
    }
}

/// The rows of some customers, or of all.
pub(super) fn named(frame: DataFrame, customers: Option<&[CustomerNumber]>) -> datafusion::error::Result<DataFrame> {
    let Some(customers) = customers else { return Ok(frame) };
    let customers = customers.iter().map(|customer| lit(customer.as_str())).collect();
    frame.filter(col("customer").in_list(customers, false))
}

fn fail(statistic: Statistic, error: ArrowError) -> Error {
    Error::statement(statistic.name(), error.into())
}
