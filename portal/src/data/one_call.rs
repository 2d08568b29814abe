//! One call, with its legs and its visits to queues.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use opkald_queries::{UseId, UseReceipt};
use opkald_storage::money::Month;
use opkald_storage::money::rating::Receipt;
use opkald_storage::zone::first_instant;

use super::calls::{Leg, legs};
use super::visits::{Visit, of_call};
use crate::error::PortalError;
use crate::period::{Window, instant};
use crate::signed::Signed;

/// What is known of one call.
#[derive(Debug)]
pub(crate) struct OneCall {
    pub(crate) legs: Vec<Leg>,
    pub(crate) visits: Vec<Visit>,
    receipts: HashMap<(i64, DateTime<Utc>), Receipt>,
}

impl OneCall {
    /// Asks for a call. `day` is a local date on which it was seen: the lists know it, and looking there first spares
    /// reading everything that ever was.
    pub(crate) async fn find(signed: &Signed, call: &str, day: Option<&str>) -> Result<Self, PortalError> {
        if let Some(at) = instant("day", day, signed.zone)? {
            let found = Self::within(signed, call, around(signed, at)).await?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let found = Self::within(signed, call, all_of_time()).await?;
        if found.is_empty() { Err(PortalError::NotFound) } else { Ok(found) }
    }

    async fn within(signed: &Signed, call: &str, window: Window) -> Result<Self, PortalError> {
        let (legs, visits) = tokio::try_join!(legs(signed, call, window), of_call(signed, call, window))?;
        Ok(Self { legs, visits, receipts: HashMap::new() })
    }

    /// With how the legs' charges came about.
    pub(crate) async fn with_receipts(mut self, signed: &Signed) -> Result<Self, PortalError> {
        let has_price = |leg: &&Leg| leg.of_leg.as_ref().is_some_and(|detail| detail.price.is_some());
        let of_leg = |leg: &Leg| Some((leg.line.clone()?, Month::at(signed.zone, leg.started_at)));
        let months: BTreeSet<_> = self.legs.iter().filter(has_price).filter_map(of_leg).collect();
        let Some(id) = self.legs.first().map(|leg| leg.call.clone()) else { return Ok(self) };
        for (line, month) in months {
            let of_call = |UseReceipt { of, at, receipt }| match of {
                UseId::Leg { call, leg } if call == id => Some(((leg, at), receipt)),
                _ => None,
            };
            self.receipts.extend(signed.receipts(&line, month).await?.into_iter().filter_map(of_call));
        }
        Ok(self)
    }

    /// How the charge of one of its legs came about.
    pub(crate) fn receipt(&self, leg: &Leg) -> Option<&Receipt> {
        self.receipts.get(&(leg.leg, leg.started_at))
    }

    fn is_empty(&self) -> bool {
        self.legs.is_empty() && self.visits.is_empty()
    }
}

/// The legs and visits of a call lie within a day of each other.
fn around(signed: &Signed, at: DateTime<Utc>) -> Window {
    let date = at.with_timezone(&signed.zone).date_naive();
    let start = |date: Option<NaiveDate>| date.map(|date| first_instant(signed.zone, date));
    Window {
        from: start(date.checked_sub_days(Days::new(1))).unwrap_or(at),
        to: start(date.checked_add_days(Days::new(2))).unwrap_or(at),
    }
}

fn all_of_time() -> Window {
    let year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or_default();
    Window { from: year(1970), to: year(2201) }
}
