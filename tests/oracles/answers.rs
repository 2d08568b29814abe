//! The truth of a simulated world, and where the views depart from it.

use std::collections::BTreeMap;

use opkald_pipeline::simulation::Truth;
use serde::Serialize;

use crate::rows::{Row, read};
use crate::world::Views;

/// A view's right rows, and the columns that tell one of them from the others.
struct Answer {
    view: &'static str,
    key: Vec<&'static str>,
    rows: Vec<Row>,
}

/// What every view must say.
fn answers(truth: &Truth) -> Vec<Answer> {
    let mut answers = vec![
        answer("calls", &["customer", "call", "leg"], &truth.calls),
        answer("queue_visits", &["customer", "call", "queue", "visit"], &truth.queue_visits),
        answer("agent_sessions", &["customer", "agent", "queue", "state", "began_at"], &truth.agent_sessions),
        answer("callbacks", &["customer", "queue", "number"], &truth.callbacks),
    ];
    let names = |unit| ["hour", "day", "month"].into_iter().zip(unit);
    for ((bucket, view), rows) in names(["queue_hours", "queue_days", "queue_months"]).zip(&truth.queue_buckets) {
        answers.push(answer(view, &["customer", bucket, "queue"], rows));
    }
    for ((bucket, view), rows) in names(["agent_hours", "agent_days", "agent_months"]).zip(&truth.agent_buckets) {
        answers.push(answer(view, &["customer", bucket, "agent", "queue"], rows));
    }
    for ((bucket, view), rows) in names(["call_hours", "call_days", "call_months"]).zip(&truth.call_buckets) {
        answers.push(answer(view, &["customer", bucket, "line"], rows));
    }
    answers
}

fn answer<T: Serialize>(view: &'static str, key: &[&'static str], rows: &[T]) -> Answer {
    let rows = rows.iter().map(|row| read(serde_json::to_value(row).unwrap())).collect();
    Answer { view, key: key.to_vec(), rows }
}

/// Every cell in which one of the views is not what it must be, and every row too many or too few.
pub(crate) fn departures(views: &Views, truth: &Truth) -> Vec<String> {
    let asked = answers(truth).into_iter().filter(|answer| views.contains_key(answer.view));
    asked.flat_map(|answer| answer.departures(&views[answer.view])).collect()
}

impl Answer {
    fn departures(&self, told: &[Row]) -> Vec<String> {
        let (mut right, mut told) = (self.by_key(&self.rows), self.by_key(told));
        let mut found = Vec::new();
        let keys: Vec<String> = right.keys().chain(told.keys()).cloned().collect();
        for key in keys {
            let (right, told) = (right.remove(&key).unwrap_or_default(), told.remove(&key).unwrap_or_default());
            if right.len() != told.len() {
                let (many, few) = (told.len(), right.len());
                found.push(format!("{} [{key}]: {many} rows, and {few} are right: {told:?} {right:?}", self.view));
            }
            for (right, told) in right.iter().zip(&told) {
                for (column, right) in right.iter().filter(|(column, right)| told.get(*column) != Some(*right)) {
                    let told = told.get(column);
                    found.push(format!("{} [{key}]: {column} is {told:?}, and {right:?} is right", self.view));
                }
            }
        }
        found
    }

    fn by_key<'a>(&self, rows: &'a [Row]) -> BTreeMap<String, Vec<&'a Row>> {
        let mut by_key: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
        for row in rows {
            let key = self.key.iter().map(|column| format!("{:?}", row[*column])).collect::<Vec<_>>().join(" ");
            by_key.entry(key).or_default().push(row);
        }
        by_key
    }
}
