//! What one line used in a month, each with how its charge came about.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use opkald_queries::{Params, UseId, UseReceipt};
use opkald_storage::money::Month;
use opkald_storage::money::rating::Receipt;

use crate::error::PortalError;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// A charged leg of a call, message, or stretch of data.
#[derive(Debug)]
pub(crate) struct LineUse {
    pub(crate) at: DateTime<Utc>,
    /// `call`, `sms`, `mms` or `data`.
    pub(crate) kind: String,
    /// The call, or the event.
    pub(crate) id: String,
    /// Of a call, which of its legs.
    pub(crate) leg: Option<i64>,
    pub(crate) to_number: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) talk_seconds: Option<f64>,
    pub(crate) bytes: Option<i64>,
    /// A decimal as text, so that no float touches it.
    pub(crate) price: String,
    pub(crate) currency: Option<String>,
    /// None where prices have changed and it is not charged anew yet.
    pub(crate) receipt: Option<Receipt>,
}

impl LineUse {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            at: row.moment("at")?,
            kind: row.key("kind")?,
            id: row.key("id")?,
            leg: row.whole("leg")?,
            to_number: row.text("to_number")?,
            country: row.text("country")?,
            talk_seconds: row.figure("talk_seconds")?,
            bytes: row.whole("bytes")?,
            price: row.key("price")?,
            currency: row.text("currency")?,
            receipt: None,
        })
    }

    fn key(&self) -> (UseId, DateTime<Utc>) {
        let id = self.id.clone();
        let of = match self.leg {
            Some(leg) => UseId::Leg { call: id, leg },
            None => UseId::Mobile { id },
        };
        (of, self.at)
    }

    /// What a line used in a month, in the order of time.
    pub(crate) async fn of_line(signed: &Signed, line: &str, month: Month) -> Result<Vec<Self>, PortalError> {
        let (from, to) = (month.start(signed.zone), month.next().start(signed.zone));
        let params = Params::new().text("line", line).instant("from", from).instant("to", to);
        let uses = signed.ask(include_str!("../sql/uses_of_line.sql"), params);
        let (uses, receipts) = tokio::try_join!(uses, signed.receipts(line, month))?;
        let keyed = |UseReceipt { of, at, receipt }| ((of, at), receipt);
        let mut receipts: HashMap<_, _> = receipts.into_iter().map(keyed).collect();
        let mut uses = uses.map(Self::read)?;
        for one in &mut uses {
            one.receipt = receipts.remove(&one.key());
        }
        Ok(uses)
    }
}
