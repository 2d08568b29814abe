//! Workbooks: a front that tells what the list is and comes to, then its rows, in as many sheets as they need.
//!
//! **A cell is what its column is**: texts stay texts, so that `+45` and leading zeros are kept and nothing becomes a formula;
//! times are dates of the reader's clock; durations and money are numbers that can be added up.

use std::io::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::totals::Totals;
use crate::{Kind, List, Result, Value};

/// Rows of a sheet, its head among them: no program opens more.
const SHEET_ROWS: u32 = 1_048_576;
/// Letters of a cell: no program keeps more.
const CELL_LETTERS: usize = 32_767;
/// Letters of a sheet's name.
const NAME_LETTERS: usize = 31;
/// Days from the day zero of workbooks, 1899-12-30, to the epoch.
const EPOCH_DAY: f64 = 25_569.0;
const DAY_SECONDS: f64 = 86_400.0;

/// Writes rows into sheets.
pub(crate) struct Sheets<W> {
    book: Workbook,
    out: W,
    looks: Looks,
    /// The place of the sheet that is written, and its next row.
    sheet: usize,
    next: u32,
}

impl<W> std::fmt::Debug for Sheets<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheets").field("sheet", &self.sheet).field("next", &self.next).finish_non_exhaustive()
    }
}

/// How cells look.
struct Looks {
    head: Format,
    title: Format,
    words: Format,
    whole: Format,
    duration: Format,
    money: Format,
    instant: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_text_wrap(),
            title: Format::new().set_bold().set_font_size(16),
            words: Format::new().set_text_wrap(),
            whole: Format::new().set_num_format("#,##0"),
            duration: Format::new().set_num_format("[h]:mm:ss"),
            money: Format::new().set_num_format("#,##0.00##"),
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

impl<W: Write + Send> Sheets<W> {
    pub(crate) fn begin(list: &List, out: W) -> Result<Self> {
        let mut book = Workbook::new();
        book.add_worksheet().set_name(list.words.front)?;
        let mut sheets = Self { book, out, looks: Looks::new(), sheet: 0, next: 0 };
        sheets.open(list)?;
        Ok(sheets)
    }

    pub(crate) fn row(&mut self, list: &List, row: &[Value]) -> Result<()> {
        if self.next == SHEET_ROWS {
            self.close(list)?;
            self.open(list)?;
        }
        let (sheet, at) = (self.book.worksheet_from_index(self.sheet)?, self.next);
        for (place, value) in (0_u16..).zip(row) {
            cell(sheet, &self.looks, list.zone, (at, place), value)?;
        }
        self.next += 1;
        Ok(())
    }

    pub(crate) fn end(mut self, list: &List, totals: &Totals) -> Result<()> {
        self.close(list)?;
        front(self.book.worksheet_from_index(0)?, &self.looks, list, totals)?;
        self.book.save_to_writer(&mut self.out)?;
        Ok(self.out.flush()?)
    }

    /// Adds a sheet with its head.
    fn open(&mut self, list: &List) -> Result<()> {
        let number = self.sheet + 1;
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&list.title, list.words.front, number))?.set_freeze_panes(1, 0)?;
        for (place, column) in (0_u16..).zip(&list.columns) {
            sheet.set_column_width(place, width(column.kind))?;
            sheet.write_string_with_format(0, place, &column.title, &self.looks.head)?;
        }
        (self.sheet, self.next) = (number, 1);
        Ok(())
    }

    /// Lets the sheet's columns be filtered by.
    fn close(&mut self, list: &List) -> Result<()> {
        let last = u16::try_from(list.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        self.book.worksheet_from_index(self.sheet)?.autofilter(0, 0, self.next.saturating_sub(1), last)?;
        Ok(())
    }
}

/// What the list is, and what it comes to.
fn front(sheet: &mut Worksheet, looks: &Looks, list: &List, totals: &Totals) -> Result<()> {
    sheet.set_column_width(0, 32)?.set_column_width(1, 64)?;
    sheet.write_string_with_format(0, 0, cut(&list.title), &looks.title)?;
    let mut at = 2;
    let zone = (list.words.zone.to_owned(), list.zone.name().to_owned());
    for (name, text) in list.facts.iter().chain([&zone]) {
        sheet.write_string(at, 0, cut(name))?.write_string_with_format(at, 1, cut(text), &looks.words)?;
        at += 1;
    }
    at += 1;
    sheet.write_string_with_format(at, 0, list.words.rows, &looks.head)?;
    // Whole numbers below 2^53 are exact.
    sheet.write_number_with_format(at, 1, totals.rows as f64, &looks.whole)?;
    for ((place, currency), sum) in &totals.sums {
        at += 1;
        let title = format!("{} {} {currency}", list.words.total, list.columns[*place].title.to_lowercase());
        sheet.write_string_with_format(at, 0, cut(title.trim_end()), &looks.head)?;
        cell(sheet, looks, list.zone, (at, 1), sum)?;
    }
    at += 1;
    for (name, text) in &list.meanings {
        at += 1;
        sheet.write_string(at, 0, cut(name))?.write_string_with_format(at, 1, cut(text), &looks.words)?;
    }
    Ok(())
}

fn cell(sheet: &mut Worksheet, looks: &Looks, zone: Tz, (row, place): (u32, u16), value: &Value) -> Result<()> {
    match value {
        Value::None => return Ok(()),
        Value::Text(text) | Value::Named { word: text, .. } => sheet.write_string(row, place, cut(text))?,
        // Counts and bytes are below 2^53, so they are exact.
        Value::Whole(whole) => sheet.write_number_with_format(row, place, *whole as f64, &looks.whole)?,
        Value::Figure(figure) => sheet.write_number(row, place, *figure)?,
        Value::Seconds(seconds) => {
            sheet.write_number_with_format(row, place, seconds / DAY_SECONDS, &looks.duration)?
        }
        // The nearest number to a decimal of four places shows as that decimal.
        Value::Money(amount) => {
            sheet.write_number_with_format(row, place, amount.ten_thousandths() as f64 / 1e4, &looks.money)?
        }
        Value::Instant(at) => sheet.write_number_with_format(row, place, serial(*at, zone), &looks.instant)?,
    };
    Ok(())
}

/// An instant as workbooks count: days of the local clock.
fn serial(at: DateTime<Utc>, zone: Tz) -> f64 {
    let local = at.with_timezone(&zone).naive_local().and_utc();
    // Milliseconds of some thousand years are below 2^53.
    local.timestamp_millis() as f64 / 1e3 / DAY_SECONDS + EPOCH_DAY
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_LETTERS) {
        Some(_) => text.chars().take(CELL_LETTERS - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// The name of a sheet of rows: the list's, without what no name may hold, and the number of each after the first.
fn sheet_name(title: &str, front: &str, number: usize) -> String {
    let forbidden = |letter: char| matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let plain: String = title.chars().map(|letter| if forbidden(letter) { ' ' } else { letter }).collect();
    let plain = plain.trim();
    let is_taken = plain.is_empty() || plain.to_lowercase() == front.to_lowercase();
    let number = if number > 1 || is_taken { format!(" {number}") } else { String::new() };
    let name: String = plain.chars().take(NAME_LETTERS - number.len()).collect();
    (name + &number).trim().to_owned()
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Text => 18.0,
        Kind::Whole | Kind::Figure | Kind::Seconds | Kind::Money => 12.0,
        Kind::Instant => 20.0,
    }
}
