//! Things that a file tells twice.

use std::collections::HashMap;
use std::hash::Hash;

use super::super::super::{AccountFile, FileFault};
use super::{CustomerPart, fault};

pub(super) fn faults(file: &AccountFile) -> Vec<FileFault> {
    let versions = file.tariffs.iter().map(|at| (at.line, (at.what.id.as_str(), at.what.valid_from)));
    let mut faults = twice(versions, "tariff.valid_from", |(id, day)| {
        format!("an overlap: the tariff {id:?} has a version from {day} already; give one of them another day")
    });
    let customers = file.customers.iter().map(|part| (part.customer.line, part.customer.what.number.as_str()));
    faults.extend(twice(customers, "customer.number", |number| format!("customer {number} stands here a second time")));
    let cards = file.customers.iter().flat_map(|part| &part.sims).map(|at| (at.line, at.what.icc.as_str()));
    faults.extend(twice(cards, "customer.mobile.sim.icc", |icc| format!("the card {icc} stands here a second time")));
    faults.extend(file.customers.iter().flat_map(within));
    faults
}

fn within(part: &CustomerPart) -> Vec<FileFault> {
    let again = |what: &str, id: &str| format!("the {what} {id:?} stands here a second time; leave one");
    let lines = part.lines.iter().map(|at| (at.line, at.what.number.as_str()));
    let mut faults = twice(lines, "customer.number", |number| again("line", number));
    let employees = part.employees.iter().map(|at| (at.line, at.what.id.as_str()));
    faults.extend(twice(employees, "customer.employee.id", |id| again("employee", id)));
    let queues = part.queues.iter().map(|at| (at.line, at.what.id.as_str()));
    faults.extend(twice(queues, "customer.queue.id", |id| again("queue", id)));
    let months = part.tariffs.iter().map(|at| (at.line, at.what.from));
    faults.extend(twice(months, "customer.tariff.from", |from| {
        format!("an overlap: there is a tariff from {from} already; give one of them another month")
    }));
    faults
}

/// Every key that an earlier line has told.
fn twice<K: Copy + Eq + Hash>(
    keys: impl Iterator<Item = (usize, K)>,
    key: &str,
    told: impl Fn(K) -> String,
) -> Vec<FileFault> {
    let mut seen = HashMap::new();
    keys.filter_map(|(line, each)| seen.insert(each, line).map(|_| fault(line, key, told(each)))).collect()
}
