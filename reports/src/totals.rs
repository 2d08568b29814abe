//! What the rows of a file come to, counted as they are written: so the front of a workbook tells of the rows in it.

use std::collections::BTreeMap;

use opkald_storage::money::Amount;

use crate::{List, Value};

/// Sums of the columns that are added up.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// How many rows there are.
    pub(crate) rows: u64,
    /// By the place of the column, and for money by currency, which is empty elsewhere.
    pub(crate) sums: BTreeMap<(usize, String), Value>,
}

impl Totals {
    /// Takes a row in.
    pub(crate) fn take(&mut self, list: &List, row: &[Value]) {
        self.rows += 1;
        for (place, value) in row.iter().enumerate().filter(|(place, _)| list.columns[*place].is_summed) {
            let of = match value {
                Value::Money(_) => match list.currency().and_then(|at| row.get(at)) {
                    Some(Value::Text(currency)) => currency.as_str(),
                    _ => "",
                },
                _ => "",
            };
            let sum = match self.sums.get_mut(&(place, of.to_owned())) {
                Some(sum) => sum,
                None => self.sums.entry((place, of.to_owned())).or_insert(Value::None),
            };
            add(sum, value);
        }
    }
}

fn add(sum: &mut Value, value: &Value) {
    *sum = match (&*sum, value) {
        (Value::Whole(sum), Value::Whole(one)) => Value::Whole(sum + one),
        (Value::Seconds(sum), Value::Seconds(one)) => Value::Seconds(sum + one),
        (Value::Money(sum), Value::Money(one)) => {
            Value::Money(Amount::from_ten_thousandths(sum.ten_thousandths() + one.ten_thousandths()))
        }
        (Value::None, Value::Whole(_) | Value::Seconds(_) | Value::Money(_)) => value.clone(),
        _ => return,
    };
}
