//! A line of a queue_log as events.

use std::borrow::Cow;

use super::line::{ANONYMOUS, Line, parse_decimal};
use super::verbs::{Place, Verb};
use crate::event::{Customer, Draft, EventType, Field, Found, Refusal};

/// The events of a line: none, one, or two.
pub(crate) type Drafts<'a> = [Option<Draft<'a>>; 2];

/// Reads a line.
///
/// # Errors
/// When it is no line of a queue_log. A value that is no good is a fault in its draft.
pub(crate) fn read<'a>(text: &'a str, customer: &Customer) -> Result<Drafts<'a>, Refusal> {
    let line = Line::parse(text)?;
    let Some(verb) = Verb::of(line.verb) else {
        return Ok([None, None]);
    };
    let make = Making { line: &line, customer };
    Ok(match verb {
        Verb::Enter => {
            let mut joined = make.of_call(0, EventType::QueueJoined, line.time_micros);
            joined.text(Field::From, line.caller(1));
            make.whole_number(&mut joined, Field::Position, 2);
            [Some(joined), None]
        }
        Verb::Connect => {
            let ring_micros = line.data(2).and_then(|seconds| parse_decimal(seconds, 6)).unwrap_or(0);
            let offered = make.of_agent(0, EventType::QueueOffered, line.time_micros - ring_micros);
            let mut answered = make.of_agent(1, EventType::QueueAnswered, line.time_micros);
            make.seconds(&mut answered, Field::WaitMs, Some(0));
            [Some(offered), Some(answered)]
        }
        Verb::RingNoAnswer => {
            let ring_micros = line.data(0).and_then(|millis| parse_decimal(millis, 3)).unwrap_or(0);
            let offered = make.of_agent(0, EventType::QueueOffered, line.time_micros - ring_micros);
            let missed = make.of_agent(1, EventType::QueueMissed, line.time_micros);
            [Some(offered), Some(missed)]
        }
        Verb::Complete(reason, place) => {
            let mut completed = make.of_agent(0, EventType::QueueCompleted, line.time_micros);
            completed.text(Field::Reason, Cow::Borrowed(reason));
            let wait = match place {
                Place::At(at) => Some(at),
                Place::BeforeEnd(back) => line.data_length().checked_sub(back),
            };
            make.seconds(&mut completed, Field::WaitMs, wait);
            make.seconds(&mut completed, Field::TalkMs, wait.map(|at| at + 1));
            [Some(completed), None]
        }
        Verb::Leave(reason, wait) => {
            let mut left = make.of_call(0, EventType::QueueLeft, line.time_micros);
            left.text(Field::Reason, Cow::Borrowed(reason));
            make.seconds(&mut left, Field::WaitMs, Some(wait));
            [Some(left), None]
        }
        Verb::Refuse(reason) => {
            let mut joined = make.of_call(0, EventType::QueueJoined, line.time_micros);
            joined.text(Field::From, Cow::Borrowed(ANONYMOUS));
            let mut left = make.of_call(1, EventType::QueueLeft, line.time_micros);
            left.text(Field::Reason, Cow::Borrowed(reason));
            [Some(joined), Some(left)]
        }
        Verb::Presence(kind, session, reason) => {
            let mut presence = make.presence(kind);
            make.seconds(&mut presence, Field::SessionMs, session);
            if let Some(reason) = reason.and_then(|at| line.data(at)) {
                presence.text(Field::Reason, Cow::Borrowed(reason));
            }
            [Some(presence), None]
        }
        Verb::Wrapup => {
            let mut wrapup = make.presence(EventType::AgentWrapup);
            make.seconds(&mut wrapup, Field::DurationMs, Some(0));
            if let Some(call) = line.call() {
                wrapup.text(Field::Call, call);
            }
            [Some(wrapup), None]
        }
    })
}

/// Makes the events of one line.
struct Making<'l, 'a> {
    line: &'l Line<'a>,
    customer: &'l Customer,
}

impl<'a> Making<'_, 'a> {
    fn event(&self, ordinal: usize, kind: EventType, time_micros: i64) -> Draft<'a> {
        let mut draft = Draft::default();
        draft.begin(kind, time_micros, *self.customer);
        draft.text(Field::Id, Cow::Owned(self.line.id(ordinal)));
        draft
    }

    fn of_call(&self, ordinal: usize, kind: EventType, time_micros: i64) -> Draft<'a> {
        let mut draft = self.event(ordinal, kind, time_micros);
        if let Some(call) = self.line.call() {
            draft.text(Field::Call, call);
        }
        self.queue(&mut draft);
        draft
    }

    fn of_agent(&self, ordinal: usize, kind: EventType, time_micros: i64) -> Draft<'a> {
        let mut draft = self.of_call(ordinal, kind, time_micros);
        self.agent(&mut draft);
        draft
    }

    fn presence(&self, kind: EventType) -> Draft<'a> {
        let mut draft = self.event(0, kind, self.line.time_micros);
        self.queue(&mut draft);
        self.agent(&mut draft);
        draft
    }

    fn queue(&self, draft: &mut Draft<'a>) {
        if let Some(queue) = self.line.queue() {
            draft.text(Field::Queue, Cow::Borrowed(queue));
        }
    }

    fn agent(&self, draft: &mut Draft<'a>) {
        if let Some(agent) = self.line.agent() {
            draft.text(Field::Agent, Cow::Borrowed(agent));
        }
    }

    /// Takes a number of seconds as ms, where it is given.
    fn seconds(&self, draft: &mut Draft<'a>, field: Field, at: Option<usize>) {
        self.scaled(draft, field, at, 3);
    }

    fn whole_number(&self, draft: &mut Draft<'a>, field: Field, at: usize) {
        self.scaled(draft, field, Some(at), 0);
    }

    fn scaled(&self, draft: &mut Draft<'a>, field: Field, at: Option<usize>, places: usize) {
        let Some(text) = at.and_then(|at| self.line.data(at)) else { return };
        match parse_decimal(text, places) {
            Some(number) => draft.number(field, i128::from(number)),
            None => draft.misfit(field, Found::text(text)),
        }
    }
}
