//! The same world as it goes on: what the history has not told yet, when its time comes.

use super::cast::Customer;
use super::clock::{LocalDay, Micros, date_of, earlier_date, next_date};
use super::day::{OVERHANG_DAYS, make_day};
use super::plan::Plan;
use super::scribe::Pages;
use super::tell::tell_day;

/// One event and when it happens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LiveEvent {
    /// The event's `time`.
    pub time: Micros,
    /// The customer number: the key of its Kafka message.
    pub customer: String,
    /// The line of JSON, without its newline.
    pub json: String,
}

/// Continues the history of a plan after its `until`, without contradicting it: the same ids, the same calls, the rest of them.
#[derive(Debug)]
pub struct Live {
    plan: Plan,
    customers: Vec<Customer>,
    first_date: chrono::NaiveDate,
    told_until: Micros,
    /// Events of the days made so far, the latest first, so that the next is taken from the end.
    coming: Vec<LiveEvent>,
    /// The first day that is not made yet.
    next_day: chrono::NaiveDate,
}

impl Live {
    /// Begins right after the plan's `until`.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let first_date = plan.first_date();
        let today = date_of(plan.zone, plan.until);
        let next_day = earlier_date(today, OVERHANG_DAYS + 1).max(first_date);
        let mut live = Self {
            customers: plan.sample_customers(),
            first_date,
            told_until: plan.until,
            coming: Vec::new(),
            next_day,
            plan,
        };
        live.make_days_to(today);
        live
    }

    /// The events of `(last asked for, now]`, by time.
    pub fn until(&mut self, now: Micros) -> Vec<LiveEvent> {
        self.make_days_to(date_of(self.plan.zone, now));
        let mut told = Vec::new();
        while let Some(event) = self.coming.pop_if(|event| event.time <= now) {
            told.push(event);
        }
        self.told_until = self.told_until.max(now);
        told
    }

    /// When the next event happens, of those that the days made so far hold.
    #[must_use]
    pub fn next_time(&self) -> Option<Micros> {
        self.coming.last().map(|event| event.time)
    }

    fn make_days_to(&mut self, last: chrono::NaiveDate) {
        if self.next_day > last {
            return;
        }
        while self.next_day <= last {
            let day = LocalDay::new(self.plan.zone, self.next_day);
            for customer in &self.customers {
                let world = make_day(self.plan.fate(), customer, &day, self.next_day == self.first_date);
                let mut pages = Pages::default();
                tell_day(&world, customer, &day, Micros::MAX, &mut pages);
                for line in pages.lines.iter().filter(|line| line.time > self.told_until) {
                    let bytes = &pages.bytes[line.from..line.to.saturating_sub(1)];
                    let json = String::from_utf8_lossy(bytes).into_owned();
                    self.coming.push(LiveEvent { time: line.time, customer: customer.number.clone(), json });
                }
            }
            self.next_day = next_date(self.next_day);
        }
        self.coming.sort_unstable_by(|left, right| right.cmp(left));
    }
}
