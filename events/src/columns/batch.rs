//! From columns in the order of their coming to batches of one day, sorted by (customer, time).

use std::sync::Arc;

use arrow_array::types::{Decimal128Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, RecordBatch, TimestampMicrosecondArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::ArrowError;
use chrono::{DateTime, NaiveDate};
use hashbrown::HashMap;

use super::sparse::{nothing, strings};
use super::{Columns, Fingerprint};
use crate::event::{Customer, Direction, EventType, Field, LineKind, Shape};
use crate::schema::{PRICE, schema};

/// Greatest value of the numbers that are kept in 32 bits.
const INT_MAX: i64 = i32::MAX as i64;

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// The rows of one day, in the order of their coming.
#[derive(Debug, Clone)]
pub struct DayRows {
    /// The UTC date.
    pub day: NaiveDate,
    /// Their numbers.
    pub rows: Vec<u32>,
}

/// Columns that take no more rows, ready to be cut into batches.
#[derive(Debug)]
pub struct Sealed {
    columns: Columns,
    /// Place of each customer among all, in the order of their numbers.
    ranks: Vec<u32>,
}

impl Columns {
    /// Closes the columns.
    pub fn seal(self) -> Sealed {
        Sealed { ranks: ranks(&self.names), columns: self }
    }
}

/// The rank of each customer.
fn ranks(names: &[Customer]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_unstable_by_key(|place| names[*place]);
    let mut ranks = vec![0; names.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    ranks
}

impl Sealed {
    /// The columns again, without their rows.
    pub fn reopen(self) -> Columns {
        let mut columns = self.columns;
        columns.clear();
        columns
    }

    /// The fingerprint of every row.
    pub fn fingerprints(&self) -> &[Fingerprint] {
        &self.columns.fingerprints
    }

    /// The least and greatest customer of some rows.
    pub fn customers_of(&self, rows: &[u32]) -> Option<(Customer, Customer)> {
        let places = || rows.iter().map(|row| self.columns.customers[*row as usize] as usize);
        let least = places().min_by_key(|place| self.ranks[*place])?;
        let greatest = places().max_by_key(|place| self.ranks[*place])?;
        Some((self.columns.names[least], self.columns.names[greatest]))
    }

    /// The rows by UTC date, in the order of the dates.
    pub fn days(&self) -> Vec<DayRows> {
        let mut days: HashMap<i64, Vec<u32>> = HashMap::new();
        let mut at = 0;
        while at < self.columns.times.len() {
            // Events mostly come in the order of time: take a run of one day at once.
            let day = self.columns.times[at].div_euclid(DAY_MICROS);
            let same = |time: &&i64| time.div_euclid(DAY_MICROS) == day;
            let end = at + self.columns.times[at..].iter().take_while(same).count();
            let run = at as u32..end as u32;
            days.entry(day).or_default().extend(run);
            at = end;
        }
        let date = |day: i64| DateTime::from_timestamp_micros(day * DAY_MICROS).map(|time| time.date_naive());
        let mut days: Vec<DayRows> =
            days.into_iter().filter_map(|(day, rows)| Some(DayRows { day: date(day)?, rows })).collect();
        days.sort_unstable_by_key(|rows| rows.day);
        days
    }

    /// Some rows as a batch of the events' schema, sorted by (customer, time, coming).
    ///
    /// # Errors
    /// When the columns do not make a batch, which is a fault of this program.
    pub fn batch(&self, rows: &[u32]) -> Result<RecordBatch, ArrowError> {
        let order = self.sorted(rows);
        let schema = schema();
        let columns = schema.fields().iter().map(|field| match self.column(field.name(), &order) {
            Ok(None) => Ok(nothing(field.data_type(), order.len())),
            Ok(Some(column)) => Ok(column),
            Err(error) => Err(error),
        });
        let columns = columns.collect::<Result<_, _>>()?;
        RecordBatch::try_new(schema, columns)
    }

    /// A column of some rows; none if no row of all has a value.
    fn column(&self, name: &str, order: &[u32]) -> Result<Option<ArrayRef>, ArrowError> {
        let Some(field) = Field::of(name) else { return Ok(None) };
        let (columns, rows) = (&self.columns, self.columns.rows());
        Ok(match field.shape() {
            Shape::Type => columns.kinds.gather_words(order, rows, EventType::WORDS)?,
            Shape::Direction => columns.directions.gather_words(order, rows, Direction::WORDS)?,
            Shape::LineKind => columns.line_kinds.gather_words(order, rows, LineKind::WORDS)?,
            Shape::Customer => Some(self.customer_column(order)?),
            Shape::Time => {
                let times: ScalarBuffer<i64> = order.iter().map(|row| columns.times[*row as usize]).collect();
                Some(Arc::new(TimestampMicrosecondArray::new(times, None).with_timezone("UTC")))
            }
            Shape::Price => columns
                .prices
                .gather::<Decimal128Type>(order, rows, |price| price)
                .map(|prices| Arc::new(prices.with_data_type(PRICE)) as ArrayRef),
            Shape::Text(slot, _) => columns.texts[slot].gather(order, rows)?,
            Shape::Number(slot, _, INT_MAX) => columns.numbers[slot]
                .gather::<Int32Type>(order, rows, |number| i32::try_from(number).unwrap_or(i32::MAX))
                .map(|numbers| Arc::new(numbers) as ArrayRef),
            Shape::Number(slot, ..) => columns.numbers[slot]
                .gather::<Int64Type>(order, rows, |number| number)
                .map(|numbers| Arc::new(numbers) as ArrayRef),
        })
    }

    /// The rows in order: their keys packed into one number each, so that sorting compares and moves nothing else.
    fn sorted(&self, rows: &[u32]) -> Vec<u32> {
        let key = |row: &u32| {
            let place = self.columns.customers[*row as usize] as usize;
            let time = (self.columns.times[*row as usize] as u64) ^ (1 << 63);
            (u128::from(self.ranks[place]) << 96) | (u128::from(time) << 32) | u128::from(*row)
        };
        let mut keys: Vec<u128> = rows.iter().map(key).collect();
        keys.sort_unstable();
        keys.into_iter().map(|key| key as u32).collect()
    }

    fn customer_column(&self, order: &[u32]) -> Result<ArrayRef, ArrowError> {
        let digits = |row: &u32| self.columns.names[self.columns.customers[*row as usize] as usize].digits();
        strings(order.iter().map(digits), order.len() * 8, None)
    }
}
