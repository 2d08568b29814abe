//! Lost callers, and whether somebody reached them again.

use std::collections::BTreeMap;

use super::history::History;
use super::queues::outcome;
use super::rows::{CallbackRow, instant};
use crate::simulation::clock::{DAY, Micros};
use crate::simulation::number::Number;
use crate::simulation::objects::Direction;

const EXPIRES_AFTER: Micros = 7 * DAY;

struct Loss {
    at: Micros,
    short: bool,
}

/// A call between the customer and an outsider.
struct Contact {
    started: Micros,
    /// None when nobody answered.
    answered: Option<Micros>,
    direction: Direction,
}

impl Contact {
    /// Whether the customer and the outsider spoke to each other.
    fn reaches(&self) -> bool {
        self.answered.is_some() && self.direction != Direction::Internal
    }
}

pub(super) fn rows(history: &History) -> Vec<CallbackRow> {
    let contacts = contacts(history);
    let none = Vec::new();
    losses(history)
        .into_iter()
        .filter_map(|((queue, number), losses)| {
            let contacts = contacts.get(&number).unwrap_or(&none);
            let mut row = row(&losses, contacts, history.as_of)?;
            row.customer.clone_from(&history.customer.number);
            row.queue = queue;
            row.number = number.to_string();
            Some(row)
        })
        .collect()
}

fn losses(history: &History) -> BTreeMap<(String, Number), Vec<Loss>> {
    let mut losses: BTreeMap<(String, Number), Vec<Loss>> = BTreeMap::new();
    for (_, visit) in history.visits() {
        let Some((at, reason)) = visit.left else { continue };
        if reason == "transferred" || visit.from == Number::Anonymous {
            continue;
        }
        let short = outcome(history, visit) == "short_abandoned";
        losses.entry((history.queue_id(visit.queue), visit.from)).or_default().push(Loss { at, short });
    }
    for list in losses.values_mut() {
        list.sort_unstable_by_key(|loss| loss.at);
    }
    losses
}

fn contacts(history: &History) -> BTreeMap<Number, Vec<Contact>> {
    let mut contacts: BTreeMap<Number, Vec<Contact>> = BTreeMap::new();
    for call in &history.calls {
        let Some(first) = call.legs.iter().min_by_key(|leg| leg.leg) else { continue };
        let number = if first.direction == Direction::Outbound { first.to } else { first.from };
        let answered = call.legs.iter().filter_map(|leg| leg.answered).min();
        contacts.entry(number).or_default().push(Contact {
            started: first.started,
            answered,
            direction: first.direction,
        });
    }
    contacts
}

/// The losses that nothing settled before the last one, walked through backwards from it.
fn latest_episode<'a>(losses: &'a [Loss], contacts: &[Contact]) -> &'a [Loss] {
    let settled_between = |before: &Loss, after: &Loss| {
        let expired = after.at - before.at >= EXPIRES_AFTER;
        expired
            || contacts.iter().any(|contact| contact.reaches() && (before.at + 1..=after.at).contains(&contact.started))
    };
    let last_before = losses.windows(2).rposition(|pair| settled_between(&pair[0], &pair[1]));
    &losses[last_before.map_or(0, |index| index + 1)..]
}

fn row(losses: &[Loss], contacts: &[Contact], as_of: Micros) -> Option<CallbackRow> {
    let episode = latest_episode(losses, contacts);
    let (first, last) = (episode.first()?, episode.last()?);
    let expires = last.at + EXPIRES_AFTER;
    let since: Vec<&Contact> = contacts.iter().filter(|contact| contact.started > last.at).collect();
    let reached = since.iter().filter(|contact| contact.reaches()).filter_map(|contact| contact.answered).min();
    let attempted = since.iter().any(|contact| contact.direction == Direction::Outbound);
    let (state, resolved) = match reached.filter(|at| *at < expires) {
        Some(at) => ("recovered", Some(at)),
        None if as_of >= expires => ("expired", Some(expires)),
        None if attempted => ("attempted", None),
        None => ("open", None),
    };
    Some(CallbackRow {
        customer: String::new(),
        queue: String::new(),
        number: String::new(),
        first_lost_at: instant(first.at),
        last_lost_at: instant(last.at),
        times_lost: episode.len() as u64,
        times_short: episode.iter().filter(|loss| loss.short).count() as u64,
        state,
        resolved_at: resolved.map(instant),
    })
}
