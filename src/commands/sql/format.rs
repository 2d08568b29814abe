//! The forms of an answer. Instants are RFC 3339 in UTC in every one of them.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::csv;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::json::LineDelimitedWriter;
use arrow::json::writer::{LineDelimited, WriterBuilder};
use arrow::util::pretty::pretty_format_batches;
use parquet::arrow::ArrowWriter;

/// How an answer looks.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum SqlFormat {
    /// A table for people
    Table,
    /// Comma-separated, with a header
    Csv,
    /// One JSON object a line
    Json,
    /// A Parquet file
    Parquet,
}

/// Writes an answer.
pub(crate) fn write(format: SqlFormat, schema: &Schema, batches: &[RecordBatch], out: impl Write + Send) -> Result<()> {
    let schema = in_utc(schema);
    let mut writer = Writer::new(format, &schema, out)?;
    for batch in batches {
        writer.write(&to_utc(batch, &schema)?)?;
    }
    writer.finish(&schema)
}

enum Writer<W: Write + Send> {
    Table(Vec<RecordBatch>, W),
    Csv(Box<csv::Writer<W>>),
    Json(LineDelimitedWriter<W>),
    Parquet(Box<ArrowWriter<W>>),
}

impl<W: Write + Send> Writer<W> {
    fn new(format: SqlFormat, schema: &SchemaRef, out: W) -> Result<Self> {
        Ok(match format {
            SqlFormat::Table => Self::Table(Vec::new(), out),
            SqlFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().with_header(true).build(out);
                // The header comes with the first batch; an answer without rows has one too.
                writer.write(&RecordBatch::new_empty(Arc::clone(schema)))?;
                Self::Csv(Box::new(writer))
            }
            SqlFormat::Json => {
                let explicit = WriterBuilder::new().with_explicit_nulls(true);
                Self::Json(explicit.build::<_, LineDelimited>(out))
            }
            SqlFormat::Parquet => {
                let writer = ArrowWriter::try_new(out, Arc::clone(schema), None)?;
                Self::Parquet(Box::new(writer))
            }
        })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Self::Table(batches, _) => batches.push(batch.clone()),
            Self::Csv(writer) => writer.write(batch)?,
            Self::Json(writer) => writer.write(batch)?,
            Self::Parquet(writer) => writer.write(batch)?,
        }
        Ok(())
    }

    fn finish(self, schema: &SchemaRef) -> Result<()> {
        match self {
            Self::Table(mut batches, mut out) => {
                batches.insert(0, RecordBatch::new_empty(Arc::clone(schema)));
                writeln!(out, "{}", pretty_format_batches(&batches)?)?;
                out.flush()?;
            }
            Self::Csv(writer) => writer.into_inner().flush()?,
            Self::Json(mut writer) => {
                writer.finish()?;
                writer.into_inner().flush()?;
            }
            Self::Parquet(writer) => writer.into_inner()?.flush()?,
        }
        Ok(())
    }
}

/// The schema with every instant in UTC, however the query wrote its zone.
fn in_utc(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            let instant = DataType::Timestamp(*unit, Some("UTC".into()));
            Arc::new(Field::clone(field).with_data_type(instant))
        }
        _ => Arc::clone(field),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn to_utc(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| cast(column, field.data_type()));
    let columns = columns.collect::<Result<_, _>>()?;
    RecordBatch::try_new(Arc::clone(schema), columns).context("cannot put the answer's instants into UTC")
}

#[cfg(test)]
mod tests;
