//! The choice of hours of the week in a filter.

use opkald_storage::book::Queue;

use super::table::Choice;
use crate::text::Text;
use crate::week::{OPEN, Week};

/// The choices, and the one of the address where it is another; the hours in which a queue is open, where one is looked at
/// that tells them.
pub(super) fn choices(t: &'static Text, week: &Week, queue: Option<&Queue>) -> Vec<Choice> {
    let mut values: Vec<(String, String)> = Vec::new();
    if let Some(queue) = queue.filter(|queue| !queue.opening_hours.is_empty()) {
        let hours: Vec<String> = queue.opening_hours.iter().map(ToString::to_string).collect();
        values.push((OPEN.to_owned(), format!("{} ({})", t.opening_hours, hours.join("; "))));
    }
    for (value, name) in
        [("mon-fri", t.weekdays), ("sat,sun,holiday", t.weekends), ("mon-fri 08:00-16:00", t.office_hours)]
    {
        values.push((value.to_owned(), name.to_owned()));
    }
    let chosen = week.value();
    if !chosen.is_empty() && !values.iter().any(|(value, _)| value == chosen) {
        values.push((chosen.to_owned(), chosen.to_owned()));
    }
    Choice::list(t.whole_week, chosen, values)
}
