//! Writes a list, row by row, in whichever format.

use std::io::Write;

use crate::comma::Comma;
use crate::parquet::Columns;
use crate::totals::Totals;
use crate::workbook::Sheets;
use crate::{Format, List, Result, Value};

/// A file that is being written. It is whole once [`Writer::end`] has returned.
#[derive(Debug)]
pub struct Writer<W: Write + Send> {
    list: List,
    totals: Totals,
    into: Into<W>,
}

#[derive(Debug)]
enum Into<W: Write + Send> {
    Csv(Box<Comma<W>>),
    Xlsx(Box<Sheets<W>>),
    Parquet(Box<Columns<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(format: Format, list: List, out: W) -> Result<Self> {
        let into = match format {
            Format::Csv => Into::Csv(Box::new(Comma::begin(&list, out)?)),
            Format::Xlsx => Into::Xlsx(Box::new(Sheets::begin(&list, out)?)),
            Format::Parquet => Into::Parquet(Box::new(Columns::begin(&list, out)?)),
        };
        Ok(Self { list, totals: Totals::default(), into })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it does not fit the list's columns, or cannot be written.
    pub fn row(&mut self, row: &[Value]) -> Result<()> {
        let row = self.list.checked(row)?;
        self.totals.take(&self.list, row);
        match &mut self.into {
            Into::Csv(lines) => lines.row(&self.list, row),
            Into::Xlsx(sheets) => sheets.row(&self.list, row),
            Into::Parquet(columns) => columns.row(row),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(self) -> Result<()> {
        match self.into {
            Into::Csv(lines) => lines.end(),
            Into::Xlsx(sheets) => sheets.end(&self.list, &self.totals),
            Into::Parquet(columns) => columns.end(),
        }
    }
}
