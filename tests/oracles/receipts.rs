//! Receipts against invoice lines: what a line had and used in a month, step by step, comes to what stands on its invoice.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use opkald_queries::Scope;
use opkald_storage::CustomerNumber;
use opkald_storage::money::rating::Receipt;
use opkald_storage::money::{Amount, Month};

use crate::rows::{instant, number, read_lines, text};
use crate::world::World;

/// The invoice lines of each line's month together.
const INVOICED: &str = "SELECT line, month, currency, CAST(SUM(amount) * 10000 AS BIGINT) AS ten_thousandths \
                        FROM usage_months GROUP BY line, month, currency";

/// Sums in ten-thousandths, by line, month and currency.
type Sums = BTreeMap<(String, Month, String), i64>;

/// Where the receipts of a customer's lines do not come to its invoice lines, in the months that have some and in these.
pub(crate) async fn faults(world: &World, customer: &str, zone: Tz, lines: &[&str], months: &[Month]) -> Vec<String> {
    let session = world.engine.session(Scope::Customer(CustomerNumber::new(customer).unwrap())).await.unwrap();
    let mut invoiced = Sums::new();
    for row in read_lines(&world.asked(&session, INVOICED).await) {
        let of = |column| text(&row, column).unwrap().to_owned();
        let month = Month::at(zone, instant(&row, "month").unwrap());
        invoiced.insert((of("line"), month, of("currency")), number(&row, "ten_thousandths") as i64);
    }
    let mut asked: Vec<(String, Month)> = invoiced.keys().map(|(line, month, _)| (line.clone(), *month)).collect();
    asked.extend(lines.iter().flat_map(|line| months.iter().map(|month| ((*line).to_owned(), *month))));
    asked.sort();
    asked.dedup();
    let mut receipts = Sums::new();
    for (line, month) in asked {
        let uses = session.receipts(&line, month).await.unwrap().into_iter().map(|one| one.receipt);
        let fees = session.fees(&line, month).into_iter().map(|one| one.receipt);
        for Receipt { currency, amount, .. } in uses.chain(fees) {
            let amount: Amount = amount.parse().unwrap();
            *receipts.entry((line.clone(), month, currency)).or_default() += amount.ten_thousandths();
        }
    }
    // What is free has receipts, and may have no line on the invoice.
    receipts.retain(|key, sum| *sum != 0 || invoiced.contains_key(key));
    if receipts == invoiced {
        return Vec::new();
    }
    vec![format!("{customer}: receipts come to {receipts:?}, and the invoice says {invoiced:?}")]
}
