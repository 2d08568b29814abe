//! What becomes of a caller whom a queue lost: called back, calling again, or forgotten.

use std::cmp::Reverse;

use super::DayMaker;
use crate::simulation::clock::{DAY, HOUR, Micros};
use crate::simulation::number::Number;
use crate::simulation::objects::Call;

impl DayMaker<'_> {
    pub(super) fn follow_up_if_lost(&mut self, call: &Call, queue: usize, from: Number) {
        let Some(last) = call.visits.last() else { return };
        let Some((lost, _)) = last.left.filter(|(_, reason)| *reason != "transferred") else { return };
        let answered = call.visits.iter().any(|visit| !visit.talks.is_empty());
        if answered || from == Number::Anonymous {
            return;
        }
        let which = self.rng.unit();
        if which < 0.35 {
            self.call_back(from, lost);
        } else if which < 0.55 {
            let again = lost + self.rng.pause(40.0, 2_400.0);
            if again < self.day.end {
                self.planned.push(Reverse((again, queue, from)));
            }
        } else if which < 0.62 {
            let later = lost + self.rng.pause(600.0, 3.0 * 86_400.0);
            let line = self.customer.own_line(&mut self.rng);
            self.inbound_call(later, from, line);
        }
    }

    /// One attempt, or two when the first reaches nobody; most within hours, some after days.
    fn call_back(&mut self, number: Number, lost: Micros) {
        let delay = if self.rng.chance(0.8) { self.rng.pause(90.0, 9_000.0) } else { self.rng.between(12, 192) * HOUR };
        let at = lost + delay.min(8 * DAY);
        let reached = self.rng.chance(0.6);
        self.outbound_call(at, number, reached);
        if !reached && self.rng.chance(0.5) {
            let second = at + self.rng.pause(300.0, 20_000.0);
            let reached = self.rng.chance(0.6);
            self.outbound_call(second, number, reached);
        }
    }
}
