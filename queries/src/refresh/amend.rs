//! Some customers' rows are replaced where they lie; what else is in their files is left as it is.

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{concat_batches, filter_record_batch, not};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use opkald_storage::CustomerNumber;
use opkald_storage::lake::{Amended, Encoded, FileEntry, NewFile, Share, Table, TableDefinition};

use super::carry::fail;
use super::write::write;
use crate::Result;
use crate::compute::Window;

/// The rows that some customers are to have in some windows of a table.
#[derive(Debug, Default)]
pub(super) struct Amendment {
    share: Share,
    rows: Vec<RecordBatch>,
}

impl Amendment {
    /// Takes what was computed for a window of these customers.
    pub(super) fn take(&mut self, rows: RecordBatch, window: Window, customers: &[CustomerNumber]) {
        self.share.customers.extend(customers.iter().map(CustomerNumber::to_string));
        self.share.spans.push(window.span_us());
        self.rows.push(rows);
    }

    /// Begins to put the rows into the files of a table.
    pub(super) fn of(self, definition: &TableDefinition) -> Result<Amending<'_>> {
        let rows = concat_batches(&definition.schema, &self.rows).map_err(|error| fail(definition, error))?;
        Ok(Amending { definition, share: self.share, rows })
    }
}

/// Puts rows into the files that they belong to.
#[derive(Debug)]
pub(super) struct Amending<'a> {
    definition: &'a TableDefinition,
    share: Share,
    /// Those that have not been put into a file yet.
    rows: RecordBatch,
}

impl Amending<'_> {
    /// Amends the rows of a file that is written anew.
    pub(super) fn amend_rows(&mut self, file: &FileEntry, rows: &mut Vec<RecordBatch>) -> Result<()> {
        if !self.share.may_be_in(file) {
            return Ok(());
        }
        for batch in &mut *rows {
            *batch = self.share.taken_out_of(self.definition, batch)?;
        }
        rows.push(self.own(file)?);
        Ok(())
    }

    /// Amends the files that are not written anew otherwise. Those that it touches do not lie beside what is written any
    /// more.
    pub(super) async fn amend_files(
        &mut self,
        table: &Table,
        beside: &mut Vec<FileEntry>,
        add: &mut Vec<NewFile>,
        remove: &mut Vec<FileEntry>,
    ) -> Result<()> {
        for file in beside.extract_if(.., |file| self.share.may_be_in(file)).collect::<Vec<_>>() {
            let bytes = table.fetch(&file).await?;
            let (definition, share, own) = (self.definition.clone(), self.share.clone(), self.own(&file)?);
            let amend = move || Encoded::amended(&definition, &bytes, &share, &own);
            match tokio::task::spawn_blocking(amend).await?? {
                Amended::Same => beside.push(file),
                Amended::Empty => remove.push(file),
                Amended::File(encoded) => {
                    add.push(table.put(encoded).await?);
                    remove.push(file);
                }
            }
        }
        Ok(())
    }

    /// Lays down the rows that belong to no file.
    pub(super) async fn rest(self, table: &Table) -> Result<Option<NewFile>> {
        write(table, self.rows).await
    }

    /// The rows that lie in the time of a file; they are put.
    fn own(&mut self, file: &FileEntry) -> Result<RecordBatch> {
        let (first, last) = file.instants.unwrap_or((i64::MAX, i64::MIN));
        let column = self.rows.column_by_name(self.definition.instant);
        let instants = column.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
        let span: std::ops::RangeInclusive<i64> = first..=last;
        let inside = instants.into_iter().flatten().map(|at| Some(at.is_some_and(|at| span.contains(&at))));
        let inside = BooleanArray::from_iter(inside);
        let split =
            |keep: &BooleanArray| filter_record_batch(&self.rows, keep).map_err(|error| fail(self.definition, error));
        let (own, rest) = (split(&inside)?, split(&not(&inside).map_err(|error| fail(self.definition, error))?)?);
        self.rows = rest;
        Ok(own)
    }
}
