//! What one line used and had in a month, each with how its charge came about: together they are its lines on the invoice.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use opkald_queries::{Params, UseId, UseReceipt};
use opkald_storage::money::rating::Receipt;
use opkald_storage::money::tariff::PlanKind;
use opkald_storage::money::{Fee, Month};

use crate::error::PortalError;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// A charged leg of a call, message, or stretch of data; or a month of a plan or an add-on.
#[derive(Debug)]
pub(crate) struct LineUse {
    pub(crate) at: DateTime<Utc>,
    /// `call`, `sms`, `mms` or `data`; `subscription` or `addon` of what is paid by the month.
    pub(crate) kind: String,
    /// The call, the event, or the plan.
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

    fn of_fee(fee: Fee) -> Self {
        let kind = if fee.kind == PlanKind::Plan { "subscription" } else { "addon" };
        Self {
            at: fee.at,
            kind: kind.to_owned(),
            id: fee.plan,
            leg: None,
            to_number: None,
            country: None,
            talk_seconds: None,
            bytes: None,
            price: fee.receipt.amount.clone(),
            currency: Some(fee.receipt.currency.clone()),
            receipt: Some(fee.receipt),
        }
    }

    /// A name that no other has of the line's month.
    pub(crate) fn handle(&self) -> String {
        format!("{}:{}", self.kind, self.id)
    }

    fn key(&self) -> (UseId, DateTime<Utc>) {
        let id = self.id.clone();
        let of = match self.leg {
            Some(leg) => UseId::Leg { call: id, leg },
            None => UseId::Mobile { id },
        };
        (of, self.at)
    }

    /// What a line had and used in a month, in the order of time.
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
        let fees = signed.fees(line, month).into_iter().map(Self::of_fee);
        Ok(fees.chain(uses).collect())
    }
}
