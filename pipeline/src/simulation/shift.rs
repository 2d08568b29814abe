//! An agent's working day: a function of the seed, the customer, the agent and the day, so that the night after can know who is still there.

use chrono::{Datelike, Weekday};

use super::cast::{Agent, Customer, Rota};
use super::clock::{LocalDay, MINUTE, Micros};
use super::objects::{Pause, Presence};
use super::rng::Rng;

const REASONS: [&str; 6] = ["frokost", "møde", "kaffe", "efterbehandling", "privat", "kaffe \"to go\""];

/// From log-in to log-out, with the pauses between.
#[derive(Debug, Clone)]
pub(crate) struct Shift {
    pub(crate) start: Micros,
    pub(crate) end: Micros,
    pub(crate) pauses: Vec<Pause>,
}

impl Shift {
    /// The shift that the agent begins on that day, if any.
    pub(crate) fn of(seed: u64, customer: &Customer, agent: usize, day: &LocalDay) -> Option<Self> {
        let mut rng = Rng::keyed(seed, &[2, customer.index as u64, agent as u64, day.number as u64]);
        let (from, to) = hours(customer.agents.get(agent)?, day, &mut rng)?;
        let start = day.at(from) + rng.pause(0.0, 900.0);
        let end = day.at(to) + rng.pause(0.0, 900.0);
        let pauses = pauses(start, end, &mut rng);
        Some(Self { start, end, pauses })
    }

    /// The stretches in which the agent takes calls.
    pub(crate) fn ready(&self) -> Vec<(Micros, Micros)> {
        let mut stretches = Vec::new();
        let mut from = self.start;
        for pause in &self.pauses {
            if let Some((begin, _)) = pause.begins.first() {
                stretches.push((from, *begin));
            }
            from = pause.resumed.unwrap_or(self.end);
        }
        stretches.push((from, self.end));
        stretches.retain(|(begin, end)| begin < end);
        stretches
    }

    /// How the presence is told: one of each queue, or one that names none.
    pub(crate) fn presence(&self, agent: usize, queues: &Agent, join_told: bool) -> Vec<Presence> {
        let names: Vec<Option<usize>> =
            if queues.by_queue { queues.queues.iter().copied().map(Some).collect() } else { vec![None] };
        let one = |queue| Presence {
            agent,
            queue,
            joined: self.start,
            join_told,
            pauses: if join_told { self.pauses.clone() } else { Vec::new() },
            left: Some(self.end),
        };
        names.into_iter().map(one).collect()
    }
}

/// Minutes on the wall, from the day's midnight; a night ends on the next day's wall.
fn hours(agent: &Agent, day: &LocalDay, rng: &mut Rng) -> Option<(i64, i64)> {
    let weekday = day.date.weekday();
    let absent = rng.chance(0.08);
    match agent.rota {
        Rota::Office if weekday == Weekday::Sun => None,
        Rota::Office if weekday == Weekday::Sat => rng.chance(0.4).then_some((590, 835)),
        Rota::Office if absent => None,
        Rota::Office => Some((470 + rng.between(0, 50), 930 + rng.between(0, 100))),
        Rota::Morning => (!absent).then_some((350, 850)),
        Rota::Evening => (!absent).then_some((835, 1_330)),
        Rota::Night => Some((1_320, 1_440 + 365)),
    }
}

/// One to three pauses, apart from each other; some are begun several times, one in a while lasts until the agent leaves.
fn pauses(start: Micros, end: Micros, rng: &mut Rng) -> Vec<Pause> {
    let count = 1 + rng.below(3) as i64;
    let slot = (end - start) / (count + 1);
    (1..=count)
        .map(|place| {
            let begin = start + slot * place + rng.pause(0.0, 600.0);
            let begin = begin - begin.rem_euclid(1_000);
            let length = rng.pause(60.0, 1_500.0);
            let mut begins = vec![(begin, REASONS[rng.below(REASONS.len())])];
            while rng.chance(0.12) && begins.len() < 4 {
                let again = begin + length * begins.len() as i64 / 5;
                begins.push((again - again.rem_euclid(1_000), REASONS[rng.below(REASONS.len())]));
            }
            let never = place == count && rng.chance(0.05);
            let resumed = (!never).then_some((begin + length).min(end - MINUTE));
            Pause { begins, resumed }
        })
        .collect()
}
