//! The charge of one use.

use super::parts::{Listener, Part, scale};
use super::receipt::Writer;
use super::walk::Walk;
use super::{Meter, Receipt, Timeline, Use};
use crate::money::tariff::{Dialled, Free, NumberReader, NumberRules, Service, Unrated, Zone};
use crate::money::{Amount, Currency, Exact};

/// Charges what one customer uses.
#[derive(Debug)]
pub struct Rater<'a> {
    timeline: &'a Timeline,
    reader: NumberReader<'a>,
    currency: Currency,
}

/// What a use costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// Why it is so much.
    pub why: Why,
}

/// Why a use costs what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The network has charged it already.
    Told,
    /// Nothing was used.
    Nothing,
    /// The number is free.
    Free(Free),
    /// It was taken at home or in the EU.
    Taken,
    /// The tariff says so.
    Tariff,
    /// Nothing says what it costs. It is charged nothing, and told of.
    Unrated(Unrated),
}

impl<'a> Rater<'a> {
    /// Charges by the tariffs of a customer, who pays in a currency where no tariff says otherwise.
    pub fn new(timeline: &'a Timeline, rules: &'a NumberRules, currency: Currency) -> Self {
        Self { timeline, reader: NumberReader::new(rules), currency }
    }

    /// What a use costs. The meter is that of its line and month, and uses come to it in the order of time.
    pub fn charge(&mut self, what: &Use<'_>, meter: &mut Meter) -> Charge {
        let (sum, currency, why) = self.settle(what, meter, &mut ());
        Charge { amount: sum.rounded(), currency, why }
    }

    /// What a use costs, step by step.
    pub fn receipt(&mut self, what: &Use<'_>, meter: &mut Meter) -> Receipt {
        let mut writer = Writer::new(self.timeline.zone());
        let (sum, currency, why) = self.settle(what, meter, &mut writer);
        writer.receipt(sum, currency, why)
    }

    fn settle(&mut self, what: &Use<'_>, meter: &mut Meter, listener: &mut impl Listener) -> (Exact, Currency, Why) {
        if let Some((price, currency)) = what.told {
            return (price.into(), currency, Why::Told);
        }
        let version = self.timeline.at(what.from_us).map(|(version, _)| version);
        let currency = version.map_or(self.currency, |version| version.tariff().terms.currency);
        let free = |why| (Exact::ZERO, currency, why);
        if what.quantity == 0 {
            return free(Why::Nothing);
        }
        let country = what.country.as_deref();
        let dialled = what.number.as_deref().map(|number| self.reader.read(number, country));
        if let Some(Dialled::Free(why)) = dialled {
            return free(Why::Free(*why));
        }
        match by_tariff(self.timeline, dialled, what, meter, listener) {
            Ok(Some(sum)) => (sum, currency, Why::Tariff),
            Ok(None) => free(Why::Taken),
            Err(why) => free(Why::Unrated(why)),
        }
    }
}

/// What a use comes to by the tariff; none when it is one that costs nothing unless a rate says so.
fn by_tariff(
    timeline: &Timeline,
    dialled: Option<&Dialled>,
    what: &Use<'_>,
    meter: &mut Meter,
    listener: &mut impl Listener,
) -> Result<Option<Exact>, Unrated> {
    let (version, _) = timeline.at(what.from_us).ok_or(Unrated::NoTariff)?;
    let country = what.country.as_deref();
    let zone = version.tariff().terms.zone(country);
    let group = dialled.map(|dialled| version.group(dialled, what.own)).transpose()?;
    let family = version.family(what.service, zone, group);
    if what.service == Service::Received && zone != Zone::Rest && family.is_none() {
        return Ok(None);
    }
    let group = group.map(|group| version.group_at(group));
    let wanted = what.quantity.div_ceil(scale(what.service));
    let covered = meter.cover(what.service, zone, group, wanted);
    for (allowance, amount) in &covered.taken {
        let (plan, amount) = (meter.plan(*allowance), *amount);
        listener.hear(Part::Allowed { plan, amount, service: what.service });
    }
    let walk = Walk {
        timeline,
        service: what.service,
        dialled,
        own: what.own,
        country,
        from_us: what.from_us,
        quantity: what.quantity,
        covered: covered.total,
        used: meter.used(what.service, zone, group),
    };
    let sum = walk.walk(listener)?;
    // What has no price has taken nothing from anybody.
    meter.take(&covered);
    if timeline.has_tiers() {
        meter.count(what.service, zone, group, wanted - covered.total);
    }
    Ok(Some(sum))
}
