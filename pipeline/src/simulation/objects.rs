//! What really happened, before any event tells of it: the truth is computed from these, and the events are written from these.
//!
//! **An object knows its whole future**; [`Call::seen`] and its sisters cut it at the instant up to which the world has been told.

use super::clock::Micros;
use super::number::Number;

/// A direction as the customer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
    Internal,
}

impl Direction {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
        }
    }
}

/// One branch of a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) leg: i32,
    pub(crate) direction: Direction,
    pub(crate) from: Number,
    pub(crate) to: Number,
    pub(crate) line: Number,
    pub(crate) started: Micros,
    pub(crate) answered: Option<Micros>,
    pub(crate) forwarded: Option<(Micros, Number)>,
    pub(crate) transferred: Option<(Micros, Number)>,
    /// Absent for a leg whose end the network never told.
    pub(crate) ended: Option<(Micros, &'static str)>,
    /// Ten-thousandths of a krone, told with the end.
    pub(crate) price: Option<u32>,
    /// Where a mobile was when the leg started.
    pub(crate) country: Option<&'static str>,
}

impl Leg {
    pub(crate) fn seen(&self, until: Micros) -> Option<Self> {
        let mut leg = self.clone();
        leg.answered = leg.answered.filter(|at| *at <= until);
        leg.forwarded = leg.forwarded.filter(|(at, _)| *at <= until);
        leg.transferred = leg.transferred.filter(|(at, _)| *at <= until);
        leg.ended = leg.ended.filter(|(at, _)| *at <= until);
        if leg.ended.is_none() {
            leg.price = None;
        }
        (leg.started <= until).then_some(leg)
    }

    /// The last instant at which anything was told of it.
    pub(crate) fn last_told(&self) -> Micros {
        let forwarded = self.forwarded.map(|(at, _)| at);
        let transferred = self.transferred.map(|(at, _)| at);
        let ended = self.ended.map(|(at, _)| at);
        [self.answered, forwarded, transferred, ended].into_iter().flatten().fold(self.started, Micros::max)
    }
}

/// One ring at one agent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) agent: usize,
    pub(crate) at: Micros,
    pub(crate) missed: Option<Micros>,
}

/// One agent's conversation within a visit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) agent: usize,
    pub(crate) answered: Micros,
    pub(crate) completed: Option<(Micros, &'static str)>,
}

/// One entry of one call into one queue.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) queue: usize,
    /// The leg beside it.
    pub(crate) leg: i32,
    pub(crate) from: Number,
    pub(crate) joined: Micros,
    pub(crate) position: u32,
    pub(crate) offers: Vec<Offer>,
    /// The first agent's conversation, then the one to whom it was transferred.
    pub(crate) talks: Vec<Talk>,
    pub(crate) left: Option<(Micros, &'static str)>,
}

impl Visit {
    pub(crate) fn seen(&self, until: Micros) -> Option<Self> {
        let mut visit = self.clone();
        visit.offers.retain(|offer| offer.at <= until);
        for offer in &mut visit.offers {
            offer.missed = offer.missed.filter(|at| *at <= until);
        }
        visit.talks.retain(|talk| talk.answered <= until);
        for talk in &mut visit.talks {
            talk.completed = talk.completed.filter(|(at, _)| *at <= until);
        }
        visit.left = visit.left.filter(|(at, _)| *at <= until);
        (visit.joined <= until).then_some(visit)
    }
}

/// A recording that lies ready.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) leg: i32,
    pub(crate) at: Micros,
    pub(crate) object: String,
    pub(crate) duration_ms: i64,
}

/// A conversation with all that belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) legs: Vec<Leg>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) recording: Option<Recording>,
}

impl Call {
    /// The call as far as it has been told by `until`; none if nothing of it was.
    pub(crate) fn seen(&self, until: Micros) -> Option<Self> {
        let legs: Vec<Leg> = self.legs.iter().filter_map(|leg| leg.seen(until)).collect();
        let call = Self {
            id: self.id.clone(),
            visits: self.visits.iter().filter_map(|visit| visit.seen(until)).collect(),
            recording: self.recording.clone().filter(|recording| recording.at <= until),
            legs,
        };
        (!call.legs.is_empty()).then_some(call)
    }
}

/// A stretch in which an agent takes no calls: one or several pauses, and the resume that ends them.
#[derive(Debug, Clone)]
pub(crate) struct Pause {
    pub(crate) begins: Vec<(Micros, &'static str)>,
    pub(crate) resumed: Option<Micros>,
}

/// One agent's presence in one queue, or in all without a name.
#[derive(Debug, Clone)]
pub(crate) struct Presence {
    pub(crate) agent: usize,
    pub(crate) queue: Option<usize>,
    pub(crate) joined: Micros,
    /// Whether the join was told; else the leave tells the session's length.
    pub(crate) join_told: bool,
    pub(crate) pauses: Vec<Pause>,
    pub(crate) left: Option<Micros>,
}

impl Presence {
    pub(crate) fn seen(&self, until: Micros) -> Option<Self> {
        let mut presence = self.clone();
        presence.left = presence.left.filter(|at| *at <= until);
        for pause in &mut presence.pauses {
            pause.begins.retain(|(at, _)| *at <= until);
            pause.resumed = pause.resumed.filter(|at| *at <= until);
        }
        presence.pauses.retain(|pause| !pause.begins.is_empty());
        let told = if presence.join_told { presence.joined <= until } else { presence.left.is_some() };
        told.then_some(presence)
    }
}

/// Work after a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wrapup {
    pub(crate) agent: usize,
    pub(crate) queue: usize,
    pub(crate) at: Micros,
    pub(crate) duration_ms: i64,
}

/// What a mobile used.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Used {
    Data(u64),
    Sms(Number),
    Mms(Number),
}

/// One use of a mobile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) line: Number,
    pub(crate) at: Micros,
    pub(crate) used: Used,
    pub(crate) country: Option<&'static str>,
    pub(crate) price: Option<u32>,
}

/// Everything that begins on one day at one customer.
#[derive(Debug, Clone, Default)]
pub(crate) struct DayWorld {
    pub(crate) calls: Vec<Call>,
    pub(crate) presence: Vec<Presence>,
    pub(crate) wrapups: Vec<Wrapup>,
    pub(crate) usage: Vec<Usage>,
}
