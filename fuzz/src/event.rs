//! One record: a row of its day or a refusal. A row is what another reader of JSON finds in the record, and the same again
//! when it is written as JSON and read.

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use chrono::{DateTime, NaiveDate, SecondsFormat};
use opkald_events::{Buffer, Fingerprint, Format, Unfinished};
use serde_json::{Map, Value};

use super::{NOW, are_honest, taken};

/// Beginnings of an event that are tried as last lines of a file.
const CUTS: usize = 16;

/// Takes the bytes as one record.
pub fn check(data: &[u8]) {
    let buffer = message(data);
    assert_eq!((buffer.read, buffer.rows()), (1, 1), "a record is an event or a dead letter");
    are_honest(&buffer, data, Format::Events);
    is_a_line_like_any_other(&buffer, data);
    if buffer.columns.rows() == 0 {
        return;
    }
    only_its_beginnings_wait(data);
    let (day, batch, fingerprint) = row(buffer);
    let fields = fields(&batch);
    are_told_by_the_record(&fields, data);
    let text = Value::from(fields).to_string();
    let again = message(text.as_bytes());
    assert_eq!(again.columns.rows(), 1, "{text} is refused");
    assert_eq!(row(again), (day, batch, fingerprint), "{text}");
}

fn message(data: &[u8]) -> Buffer {
    taken(Format::Events, NOW, |decoder, buffer| decoder.message(data, 0, buffer))
}

/// A record without a line's end comes to the same as a line, unless it is blank.
fn is_a_line_like_any_other(buffer: &Buffer, data: &[u8]) {
    if data.contains(&b'\n') || data.trim_ascii().is_empty() {
        return;
    }
    let line = taken(Format::Events, NOW, |decoder, buffer| decoder.lines(data, 0, buffer));
    assert_eq!((line.read, line.columns.rows()), (1, buffer.columns.rows()));
}

/// As the last line of a file, an event is taken when it is whole, and nothing of it before.
fn only_its_beginnings_wait(data: &[u8]) {
    let braces = (0..data.len()).filter(|at| data[*at] == b'}').map(|at| at + 1);
    let spread = (1..CUTS).map(|part| data.len() * part / CUTS);
    for cut in braces.take(CUTS).chain(spread).chain([data.len()]) {
        let begun = &data[..cut];
        let mut became = Unfinished::Waits;
        let buffer = taken(Format::Events, NOW, |decoder, buffer| became = decoder.unfinished(begun, 0, buffer));
        let is_whole = begun.trim_ascii().len() == data.trim_ascii().len();
        let is_blank = begun.trim_ascii().is_empty();
        let expected = if is_whole || is_blank { Unfinished::Passed } else { Unfinished::Waits };
        assert_eq!((became, buffer.rows()), (expected, usize::from(is_whole)), "{}", begun.escape_ascii());
    }
}

/// The one row: its day, its columns, and what tells it from others.
fn row(buffer: Buffer) -> (NaiveDate, RecordBatch, Fingerprint) {
    let sealed = buffer.columns.seal();
    let days = sealed.days();
    let [day] = &days[..] else { panic!("{} days of one event", days.len()) };
    assert_eq!(day.rows, [0]);
    let batch = sealed.batch(&day.rows).unwrap();
    let time = batch["time"].as_primitive::<TimestampMicrosecondType>().value(0);
    assert_eq!(DateTime::from_timestamp_micros(time).unwrap().date_naive(), day.day);
    let customer = batch["customer"].as_string::<i32>().value(0);
    let (least, greatest) = sealed.customers_of(&day.rows).unwrap();
    assert_eq!((least.as_str(), greatest.as_str()), (customer, customer));
    let fingerprint = Fingerprint::of_event(&least, batch["id"].as_string::<i32>().value(0));
    assert_eq!(sealed.fingerprints(), [fingerprint]);
    (day.day, batch, fingerprint)
}

/// Every field of the row is in the record with that value, and none that the record has is missing.
fn are_told_by_the_record(fields: &Map<String, Value>, data: &[u8]) {
    let told: Map<String, Value> = serde_json::from_slice(data).unwrap();
    let known = opkald_events::schema();
    for (name, value) in told.iter().filter(|(name, value)| known.field_with_name(name).is_ok() && !value.is_null()) {
        // What dead letters have beside is no field of an event.
        if ["raw", "why", "source", "source_position", "received_at"].contains(&name.as_str()) {
            assert!(!fields.contains_key(name), "{name} is no field of an event");
            continue;
        }
        let row = fields.get(name).unwrap_or_else(|| panic!("{name} is lost: {value}"));
        assert!(is_same(name, value, row), "{name} was {value} and is {row}");
    }
    for (name, row) in fields.iter().filter(|(name, _)| told.get(*name).is_none_or(Value::is_null)) {
        // An event of a call that names no leg is of the first.
        assert!(name == "leg" && *row == 0 && fields.contains_key("call"), "{name} is {row}, out of nothing");
    }
}

fn is_same(name: &str, told: &Value, row: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match name {
        "time" => {
            let instant =
                |value: &Value| DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|t| t.timestamp_micros());
            instant(told).is_some() && instant(told) == instant(row)
        }
        "price" => digits(&text(told)) == digits(&text(row)),
        _ => told == row,
    }
}

/// Whether a decimal is below nothing, and its digits without the noughts that say nothing.
fn digits(decimal: &str) -> (bool, &str, &str) {
    let unsigned = decimal.trim_start_matches('-');
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    (unsigned != decimal && !(whole.is_empty() && part.is_empty()), whole, part)
}

/// The fields of the one row of a batch.
fn fields(batch: &RecordBatch) -> Map<String, Value> {
    let mut fields = Map::new();
    for (at, field) in batch.schema().fields().iter().enumerate() {
        let column = batch.column(at);
        if column.is_valid(0) {
            fields.insert(field.name().clone(), value(field.name(), column));
        }
    }
    fields
}

fn value(name: &str, column: &dyn Array) -> Value {
    if let Some(texts) = column.as_string_opt::<i32>() {
        return texts.value(0).into();
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return numbers.value(0).into();
    }
    if let Some(numbers) = column.as_primitive_opt::<Int32Type>() {
        return numbers.value(0).into();
    }
    if let Some(prices) = column.as_primitive_opt::<Decimal128Type>() {
        return prices.value_as_string(0).into();
    }
    let times = column.as_primitive_opt::<TimestampMicrosecondType>();
    let time = times.and_then(|times| DateTime::from_timestamp_micros(times.value(0)));
    let time = time.unwrap_or_else(|| panic!("{name} is of no kind that an event has"));
    time.to_rfc3339_opts(SecondsFormat::Micros, true).into()
}
