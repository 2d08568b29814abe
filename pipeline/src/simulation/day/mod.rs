//! One customer's day, made from nothing but the seed, the customer and the date.
//!
//! **What begins on a day belongs to that day**, also when it lasts into the next or is a call-back a week later: so days can be made in any order.

mod direct;
mod follow_up;
mod forced;
mod queue_call;
mod usage;
mod visit;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{Datelike, Weekday};

use super::base36::base36;
use super::cast::Customer;
use super::clock::{LocalDay, Micros, earlier_date};
use super::number::Number;
use super::objects::{Call, DayWorld};
use super::rng::Rng;
use super::shape::{Shape, arrivals, season_factor, weekday_factor};
use super::shift::Shift;

/// Nothing that a day begins is told later than this many days after it.
pub(crate) const OVERHANG_DAYS: u64 = 10;

/// Mean events that one planned call brings with it, its follow-ups and its share of usage included; measured over a year.
const EVENTS_PER_CALL: f64 = 6.4;

/// What the whole world shares.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fate {
    pub(crate) seed: u64,
    /// How many times more frequent rare things are than in life.
    pub(crate) odd: f64,
    /// Whether some conversations are recorded.
    pub(crate) recordings: bool,
}

/// Makes everything that begins on that day.
pub(crate) fn make_day(fate: Fate, customer: &Customer, day: &LocalDay, first_day: bool) -> DayWorld {
    let mut maker = DayMaker::new(fate, customer, day);
    maker.tell_presence(first_day);
    maker.plan_queue_calls();
    maker.force_scenes();
    while let Some(Reverse((at, queue, from))) = maker.planned.pop() {
        maker.queue_call(at, queue, from);
    }
    maker.plain_calls();
    maker.use_mobiles();
    maker.misdial();
    maker.world
}

struct DayMaker<'a> {
    customer: &'a Customer,
    day: &'a LocalDay,
    seed: u64,
    recordings: bool,
    rng: Rng,
    world: DayWorld,
    calls_made: u64,
    /// Calls to queues that are still to come today, the earliest first.
    planned: BinaryHeap<Reverse<(Micros, usize, Number)>>,
    /// Until when each agent is taken.
    busy: Vec<Micros>,
    /// The stretches in which each agent is ready, and those in which it is logged in.
    ready: Vec<Vec<(Micros, Micros)>>,
    logged_in: Vec<Vec<(Micros, Micros)>>,
    /// `[joined, left)` of everybody who waited in each queue.
    waiters: Vec<Vec<(Micros, Micros)>>,
    calls_wanted: f64,
}

impl<'a> DayMaker<'a> {
    fn new(fate: Fate, customer: &'a Customer, day: &'a LocalDay) -> Self {
        let yesterday = LocalDay::new(day.zone, earlier_date(day.date, 1));
        let agents = customer.agents.len();
        let shifts = |agent: usize| {
            [&yesterday, day].map(|date| Shift::of(fate.seed, customer, agent, date)).into_iter().flatten()
        };
        let presence_events = agents as f64 * 7.0;
        let mean = (customer.volume - presence_events).max(customer.volume * 0.3) / EVENTS_PER_CALL;
        Self {
            customer,
            day,
            seed: fate.seed,
            recordings: fate.recordings,
            rng: Rng::keyed(fate.seed, &[3, customer.index as u64, day.number as u64]).with_odd(fate.odd),
            world: DayWorld::default(),
            calls_made: 0,
            planned: BinaryHeap::new(),
            busy: vec![Micros::MIN; agents],
            ready: (0..agents).map(|agent| shifts(agent).flat_map(|shift| shift.ready()).collect()).collect(),
            logged_in: (0..agents).map(|agent| shifts(agent).map(|shift| (shift.start, shift.end)).collect()).collect(),
            waiters: vec![Vec::new(); customer.queues.len()],
            calls_wanted: mean * weekday_factor(day) * season_factor(day),
        }
    }

    /// The shifts that begin today; on the first day also the end of the night before, whose beginning nobody told.
    fn tell_presence(&mut self, first_day: bool) {
        let yesterday = LocalDay::new(self.day.zone, earlier_date(self.day.date, 1));
        for (place, agent) in self.customer.agents.iter().enumerate() {
            if let Some(shift) = Shift::of(self.seed, self.customer, place, self.day) {
                self.world.presence.extend(shift.presence(place, agent, true));
            }
            if !first_day {
                continue;
            }
            if let Some(shift) =
                Shift::of(self.seed, self.customer, place, &yesterday).filter(|shift| shift.end > self.day.start)
            {
                self.world.presence.extend(shift.presence(place, agent, false));
            }
        }
    }

    fn plan_queue_calls(&mut self) {
        let reachable = (0..self.customer.queues.len()).filter(|place| self.customer.queues[*place].line.is_some());
        let reachable: Vec<usize> = reachable.collect();
        for queue in &reachable {
            let shape = if self.customer.queues[*queue].duty { Shape::Duty } else { Shape::Office };
            let mean = self.calls_wanted * 0.45 / reachable.len() as f64;
            for at in arrivals(self.day, shape, mean, &mut self.rng) {
                let from = if self.rng.odd(0.05) { Number::Anonymous } else { self.customer.caller(&mut self.rng) };
                self.planned.push(Reverse((at, *queue, from)));
            }
        }
    }

    fn plain_calls(&mut self) {
        for at in arrivals(self.day, Shape::Office, self.calls_wanted * 0.55, &mut self.rng) {
            let which = self.rng.unit();
            if which < 0.45 {
                let from = if self.rng.odd(0.04) { Number::Anonymous } else { self.customer.caller(&mut self.rng) };
                let to = self.customer.own_line(&mut self.rng);
                self.inbound_call(at, from, to);
            } else if which < 0.82 {
                let to = self.customer.caller(&mut self.rng);
                let answered = self.rng.chance(0.65);
                self.outbound_call(at, to, answered);
            } else {
                self.internal_call(at);
            }
        }
    }

    /// Whether a queue takes callers at that instant of today or of the night after.
    fn is_open(&self, queue: usize, at: Micros) -> bool {
        if self.customer.queues[queue].duty {
            return true;
        }
        let (from, to) = match self.day.date.weekday() {
            Weekday::Sun => return false,
            Weekday::Sat => (600, 840),
            _ => (480, 1_020),
        };
        (self.day.at(from)..self.day.at(to)).contains(&at)
    }

    fn new_call(&mut self) -> Call {
        let id = base36(((self.day.number as u64) << 20) | self.calls_made);
        self.calls_made += 1;
        Call { id, legs: Vec::with_capacity(2), visits: Vec::new(), recording: None }
    }
}
