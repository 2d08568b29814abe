//! The functions that SQL needs and the engine has not: local time, and microseconds as numbers.

mod peak;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Int64Array, IntervalMonthDayNanoArray, ListBuilder,
    TimestampMicrosecondArray, TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{
    DataType, Field, Int64Type, IntervalMonthDayNano, IntervalUnit, TimestampMicrosecondType,
};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{
    AggregateUDF, ColumnarValue, ScalarFunctionImplementation, ScalarUDF, Volatility, create_udf,
};
use opkald_storage::events::instant;
use opkald_storage::money::WeekHours;
use opkald_storage::zone;

/// Moves an instant within its zone.
type Move = fn(Tz, DateTime<Utc>) -> DateTime<Utc>;

/// All functions, to be registered in every session.
pub(crate) fn all() -> Vec<ScalarUDF> {
    let moves: [(&str, Move); 6] = [
        ("local_hour", zone::hour_start),
        ("local_day", zone::day_start),
        ("local_month", zone::month_start),
        ("next_local_hour", zone::next_hour),
        ("next_local_day", zone::next_day),
        ("next_local_month", zone::next_month),
    ];
    let mut all: Vec<ScalarUDF> = moves.into_iter().map(|(name, apply)| mover(name, apply)).collect();
    all.push(starts("local_hours", zone::hours));
    all.push(starts("local_months", zone::months));
    all.push(within_times());
    all.push(to_us());
    all.push(from_us());
    all.push(ms_interval());
    all
}

/// The functions over groups of rows, to be registered in every session.
pub(crate) fn aggregates() -> [AggregateUDF; 1] {
    [peak::peak()]
}

/// `local_hour(zone, at)` and its like: an instant to the start of a bucket.
fn mover(name: &str, apply: Move) -> ScalarUDF {
    let body: ScalarFunctionImplementation = Arc::new(move |args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let (zones, instants) = (arrays[0].as_string::<i32>(), instants(&arrays[1])?);
        let mut last = LastZone::default();
        // Neighbours fall into the same bucket more often than not.
        let mut bucket: Option<(Tz, i64, i64)> = None;
        let moved = (0..instants.len()).map(|row| {
            if zones.is_null(row) || instants.is_null(row) {
                return Ok(None);
            }
            let (tz, at) = (last.parse(zones.value(row))?, instants.value(row));
            if let Some((zone, asked, told)) = bucket
                && zone == tz
                && asked == at
            {
                return Ok(Some(told));
            }
            let told = apply(tz, time(at)?).timestamp_micros();
            bucket = Some((tz, at, told));
            Ok(Some(told))
        });
        let array: TimestampMicrosecondArray = moved.collect::<Result<_>>()?;
        Ok(ColumnarValue::Array(Arc::new(array.with_timezone("UTC"))))
    });
    create_udf(name, vec![DataType::Utf8, instant()], instant(), Volatility::Immutable, body)
}

/// The buckets of a zone that a stretch of time overlaps.
type Buckets = fn(Tz, DateTime<Utc>, DateTime<Utc>) -> Vec<zone::Bucket>;

/// `local_hours(zone, from, to)` and its like: the starts of all local hours that `[from, to)` overlaps.
fn starts(name: &str, buckets: Buckets) -> ScalarUDF {
    let item = Arc::new(Field::new_list_field(instant(), true));
    let field = Arc::clone(&item);
    let body: ScalarFunctionImplementation = Arc::new(move |args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let (zones, from, to) = (arrays[0].as_string::<i32>(), instants(&arrays[1])?, instants(&arrays[2])?);
        let values = TimestampMicrosecondBuilder::new().with_timezone("UTC");
        let mut lists = ListBuilder::new(values).with_field(Arc::clone(&field));
        let mut last = LastZone::default();
        for row in 0..from.len() {
            if zones.is_null(row) || from.is_null(row) || to.is_null(row) {
                lists.append_null();
                continue;
            }
            let tz = last.parse(zones.value(row))?;
            for bucket in buckets(tz, time(from.value(row))?, time(to.value(row))?) {
                lists.values().append_value(bucket.start.timestamp_micros());
            }
            lists.append(true);
        }
        Ok(ColumnarValue::Array(Arc::new(lists.finish())))
    });
    let arguments = vec![DataType::Utf8, instant(), instant()];
    create_udf(name, arguments, DataType::List(item), Volatility::Immutable, body)
}

/// `within_times(zone, at, times)`: whether an instant lies in one of the hours of the week, such as `mon-fri 08:00-16:00`.
fn within_times() -> ScalarUDF {
    let body: ScalarFunctionImplementation = Arc::new(|args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let (zones, instants) = (arrays[0].as_string::<i32>(), instants(&arrays[1])?);
        let times = arrays[2].as_string::<i32>();
        let mut zone = LastZone::default();
        // They are the same in all rows of a statement.
        let mut last: Option<(&str, WeekHours)> = None;
        let mut holds = BooleanBuilder::with_capacity(instants.len());
        for row in 0..instants.len() {
            if zones.is_null(row) || instants.is_null(row) || times.is_null(row) {
                holds.append_null();
                continue;
            }
            let text = times.value(row);
            let hours = match &last {
                Some((known, hours)) if *known == text => hours,
                _ => {
                    let hours = text.parse().map_err(|error| exec_datafusion_err!("{error}"))?;
                    &last.insert((text, hours)).1
                }
            };
            holds.append_value(hours.holds(zone.parse(zones.value(row))?, time(instants.value(row))?));
        }
        Ok(ColumnarValue::Array(Arc::new(holds.finish())))
    });
    let arguments = vec![DataType::Utf8, instant(), DataType::Utf8];
    create_udf("within_times", arguments, DataType::Boolean, Volatility::Immutable, body)
}

/// `to_us(at)`: µs since the epoch, so that differences are exact numbers.
fn to_us() -> ScalarUDF {
    let body: ScalarFunctionImplementation = Arc::new(|args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let numbers = instants(&arrays[0])?.reinterpret_cast::<Int64Type>();
        Ok(ColumnarValue::Array(Arc::new(numbers)))
    });
    create_udf("to_us", vec![instant()], DataType::Int64, Volatility::Immutable, body)
}

/// `from_us(us)`: the instant of so many µs since the epoch.
fn from_us() -> ScalarUDF {
    let body: ScalarFunctionImplementation = Arc::new(|args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let numbers: &Int64Array = arrays[0].as_primitive();
        let instants = numbers.reinterpret_cast::<TimestampMicrosecondType>().with_timezone("UTC");
        Ok(ColumnarValue::Array(Arc::new(instants)))
    });
    create_udf("from_us", vec![DataType::Int64], instant(), Volatility::Immutable, body)
}

/// `ms_interval(ms)`: milliseconds as an interval.
fn ms_interval() -> ScalarUDF {
    let body: ScalarFunctionImplementation = Arc::new(|args| {
        let arrays = ColumnarValue::values_to_arrays(args)?;
        let numbers: &Int64Array = arrays[0].as_primitive();
        let interval = |ms: i64| IntervalMonthDayNano::new(0, 0, ms.saturating_mul(1_000_000));
        let intervals: IntervalMonthDayNanoArray = numbers.iter().map(|ms| ms.map(interval)).collect();
        Ok(ColumnarValue::Array(Arc::new(intervals)))
    });
    let told = DataType::Interval(IntervalUnit::MonthDayNano);
    create_udf("ms_interval", vec![DataType::Int64], told, Volatility::Immutable, body)
}

/// A column has few zones, and they stand side by side.
#[derive(Default)]
struct LastZone(Option<(String, Tz)>);

impl LastZone {
    fn parse(&mut self, name: &str) -> Result<Tz> {
        if let Some((last, zone)) = &self.0
            && last == name
        {
            return Ok(*zone);
        }
        let zone: Tz = name.parse().map_err(|_| exec_datafusion_err!("{name} is no time zone"))?;
        self.0 = Some((name.to_owned(), zone));
        Ok(zone)
    }
}

fn instants(array: &ArrayRef) -> Result<&TimestampMicrosecondArray> {
    array
        .as_primitive_opt::<TimestampMicrosecondType>()
        .ok_or_else(|| exec_datafusion_err!("an instant was expected, not {}", array.data_type()))
}

fn time(at: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(at).ok_or_else(|| exec_datafusion_err!("{at} µs is no instant"))
}
