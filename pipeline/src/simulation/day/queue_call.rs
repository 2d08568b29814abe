//! A call to a queue: its visits one after the other, and the legs beside them.

use super::DayMaker;
use super::visit::VisitEnd;
use crate::simulation::clock::{Micros, SECOND};
use crate::simulation::number::Number;
use crate::simulation::objects::{Call, Direction, Leg, Visit};

const MOST_VISITS: usize = 4;

/// Where a call stands between two visits.
enum Next {
    Queue { queue: usize, at: Micros },
    Over,
}

impl DayMaker<'_> {
    pub(super) fn queue_call(&mut self, started: Micros, queue: usize, from: Number) {
        let mut call = self.new_call();
        let line = self.customer.queues[queue].line.unwrap_or(self.customer.lines[0]);
        call.legs.push(Leg::start(0, Direction::Inbound, from, line, line, started));
        let mut next = Next::Queue { queue, at: started + self.rng.pause(0.1, 2.0) };
        while let Next::Queue { queue, at } = next {
            let current = call.legs.len() - 1;
            let (visit, end) = self.visit(queue, call.legs[current].leg, from, at);
            if let (Some(talk), None) = (visit.talks.first(), call.legs[current].answered) {
                call.legs[current].answered = Some(talk.answered);
            }
            next = self.after_visit(&mut call, current, queue, &end);
            call.visits.push(visit);
        }
        self.show_agent_legs(&mut call);
        self.maybe_record(&mut call);
        self.follow_up_if_lost(&call, queue, from);
        self.world.calls.push(call);
    }

    fn after_visit(&mut self, call: &mut Call, current: usize, queue: usize, end: &VisitEnd) -> Next {
        let may_go_on = call.visits.len() + 1 < MOST_VISITS;
        match *end {
            VisitEnd::Untold { leg_ended } => self.hang_up(call, current, leg_ended, "no_answer"),
            VisitEnd::Completed { at, transfer_pending: true } => {
                self.after_transfer(call, current, queue, at, may_go_on)
            }
            VisitEnd::Completed { at, .. } => self.hang_up(call, current, at, "normal"),
            VisitEnd::Left { at, reason } => self.after_leaving(call, current, queue, at, reason, may_go_on),
        }
    }

    /// An agent sent the caller on: back into a queue, or out to another number.
    fn after_transfer(&mut self, call: &mut Call, current: usize, queue: usize, at: Micros, may_go_on: bool) -> Next {
        let which = self.rng.unit();
        if may_go_on && which < 0.35 {
            return Next::Queue { queue, at: at + self.rng.pause(0.1, 2.0) };
        }
        if may_go_on && which < 0.6 && self.customer.queues.len() > 1 {
            let other = (queue + 1) % self.customer.queues.len();
            return self.move_to_queue(call, current, other, at);
        }
        let target = if self.rng.chance(0.5) {
            self.customer.own_line(&mut self.rng)
        } else {
            self.customer.caller(&mut self.rng)
        };
        self.send_on(call, current, target, at);
        Next::Over
    }

    fn after_leaving(
        &mut self,
        call: &mut Call,
        current: usize,
        queue: usize,
        at: Micros,
        reason: &str,
        may_go_on: bool,
    ) -> Next {
        let overflow = self.customer.queues[queue].overflow_to;
        match (reason, overflow) {
            ("overflow", Some(other)) if may_go_on => self.move_to_queue(call, current, other, at),
            ("empty" | "full" | "closed", Some(other)) if may_go_on && self.rng.chance(0.3) => {
                self.move_to_queue(call, current, other, at)
            }
            ("timeout" | "key", _) if may_go_on && self.rng.chance(0.25) => {
                Next::Queue { queue, at: at + self.rng.pause(0.5, 4.0) }
            }
            ("transferred", _) => {
                let target = self.customer.own_line(&mut self.rng);
                self.send_on(call, current, target, at);
                if let Some((_, reason)) = &mut call.legs[current].ended {
                    // A queue calls it a transfer although nobody had answered.
                    *reason = "transferred";
                }
                Next::Over
            }
            ("abandoned", _) => self.hang_up(call, current, at, "cancelled"),
            ("full", _) => self.hang_up(call, current, at, "busy"),
            ("closed", _) => self.hang_up(call, current, at, "rejected"),
            ("key", _) => self.hang_up(call, current, at, "normal"),
            _ => self.hang_up(call, current, at, "no_answer"),
        }
    }

    fn hang_up(&mut self, call: &mut Call, current: usize, at: Micros, reason: &'static str) -> Next {
        let leg = &mut call.legs[current];
        let reason = if leg.answered.is_some() { "normal" } else { reason };
        leg.ended = Some((at + self.rng.pause(0.0, 0.2), reason));
        Next::Over
    }

    /// Into another queue: on its own number as a new leg, or on the same leg when it has none.
    fn move_to_queue(&mut self, call: &mut Call, current: usize, other: usize, at: Micros) -> Next {
        let begin = at + self.rng.pause(0.05, 0.6);
        if let Some(line) = self.customer.queues[other].line {
            let leg = &mut call.legs[current];
            leg.part(at, line);
            let (number, from) = (leg.leg + 1, leg.from);
            call.legs.push(Leg::start(number, Direction::Inbound, from, line, line, begin));
        }
        Next::Queue { queue: other, at: begin + self.rng.pause(0.05, 0.5) }
    }

    /// The agents' own legs, beside those of the queues, where the network shows them.
    fn show_agent_legs(&mut self, call: &mut Call) {
        let mut shown = Vec::new();
        for visit in call.visits.iter().filter(|visit| self.customer.queues[visit.queue].agent_legs) {
            shown.extend(self.agent_legs(visit));
        }
        let highest = call.legs.iter().map(|leg| leg.leg).max().unwrap_or(0);
        for (leg, number) in shown.iter_mut().zip(highest + 1..) {
            leg.leg = number;
        }
        call.legs.append(&mut shown);
    }

    fn agent_legs(&self, visit: &Visit) -> Vec<Leg> {
        let completed = visit.talks.iter().filter_map(|talk| talk.completed.map(|(at, _)| (talk, at)));
        completed
            .map(|(talk, at)| {
                let agent = &self.customer.agents[talk.agent];
                let rung = visit
                    .offers
                    .iter()
                    .filter(|offer| offer.agent == talk.agent && offer.at < talk.answered)
                    .map(|offer| offer.at)
                    .max();
                let direction =
                    if matches!(agent.number, Number::Short(_)) { Direction::Internal } else { Direction::Inbound };
                let mut leg = Leg::start(
                    0,
                    direction,
                    visit.from,
                    agent.number,
                    agent.line,
                    rung.unwrap_or(talk.answered - SECOND / 2),
                );
                leg.answered = Some(talk.answered);
                leg.ended = Some((at, "normal"));
                leg
            })
            .collect()
    }
}
