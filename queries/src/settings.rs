//! What the account book says that statistics depend on.

use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use opkald_storage::CustomerNumber;

use crate::prices::{Prices, mark_of};

/// Service level of a queue without a setting, in µs: 20 s.
pub(crate) const SERVICE_LEVEL_US: i64 = 20_000_000;

/// Short abandon of a queue without a setting, in µs: 5 s.
pub(crate) const SHORT_ABANDON_US: i64 = 5_000_000;

/// Zone of a customer that is not in the book.
pub(crate) const ZONE: Tz = chrono_tz::Europe::Copenhagen;

/// Settings of one queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct QueueSetting {
    /// Customer that the queue belongs to.
    pub(crate) customer: String,
    /// The queue's id.
    pub(crate) queue: String,
    /// A wait up to this is in time, in ms.
    pub(crate) service_level_ms: i64,
    /// An abandon before this is short, in ms; 0 turns it off.
    pub(crate) short_abandon_ms: i64,
}

/// Zones of customers, settings of queues, and what customers pay by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Customers and their zones.
    pub(crate) zones: Vec<(String, Tz)>,
    /// Queues that have settings.
    pub(crate) queues: Vec<QueueSetting>,
    /// What customers pay by: it has a mark of its own.
    pub(crate) prices: Arc<Prices>,
}

impl Settings {
    /// The customer's zone.
    pub(crate) fn zone(&self, customer: &str) -> Tz {
        let found = self.zones.iter().find(|(number, _)| number == customer);
        found.map_or(ZONE, |(_, zone)| *zone)
    }

    /// Those of one customer.
    pub(crate) fn of(&self, customer: &CustomerNumber) -> Self {
        let customer = customer.as_str();
        let zones = self.zones.iter().filter(|(number, _)| number == customer);
        let queues = self.queues.iter().filter(|queue| queue.customer == customer);
        let prices = Arc::clone(&self.prices);
        Self { zones: zones.cloned().collect(), queues: queues.cloned().collect(), prices }
    }

    /// A mark of all that differs from the defaults: statistics that were computed under another are stale.
    pub(crate) fn mark(&self) -> i64 {
        let zones = self.zones.iter().filter(|(_, zone)| *zone != ZONE);
        let mut zones: Vec<_> = zones.map(|(customer, zone)| (customer, zone.name())).collect();
        zones.sort_unstable();
        let is_default = |queue: &&QueueSetting| {
            queue.service_level_ms * 1000 == SERVICE_LEVEL_US && queue.short_abandon_ms * 1000 == SHORT_ABANDON_US
        };
        let queues = self.queues.iter().filter(|queue| !is_default(queue));
        let mut queues: Vec<_> = queues.collect();
        queues.sort_unstable_by(|a, b| (&a.customer, &a.queue).cmp(&(&b.customer, &b.queue)));
        // The hash is kept in logs, so it must be the same in every build; no name can hold the byte between them.
        let mut text = String::new();
        for (customer, zone) in zones {
            text.push_str(&format!("{customer}\0{zone}\0"));
        }
        for QueueSetting { customer, queue, service_level_ms, short_abandon_ms } in queues {
            text.push_str(&format!("{customer}\0{queue}\0{service_level_ms}\0{short_abandon_ms}\0"));
        }
        // Progress in a table's log is a number from 0 up.
        mark_of(&text)
    }

    /// The table `customers`: `customer`, `zone`, and the `home` country.
    pub(crate) fn customers(&self) -> Result<RecordBatch, ArrowError> {
        let column = |name| Field::new(name, DataType::Utf8, false);
        let schema = Arc::new(Schema::new(vec![column("customer"), column("zone"), column("home")]));
        let numbers: ArrayRef = Arc::new(StringArray::from_iter_values(self.zones.iter().map(|(number, _)| number)));
        let zones = StringArray::from_iter_values(self.zones.iter().map(|(_, zone)| zone.name()));
        let homes = self.zones.iter().map(|(number, _)| self.prices.home(number));
        let homes = StringArray::from_iter_values(homes.map(|home| home.code().to_owned()));
        RecordBatch::try_new(schema, vec![numbers, Arc::new(zones), Arc::new(homes)])
    }

    /// The table `queue_settings`: `customer`, `queue`, `service_level_us`, `short_abandon_us`.
    pub(crate) fn queue_settings(&self) -> Result<RecordBatch, ArrowError> {
        let schema = Arc::new(Schema::new(vec![
            Field::new("customer", DataType::Utf8, false),
            Field::new("queue", DataType::Utf8, false),
            Field::new("service_level_us", DataType::Int64, false),
            Field::new("short_abandon_us", DataType::Int64, false),
        ]));
        let text = |of: fn(&QueueSetting) -> &String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(self.queues.iter().map(of)))
        };
        let micros = |of: fn(&QueueSetting) -> i64| -> ArrayRef {
            Arc::new(Int64Array::from_iter_values(self.queues.iter().map(|queue| of(queue) * 1000)))
        };
        let columns = vec![
            text(|queue| &queue.customer),
            text(|queue| &queue.queue),
            micros(|queue| queue.service_level_ms),
            micros(|queue| queue.short_abandon_ms),
        ];
        RecordBatch::try_new(schema, columns)
    }
}
