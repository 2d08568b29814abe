//! Rows whose cells can be compared, whoever wrote them.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

/// Floats are sums of whole microseconds, divided: they differ in the last bits at most, by the order of divisions.
const TOLERANCE: f64 = 1e-9;

/// What stands in one row's column.
#[derive(Clone)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Number(f64),
    Instant(DateTime<Utc>),
}

/// A row by the names of its columns.
pub(crate) type Row = BTreeMap<String, Cell>;

impl Cell {
    fn read(column: &str, value: Value) -> Self {
        let is_instant = column == "at" || column.ends_with("_at") || ["hour", "day", "month"].contains(&column);
        match value {
            Value::Null => Self::Null,
            Value::Number(number) => Self::Number(number.as_f64().unwrap()),
            Value::String(text) if is_instant => Self::Instant(text.parse().unwrap()),
            // Money is text in the truth and a decimal in the view.
            Value::String(text) if column == "price" => Self::Number(text.parse().unwrap()),
            Value::String(text) => Self::Text(text),
            other => panic!("{column} is {other}"),
        }
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Instant(one), Self::Instant(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => {
                (one - other).abs() <= TOLERANCE * one.abs().max(other.abs()).max(1.0)
            }
            _ => false,
        }
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Instant(at) => write!(f, "{}", at.format("%FT%T%.fZ")),
        }
    }
}

/// A row from a JSON object.
pub(crate) fn read(object: Value) -> Row {
    let Value::Object(columns) = object else { panic!("not a row: {object}") };
    let cell = |(name, value): (String, Value)| {
        let cell = Cell::read(&name, value);
        (name, cell)
    };
    columns.into_iter().map(cell).collect()
}

/// Rows from JSON lines.
pub(crate) fn read_lines(lines: &[String]) -> Vec<Row> {
    lines.iter().map(|line| read(serde_json::from_str(line).unwrap())).collect()
}

/// A column that holds a number; 0 where it holds none.
pub(crate) fn number(row: &Row, column: &str) -> f64 {
    match &row[column] {
        Cell::Number(number) => *number,
        Cell::Null => 0.0,
        other => panic!("{column} is {other:?}"),
    }
}

/// A column that may hold a text.
pub(crate) fn text<'a>(row: &'a Row, column: &str) -> Option<&'a str> {
    match &row[column] {
        Cell::Text(text) => Some(text),
        Cell::Null => None,
        other => panic!("{column} is {other:?}"),
    }
}

/// A column that may hold an instant.
pub(crate) fn instant(row: &Row, column: &str) -> Option<DateTime<Utc>> {
    match &row[column] {
        Cell::Instant(at) => Some(*at),
        Cell::Null => None,
        other => panic!("{column} is {other:?}"),
    }
}
