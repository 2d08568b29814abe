//! The whole stream, day by day: one day of all customers in memory, and what hangs over into the next.

use std::io::{self, Write};

use super::clock::{DAY, LocalDay, Micros, date_of, next_date};
use super::day::make_day;
use super::plan::Plan;
use super::rng::Rng;
use super::scribe::Pages;
use super::tell::tell_day;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Lines, copies included.
    pub lines: u64,
    /// Different events.
    pub events: u64,
    /// The time of the latest event; the truth is as of then.
    pub as_of: Option<Micros>,
}

/// A line that waits for its delivery.
#[derive(Clone, Copy)]
struct Due {
    at: Micros,
    /// Position of making, so that equals keep their order.
    place: u32,
    line: u32,
}

pub(super) fn write_events(plan: &Plan, out: &mut impl Write) -> io::Result<Counts> {
    let customers = plan.sample_customers();
    let mut counts = Counts { lines: 0, events: 0, as_of: None };
    let (mut pages, mut hanging) = (Pages::default(), Pages::default());
    let mut fresh = Pages::default();
    let mut due: Vec<Due> = Vec::new();
    let last = date_of(plan.zone, plan.until);
    let mut date = plan.first_date();
    while date <= last {
        let day = LocalDay::new(plan.zone, date);
        let mut rng = Rng::keyed(plan.seed, &[5, day.number as u64]);
        std::mem::swap(&mut pages, &mut hanging);
        hanging.clear();
        due.clear();
        // What hangs over bears the time of its delivery already.
        due.extend(pages.lines.iter().zip(0..).map(|(line, place)| Due { at: line.time, place, line: place }));
        for customer in &customers {
            let world = make_day(plan.fate(), customer, &day, date == plan.first_date());
            fresh.clear();
            tell_day(&world, customer, &day, plan.until, &mut fresh);
            counts.events += fresh.lines.len() as u64;
            counts.as_of = fresh.lines.iter().map(|line| line.time).max().max(counts.as_of);
            deliver(plan, &fresh, &mut pages, &mut due, &mut rng);
        }
        let until = if date == last { Micros::MAX } else { day.end };
        due.sort_unstable_by_key(|due| (due.at, due.place));
        for due in &due {
            let line = pages.lines[due.line as usize];
            let bytes = &pages.bytes[line.from..line.to];
            if due.at < until {
                out.write_all(bytes)?;
                counts.lines += 1;
            } else {
                hanging.copy(bytes, due.at);
            }
        }
        date = next_date(date);
    }
    out.flush()?;
    Ok(counts)
}

/// Puts a customer's day among the lines of all, and decides when each arrives.
fn deliver(plan: &Plan, fresh: &Pages, pages: &mut Pages, due: &mut Vec<Due>, rng: &mut Rng) {
    let shift = pages.bytes.len();
    pages.bytes.extend_from_slice(&fresh.bytes);
    let orderly = plan.disorder.is_none();
    for line in &fresh.lines {
        let place = pages.lines.len() as u32;
        let (at, copy) = if orderly { (line.time, None) } else { plan.disorder.delivery(line.time, rng) };
        pages.lines.push(super::scribe::Line { time: at, from: line.from + shift, to: line.to + shift });
        due.push(Due { at, place: due.len() as u32, line: place });
        if let Some(at) = copy {
            due.push(Due { at: at.min(line.time + 3 * DAY), place: due.len() as u32, line: place });
        }
    }
}
