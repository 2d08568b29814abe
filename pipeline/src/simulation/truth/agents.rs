//! Agents: their presence, and what the queues' visits say of them.

use std::collections::BTreeMap;

use super::buckets::{Interval, overlapped, within};
use super::history::History;
use super::rows::{AgentRow, AgentSessionRow, Bucket, instant, seconds};
use crate::simulation::clock::{Grain, Micros};
use crate::simulation::objects::{Presence, Visit};

/// A stretch of one state; it lasts while it has no end.
struct Stretch {
    state: &'static str,
    began: Micros,
    ended: Option<Micros>,
    reason: Option<&'static str>,
}

/// Ready until the first pause, paused until the resume whatever comes between, and so on until the leave.
fn stretches(presence: &Presence) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut ready_from = Some(presence.joined);
    for pause in &presence.pauses {
        let Some((began, reason)) = pause.begins.first() else { continue };
        if let Some(from) = ready_from {
            found.push(Stretch { state: "ready", began: from, ended: Some(*began), reason: None });
        }
        found.push(Stretch {
            state: "paused",
            began: *began,
            ended: pause.resumed.or(presence.left),
            reason: Some(reason),
        });
        ready_from = pause.resumed;
    }
    if let Some(from) = ready_from {
        found.push(Stretch { state: "ready", began: from, ended: presence.left, reason: None });
    }
    found
}

pub(super) fn session_rows(history: &History) -> Vec<AgentSessionRow> {
    let rows = |presence| {
        let row = |stretch: Stretch| session_row(history, presence, &stretch);
        stretches(presence).into_iter().map(row).collect::<Vec<_>>()
    };
    history.presence.iter().flat_map(rows).collect()
}

fn session_row(history: &History, presence: &Presence, stretch: &Stretch) -> AgentSessionRow {
    AgentSessionRow {
        customer: history.customer.number.clone(),
        agent: history.agent_id(presence.agent),
        queue: presence.queue.map(|queue| history.queue_id(queue)),
        state: stretch.state,
        began_at: instant(stretch.began),
        ended_at: stretch.ended.map(instant),
        reason: stretch.reason,
    }
}

/// Sums of one (bucket, agent, queue).
#[derive(Default)]
struct Sums {
    offers: u64,
    missed: u64,
    answered: u64,
    ring: Micros,
    wait: Micros,
    talk: Micros,
    wrapup: Micros,
    logged_in: Micros,
    paused: Micros,
}

type Key = (Interval, usize, Option<usize>);

pub(super) fn bucket_rows(history: &History, grain: Grain) -> Vec<AgentRow> {
    let zone = history.customer.zone;
    let mut sums: BTreeMap<Key, Sums> = BTreeMap::new();
    for (_, visit) in history.visits() {
        add_visit(history, &mut sums, grain.bucket(zone, visit.joined), visit);
    }
    for wrapup in &history.wrapups {
        let key = (grain.bucket(zone, wrapup.at), wrapup.agent, Some(wrapup.queue));
        sums.entry(key).or_default().wrapup += wrapup.duration_ms * 1_000;
    }
    for presence in &history.presence {
        for stretch in stretches(presence) {
            let interval = (stretch.began, stretch.ended.unwrap_or(history.as_of));
            for bucket in overlapped(grain, zone, interval) {
                let (from, to) = within(interval, bucket);
                let sums = sums.entry((bucket, presence.agent, presence.queue)).or_default();
                sums.logged_in += to - from;
                if stretch.state == "paused" {
                    sums.paused += to - from;
                }
            }
        }
    }
    sums.into_iter().map(|(key, sums)| row(history, grain, key, &sums)).collect()
}

fn add_visit(history: &History, sums: &mut BTreeMap<Key, Sums>, bucket: Interval, visit: &Visit) {
    for offer in &visit.offers {
        let sums = sums.entry((bucket, offer.agent, Some(visit.queue))).or_default();
        sums.offers += 1;
        sums.missed += u64::from(offer.missed.is_some());
    }
    for (place, talk) in visit.talks.iter().enumerate() {
        let sums = sums.entry((bucket, talk.agent, Some(visit.queue))).or_default();
        let rung = visit
            .offers
            .iter()
            .filter(|offer| offer.agent == talk.agent && offer.at <= talk.answered)
            .map(|offer| offer.at)
            .max();
        if place == 0 {
            sums.answered += 1;
            sums.wait += history.wait(visit).unwrap_or(0);
            sums.ring += rung.map_or(0, |rung| talk.answered - rung);
        }
        sums.talk += talk.completed.map_or(0, |(at, _)| history.as_told(visit.queue, at - talk.answered));
    }
}

fn row(history: &History, grain: Grain, (bucket, agent, queue): Key, sums: &Sums) -> AgentRow {
    AgentRow {
        customer: history.customer.number.clone(),
        bucket: Bucket::new(grain, history.customer.zone, bucket.0),
        agent: history.agent_id(agent),
        queue: queue.map(|queue| history.queue_id(queue)),
        offers: sums.offers,
        missed_offers: sums.missed,
        answered: sums.answered,
        ring_seconds: seconds(sums.ring),
        wait_seconds: seconds(sums.wait),
        talk_seconds: seconds(sums.talk),
        wrapup_seconds: seconds(sums.wrapup),
        logged_in_seconds: seconds(sums.logged_in),
        paused_seconds: seconds(sums.paused),
    }
}
