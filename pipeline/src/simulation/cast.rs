//! Who plays: customers with lines, mobiles, queues and agents, and the people who call them.
//!
//! **A customer is a function of the seed, its index and the volume**: it is made anew wherever it is needed and is the same each time.

use chrono_tz::Tz;

use super::number::Number;
use super::rng::Rng;

/// A sample customer, as an account book would know it.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Place among the customers of the plan, from 0.
    pub index: usize,
    /// The customer number, 7 digits.
    pub number: String,
    /// A made-up company name.
    pub name: String,
    /// The zone of its clock.
    pub zone: Tz,
    /// Its fixed numbers; some have a queue on them.
    pub lines: Vec<Number>,
    /// Its mobile subscriptions.
    pub mobiles: Vec<Number>,
    /// Its queues.
    pub queues: Vec<Queue>,
    /// Everybody who takes calls from queues.
    pub agents: Vec<Agent>,
    /// Mean events on a day.
    pub(crate) volume: f64,
    /// Outsiders that call, the first of them most often.
    pub(crate) callers: Vec<Number>,
    /// Whether its times are written with the local offset instead of `Z`.
    pub(crate) writes_offset: bool,
}

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The id in events.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its own number; without one it is reached by overflow and transfer.
    pub line: Option<Number>,
    /// Where callers go who have waited too long.
    pub(crate) overflow_to: Option<usize>,
    pub(crate) overflow_after_seconds: f64,
    pub(crate) timeout_seconds: f64,
    pub(crate) max_waiting: usize,
    /// Open round the clock, with a night shift.
    pub(crate) duty: bool,
    /// Whether its source tells whole seconds of wait and talk of its own.
    pub(crate) tells_figures: bool,
    /// Rings two agents at once.
    pub(crate) rings_two: bool,
    /// The leg to the agent is shown as a leg of its own.
    pub(crate) agent_legs: bool,
}

/// When an agent works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rota {
    Office,
    Morning,
    Evening,
    Night,
}

/// Someone who takes calls.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The id in events.
    pub id: String,
    /// The number that rings: a short one, or a mobile.
    pub number: Number,
    /// The customer's line that `number` rings on.
    pub line: Number,
    /// The queues, by index into the customer's.
    pub queues: Vec<usize>,
    /// Logs in to each queue by name; otherwise to all at once, without naming any.
    pub(crate) by_queue: bool,
    pub(crate) rota: Rota,
}

const FIRST: [&str; 12] = [
    "Nordlys",
    "Havneby",
    "Kystens",
    "Bøgelund",
    "Vestervang",
    "Sundby",
    "Fjordens",
    "Møllens",
    "Egebjerg",
    "Strandens",
    "Lindholt",
    "Aakirke",
];
const TRADE: [&str; 10] = [
    "El & VVS",
    "Tandklinik",
    "Transport",
    "Rejser",
    "Forsyning",
    "Autoværksted",
    "Advokater",
    "Boligservice",
    "Møbler",
    "Bageri",
];
const AGENT_NAMES: [&str; 16] = [
    "anna", "bo", "clara", "dan", "ellen", "finn", "grethe", "hans", "ida", "jens", "karen", "lars", "mette", "niels",
    "olga", "per",
];
const QUEUES: [(&str, &str); 4] =
    [("salg", "Salg"), ("support", "Support"), ("regnskab", "Regnskab"), ("vagt", "Døgnvagt")];

impl Customer {
    /// Makes the customer with that index.
    pub(crate) fn new(seed: u64, index: usize, mean_volume: f64, zone: Tz) -> Self {
        let mut rng = Rng::keyed(seed, &[1, index as u64]);
        let size = [1.25, 1.0, 0.75][index % 3];
        let volume = mean_volume * size;
        let base = 4_570_000_000 + (index as u64 % 90_000) * 100;
        let lines: Vec<Number> = (0..4 + index as u64 % 3).map(|n| Number::Full(base + n)).collect();
        let mobile_base = 4_520_000_000 + (index as u64 % 90_000) * 100;
        let mobiles: Vec<Number> = (0..3 + index as u64 % 4).map(|n| Number::Full(mobile_base + n)).collect();
        let queues = make_queues(index, volume, &lines, &mut rng);
        let agents = make_agents(volume, &queues, &lines, &mobiles, &mut rng);
        let callers = make_callers(volume, &mut rng);
        Self {
            index,
            number: format!("{}", 4_100_000 + index * 7 + (seed % 7) as usize),
            name: format!("{} {}", FIRST[index % FIRST.len()], TRADE[(index * 3 + index / 12) % TRADE.len()]),
            zone,
            lines,
            mobiles,
            queues,
            agents,
            volume,
            callers,
            writes_offset: index % 2 == 1,
        }
    }

    /// Whether a number is one of the customer's own.
    pub(crate) fn owns(&self, number: Number) -> bool {
        self.lines.contains(&number) || self.mobiles.contains(&number)
    }

    /// An outsider, familiar ones more often than strangers.
    pub(crate) fn caller(&self, rng: &mut Rng) -> Number {
        let rank = rng.unit() * rng.unit();
        let index = (rank * self.callers.len() as f64) as usize;
        self.callers.get(index).copied().unwrap_or(Number::Anonymous)
    }

    /// A line or a mobile of the customer's.
    pub(crate) fn own_line(&self, rng: &mut Rng) -> Number {
        let pool = if rng.chance(0.55) { &self.lines } else { &self.mobiles };
        pool.get(rng.below(pool.len())).copied().unwrap_or(Number::Anonymous)
    }
}

fn make_queues(index: usize, volume: f64, lines: &[Number], rng: &mut Rng) -> Vec<Queue> {
    let count =
        (1 + (index + 1) % 4).min(1 + (volume / 60.0) as usize).max(if index == 0 && volume >= 40.0 { 2 } else { 1 });
    (0..count)
        .map(|place| {
            // A customer's last queue is its duty queue when it has several, so that something happens at night.
            let duty = count > 1 && place + 1 == count;
            let (id, name) = if duty { QUEUES[3] } else { QUEUES[place] };
            Queue {
                id: id.to_owned(),
                name: name.to_owned(),
                line: if place == 0 || place % 2 == 1 || rng.chance(0.5) { lines.get(place).copied() } else { None },
                overflow_to: if duty || count == 1 {
                    None
                } else {
                    Some(if rng.chance(0.5) { count - 1 } else { (place + 1) % count })
                },
                overflow_after_seconds: 40.0 + rng.unit() * 80.0,
                timeout_seconds: 150.0 + rng.unit() * 250.0,
                max_waiting: 2 + rng.below(4),
                duty,
                tells_figures: (index + place) % 3 == 2,
                rings_two: (index + place) % 4 == 1,
                agent_legs: (index + place).is_multiple_of(2),
            }
        })
        .collect()
}

fn make_agents(volume: f64, queues: &[Queue], lines: &[Number], mobiles: &[Number], rng: &mut Rng) -> Vec<Agent> {
    let office = 1 + (volume / 150.0).round() as usize;
    let mut agents: Vec<Agent> = Vec::new();
    for (place, queue) in queues.iter().enumerate() {
        let rotas: Vec<Rota> = if queue.duty {
            vec![Rota::Morning, Rota::Evening, Rota::Night]
        } else {
            vec![Rota::Office; office.div_ceil(queues.len().max(2) - 1)]
        };
        for rota in rotas {
            let count = agents.len();
            let mobile = rng.chance(0.3);
            let also = (place + 1) % queues.len();
            let both = rota == Rota::Office && also != place && rng.chance(0.35);
            let number = if mobile { mobiles[count % mobiles.len()] } else { Number::Short(201 + count as u16) };
            agents.push(Agent {
                id: agent_id(count),
                number,
                line: if mobile { number } else { lines[lines.len() - 1] },
                queues: if both { vec![place, also] } else { vec![place] },
                by_queue: count % 3 != 1,
                rota,
            });
        }
    }
    agents
}

fn agent_id(count: usize) -> String {
    let name = AGENT_NAMES[count % AGENT_NAMES.len()];
    if count < AGENT_NAMES.len() { name.to_owned() } else { format!("{name}{}", count / AGENT_NAMES.len() + 1) }
}

/// Enough callers that most are strangers and few enough that people call again.
fn make_callers(volume: f64, rng: &mut Rng) -> Vec<Number> {
    let count = (volume * 6.0).clamp(20.0, 20_000.0) as usize;
    (0..count)
        .map(|_| {
            let prefix = [4_530, 4_540, 4_550, 4_560, 4_598][rng.below(5)];
            if rng.chance(0.04) {
                Number::Full(46_700_000_000 + rng.below(10_000_000) as u64)
            } else {
                Number::Full(prefix * 1_000_000 + rng.below(1_000_000) as u64)
            }
        })
        .collect()
}
