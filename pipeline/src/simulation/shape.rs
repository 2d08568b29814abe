//! When people telephone: the week and the day of a Danish business, by the wall clock.

use chrono::{Datelike, Weekday};

use super::clock::{HOUR, LocalDay, Micros, wall_hour};
use super::rng::Rng;

/// Share of traffic on a weekday; the seven add up to seven.
pub(crate) fn weekday_factor(day: &LocalDay) -> f64 {
    match day.date.weekday() {
        Weekday::Mon => 1.45,
        Weekday::Tue => 1.35,
        Weekday::Wed | Weekday::Thu => 1.30,
        Weekday::Fri => 1.15,
        Weekday::Sat => 0.30,
        Weekday::Sun => 0.15,
    }
}

/// The slow swing of the year: a quiet July, a busy November.
pub(crate) fn season_factor(day: &LocalDay) -> f64 {
    let month = day.date.month0() as usize;
    [1.02, 1.0, 1.05, 0.98, 1.02, 1.0, 0.72, 0.95, 1.06, 1.06, 1.1, 1.04][month]
}

/// Which shape of day a thing follows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Office,
    Duty,
}

const OFFICE: [f64; 24] = [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.3, 1.0, 3.0, 9.0, 13.0, 14.0, 11.0, 7.5, 10.5, 11.5, 9.0, 5.0, 2.2, 1.2, 0.9, 0.7, 0.6,
    0.5, 0.5,
];
const DUTY: [f64; 24] = [
    1.2, 0.9, 0.8, 0.7, 0.8, 1.5, 3.0, 5.0, 6.0, 6.0, 6.0, 5.5, 5.0, 5.5, 6.0, 6.5, 7.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0,
    1.6,
];

/// Arrival instants of one day, sorted. A day of 23 hours lacks the skipped hour, one of 25 has the repeated hour twice.
pub(crate) fn arrivals(day: &LocalDay, shape: Shape, mean: f64, rng: &mut Rng) -> Vec<Micros> {
    let hours = match shape {
        Shape::Office => &OFFICE,
        Shape::Duty => &DUTY,
    };
    let total: f64 = hours.iter().sum();
    let mut instants = Vec::new();
    let mut start = day.start;
    while start < day.end {
        let end = (start + HOUR).min(day.end);
        let weight = hours[wall_hour(day.zone, start) % 24];
        for _ in 0..rng.poisson(mean * weight / total) {
            instants.push(rng.between(start / 1_000, end / 1_000) * 1_000);
        }
        start = end;
    }
    instants.sort_unstable();
    instants
}
