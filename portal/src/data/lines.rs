//! Every mobile and local number, with what it comes to and how it talked in a month.

use std::collections::{BTreeMap, HashMap};

use opkald_queries::Params;
use opkald_storage::book::{Book, Line as BookLine, LineKind};

use super::usage::{Costs, Usage, costs};
use crate::error::PortalError;
use crate::period::Window;
use crate::rows::Row;
use crate::signed::Signed;

/// What the account book knows of the customer's lines, and how they talked in a month.
#[derive(Debug)]
pub(crate) struct CustomerLines {
    pub(crate) lines: HashMap<String, BookLine>,
    /// What is to stand on the invoice, by mobile; may be empty.
    pub(crate) invoice_texts: HashMap<String, String>,
    /// How often and how many seconds each number talked.
    talked: HashMap<String, (i64, f64)>,
}

impl CustomerLines {
    pub(crate) async fn read(signed: &Signed, book: &Book, month: Window) -> Result<Self, PortalError> {
        let params = Params::new().instant("from", month.from).instant("to", month.to);
        let talked = signed.ask(include_str!("../sql/lines_of_month.sql"), params);
        let known = async {
            let known = tokio::try_join!(book.lines(&signed.customer), book.mobiles(&signed.customer));
            known.map_err(PortalError::failed)
        };
        let (talked, (lines, mobiles)) = tokio::try_join!(talked, known)?;
        let talk = |row: &Row<'_>| Ok((row.key("line")?, (row.count("calls")?, row.sum("talk_seconds")?)));
        Ok(Self {
            lines: lines.into_iter().map(|line| (line.number.clone(), line)).collect(),
            invoice_texts: mobiles.into_iter().map(|mobile| (mobile.number, mobile.invoice_text)).collect(),
            talked: talked.map(talk)?.into_iter().collect(),
        })
    }

    /// What the events tell of and the book does not know is a mobile, since only mobiles use messages and data by
    /// themselves; what was charged of no line at all, of a call without a beginning, is none.
    fn kind(&self, number: &str) -> LineKind {
        let unknown = if number.is_empty() { LineKind::Local } else { LineKind::Mobile };
        self.lines.get(number).map_or(unknown, |line| line.kind)
    }

    /// The lines of a kind, each with what it comes to, and those of the book that cost nothing.
    pub(crate) fn costs<'a>(&'a self, usage: &'a Usage, kind: LineKind) -> BTreeMap<(&'a str, &'a str), Costs<'a>> {
        let mut lines = costs(usage.of_month().filter(|line| self.kind(&line.line) == kind));
        for (number, line) in &self.lines {
            let has_cost = lines.range((number.as_str(), "")..).next().is_some_and(|((first, _), _)| first == number);
            if line.kind == kind && !has_cost {
                lines.insert((number, &usage.currency), Costs::new());
            }
        }
        lines
    }

    /// How often and how many seconds a number talked.
    pub(crate) fn talked(&self, number: &str) -> (i64, f64) {
        self.talked.get(number).copied().unwrap_or_default()
    }

    /// What people call a number; none where nobody gave it a name.
    pub(crate) fn name(&self, number: &str) -> Option<&str> {
        self.lines.get(number).map(|line| line.name.as_str()).filter(|name| !name.is_empty() && *name != number)
    }
}
