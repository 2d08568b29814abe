//! CSV by RFC 4180: the names of the API above, times with the offset of the reader's zone, money with four decimals.
//!
//! **A text cannot become a formula** in what opens the file. One that begins as formulas do gets an apostrophe before it,
//! but for a plus sign with nothing but digits behind: that is a phone number, and stays as it is.

use std::borrow::Cow;
use std::io::Write;

use chrono::SecondsFormat;

use crate::{List, Result, Value};

/// Writes rows as lines.
#[derive(Debug)]
pub(crate) struct Comma<W: Write> {
    lines: csv::Writer<W>,
}

impl<W: Write> Comma<W> {
    pub(crate) fn begin(list: &List, out: W) -> Result<Self> {
        let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        lines.write_record(list.columns.iter().map(|column| column.name))?;
        Ok(Self { lines })
    }

    pub(crate) fn row(&mut self, list: &List, row: &[Value]) -> Result<()> {
        for value in row {
            match value {
                Value::None => self.lines.write_field(""),
                Value::Text(text) | Value::Named { name: text, .. } => self.lines.write_field(guarded(text).as_bytes()),
                Value::Whole(whole) => self.lines.write_field(whole.to_string()),
                Value::Figure(figure) | Value::Seconds(figure) => self.lines.write_field(figure.to_string()),
                Value::Money(amount) => self.lines.write_field(amount.to_string()),
                Value::Instant(at) => {
                    let local = at.with_timezone(&list.zone);
                    self.lines.write_field(local.to_rfc3339_opts(SecondsFormat::AutoSi, false))
                }
            }?;
        }
        Ok(self.lines.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn end(mut self) -> Result<()> {
        Ok(self.lines.flush()?)
    }
}

/// The text, with an apostrophe before it where it could be taken for a formula.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_safe = match text.as_bytes().first() {
        Some(b'=' | b'-' | b'@' | b'\t' | b'\r') => false,
        Some(b'+') => is_number(&text[1..]),
        _ => true,
    };
    if is_safe { Cow::Borrowed(text) } else { Cow::Owned(format!("'{text}")) }
}
