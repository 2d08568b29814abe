//! One customer's whole past, as far as it has been told.

use crate::simulation::cast::Customer;
use crate::simulation::clock::{DAY, LocalDay, Micros, date_of, earlier_date, next_date};
use crate::simulation::day::{OVERHANG_DAYS, make_day};
use crate::simulation::objects::{Call, Presence, Visit, Wrapup};
use crate::simulation::plan::Plan;
use crate::simulation::scribe::Pages;
use crate::simulation::tell::{tell_day, whole_seconds};

/// An open leg or visit is closed this long after its begin.
pub(super) const OPEN_AT_MOST: Micros = DAY;

pub(super) struct History {
    pub(super) customer: Customer,
    pub(super) as_of: Micros,
    pub(super) calls: Vec<Call>,
    pub(super) presence: Vec<Presence>,
    pub(super) wrapups: Vec<Wrapup>,
}

impl History {
    pub(super) fn new(plan: &Plan, customer: Customer, as_of: Micros) -> Self {
        let mut history = Self { customer, as_of, calls: Vec::new(), presence: Vec::new(), wrapups: Vec::new() };
        let last = date_of(plan.zone, plan.until);
        let mut date = plan.first_date();
        while date <= last {
            let day = LocalDay::new(plan.zone, date);
            let world = make_day(plan.fate(), &history.customer, &day, date == plan.first_date());
            history.calls.extend(world.calls.iter().filter_map(|call| call.seen(as_of)));
            history.presence.extend(world.presence.iter().filter_map(|presence| presence.seen(as_of)));
            history.wrapups.extend(world.wrapups.iter().filter(|wrapup| wrapup.at <= as_of));
            date = next_date(date);
        }
        history
    }

    /// All visits with the call that they belong to.
    pub(super) fn visits(&self) -> impl Iterator<Item = (&Call, &Visit)> {
        self.calls.iter().flat_map(|call| call.visits.iter().map(move |visit| (call, visit)))
    }

    pub(super) fn queue_id(&self, queue: usize) -> String {
        self.customer.queues[queue].id.clone()
    }

    pub(super) fn agent_id(&self, agent: usize) -> String {
        self.customer.agents[agent].id.clone()
    }

    /// A span as the queue's source tells it.
    pub(super) fn as_told(&self, queue: usize, span: Micros) -> Micros {
        if self.customer.queues[queue].tells_figures { whole_seconds(span).cast_signed() * 1_000 } else { span }
    }

    /// The wait of a visit that is over.
    pub(super) fn wait(&self, visit: &Visit) -> Option<Micros> {
        let answered = visit.talks.first().map(|talk| talk.answered);
        let end = answered.or(visit.left.map(|(at, _)| at))?;
        Some(self.as_told(visit.queue, end - visit.joined))
    }

    /// The first conversation's length, once it is over.
    pub(super) fn talk(&self, visit: &Visit) -> Option<Micros> {
        let talk = visit.talks.first()?;
        talk.completed.map(|(at, _)| self.as_told(visit.queue, at - talk.answered))
    }
}

/// The time of the latest event that is told at all; only the last days can hold it, unless they are empty.
pub(super) fn as_of(plan: &Plan) -> Micros {
    let last = date_of(plan.zone, plan.until);
    let recent = earlier_date(last, OVERHANG_DAYS + 1).max(plan.first_date());
    [recent, plan.first_date()].into_iter().find_map(|from| latest_event(plan, from)).unwrap_or(plan.until)
}

fn latest_event(plan: &Plan, from: chrono::NaiveDate) -> Option<Micros> {
    let last = date_of(plan.zone, plan.until);
    let mut latest = None;
    let mut pages = Pages::default();
    for customer in plan.sample_customers() {
        let mut date = from;
        while date <= last {
            let day = LocalDay::new(plan.zone, date);
            pages.clear();
            tell_day(
                &make_day(plan.fate(), &customer, &day, date == plan.first_date()),
                &customer,
                &day,
                plan.until,
                &mut pages,
            );
            latest = pages.lines.iter().map(|line| line.time).max().max(latest);
            date = next_date(date);
        }
    }
    latest
}
