//! The one schema of the raw events, as they rest in the lake.
//!
//! Every column but the day of the partition stands in the files, the UTC date of `time`. A dead letter is a row without a
//! day, so that it lands in the very commit that moves the source's offset past it.

use std::sync::{Arc, LazyLock};

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// Precision and scale of a price that the network gave. An event may have ten digits before the point and four behind,
/// as the views show it; two more decimals stand here, so that rating need not round.
pub const PRICE: DataType = DataType::Decimal128(18, 6);

/// The type of every instant: microseconds of UTC.
pub fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let long = |name: &str| Field::new(name, DataType::Int64, true);
    let int = |name: &str| Field::new(name, DataType::Int32, true);
    Arc::new(Schema::new(vec![
        text("customer"),
        Field::new("time", instant(), true),
        text("type"),
        text("id"),
        text("call"),
        int("leg"),
        text("direction"),
        text("from"),
        text("to"),
        text("line"),
        text("line_kind"),
        text("queue"),
        text("agent"),
        int("position"),
        text("reason"),
        long("bytes"),
        text("country"),
        text("object"),
        long("duration_ms"),
        long("wait_ms"),
        long("talk_ms"),
        long("session_ms"),
        Field::new("price", PRICE, true),
        text("currency"),
        text("order"),
        Field::new("raw", DataType::Binary, true),
        text("why"),
        text("source"),
        long("source_position"),
        Field::new("received_at", instant(), true),
    ]))
});

/// Columns of a data file, in their order.
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}
