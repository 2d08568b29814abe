//! What numbers come to by kind, as columns of a file.

use opkald_reports::{Column, Kind, Value};
use opkald_storage::money::{Amount, Ore};

use crate::data::usage::{Costs, KINDS};
use crate::pages::usage::kind_name;
use crate::text::Text;

/// A column for each kind, one for the sum without VAT, and the currency.
pub(super) fn columns(t: &'static Text) -> impl Iterator<Item = Column> {
    let kinds = KINDS.into_iter().map(move |kind| Column::new(name(kind), kind_name(t, kind), Kind::Money).summed());
    kinds
        .chain([Column::new("ex_vat", t.ex_vat, Kind::Money).summed(), Column::new("currency", t.currency, Kind::Text)])
}

/// The name of a kind's column: apart from that of how many calls there are.
fn name(kind: &str) -> &'static str {
    match kind {
        "subscription" => "cost_subscription",
        "addon" => "cost_addon",
        "calls" => "cost_calls",
        "data" => "cost_data",
        "sms" => "cost_sms",
        "mms" => "cost_mms",
        "roaming" => "cost_roaming",
        _ => "cost_fee",
    }
}

/// The values of these columns.
pub(super) fn values(costs: &Costs<'_>, currency: &str) -> impl Iterator<Item = Value> {
    let kinds = KINDS.map(|kind| costs.get(kind).copied().map(amount).into());
    let sum = amount(costs.values().copied().sum());
    kinds.into_iter().chain([sum.into(), currency.into()])
}

/// Whole hundredths as the ten-thousandths that they are.
pub(super) fn amount(ore: Ore) -> Amount {
    Amount::from_ten_thousandths(ore.hundredths() * 100)
}
