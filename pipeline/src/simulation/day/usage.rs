//! What mobiles use beside telephony: data, SMS, MMS, some of it abroad.

use super::DayMaker;
use crate::simulation::clock::DAY;
use crate::simulation::objects::{Usage, Used};
use crate::simulation::rng::Rng;

const ABROAD: [&str; 6] = ["SE", "NO", "DE", "ES", "GB", "US"];

impl DayMaker<'_> {
    pub(super) fn use_mobiles(&mut self) {
        let customer = self.customer;
        let mean = customer.volume * 0.1 / customer.mobiles.len().max(1) as f64;
        for (place, mobile) in customer.mobiles.iter().enumerate() {
            let abroad = self.journey(place);
            for _ in 0..self.rng.poisson(mean) {
                let at =
                    self.day.start + self.rng.between(6 * 3_600_000, (self.day.end - self.day.start) / 1_000) * 1_000;
                let used = self.use_once();
                let price = (abroad.is_some() && self.rng.chance(0.3)).then(|| self.rng.between(100, 20_000) as u32);
                self.world.usage.push(Usage {
                    line: *mobile,
                    at: at.min(self.day.start + DAY),
                    used,
                    country: abroad,
                    price,
                });
            }
        }
    }

    fn use_once(&mut self) -> Used {
        let which = self.rng.unit();
        if which < 0.7 {
            return Used::Data(self.rng.exponential(12_000_000.0) as u64 + 1);
        }
        let to = self.customer.caller(&mut self.rng);
        if which < 0.95 { Used::Sms(to) } else { Used::Mms(to) }
    }

    /// A mobile is abroad for a whole week at a time.
    fn journey(&self, mobile: usize) -> Option<&'static str> {
        let week = self.day.number / 7;
        let key = [4, self.customer.index as u64, mobile as u64, week as u64];
        let mut rng = Rng::keyed(self.seed, &key);
        rng.chance(0.06).then(|| ABROAD[rng.below(ABROAD.len())])
    }
}
