//! What the log tells of the rows of a file, so that a reader can pass it over.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::compute::{max, max_string, min, min_string};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{DateTime, SecondsFormat};
use parquet::data_type::ByteArray;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;
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

    /// Those of a row group, as its file tells them; what it does not tell stays open.
    pub(super) fn of_group(definition: &TableDefinition, group: &RowGroupMetaData) -> Self {
        let told = |name: &str| {
            let column = group.columns().iter().find(|column| column.column_path().string() == name);
            column.and_then(|column| column.statistics())
        };
        let nulls = |told: Option<&Statistics>| {
            told.and_then(Statistics::null_count_opt).and_then(|nulls| usize::try_from(nulls).ok()).unwrap_or_default()
        };
        let (customer, instant) = (told(CUSTOMER), told(definition.instant));
        let customers = match customer {
            Some(Statistics::ByteArray(texts)) => {
                let text = |bytes: Option<&ByteArray>| bytes.and_then(|bytes| bytes.as_utf8().ok()).map(str::to_owned);
                text(texts.min_opt()).zip(text(texts.max_opt()))
            }
            _ => None,
        };
        let instants = match instant {
            Some(Statistics::Int64(micros)) => micros.min_opt().copied().zip(micros.max_opt().copied()),
            _ => None,
        };
        Self {
            rows: u64::try_from(group.num_rows()).unwrap_or_default(),
            customers,
            instants,
            without_customer: nulls(customer),
            without_instant: nulls(instant),
        }
    }

    /// Least and greatest customer, where there is one.
    pub(super) fn customers(&self) -> Option<&(String, String)> {
        self.customers.as_ref()
    }

    /// Takes those of other rows in.
    pub(super) fn join(&mut self, other: Self) {
        self.rows += other.rows;
        self.without_customer += other.without_customer;
        self.without_instant += other.without_instant;
        self.customers = match (self.customers.take(), other.customers) {
            (Some((least, greatest)), Some(other)) => Some((least.min(other.0), greatest.max(other.1))),
            (one, other) => one.or(other),
        };
        self.instants = match (self.instants, other.instants) {
            (Some((first, last)), Some(other)) => Some((first.min(other.0), last.max(other.1))),
            (one, other) => one.or(other),
        };
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
