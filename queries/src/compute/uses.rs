//! What was used, and what it is charged.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use datafusion::arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use datafusion::prelude::{col, lit};
use opkald_storage::CustomerNumber;
use opkald_storage::money::{Amount, Month};

use super::{Computer, Inputs, Window, column, conformed};
use crate::prices::Pricing;
use crate::settings::ZONE;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// The tables whose rows are charged.
const CHARGED: [Statistic; 2] = [Statistic::Calls, Statistic::MobileUsage];

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

/// What a customer's month came to, and under what it was charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MonthCharged {
    pub(crate) customer: String,
    pub(crate) month: Month,
    pub(crate) currency: String,
    /// Least and greatest mark of its days.
    pub(crate) marks: (i64, i64),
    pub(crate) amount: Amount,
    /// UTC dates from its first to before its last.
    pub(crate) days: (NaiveDate, NaiveDate),
}

impl Computer {
    /// Charges what follows in the order of time.
    pub(crate) fn pricing(&self) -> Pricing {
        Pricing::new(Arc::clone(&self.prices))
    }

    /// Whether charges depend on what was used before in the month.
    pub(crate) fn is_metered(&self) -> bool {
        !self.prices.metered().is_empty()
    }

    /// Computes the records of a piece, charged; none where they stand as they are.
    pub(crate) async fn piece(
        &self,
        piece: Piece,
        pricing: &mut Pricing,
        inputs: &impl Inputs,
    ) -> Result<Option<Vec<(Statistic, RecordBatch)>>> {
        let (mut computed, mut has_changed) = match piece {
            Piece::Fresh(window) => (self.records(window, inputs).await?, true),
            Piece::Stored(window) => (self.uses(window, inputs, None).await?, false),
        };
        for (statistic, batch) in computed.iter_mut().filter(|(statistic, _)| CHARGED.contains(statistic)) {
            let charged = pricing.charge(*statistic, batch).map_err(|error| fail(*statistic, error))?;
            if let Some(charged) = charged {
                (*batch, has_changed) = (charged, true);
            }
        }
        pricing.reached(piece.window());
        Ok(has_changed.then_some(computed))
    }

    /// Goes through the uses of the month before a piece, unless that was done: they decide what is left of allowances.
    pub(crate) async fn go_through(&self, before: Piece, pricing: &mut Pricing, inputs: &impl Inputs) -> Result<()> {
        let Some(window) = pricing.before(before.window()) else { return Ok(()) };
        for (statistic, batch) in self.uses(window, inputs, Some(self.prices.metered())).await? {
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
        /// Beyond so many customers, naming them takes longer than reading the rows of the others.
        const NAMED: usize = 100;
        let mut rows = Vec::new();
        for statistic in CHARGED {
            let mut frame = self.stored(statistic, inputs, window)?;
            if let Some(customers) = customers.filter(|customers| customers.len() <= NAMED) {
                let named =
                    col("customer").in_list(customers.iter().map(|customer| lit(customer.as_str())).collect(), false);
                frame = frame.filter(named).map_err(|error| Error::statement(statistic.name(), error))?;
            }
            rows.push((statistic, conformed(statistic, &self.collect(statistic.name(), frame).await?)?));
        }
        Ok(rows)
    }

    /// Computes what was used on the local days that begin in a window, from the charged records.
    pub(crate) async fn usage(&self, window: Window, inputs: &impl Inputs) -> Result<(Statistic, RecordBatch)> {
        // The longest day has 25 hours.
        for statistic in CHARGED {
            self.load(statistic, inputs, window.widened(0, 2)).await?;
        }
        let days = self.statistic(Statistic::UsageDays, window).await?;
        let marked = self.marked(&days).map_err(|error| fail(Statistic::UsageDays, error))?;
        Ok((Statistic::UsageDays, marked))
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

    /// What each customer's month came to, as it is stored.
    pub(crate) async fn months(&self, inputs: &impl Inputs) -> Result<Vec<MonthCharged>> {
        let table = Statistic::UsageDays;
        self.replace(table.name(), inputs.stored(table, Window::ALL)?)?;
        let none = Window { from: NaiveDate::default(), to: NaiveDate::default() };
        let rows = self.run("marks", include_str!("../../sql/compute/marks.sql"), none).await?;
        self.drop(table.name())?;
        let mut months = Vec::new();
        for batch in &rows.batches {
            read_months(batch, &mut months).map_err(|error| fail(table, error))?;
        }
        Ok(months)
    }

    /// Those of the months that were charged under something else than what holds now.
    pub(crate) fn outdated<'a>(&self, months: &'a [MonthCharged]) -> impl Iterator<Item = &'a MonthCharged> {
        months.iter().filter(|month| {
            let mark = self.prices.mark_of(&month.customer, month.month);
            month.marks != (mark, mark)
        })
    }
}

fn read_months(batch: &RecordBatch, months: &mut Vec<MonthCharged>) -> Result<(), ArrowError> {
    let column = |name: &str| column(batch, name);
    let text = |name: &str| cast(column(name)?, &DataType::Utf8);
    let (customers, zones, currencies) = (text("customer")?, text("zone")?, text("currency")?);
    let instants = column("month")?.as_primitive::<TimestampMicrosecondType>();
    let (least, greatest) =
        (column("least")?.as_primitive::<Int64Type>(), column("greatest")?.as_primitive::<Int64Type>());
    let amounts = column("amount")?.as_primitive::<Decimal128Type>();
    for row in 0..batch.num_rows() {
        let zone = zones.as_string::<i32>().value(row).parse().unwrap_or(ZONE);
        let start = DateTime::from_timestamp_micros(instants.value(row)).unwrap_or_default();
        let month = Month::at(zone, start);
        let end = month.next().start(zone);
        let after = end.date_naive().succ_opt().unwrap_or(end.date_naive());
        months.push(MonthCharged {
            customer: customers.as_string::<i32>().value(row).to_owned(),
            month,
            currency: currencies.as_string::<i32>().value(row).to_owned(),
            marks: (least.value(row), greatest.value(row)),
            amount: Amount::from_ten_thousandths(i64::try_from(amounts.value(row)).unwrap_or(i64::MAX)),
            days: (start.date_naive(), after),
        });
    }
    Ok(())
}

fn fail(statistic: Statistic, error: ArrowError) -> Error {
    Error::statement(statistic.name(), error.into())
}
