//! What the log tells of the rows of a file, so that a reader can pass it over.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::compute::{max, max_string, min, min_string};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, SecondsFormat};
use serde_json::json;

use super::TableDefinition;
use super::definition::CUSTOMER;

/// A column as texts, if it is one.
pub(super) fn texts(column: &ArrayRef) -> Option<&StringArray> {
    column.as_string_opt::<i32>()
}

/// A column as instants, if it is one.
pub(super) fn instants(column: &ArrayRef) -> Option<&TimestampMicrosecondArray> {
    column.as_primitive_opt::<TimestampMicrosecondType>()
}

/// Number of rows, and the bounds of customers and instants, over the batches of a file.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    pub(super) rows: u64,
    customers: Option<(String, String)>,
    instants: Option<(i64, i64)>,
    without_customer: usize,
    without_instant: usize,
}

impl Bounds {
    /// Takes a batch in.
    pub(super) fn take(&mut self, definition: &TableDefinition, batch: &RecordBatch) {
        self.rows += batch.num_rows() as u64;
        let customers = batch.column_by_name(CUSTOMER).and_then(texts);
        if let Some(customers) = customers {
            self.without_customer += customers.null_count();
            if let Some((first, last)) = min_string(customers).zip(max_string(customers)) {
                let (least, greatest) = self.customers.get_or_insert_with(|| (first.to_owned(), last.to_owned()));
                if first < least.as_str() {
                    first.clone_into(least);
                }
                if last > greatest.as_str() {
                    last.clone_into(greatest);
                }
            }
        }
        let instants = batch.column_by_name(definition.instant).and_then(instants);
        if let Some(instants) = instants {
            self.without_instant += instants.null_count();
            if let Some((first, last)) = min(instants).zip(max(instants)) {
                let (least, greatest) = self.instants.get_or_insert((first, last));
                (*least, *greatest) = ((*least).min(first), (*greatest).max(last));
            }
        }
    }

    /// The statistics of a file, as the log holds them.
    pub(super) fn to_stats(&self, definition: &TableDefinition) -> String {
        let side = |customer: Option<&String>, instant: Option<i64>| {
            let mut bounds = serde_json::Map::new();
            if let Some(customer) = customer {
                bounds.insert(CUSTOMER.to_owned(), json!(customer));
            }
            if let Some(time) = instant.and_then(DateTime::from_timestamp_micros) {
                let text = time.to_rfc3339_opts(SecondsFormat::Micros, true);
                bounds.insert(definition.instant.to_owned(), json!(text));
            }
            bounds
        };
        let (customers, instants) = (self.customers.as_ref(), self.instants);
        json!({
            "numRecords": self.rows,
            "minValues": side(customers.map(|both| &both.0), instants.map(|both| both.0)),
            "maxValues": side(customers.map(|both| &both.1), instants.map(|both| both.1)),
            "nullCount": { CUSTOMER: self.without_customer, definition.instant: self.without_instant },
        })
        .to_string()
    }
}
