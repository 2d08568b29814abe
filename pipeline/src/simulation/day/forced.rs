//! Scenes that must not be left to chance: conversations over midnight, over the end of a month, and over both clock changes.

use std::cmp::Reverse;

use chrono::Datelike;

use super::DayMaker;
use crate::simulation::clock::{MINUTE, next_date};

impl DayMaker<'_> {
    pub(super) fn force_scenes(&mut self) {
        self.force_clock_change();
        let month_ends = next_date(self.day.date).day() == 1;
        // Rare at a small customer, so that its volume stays what was asked for.
        if month_ends || self.rng.chance((self.customer.volume / 600.0).min(0.5)) {
            let start = self.day.end - self.rng.pause(60.0, 1_200.0);
            let talk = self.rng.pause(1_300.0, 3_600.0);
            let inbound = self.rng.chance(0.6);
            self.long_call(start, talk, inbound);
        }
    }

    /// Talk across the change, and callers before, on and after it; in autumn in both of the two same-named hours.
    fn force_clock_change(&mut self) {
        let Some(change) = self.day.clock_change() else { return };
        for inbound in [true, false] {
            let start = change - self.rng.pause(600.0, 4_000.0);
            let talk = self.rng.pause(4_500.0, 9_000.0);
            self.long_call(start, talk, inbound);
        }
        for minutes in [-30, 30] {
            let talk = self.rng.between(5, 25) * MINUTE;
            self.long_call(change + minutes * MINUTE, talk, true);
        }
        let with_line = (0..self.customer.queues.len()).filter(|queue| self.customer.queues[*queue].line.is_some());
        let Some(queue) = with_line.max_by_key(|queue| self.customer.queues[*queue].duty) else { return };
        for minutes in [-40, -1, 0, 25, 70] {
            let from = self.customer.caller(&mut self.rng);
            self.planned.push(Reverse((change + minutes * MINUTE, queue, from)));
        }
    }
}
