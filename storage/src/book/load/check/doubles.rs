//! Things that a file tells twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use super::super::super::{AccountFile, FileFault, LineKind};
use super::{CustomerPart, fault};

pub(super) fn faults(file: &AccountFile) -> Vec<FileFault> {
    let versions = file.tariffs.iter().map(|at| (at.line, "tariff.valid_from", (&at.what.id, at.what.valid_from)));
    let mut faults = twice(versions, |(id, day), _| {
        format!("an overlap: the tariff {id:?} has a version from {day} already; give one of them another day")
    });
    let customers = file.customers.iter().map(|part| &part.customer);
    let customers = customers.map(|at| (at.line, "customer.number", at.what.number.as_str()));
    faults.extend(twice(customers, |number, first| again("customer", number, first)));
    let cards = file.customers.iter().flat_map(|part| &part.sims);
    let cards = cards.map(|at| (at.line, "customer.mobile.sim.icc", at.what.icc.as_str()));
    faults.extend(twice(cards, |icc, first| again("card", icc, first)));
    faults.extend(file.customers.iter().flat_map(within));
    faults
}

fn within(part: &CustomerPart) -> Vec<FileFault> {
    let key = |kind| match kind {
        LineKind::Local => "customer.local.number",
        LineKind::Mobile => "customer.mobile.number",
    };
    let lines = part.lines.iter().map(|at| (at.line, key(at.what.kind), at.what.number.as_str()));
    let mut faults = twice(lines, |number, first| again("line", number, first));
    let employees = part.employees.iter().map(|at| (at.line, "customer.employee.id", at.what.id.as_str()));
    faults.extend(twice(employees, |id, first| again("employee", id, first)));
    let queues = part.queues.iter().map(|at| (at.line, "customer.queue.id", at.what.id.as_str()));
    faults.extend(twice(queues, |id, first| again("queue", id, first)));
    let months = part.tariffs.iter().map(|at| (at.line, "customer.tariff.from", at.what.from));
    faults.extend(twice(months, |from, _| {
        format!("an overlap: there is a tariff from {from} already; give one of them another month")
    }));
    faults
}

fn again(what: &str, id: &str, first: usize) -> String {
    format!("the {what} {id:?} stands in line {first} already; leave one")
}

/// Every key that an earlier line has told, which `told` gets to know.
fn twice<K: Copy + Eq + Hash>(
    keys: impl Iterator<Item = (usize, &'static str, K)>,
    told: impl Fn(K, usize) -> String,
) -> Vec<FileFault> {
    let mut keys: Vec<_> = keys.collect();
    // Those of one kind come before those of another, wherever they stand.
    keys.sort_by_key(|(line, ..)| *line);
    let mut seen = HashMap::new();
    let again = |(line, key, each)| match seen.entry(each) {
        Entry::Vacant(entry) => {
            entry.insert(line);
            None
        }
        Entry::Occupied(first) => Some(fault(line, key, told(each, *first.get()))),
    };
    keys.into_iter().filter_map(again).collect()
}
