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

/// The latest episode: the losses since the last recovery that lay between two of them.
fn row(losses: &[Loss], contacts: &[Contact], as_of: Micros) -> Option<CallbackRow> {
    let recoveries =
        || contacts.iter().filter(|contact| contact.answered.is_some() && contact.direction != Direction::Internal);
    let last = losses.last()?;
    let recovered_before = recoveries().map(|contact| contact.started).filter(|at| *at <= last.at).max();
    let episode: Vec<&Loss> = losses.iter().filter(|loss| recovered_before.is_none_or(|at| loss.at >= at)).collect();
    let first = episode.first()?;
    let recovered = recoveries().filter(|contact| contact.started > last.at).min_by_key(|contact| contact.started);
    let attempted =
        contacts.iter().any(|contact| contact.direction == Direction::Outbound && contact.started > last.at);
    let state = match recovered {
        Some(_) => "recovered",
        None if as_of - last.at >= EXPIRES_AFTER => "expired",
        None if attempted => "attempted",
        None => "open",
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
        resolved_at: recovered.and_then(|contact| contact.answered).map(instant),
    })
}
