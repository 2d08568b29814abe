//! What a file tells beside its rows.

use chrono_tz::Tz;

use crate::{Column, Error, Result, Value};

/// A list on its way into a file.
#[derive(Debug, Clone)]
pub struct List {
    /// What it is called.
    pub title: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The zone whose clock its times follow.
    pub zone: Tz,
    /// What the front of a workbook says before the totals: the filter, how old the data is.
    pub facts: Vec<(String, String)>,
    /// What its words mean, for the front of a workbook.
    pub meanings: Vec<(String, String)>,
    /// The words of the reader's language.
    pub words: Words,
}

/// The words that a workbook needs of the reader's language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The name of the first sheet.
    pub front: &'static str,
    /// Heads the number of rows.
    pub rows: &'static str,
    /// Comes before a column's title where its sum stands.
    pub total: &'static str,
    /// Heads the zone.
    pub zone: &'static str,
}

impl List {
    /// Checks that a row has a value of the right kind for each column.
    pub(crate) fn checked<'a>(&self, row: &'a [Value]) -> Result<&'a [Value]> {
        if row.len() != self.columns.len() {
            return Err(Error::Misfit(self.columns.last().map_or("", |column| column.name)));
        }
        match self.columns.iter().zip(row).find(|(column, value)| !value.fits(column.kind)) {
            Some((column, _)) => Err(Error::Misfit(column.name)),
            None => Ok(row),
        }
    }

    /// The column that tells what the money of a row is in.
    pub(crate) fn currency(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.name == "currency")
    }
}
