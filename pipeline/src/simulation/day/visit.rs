//! One entry into one queue: who waits, who is rung, who takes it, or why the caller leaves.

use super::DayMaker;
use crate::simulation::clock::{MINUTE, Micros, SECOND};
use crate::simulation::number::Number;
use crate::simulation::objects::{Offer, Talk, Visit, Wrapup};

/// How a visit ended, for what the call does next.
pub(super) enum VisitEnd {
    /// The last conversation of the visit ended; a transfer that no second agent of the queue took is still to be carried out.
    Completed {
        at: Micros,
        transfer_pending: bool,
    },
    Left {
        at: Micros,
        reason: &'static str,
    },
    /// The queue never told the rest; the leg beside it ended all the same.
    Untold {
        leg_ended: Micros,
    },
}

/// When and why a caller will leave if nobody answers before.
struct Patience {
    until: Micros,
    reason: &'static str,
}

impl DayMaker<'_> {
    pub(super) fn visit(&mut self, queue: usize, leg: i32, from: Number, joined: Micros) -> (Visit, VisitEnd) {
        let waiting = self.waiters[queue].iter().filter(|(join, left)| *join <= joined && joined < *left).count();
        let mut visit = Visit {
            queue,
            leg,
            from,
            joined,
            position: waiting as u32 + 1,
            offers: Vec::new(),
            talks: Vec::new(),
            left: None,
        };
        if let Some(reason) = self.refusal(queue, joined, waiting) {
            visit.left = Some((joined, reason));
            return (visit, VisitEnd::Left { at: joined, reason });
        }
        if self.rng.odd(0.0006) {
            return (visit, VisitEnd::Untold { leg_ended: joined + 3 * MINUTE });
        }
        let patience = self.patience(queue, joined);
        let end = self.ring_agents(&mut visit, &patience);
        let stopped_waiting = visit.talks.first().map_or(patience.until, |talk| talk.answered);
        self.waiters[queue].push((joined, stopped_waiting));
        (visit, end)
    }

    fn refusal(&mut self, queue: usize, at: Micros, waiting: usize) -> Option<&'static str> {
        if !self.is_open(queue, at) {
            return Some("closed");
        }
        let present = |agent: &usize| {
            self.customer.agents[*agent].queues.contains(&queue)
                && self.logged_in[*agent].iter().any(|(from, to)| (*from..*to).contains(&at))
        };
        if !(0..self.customer.agents.len()).any(|agent| present(&agent)) && self.rng.chance(0.7) {
            return Some("empty");
        }
        (waiting >= self.customer.queues[queue].max_waiting || self.rng.odd(0.002)).then_some("full")
    }

    fn patience(&mut self, queue: usize, joined: Micros) -> Patience {
        let settings = &self.customer.queues[queue];
        let after = |seconds: f64| joined + (seconds * 1_000.0) as i64 * 1_000;
        if self.rng.odd(0.03) {
            return Patience { until: joined + self.rng.pause(0.3, 4.999), reason: "abandoned" };
        }
        if self.rng.odd(0.012) {
            return Patience { until: joined + self.rng.pause(4.0, 45.0), reason: "key" };
        }
        if self.rng.odd(0.006) {
            return Patience { until: joined + self.rng.pause(3.0, 30.0), reason: "transferred" };
        }
        if self.rng.odd(0.003) {
            // All agents left while the caller waited.
            return Patience { until: joined + self.rng.pause(6.0, 60.0), reason: "empty" };
        }
        let mut patience = Patience { until: joined + self.rng.span(5.0, 150.0), reason: "abandoned" };
        if settings.overflow_to.is_some() && after(settings.overflow_after_seconds) < patience.until {
            patience = Patience { until: after(settings.overflow_after_seconds), reason: "overflow" };
        }
        if after(settings.timeout_seconds) < patience.until {
            patience = Patience { until: after(settings.timeout_seconds), reason: "timeout" };
        }
        if self.rng.odd(0.01) {
            let short = joined + self.rng.pause(20.0, 60.0);
            if short < patience.until {
                patience = Patience { until: short, reason: "timeout" };
            }
        }
        patience
    }

    /// Offers the call to one agent after another until one takes it or the caller leaves.
    fn ring_agents(&mut self, visit: &mut Visit, patience: &Patience) -> VisitEnd {
        let mut from = visit.joined + self.rng.pause(0.2, 1.5);
        loop {
            let Some((agent, at)) = self.next_agent(visit.queue, from, None).filter(|(_, at)| *at < patience.until)
            else {
                visit.left = Some((patience.until, patience.reason));
                return VisitEnd::Left { at: patience.until, reason: patience.reason };
            };
            visit.offers.push(Offer { agent, at, missed: None });
            let beside = if self.customer.queues[visit.queue].rings_two {
                self.next_agent(visit.queue, at, Some(agent))
            } else {
                None
            };
            if let Some((other, _)) = beside.filter(|(_, free)| *free == at) {
                visit.offers.push(Offer { agent: other, at, missed: None });
            }
            let misses = self.rng.odd(0.08);
            let ring = if misses { self.rng.pause(12.0, 20.0) } else { self.rng.pause(0.8, 9.0) };
            let rung = at + ring;
            if rung >= patience.until {
                self.busy[agent] = patience.until + SECOND;
                visit.left = Some((patience.until, patience.reason));
                return VisitEnd::Left { at: patience.until, reason: patience.reason };
            }
            if !misses {
                return self.converse(visit, agent, rung);
            }
            for offer in visit.offers.iter_mut().filter(|offer| offer.at == at) {
                offer.missed = Some(rung);
                self.busy[offer.agent] = rung + 20 * SECOND;
            }
            from = rung + self.rng.pause(0.2, 1.0);
        }
    }

    fn converse(&mut self, visit: &mut Visit, agent: usize, answered: Micros) -> VisitEnd {
        if self.rng.odd(0.0003) {
            visit.talks.push(Talk { agent, answered, completed: None });
            self.busy[agent] = answered + 5 * MINUTE;
            return VisitEnd::Untold { leg_ended: answered + 3 * MINUTE };
        }
        let at = answered + self.rng.span(3.0, 185.0);
        let transfers = self.rng.odd(0.06);
        let reason = if transfers {
            "transferred"
        } else if self.rng.chance(0.6) {
            "caller"
        } else {
            "agent"
        };
        visit.talks.push(Talk { agent, answered, completed: Some((at, reason)) });
        self.wrap_up(visit.queue, agent, at);
        if !transfers {
            return VisitEnd::Completed { at, transfer_pending: false };
        }
        let second = self.next_agent(visit.queue, at + SECOND, Some(agent)).filter(|(_, free)| *free < at + MINUTE);
        let Some((second, free)) = second.filter(|_| self.rng.chance(0.5)) else {
            return VisitEnd::Completed { at, transfer_pending: true };
        };
        let taken = free + self.rng.pause(0.5, 6.0);
        let over = taken + self.rng.span(3.0, 150.0);
        let reason = if self.rng.chance(0.6) { "caller" } else { "agent" };
        visit.talks.push(Talk { agent: second, answered: taken, completed: Some((over, reason)) });
        self.wrap_up(visit.queue, second, over);
        VisitEnd::Completed { at: over, transfer_pending: false }
    }

    fn wrap_up(&mut self, queue: usize, agent: usize, at: Micros) {
        let duration_ms = self.rng.span(1.0, 25.0) / 1_000;
        self.busy[agent] = at + duration_ms * 1_000;
        if self.rng.chance(0.5) {
            self.world.wrapups.push(Wrapup { agent, queue, at, duration_ms });
        }
    }

    /// Who can be rung first from an instant on, and when; among those free at once, whoever has been free longest.
    fn next_agent(&self, queue: usize, from: Micros, not: Option<usize>) -> Option<(usize, Micros)> {
        (0..self.customer.agents.len())
            .filter(|agent| Some(*agent) != not && self.customer.agents[*agent].queues.contains(&queue))
            .filter_map(|agent| {
                let free = from.max(self.busy[agent]);
                let (begin, _) = self.ready[agent].iter().find(|(_, end)| free < *end)?;
                Some((agent, free.max(*begin)))
            })
            .min_by_key(|(agent, at)| (*at, self.busy[*agent], *agent))
    }
}
