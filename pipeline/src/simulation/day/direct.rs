//! Calls without a queue: inbound, outbound, internal; forwarded before an answer, transferred after it.

use super::DayMaker;
use crate::simulation::clock::{Micros, SECOND};
use crate::simulation::number::Number;
use crate::simulation::objects::{Call, Direction, Leg, Recording};
use crate::simulation::rng::Rng;

/// A number whose calls cost by the minute.
const PREMIUM: Number = Number::Full(4_590_901_234);

const COUNTRIES: [&str; 5] = ["SE", "DE", "ES", "US", "TH"];

impl Leg {
    /// A leg that rings.
    pub(super) fn start(
        leg: i32,
        direction: Direction,
        from: Number,
        to: Number,
        line: Number,
        started: Micros,
    ) -> Self {
        Self {
            leg,
            direction,
            from,
            to,
            line,
            started,
            answered: None,
            forwarded: None,
            transferred: None,
            ended: None,
            price: None,
            country: None,
        }
    }

    /// Ends the leg because the call goes on elsewhere: a transfer if it had been answered, else a forwarding.
    pub(super) fn part(&mut self, at: Micros, target: Number) {
        let reason = if self.answered.is_some() {
            self.transferred = Some((at, target));
            "transferred"
        } else {
            self.forwarded = Some((at, target));
            "forwarded"
        };
        self.ended = Some((at + 20_000, reason));
    }
}

impl DayMaker<'_> {
    pub(super) fn inbound_call(&mut self, at: Micros, from: Number, to: Number) {
        let mut call = self.new_call();
        call.legs.push(Leg::start(0, Direction::Inbound, from, to, to, at));
        let answers = self.rng.chance(0.75);
        self.play_leg(&mut call, 0, answers, 2);
        self.finish_plain(call);
    }

    pub(super) fn outbound_call(&mut self, at: Micros, to: Number, answers: bool) {
        let mut call = self.new_call();
        let line = self.customer.own_line(&mut self.rng);
        let mut leg = Leg::start(0, Direction::Outbound, line, to, line, at);
        if self.customer.mobiles.contains(&line) && self.rng.odd(0.03) {
            leg.country = self.rng.pick(&COUNTRIES).copied();
        }
        call.legs.push(leg);
        self.play_leg(&mut call, 0, answers, 0);
        if answers && self.rng.odd(0.08) {
            call.legs[0].price = call.legs[0].ended.is_some().then(|| self.rng.between(800, 60_000) as u32);
        }
        self.finish_plain(call);
    }

    pub(super) fn internal_call(&mut self, at: Micros) {
        let mut call = self.new_call();
        let from_desk = self.rng.chance(0.6);
        let line =
            if from_desk { self.customer.lines[self.customer.lines.len() - 1] } else { self.customer.mobiles[0] };
        let from = if from_desk { Number::Short(201 + self.rng.below(20) as u16) } else { line };
        let to = Number::Short(221 + self.rng.below(20) as u16);
        call.legs.push(Leg::start(0, Direction::Internal, from, to, line, at));
        let answers = self.rng.chance(0.7);
        self.play_leg(&mut call, 0, answers, 0);
        self.finish_plain(call);
    }

    /// A call that is answered and lasts as long as said, for the scenes that must happen.
    pub(super) fn long_call(&mut self, at: Micros, talk: Micros, inbound: bool) {
        let mut call = self.new_call();
        let other = self.customer.caller(&mut self.rng);
        let line = self.customer.own_line(&mut self.rng);
        let mut leg = if inbound {
            Leg::start(0, Direction::Inbound, other, line, line, at)
        } else {
            Leg::start(0, Direction::Outbound, line, other, line, at)
        };
        let answered = at + self.rng.pause(2.0, 15.0);
        leg.answered = Some(answered);
        leg.ended = Some((answered + talk, "normal"));
        call.legs.push(leg);
        self.finish_plain(call);
    }

    /// Now and then a mobile calls a number with a price of its own, and nobody hangs up for long.
    pub(super) fn misdial(&mut self) {
        // Dice of its own: what else happens on the day does not change by it.
        let key = [9, self.customer.index as u64, self.day.number as u64];
        let mut rng = Rng::keyed(self.seed, &key);
        if self.customer.mobiles.is_empty() || !rng.chance(0.008) {
            return;
        }
        let mut call = self.new_call();
        let line = self.customer.mobiles[rng.below(self.customer.mobiles.len())];
        let at = self.day.at(660) + rng.between(0, 3_600) * SECOND;
        let mut leg = Leg::start(0, Direction::Outbound, line, PREMIUM, line, at);
        leg.answered = Some(at + 4 * SECOND);
        leg.ended = Some((at + rng.between(1_200, 2_700) * SECOND, "normal"));
        call.legs.push(leg);
        self.world.calls.push(call);
    }

    fn finish_plain(&mut self, mut call: Call) {
        self.maybe_record(&mut call);
        self.world.calls.push(call);
    }

    /// What becomes of a leg that rings; it may be sent on as many times as `hops` says.
    fn play_leg(&mut self, call: &mut Call, current: usize, answers: bool, hops: u8) {
        let started = call.legs[current].started;
        if self.rng.odd(0.0007) {
            // The network never tells the end.
            call.legs[current].answered = self.rng.chance(0.6).then_some(started + 6 * SECOND);
            return;
        }
        if hops > 0 && self.rng.odd(0.07) {
            let at = started + self.rng.pause(0.1, 20.0);
            let target = self.elsewhere(call.legs[current].line);
            call.legs[current].part(at, target);
            let answers = self.rng.chance(0.7);
            self.next_leg(call, current, target, at, answers, hops - 1);
            return;
        }
        if !answers {
            let reasons = [
                "no_answer",
                "no_answer",
                "no_answer",
                "cancelled",
                "cancelled",
                "busy",
                "rejected",
                "failed",
                "normal",
            ];
            let reason = reasons[self.rng.below(reasons.len())];
            let quick = matches!(reason, "busy" | "failed");
            let rung = if quick { self.rng.pause(0.05, 2.0) } else { self.rng.pause(3.0, 35.0) };
            call.legs[current].ended = Some((started + rung, reason));
            return;
        }
        let answered = started + self.rng.pause(1.0, 22.0);
        // Answered and hung up at the same instant happens: a conversation of length zero.
        let talk = if self.rng.odd(0.002) { 0 } else { self.rng.span(2.0, 160.0) };
        call.legs[current].answered = Some(answered);
        if hops > 0 && talk > 0 && self.rng.odd(0.04) {
            let target = self.elsewhere(call.legs[current].line);
            self.send_on(call, current, target, answered + talk);
        } else {
            call.legs[current].ended = Some((answered + talk, "normal"));
        }
    }

    fn elsewhere(&mut self, not: Number) -> Number {
        let own = self.customer.own_line(&mut self.rng);
        if own != not && self.rng.chance(0.6) { own } else { self.customer.caller(&mut self.rng) }
    }

    /// The leg parts, and the next one begins towards `target`.
    pub(super) fn send_on(&mut self, call: &mut Call, current: usize, target: Number, at: Micros) {
        call.legs[current].part(at, target);
        let answers = self.rng.chance(0.8);
        self.next_leg(call, current, target, at, answers, 0);
    }

    fn next_leg(&mut self, call: &mut Call, current: usize, target: Number, at: Micros, answers: bool, hops: u8) {
        let before = &call.legs[current];
        let owned = self.customer.owns(target);
        let (line, direction) = if owned { (target, Direction::Inbound) } else { (before.line, Direction::Outbound) };
        let number = before.leg + 1;
        let from = before.from;
        let begin = at + self.rng.pause(0.02, 0.9);
        call.legs.push(Leg::start(number, direction, from, target, line, begin));
        let next = call.legs.len() - 1;
        self.play_leg(call, next, answers, hops);
    }

    /// Some conversations are recorded, and lie ready a little later.
    pub(super) fn maybe_record(&mut self, call: &mut Call) {
        if self.customer.index % 3 == 2 || !self.rng.odd(0.06) || !self.recordings {
            return;
        }
        let Some(leg) = call.legs.first() else { return };
        if let (Some(answered), Some((ended, _))) = (leg.answered, leg.ended) {
            call.recording = Some(Recording {
                leg: leg.leg,
                at: ended + self.rng.pause(2.0, 90.0),
                object: format!("{}/{}.opus", self.customer.number, call.id),
                duration_ms: (ended - answered) / 1_000,
            });
        }
    }
}
