//! Parquet: the names of the API, instants in UTC, money as decimals with four places.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::{Kind, List, Result, Value};

/// Rows that wait to be written together.
const BATCH_ROWS: usize = 8 * 1024;
/// Rows of a row group: few enough to be small in memory.
const GROUP_ROWS: usize = 64 * 1024;
/// Digits, and those behind the point, of money.
const MONEY: (u8, i8) = (18, 4);

/// Writes rows as columns.
pub(crate) struct Columns<W: Write + Send> {
    schema: SchemaRef,
    kinds: Vec<Kind>,
    waiting: Vec<Vec<Value>>,
    file: ArrowWriter<W>,
}

impl<W: Write + Send> std::fmt::Debug for Columns<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Columns").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl<W: Write + Send> Columns<W> {
    pub(crate) fn begin(list: &List, out: W) -> Result<Self> {
        let fields = list.columns.iter().map(|column| Field::new(column.name, data_type(column.kind), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let file = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let kinds = list.columns.iter().map(|column| column.kind).collect();
        Ok(Self { schema, kinds, waiting: Vec::with_capacity(BATCH_ROWS), file })
    }

    pub(crate) fn row(&mut self, row: &[Value]) -> Result<()> {
        self.waiting.push(row.to_vec());
        if self.waiting.len() == BATCH_ROWS { self.write() } else { Ok(()) }
    }

    pub(crate) fn end(mut self) -> Result<()> {
        self.write()?;
        Ok(self.file.into_inner()?.flush()?)
    }

    fn write(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        let columns = self.kinds.iter().enumerate().map(|(place, kind)| {
            let values = rows.iter().map(|row| &row[place]);
            array(*kind, values)
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        self.file.write(&RecordBatch::try_new(Arc::clone(&self.schema), columns)?)?;
        self.waiting = rows;
        self.waiting.clear();
        Ok(())
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Whole => DataType::Int64,
        Kind::Figure | Kind::Seconds => DataType::Float64,
        Kind::Money => DataType::Decimal128(MONEY.0, MONEY.1),
        Kind::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

fn array<'a>(kind: Kind, values: impl Iterator<Item = &'a Value>) -> Result<ArrayRef> {
    Ok(match kind {
        Kind::Text => {
            let texts = values.map(|value| match value {
                Value::Text(text) | Value::Named { name: text, .. } => Some(text),
                _ => None,
            });
            Arc::new(texts.collect::<StringArray>())
        }
        Kind::Whole => Arc::new(
            values
                .map(|value| if let Value::Whole(whole) = value { Some(*whole) } else { None })
                .collect::<Int64Array>(),
        ),
        Kind::Figure | Kind::Seconds => {
            let figures = values.map(|value| match value {
                Value::Figure(figure) | Value::Seconds(figure) => Some(*figure),
                _ => None,
            });
            Arc::new(figures.collect::<Float64Array>())
        }
        Kind::Money => {
            let amounts = values.map(|value| match value {
                Value::Money(amount) => Some(i128::from(amount.ten_thousandths())),
                _ => None,
            });
            Arc::new(amounts.collect::<Decimal128Array>().with_precision_and_scale(MONEY.0, MONEY.1)?)
        }
        Kind::Instant => {
            let instants =
                values.map(|value| if let Value::Instant(at) = value { Some(at.timestamp_micros()) } else { None });
            Arc::new(instants.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
        }
    })
}
