//! What another tariff, plan or add-on changed, in money.

use std::collections::BTreeMap;

use opkald_storage::money::{Amount, Month};
use serde::Serialize;

use crate::compute::MonthCharged;

/// What a customer's month came to before and after something changed that it pays by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repriced {
    /// Customer number.
    pub customer: String,
    /// The local month.
    pub month: String,
    /// Currency.
    pub currency: String,
    /// What its use came to, without VAT, as a decimal with four places.
    pub before: String,
    /// What it comes to now.
    pub after: String,
}

/// The months that come to something else now.
pub(super) fn differences(before: &[MonthCharged], after: &[MonthCharged]) -> Vec<Repriced> {
    let mut amounts: BTreeMap<(&str, Month, &str), [Amount; 2]> = BTreeMap::new();
    for month in before {
        amounts.entry(key(month)).or_default()[0] += month.amount;
    }
    let is_of_these = |month: &&MonthCharged| {
        before.iter().any(|other| (&other.customer, other.month) == (&month.customer, month.month))
    };
    for month in after.iter().filter(is_of_these) {
        amounts.entry(key(month)).or_default()[1] += month.amount;
    }
    let changed = amounts.into_iter().filter(|(_, [before, after])| before != after);
    let told = |((customer, month, currency), [before, after]): ((&str, Month, &str), [Amount; 2])| Repriced {
        customer: customer.to_owned(),
        month: month.to_string(),
        currency: currency.to_owned(),
        before: before.to_string(),
        after: after.to_string(),
    };
    changed.map(told).collect()
}

fn key(month: &MonthCharged) -> (&str, Month, &str) {
    (&month.customer, month.month, &month.currency)
}
