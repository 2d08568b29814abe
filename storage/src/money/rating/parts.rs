//! The parts of a charge, and what may be done with them.

use crate::money::tariff::{Prepared, Rate, Service, Step};
use crate::money::{Exact, Price};

/// A part of a charge.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    /// What an allowance of a plan took.
    Allowed {
        /// The plan.
        plan: &'a str,
        /// Seconds, messages or bytes.
        amount: u64,
        /// Of which service.
        service: Service,
    },
    /// The fee of the connection.
    Connect(Price),
    /// A stretch with one price.
    Priced(Priced<'a>),
    /// What it costs at most, where the parts come to more.
    Maximum(Price),
}

/// A stretch with one price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Priced<'a> {
    /// The version that its rate is from.
    pub(super) version: &'a Prepared,
    /// The rate.
    pub(super) rate: &'a Rate,
    /// The rate's step.
    pub(super) step: &'a Step,
    /// Which service, and so in what it is counted.
    pub(super) service: Service,
    /// When it began, in µs of UTC.
    pub(super) from_us: i64,
    /// How much it is: µs, messages or bytes.
    pub(super) length: u64,
    /// The band that holds at its beginning.
    pub(super) band: u16,
}

/// Whoever wants to know of parts.
pub(super) trait Listener {
    fn hear(&mut self, part: Part<'_>);
}

/// Whoever only wants the charge.
impl Listener for () {
    fn hear(&mut self, _part: Part<'_>) {}
}

impl Priced<'_> {
    /// How many increments it is, the last one whole.
    pub(super) fn increments(&self) -> u64 {
        self.length.div_ceil(self.step.increment * scale(self.service))
    }

    /// Seconds, messages or bytes that are paid.
    pub(super) fn paid(&self) -> u64 {
        self.increments() * self.step.increment
    }

    /// Whether another goes on with the same price: a stretch may end where nothing changes, as at midnight.
    pub(super) fn goes_on_with(&self, next: &Self) -> bool {
        std::ptr::eq(self.rate, next.rate) && std::ptr::eq(self.step, next.step)
    }

    /// What it comes to.
    pub(super) fn cost(&self) -> Exact {
        match self.service {
            Service::Call | Service::Received => Exact::seconds(self.step.price, self.paid()),
            Service::Sms | Service::Mms => Exact::pieces(self.step.price, self.paid()),
            Service::Data => Exact::bytes(self.step.price, self.paid()),
        }
    }
}

/// How much of a quantity is one of what it is counted in: a second has a million µs.
pub(super) fn scale(service: Service) -> u64 {
    if service.lasts() { 1_000_000 } else { 1 }
}
