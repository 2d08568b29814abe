//! Walking over a use, from one change of its price to the next.

use super::Timeline;
use super::parts::{Listener, Part, Priced, scale};
use crate::book::LineKind;
use crate::money::tariff::{Dialled, Family, Prepared, Rate, Service, Step, Unrated};
use crate::money::{Exact, Price};

/// What is walked over.
pub(super) struct Walk<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) service: Service,
    pub(super) dialled: Option<&'a Dialled>,
    pub(super) own: Option<LineKind>,
    pub(super) country: Option<&'a str>,
    pub(super) from_us: i64,
    pub(super) quantity: u64,
    /// What allowances took of its beginning, in what it is counted in.
    pub(super) covered: u64,
    /// What was used of the same before in the month, beside allowances.
    pub(super) used: u64,
}

/// A stretch, as far as its price holds.
struct Stretch<'a> {
    version: &'a Prepared,
    rate: &'a Rate,
    step: &'a Step,
    band: u16,
    /// Where it ends: µs, messages or bytes from the beginning.
    end: u64,
}

impl<'a> Walk<'a> {
    /// Tells all parts beyond what is covered, and what they come to.
    pub(super) fn walk(&self, listener: &mut impl Listener) -> Result<Exact, Unrated> {
        let mut sum = Exact::ZERO;
        let mut maximum = None;
        let mut at = self.covered.saturating_mul(scale(self.service)).min(self.quantity);
        let mut open: Option<Priced<'a>> = None;
        while at < self.quantity {
            let stretch = self.stretch(at)?;
            if open.is_none() {
                maximum = stretch.rate.maximum;
                if self.covered == 0 && stretch.rate.connect != Price::ZERO {
                    listener.hear(Part::Connect(stretch.rate.connect));
                    sum += stretch.rate.connect.into();
                }
            }
            let next = self.priced(at, &stretch);
            open = Some(match open.take() {
                Some(before) if before.goes_on_with(&next) => Priced { length: before.length + next.length, ..before },
                before => {
                    sum += close(before, listener);
                    next
                }
            });
            at = stretch.end;
        }
        sum += close(open, listener);
        Ok(match maximum {
            Some(most) if Exact::from(most) < sum => {
                listener.hear(Part::Maximum(most));
                most.into()
            }
            _ => sum,
        })
    }

    fn priced(&self, at: u64, stretch: &Stretch<'a>) -> Priced<'a> {
        Priced {
            version: stretch.version,
            rate: stretch.rate,
            step: stretch.step,
            service: self.service,
            from_us: self.instant(at),
            length: stretch.end - at,
            band: stretch.band,
        }
    }

    /// The instant of a place in the use. What does not last is all at its beginning.
    fn instant(&self, at: u64) -> i64 {
        if self.service.lasts() { self.from_us.saturating_add_unsigned(at) } else { self.from_us }
    }

    /// The stretch that begins at a place.
    fn stretch(&self, at: u64) -> Result<Stretch<'a>, Unrated> {
        let instant = self.instant(at);
        let (version, version_end) = self.timeline.at(instant).ok_or(Unrated::NoTariff)?;
        let version: &'a Prepared = version;
        let family = self.family(version)?;
        let (band, band_end) = version.band(self.timeline.zone(), instant);
        let scale = scale(self.service);
        let beyond = (at / scale).saturating_sub(self.covered);
        let (rate, tier_end) = family.rate(band, self.used + beyond);
        let rate = version.rate(rate);
        let (step, step_end) = step_at(rate, at, scale);
        let mut end = step_end.unwrap_or(u64::MAX).min(self.quantity);
        if let Some(tier_end) = tier_end {
            end = end.min((tier_end - self.used + self.covered).saturating_mul(scale));
        }
        if self.service.lasts() {
            let until = version_end.min(band_end);
            end = end.min(u64::try_from(until.saturating_sub(self.from_us)).unwrap_or(u64::MAX));
        }
        Ok(Stretch { version, rate, step, band, end })
    }

    fn family(&self, version: &'a Prepared) -> Result<&'a Family, Unrated> {
        let group = self.dialled.map(|dialled| version.group(dialled, self.own)).transpose()?;
        let zone = version.tariff().terms.zone(self.country);
        version.family(self.service, zone, group).ok_or(Unrated::NoRate)
    }
}

/// The step that a place lies in, and where the next one begins.
fn step_at(rate: &Rate, at: u64, scale: u64) -> (&Step, Option<u64>) {
    let from = |step: &Step| u64::from(step.from_seconds) * scale;
    let next = rate.steps.partition_point(|step| from(step) <= at);
    // The first step begins at 0.
    (&rate.steps[next.saturating_sub(1)], rate.steps.get(next).map(from))
}

fn close(open: Option<Priced<'_>>, listener: &mut impl Listener) -> Exact {
    let Some(priced) = open else { return Exact::ZERO };
    listener.hear(Part::Priced(priced));
    priced.cost()
}
