//! From what happened to the events that tell of it, by the event contract.

use super::cast::Customer;
use super::clock::{LocalDay, Micros, SECOND};
use super::number::Number;
use super::objects::{Call, DayWorld, Leg, Presence, Usage, Used, Visit, Wrapup};
use super::scribe::{Pages, Scribe};

/// Writes all events of a customer's day that happened by `until`.
pub(crate) fn tell_day(world: &DayWorld, customer: &Customer, day: &LocalDay, until: Micros, pages: &mut Pages) {
    let mut teller = Teller { scribe: Scribe::new(pages, customer, day, until), customer };
    for presence in &world.presence {
        teller.presence(presence);
    }
    for call in &world.calls {
        teller.call(call);
    }
    for wrapup in &world.wrapups {
        teller.wrapup(wrapup);
    }
    for usage in &world.usage {
        teller.usage(usage);
    }
}

struct Teller<'a> {
    scribe: Scribe<'a>,
    customer: &'a Customer,
}

impl<'a> Teller<'a> {
    /// Begins an event of a call's leg; leg 0 is not named.
    fn of_leg(&mut self, kind: &str, at: Micros, call: &str, leg: i32) -> &mut Scribe<'a> {
        let scribe = self.scribe.event(kind, at).text("call", call);
        if leg > 0 { scribe.integer("leg", leg.unsigned_abs().into()) } else { scribe }
    }

    fn call(&mut self, call: &Call) {
        for leg in &call.legs {
            self.leg(&call.id, leg);
        }
        for visit in &call.visits {
            self.visit(&call.id, visit);
        }
        if let Some(recording) = &call.recording {
            self.of_leg("recording.ready", recording.at, &call.id, recording.leg)
                .text("object", &recording.object)
                .integer("duration_ms", recording.duration_ms.unsigned_abs())
                .integer("bytes", recording.duration_ms.unsigned_abs() * 4)
                .end();
        }
    }

    fn leg(&mut self, call: &str, leg: &Leg) {
        let kind = self.line_kind(leg.line);
        let scribe = self.of_leg("call.started", leg.started, call, leg.leg);
        scribe.text("direction", leg.direction.name()).number("from", leg.from).number("to", leg.to);
        scribe.number("line", leg.line).text("line_kind", kind);
        if let Some(country) = leg.country {
            scribe.text("country", country);
        }
        scribe.end();
        if let Some(at) = leg.answered {
            self.of_leg("call.answered", at, call, leg.leg).end();
        }
        if let Some((at, to)) = leg.forwarded {
            self.of_leg("call.forwarded", at, call, leg.leg).number("to", to).end();
        }
        if let Some((at, to)) = leg.transferred {
            self.of_leg("call.transferred", at, call, leg.leg).number("to", to).end();
        }
        if let Some((at, reason)) = leg.ended {
            self.of_leg("call.ended", at, call, leg.leg).text("reason", reason).price(leg.price).end();
        }
    }

    fn line_kind(&self, line: Number) -> &'static str {
        if self.customer.mobiles.contains(&line) { "mobile" } else { "local" }
    }

    fn visit(&mut self, call: &str, visit: &Visit) {
        let customer = self.customer;
        let queue = customer.queues[visit.queue].id.as_str();
        let tells = customer.queues[visit.queue].tells_figures;
        let agent = |place: usize| customer.agents[place].id.as_str();
        let joined = self.of_leg("queue.joined", visit.joined, call, visit.leg).text("queue", queue);
        joined.number("from", visit.from).integer("position", visit.position.into()).end();
        for offer in &visit.offers {
            self.of_leg("queue.offered", offer.at, call, visit.leg)
                .text("queue", queue)
                .text("agent", agent(offer.agent))
                .end();
            if let Some(at) = offer.missed {
                self.of_leg("queue.missed", at, call, visit.leg)
                    .text("queue", queue)
                    .text("agent", agent(offer.agent))
                    .end();
            }
        }
        for (place, talk) in visit.talks.iter().enumerate() {
            let answered = self.of_leg("queue.answered", talk.answered, call, visit.leg).text("queue", queue);
            answered.text("agent", agent(talk.agent));
            if tells && place == 0 {
                answered.integer("wait_ms", whole_seconds(talk.answered - visit.joined));
            }
            answered.end();
            if let Some((at, reason)) = talk.completed {
                let completed = self.of_leg("queue.completed", at, call, visit.leg).text("queue", queue);
                completed.text("agent", agent(talk.agent)).text("reason", reason);
                if tells {
                    completed.integer("talk_ms", whole_seconds(at - talk.answered));
                }
                completed.end();
            }
        }
        if let Some((at, reason)) = visit.left {
            let left = self.of_leg("queue.left", at, call, visit.leg).text("queue", queue).text("reason", reason);
            if tells {
                left.integer("wait_ms", whole_seconds(at - visit.joined));
            }
            left.end();
        }
    }

    fn presence(&mut self, presence: &Presence) {
        if presence.join_told {
            self.of_agent("agent.joined", presence.joined, presence.agent, presence.queue).end();
        }
        for pause in &presence.pauses {
            for (at, reason) in &pause.begins {
                self.of_agent("agent.paused", *at, presence.agent, presence.queue).text("reason", reason).end();
            }
            if let Some(at) = pause.resumed {
                self.of_agent("agent.resumed", at, presence.agent, presence.queue).end();
            }
        }
        if let Some(at) = presence.left {
            let left = self.of_agent("agent.left", at, presence.agent, presence.queue);
            if !presence.join_told {
                left.integer("session_ms", ((at - presence.joined) / 1_000).unsigned_abs());
            }
            left.end();
        }
    }

    fn of_agent(&mut self, kind: &str, at: Micros, agent: usize, queue: Option<usize>) -> &mut Scribe<'a> {
        let customer = self.customer;
        let scribe = self.scribe.event(kind, at).text("agent", &customer.agents[agent].id);
        match queue {
            Some(queue) => scribe.text("queue", &customer.queues[queue].id),
            None => scribe,
        }
    }

    fn wrapup(&mut self, wrapup: &Wrapup) {
        self.of_agent("agent.wrapup", wrapup.at, wrapup.agent, Some(wrapup.queue))
            .integer("duration_ms", wrapup.duration_ms.unsigned_abs())
            .end();
    }

    fn usage(&mut self, usage: &Usage) {
        let kind = match usage.used {
            Used::Data(_) => "usage.data",
            Used::Sms(_) => "usage.sms",
            Used::Mms(_) => "usage.mms",
        };
        let scribe = self.scribe.event(kind, usage.at).number("line", usage.line);
        match usage.used {
            Used::Data(bytes) => scribe.integer("bytes", bytes),
            Used::Sms(to) | Used::Mms(to) => scribe.number("to", to),
        };
        if let Some(country) = usage.country {
            scribe.text("country", country);
        }
        scribe.price(usage.price).end();
    }
}

/// A source that tells its own figures tells whole seconds, cut off.
pub(crate) fn whole_seconds(span: Micros) -> u64 {
    (span / SECOND).unsigned_abs() * 1_000
}
