//! Whether times of the week leave anything out, or claim anything twice.

use super::times::{DAY_MINUTES, DayKind, Times};

/// Times that nobody owns, or that several do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hole {
    /// When.
    pub times: Times,
    /// Who owns them, by place among those that were given; none when it is a gap.
    pub owners: Vec<usize>,
}

/// Everything that has not exactly one owner, the same hours of several days together.
pub fn holes(windows: &[Vec<Times>]) -> Vec<Hole> {
    let mut found: Vec<(std::ops::Range<u16>, Vec<usize>, Vec<DayKind>)> = Vec::new();
    for day in DayKind::ALL {
        for (minutes, owners) in stretches(windows, day) {
            if owners.len() == 1 {
                continue;
            }
            match found.iter_mut().find(|known| known.0 == minutes && known.1 == owners) {
                Some(known) => known.2.push(day),
                None => found.push((minutes, owners, vec![day])),
            }
        }
    }
    let told = found.into_iter();
    told.map(|(minutes, owners, days)| Hole { times: Times::on(days, minutes.start, minutes.end), owners }).collect()
}

/// A day, cut wherever its owners change.
fn stretches(windows: &[Vec<Times>], day: DayKind) -> Vec<(std::ops::Range<u16>, Vec<usize>)> {
    let on_day = || windows.iter().flatten().filter(|times| times.is_on(day)).map(|times| times.minutes());
    let mut cuts: Vec<u16> = on_day().flat_map(|minutes| [minutes.start, minutes.end]).collect();
    cuts.extend([0, DAY_MINUTES]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut stretches: Vec<(std::ops::Range<u16>, Vec<usize>)> = Vec::new();
    for cut in cuts.windows(2) {
        let (from, until) = (cut[0], cut[1]);
        let owns = |all: &[Times]| all.iter().any(|times| times.is_on(day) && times.minutes().contains(&from));
        let owners: Vec<usize> = windows.iter().enumerate().filter(|(_, all)| owns(all)).map(|(at, _)| at).collect();
        match stretches.last_mut() {
            Some((minutes, known)) if *known == owners => minutes.end = until,
            _ => stretches.push((from..until, owners)),
        }
    }
    stretches
}
