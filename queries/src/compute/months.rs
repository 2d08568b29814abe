//! What customers' months came to, and which of them were charged under something else than what holds now.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use opkald_storage::CustomerNumber;
use opkald_storage::money::{Amount, Month};

use super::uses::{CHARGED, named};
use super::{Computer, Inputs, Window, column};
use crate::prices::Prices;
use crate::settings::ZONE;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// What a customer's month came to, and under what it was charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MonthCharged {
    pub(crate) customer: String,
    pub(crate) month: Month,
    pub(crate) currency: String,
    /// Least and greatest mark of its days.
    pub(crate) marks: (i64, i64),
    pub(crate) amount: Amount,
    /// How many uses that is.
    pub(crate) uses: u64,
    /// UTC dates from its first to before its last.
    pub(crate) days: (NaiveDate, NaiveDate),
}

impl Computer {
    /// What each customer's month came to, as it is stored.
    pub(crate) async fn months(&self, inputs: &impl Inputs) -> Result<Vec<MonthCharged>> {
        let table = Statistic::UsageDays;
        self.replace(table.name(), inputs.stored(table, Window::ALL)?)?;
        let months = self.months_of("marks", include_str!("../../sql/compute/marks.sql")).await?;
        self.drop(table.name())?;
        Ok(months)
    }

    /// The months that were charged under something else than what holds now.
    pub(crate) async fn outdated(&self, inputs: &impl Inputs) -> Result<Vec<MonthCharged>> {
        let mut months = self.months(inputs).await?;
        let uncharged = self.uncharged(&months, inputs).await?;
        months.retain(|month| {
            let mark = self.prices.mark_of(&month.customer, month.month);
            month.marks != (mark, mark)
        });
        months.extend(uncharged);
        Ok(months)
    }

    /// What those used, by the month, who have a tariff by now and had none so far: it has no price, and so is in no day of
    /// usage.
    async fn uncharged(&self, months: &[MonthCharged], inputs: &impl Inputs) -> Result<Vec<MonthCharged>> {
        let had_one = months.iter().filter(|month| Prices::is_of_tariff(month.marks.1));
        let had_one: HashSet<&str> = had_one.map(|month| month.customer.as_str()).collect();
        let new = self.prices.customers().filter(|customer| !had_one.contains(customer.as_str()));
        let new: Vec<CustomerNumber> = new.cloned().collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        for statistic in CHARGED {
            let frame = named(self.stored(statistic, inputs, Window::ALL)?, Some(&new));
            let frame = frame.map_err(|error| Error::statement(statistic.name(), error))?;
            self.replace(statistic.name(), frame.into_view())?;
        }
        let mut months = self.months_of("uncharged", include_str!("../../sql/compute/uncharged.sql")).await?;
        for month in &mut months {
            month.currency = self.prices.currency(&month.customer).to_string();
        }
        Ok(months)
    }

    async fn months_of(&self, name: &str, sql: &str) -> Result<Vec<MonthCharged>> {
        let none = Window { from: NaiveDate::default(), to: NaiveDate::default() };
        let rows = self.run(name, sql, none).await?;
        let mut months = Vec::new();
        for batch in &rows.batches {
            read_months(batch, &mut months).map_err(|error| Error::statement(name, error.into()))?;
        }
        Ok(months)
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
    let uses = column("uses")?.as_primitive::<Int64Type>();
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
            uses: u64::try_from(uses.value(row)).unwrap_or_default(),
            days: (start.date_naive(), after),
        });
    }
    Ok(())
}
